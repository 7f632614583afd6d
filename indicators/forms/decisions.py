"""What one says of a decision, and what became of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.enums import DecisionState
from actors.models import Decision
from actors.workflow import DECISION_MOVES
from lib.forms import DayField, ProseFormField
from programmes.forms.rows import FilesField


class FollowUpForm(forms.Form):
    """A note on a decision, with the state it moves it to and the files behind it."""

    text = ProseFormField(
        label=_("Note"),
        help_text=_("What was done, what is left, until when. It stays on the record."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    to = forms.ChoiceField(label=_("Where it stands"), widget=forms.RadioSelect, required=False)
    closed_on = DayField(
        label=_("Done or dropped on"),
        help_text=_("Only with “done” or “lapsed”. Empty: today."),
        required=False,
    )
    files = FilesField(
        label=_("Files"), help_text=_("PDF, image, Word or Excel; up to 10 at once.")
    )
    # How many notes there were when the page was drawn.
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, decision: Decision, seen: int, **kwargs):
        initial = {"to": decision.state, "seen": seen}
        super().__init__(*args, initial=initial, **kwargs)
        state = DecisionState(decision.state)
        reachable = [one for one in DecisionState if one == state or one in DECISION_MOVES[state]]
        self.fields["to"].choices = [(one.value, one.label) for one in reachable]

    @property
    def has_more(self) -> bool:
        """Whether the folded part holds anything that must be seen at once."""
        return bool({"closed_on", "files"} & set(self.errors)) if self.is_bound else False

    def told(self) -> dict[str, object]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return data | {"to": DecisionState(data["to"]) if data["to"] else None}

    def meet(self, *, seen: int) -> None:
        """Somebody wrote about it meanwhile: keep what was typed, on top of what they wrote."""
        self.add_error(
            "to",
            forms.ValidationError(
                _("Somebody wrote about this decision meanwhile: read it above, then save again."),
                code="stale",
            ),
        )
        self.data = self.data.copy()
        self.data["seen"] = seen

    def take_problems(self, error):
        """Show what the action refused beside the fields it is about."""
        for name, sentences in error.message_dict.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
