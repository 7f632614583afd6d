"""Forms of a sitting and of its minutes."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.actions import DecisionDetails
from actors.enums import DecisionKind
from actors.models import AgendaItem, Organisation
from lib.forms import DayField, LineFormField, ProseFormField, RowField, is_beyond_rows


class GuestForm(forms.Form):
    """Somebody at the table without a seat."""

    name = LineFormField(
        label=_("Name"),
        help_text=_("Of a person in public office or who comes for an organisation."),
        max_length=250,
        required=False,
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("name", "pk"),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )


class NoteForm(forms.Form):
    """What is said on an agenda item. `over` are the ids of the notes that it was written over."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    over = forms.CharField(widget=forms.HiddenInput, required=False)
    text = ProseFormField(
        label=_("Notes"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_over(self) -> list[int]:
        """The ids; what is no number is left out, so that the note itself is never lost."""
        numbers = self.cleaned_data["over"].split(",")
        return [int(one) for one in numbers if one.isdecimal() and not is_beyond_rows(one)]


class TypedDecisionForm(forms.Form):
    """A decision as it is taken: its words, who is in charge, until when. The rest comes later."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = ProseFormField(
        label=_("Decision"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=DecisionKind, initial=DecisionKind.DECISION)
    owner = forms.ModelChoiceField(
        label=_("In charge"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Nobody yet"),
    )
    due_on = DayField(label=_("Due"), required=False)
    item = RowField(
        label=_("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["owner"].queryset = Organisation.objects.order_by("name", "pk")
        self.fields["item"].queryset = meeting.items.order_by("position", "pk")

    def details(self) -> DecisionDetails:
        """What was typed, in the language of the page."""
        typed = self.cleaned_data
        return DecisionDetails(
            kind=DecisionKind(typed["kind"]),
            owner=typed["owner"],
            due_on=typed["due_on"],
            meeting=self.meeting,
            items=(typed["item"],) if typed["item"] else (),
            **{f"text_{get_language()}": typed["text"]},
        )


class ItemCommentForm(forms.Form):
    text = ProseFormField(
        label=_("Comment"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SummaryForm(forms.Form):
    """The words that open the minutes."""

    summary = ProseFormField(
        label=_("Summary"),
        help_text=_("What the meeting was about and what came out of it, in a few sentences."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class CorrectionForm(forms.Form):
    text = ProseFormField(
        label=_("What should be corrected?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RectificationForm(forms.Form):
    text = ProseFormField(
        label=_("Rectification"),
        help_text=_("What is said instead. The approved minutes stay as they are above it."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = ProseFormField(
        label=_("Why"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )
