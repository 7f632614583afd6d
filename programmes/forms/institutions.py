"""Forms of committees and of their decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.actions import CommitteeDetails
from actors.enums import CommitteeKind
from lib.forms import LineFormField, ProseFormField
from regions.models import Place


class CommentForm(forms.Form):
    """A note under a decision."""

    text = ProseFormField(
        label=_("Note"),
        help_text=_("What was done, what is left, until when. It stays on the record."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CommitteeForm(forms.Form):
    """What the coordination says of a committee."""

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

    @classmethod
    def initial_of(cls, committee):
        """The committee as the form shows it."""
        values = {name: getattr(committee, name) or "" for name in cls.base_fields}
        values["place"] = committee.place.slug if committee.place else ""
        return values

    def details(self) -> CommitteeDetails:
        """What was typed, as the action takes it."""
        return CommitteeDetails(**self.cleaned_data)
