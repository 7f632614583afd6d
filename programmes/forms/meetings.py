"""Forms of meetings to come: when and where, the agenda, the reply."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.actions import agenda as agenda_actions
from actors.actions.agenda import ItemDetails
from actors.enums import AgendaItemKind, Reply
from actors.models import AgendaItem, Convocation, Decision, Meeting, Organisation
from lib.forms import DayField, LineFormField, ProseFormField, WholeNumberField
from lib.text import clean_line
from programmes.actions import planning
from programmes.actions.planning import MeetingDetails
from programmes.forms.choices import PlaceField
from programmes.forms.versions import VersionedForm
from programmes.models import AgendaProgramme, Programme


class HourField(forms.Field):
    """An hour of the day, typed `9 h 30`, `9:30` or `9h`; None when empty."""

    default_error_messages = {"invalid": _("Write an hour, such as 9:30.")}
    _shape = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})?|(\d{1,2})")

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"})
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value):
        if value is None or isinstance(value, time):
            return value
        typed = clean_line(str(value)).replace("\u202f", " ").replace("\u00a0", " ")
        if not typed:
            return None
        found = self._shape.fullmatch(typed)
        try:
            hour, minute, alone = found.groups() if found else ("", "", "")
            return time(int(hour or alone), int(minute or 0))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, time) else value


class OrganisationChoiceField(forms.ModelChoiceField):
    """An organisation of a short list."""

    def label_from_instance(self, organisation):
        return organisation.name


class MeetingForm(VersionedForm):
    """A meeting to come: its title, when and where."""

    title_fr = LineFormField(label=_("Title in French"), max_length=250)
    title_ar = LineFormField(label=_("Title in Arabic"), max_length=250, required=False)
    day = DayField(label=_("Day"), help_text=_("Such as 07/07/2026."))
    starts = HourField(label=_("Begins at"), help_text=_("Such as 9:30, the hour in Morocco."))
    ends = HourField(label=_("Ends at"))
    room = LineFormField(label=_("Room or address"), max_length=200, required=False)
    chaired_by = OrganisationChoiceField(
        label=_("Chaired by"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Not stated"),
    )
    note = ProseFormField(label=_("A word with the convocation"), required=False, max_length=2_000)

    def __init__(self, *args: Any, chairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"] = PlaceField(label=_("City"))
        self.fields["chaired_by"].queryset = chairs
        self.fields["note"].widget.attrs["rows"] = 3

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        """The meeting as the form shows it."""
        details = planning.details_of(meeting)
        said = {name: getattr(details, name) for name in MeetingDetails.__slots__}
        chair = details.chaired_by
        return said | {"chaired_by": chair.slug if chair else "", "version": meeting.version}

    def details(self) -> MeetingDetails:
        """What was typed, as the action takes it."""
        names = MeetingDetails.__slots__
        return MeetingDetails(**{name: self.cleaned_data[name] for name in names})


class CancelForm(VersionedForm):
    """Why a meeting is cancelled."""

    because = LineFormField(
        label=_("Reason"),
        max_length=250,
        help_text=_("Those who were convened read it."),
        error_messages={"required": _("Say why the meeting is cancelled.")},
    )


class DecisionsField(forms.ModelMultipleChoiceField):
    """Decisions by their number and text."""

    def label_from_instance(self, decision):
        text = decision.text if len(decision.text) <= 90 else f"{decision.text[:89]}…"
        return f"{decision.number}. {text}"


class ItemForm(VersionedForm):
    """An item of the agenda."""

    text_fr = LineFormField(
        label=_("Item in French"),
        max_length=400,
        error_messages={"required": _("Say what the item is about.")},
    )
    text_ar = LineFormField(label=_("Item in Arabic"), max_length=400, required=False)
    kind = forms.ChoiceField(label=_("Kind"), initial=AgendaItemKind.SUBJECT)
    minutes = WholeNumberField(
        label=_("Minutes planned"), required=False, min_value=1, max_value=600
    )
    speaker = LineFormField(label=_("Speaker"), max_length=160, required=False)
    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes"),
        queryset=Programme.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decisions = DecisionsField(
        label=_("Decisions to come back to"),
        queryset=Decision.objects.none(),
        to_field_name="number",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, programmes: Any, decisions: Any, is_follow_up: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programmes"].queryset = programmes
        self.fields["programmes"].label_from_instance = lambda programme: programme.acronym
        self.fields["decisions"].queryset = decisions
        own = AgendaItemKind.FOLLOW_UP
        self.fields["kind"].choices = [
            (kind, kind.label) for kind in AgendaItemKind if (kind == own) == bool(is_follow_up)
        ]

    @staticmethod
    def initial_of(item: AgendaItem) -> dict[str, Any]:
        """The item as the form shows it."""
        details = agenda_actions.details_of(item)
        links = AgendaProgramme.objects.filter(item=item)
        return {
            **{name: getattr(details, name) for name in ItemDetails.__slots__},
            "decisions": [decision.number for decision in details.decisions],
            "programmes": list(links.values_list("programme__slug", flat=True).order_by("pk")),
            "version": item.version,
        }

    def details(self) -> ItemDetails:
        """What was typed, as the action takes it."""
        said = {name: self.cleaned_data[name] for name in ItemDetails.__slots__}
        return ItemDetails(**said | {"decisions": tuple(said["decisions"])})


class ReplyForm(VersionedForm):
    """Whether somebody who was convened comes."""

    reply = forms.ChoiceField(
        label=_("Your reply"),
        choices=[
            (Reply.COMING, _("I come")),
            (Reply.REPRESENTED, _("I send my alternate")),
            (Reply.EXCUSED, _("I ask to be excused")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you come.")},
    )
    note = LineFormField(
        label=_("A word"),
        max_length=250,
        required=False,
        help_text=_("For the secretariat: who comes in your place, or why you cannot."),
    )

    @staticmethod
    def initial_of(convocation: Convocation) -> dict[str, Any]:
        reply = "" if convocation.reply == Reply.AWAITED else convocation.reply
        return {"reply": reply, "note": convocation.note}
