"""Forms of a committee, its seats, its charter and its documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.actions import CommitteeDetails
from actors.actions import committees as actions
from actors.actions import seats as seat_actions
from actors.actions.seats import SeatDetails
from actors.enums import CommitteeKind, SeatKind
from actors.models import AgendaItem, Committee, Meeting, Seat
from lib.forms import (
    DayField,
    LineFormField,
    PartialDateField,
    ProseFormField,
    RowField,
    WholeNumberField,
)
from programmes.forms.choices import AccountField, OrganisationField, OrganisationsField
from programmes.forms.rows import FilesField
from programmes.forms.versions import VersionedForm
from programmes.models import CommitteeProgramme, Programme
from regions.models import Place


class CommitteeForm(VersionedForm):
    """What is said of a committee."""

    name_fr = LineFormField(label=_("Name in French"), max_length=200)
    name_ar = LineFormField(label=_("Name in Arabic"), max_length=200, required=False)
    name_en = LineFormField(label=_("Name in English"), max_length=200, required=False)
    acronym = LineFormField(label=_("Acronym"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=CommitteeKind)
    place = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Place.objects.regions(),
        to_field_name="slug",
        required=False,
        empty_label=_("None: it is national"),
    )
    parent = forms.ModelChoiceField(
        label=_("Part of the committee"),
        queryset=Committee.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )
    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes that it follows"),
        queryset=Programme.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    created = PartialDateField(
        label=_("Created"),
        required=False,
        help_text=_(
            "A day (07/07/2023), a month (07/2023) or a year (2023). No meeting is before."
        ),
    )
    quorum = WholeNumberField(
        label=_("Quorum"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("How many seats, the chair's included, must be present or represented."),
    )
    months_between = WholeNumberField(
        label=_("Months between meetings"), required=False, min_value=1, max_value=60
    )
    mission_fr = ProseFormField(
        label=_("Mission in French"),
        help_text=_("One aim on each line."),
        max_length=5_000,
        required=False,
    )
    mission_ar = ProseFormField(
        label=_("Mission in Arabic"),
        help_text=_("One aim on each line."),
        max_length=5_000,
        required=False,
    )

    def __init__(self, *args: Any, parents: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents
        self.fields["programmes"].queryset = programmes
        self.fields["programmes"].label_from_instance = lambda programme: programme.acronym
        for name in ("mission_fr", "mission_ar"):
            self.fields[name].widget.attrs["rows"] = 4

    @classmethod
    def initial_of(cls, committee: Committee) -> dict[str, Any]:
        """The committee as the form shows it."""
        details = actions.details_of(committee)
        links = CommitteeProgramme.objects.filter(committee=committee)
        return {
            **{name: getattr(details, name) for name in CommitteeDetails.__slots__},
            "place": details.place.slug if details.place else "",
            "parent": details.parent.slug if details.parent else "",
            "programmes": list(links.values_list("programme__slug", flat=True).order_by("pk")),
            "version": committee.version,
        }

    def details(self) -> CommitteeDetails:
        """What was typed, as the action takes it."""
        names = CommitteeDetails.__slots__
        return CommitteeDetails(**{name: self.cleaned_data[name] for name in names})


class SeatForm(VersionedForm):
    """A seat, who sits there and for how long."""

    kind = forms.ChoiceField(label=_("Seat"), choices=SeatKind, initial=SeatKind.MEMBER)
    label_fr = LineFormField(
        label=_("Group in words, in French"),
        max_length=250,
        required=False,
        help_text=_("Where no single organisation sits: “associations of the region”."),
    )
    label_ar = LineFormField(label=_("Group in words, in Arabic"), max_length=250, required=False)
    function_fr = LineFormField(label=_("Function in French"), max_length=160, required=False)
    function_ar = LineFormField(label=_("Function in Arabic"), max_length=160, required=False)
    holder = AccountField(
        label=_("Holder's account"), required=False, help_text=_("The e-mail address.")
    )
    holder_name = LineFormField(
        label=_("Holder's name"), max_length=120, required=False, help_text=_("Without an account.")
    )
    alternate = AccountField(
        label=_("Alternate's account"), required=False, help_text=_("The e-mail address.")
    )
    alternate_name = LineFormField(
        label=_("Alternate's name"),
        max_length=120,
        required=False,
        help_text=_("Without an account."),
    )
    starts_on = DayField(label=_("Mandate from"), required=False)
    ends_on = DayField(label=_("Mandate until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(label=_("Organisation"))

    @staticmethod
    def initial_of(seat: Seat) -> dict[str, Any]:
        """The seat as the form shows it."""
        details = seat_actions.details_of(seat)
        said = {name: getattr(details, name) for name in SeatDetails.__slots__}
        return said | {"version": seat.version}

    def details(self) -> SeatDetails:
        """What was typed, as the action takes it."""
        return SeatDetails(**{name: self.cleaned_data[name] for name in SeatDetails.__slots__})


class EndMandateForm(VersionedForm):
    """The last day of a mandate."""

    ends_on = DayField(label=_("Last day of the mandate"))


class CharterForm(VersionedForm):
    """The next version of a charter."""

    signed = PartialDateField(
        label=_("Signed"),
        required=False,
        help_text=_("A day (07/07/2023), a month (07/2023) or a year (2023)."),
    )
    text = ProseFormField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        help_text=_("What the charter says, or what changed. The signed paper is a document."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatories"] = OrganisationsField(label=_("Signatories"))

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {
            "text": self.cleaned_data["text"],
            "signed": self.cleaned_data["signed"],
            "signatories": self.cleaned_data["signatories"].things,
        }


class DocumentsForm(forms.Form):
    """Files to keep with a committee or a meeting."""

    documents = FilesField(
        label=_("Documents"), help_text=_("PDF, image, Word or Excel; several at once.")
    )

    def __init__(self, *args: Any, refused: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused
        self.fields["documents"].required = True

    def clean(self):
        data = super().clean()
        for name in self.refused:
            self.add_error(
                "documents",
                _("%(name)s: this file is too large. Send a smaller one.") % {"name": name},
            )
        if not data.get("documents") and not self.errors:
            self.add_error("documents", _("Choose a file first."))
        return data


class MeetingDocumentsForm(DocumentsForm):
    """Files to keep with a meeting, or with an item of its agenda."""

    item = RowField(
        label=_("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("The meeting as a whole"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.order_by("position", "pk")
