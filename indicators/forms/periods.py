"""What one fills in about a reporting calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib import dates
from lib.forms import DayField, LineFormField, ProseFormField


class CalendarForm(forms.Form):
    """Until when to make the calendar."""

    until = DayField(
        label=_("Make the periods up to"),
        help_text=_("A day, such as 31/12/2027. Periods that exist already stay as they are."),
    )


class PeriodForm(forms.Form):
    """One period of free dates."""

    label = LineFormField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("Empty: the dates name it."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    due_on = DayField(label=_("Due on"), help_text=_("Until when values should be given."))
    locks_on = DayField(
        label=_("Locked after"), help_text=_("From the day after, nobody changes a value.")
    )

    def clean(self):
        told = super().clean()
        first, last = told.get("starts_on"), told.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The period ends before it begins."))
        return told

    @property
    def days(self):
        return dates.Period(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])


class ReopenForm(forms.Form):
    """Until when a locked period is open again, and why."""

    until = DayField(label=_("Open again until"), help_text=_("A day, such as 15/07/2026."))
    reason = ProseFormField(
        label=_("Reason"),
        max_length=2_000,
        help_text=_("It stands in the history, for everybody who reads it."),
    )
