"""Forms of the decisions of committees."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.forms import ProseFormField


class CommentForm(forms.Form):
    """A note under a decision."""

    text = ProseFormField(
        label=_("Note"),
        help_text=_("What was done, what is left, until when. It stays on the record."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
