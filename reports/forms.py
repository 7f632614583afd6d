"""What people fill in about reports: a request, a plan, a section, a code to check."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.enums import Language
from actors.models import Meeting
from lib.dates import Frequency, Period, previous_quarter, year_of
from lib.forms import LineFormField, PartialDateField, ProseFormField, RowsField
from lib.identifiers import normalise_code
from programmes.models import Programme
from regions.models import Place
from reports.enums import MEETING_KINDS, EditionKind
from reports.selectors.editions import problems_of

LAST_QUARTER, THIS_YEAR, LAST_YEAR, OWN_DATES = "trimestre", "annee", "annee-derniere", "dates"
PERIODS = [
    (LAST_QUARTER, _("the last quarter")),
    (THIS_YEAR, _("this year so far")),
    (LAST_YEAR, pgettext_lazy("the year before this one", "last year")),
    (OWN_DATES, _("other dates")),
]
# A narrative longer than this is a report of its own.
LONGEST_TEXT = 20_000


class _ProgrammeChoices(RowsField):
    def label_from_instance(self, obj):
        return obj.acronym


class EditionRequestForm(forms.Form):
    """Which report; programmes, or a region, or both; a period; a language."""

    kind = forms.ChoiceField(
        label=_("Report"),
        choices=[(kind.value, kind.label) for kind in EditionKind if kind not in MEETING_KINDS],
        widget=forms.RadioSelect,
        initial=EditionKind.CAPITALISATION,
    )
    programmes = _ProgrammeChoices(
        label=_("Programmes"),
        queryset=Programme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Leave empty to report on all programmes of a region. Choose two to set them side by "
            "side."
        ),
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("all regions of the programmes"),
        to_field_name="slug",
    )
    period = forms.ChoiceField(
        label=_("Period"), choices=PERIODS, widget=forms.RadioSelect, initial=LAST_QUARTER
    )
    du = PartialDateField(
        label=_("From"), required=False, help_text=_("A day, a month or a year: 01/2020 or 2020.")
    )
    au = PartialDateField(label=_("To"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, programmes, regions, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programmes"].queryset = programmes
        self.fields["region"].queryset = regions
        self._today = today

    def clean_kind(self):
        return EditionKind(self.cleaned_data["kind"])

    def clean(self):
        told = super().clean()
        if not {"kind", "programmes", "region"} & set(self.errors):
            self._settle_programmes(told)
        if not {"period", "du", "au"} & set(self.errors):
            told["span"] = self._span(told)
        return told

    def _settle_programmes(self, told) -> None:
        """A region alone stands for all the programmes there that the person sees."""
        chosen = list(told["programmes"])
        if problems := problems_of(told["kind"], chosen, told["region"]):
            for field, problem in problems.items():
                self.add_error(field, problem)
        elif not chosen and told["region"] is None:
            self.add_error("programmes", _("Choose a programme, or a region."))
        elif not chosen:
            chosen = list(self.fields["programmes"].queryset.covering(told["region"]))
            if not chosen:
                self.add_error("region", _("No programme in your scope works in this region."))
        told["programmes"] = chosen

    def _span(self, told) -> Period | None:
        if told["period"] == LAST_QUARTER:
            return previous_quarter(self._today)
        if told["period"] == THIS_YEAR:
            return Period(year_of(self._today).start, self._today)
        if told["period"] == LAST_YEAR:
            return year_of(self._today.replace(year=self._today.year - 1, day=1))
        start, end = told["du"].earliest, told["au"].latest
        if start is None:
            self.add_error("du", _("Give the first day of the period."))
        if end is None:
            self.add_error("au", _("Give the last day of the period."))
        if start and end and end < start:
            self.add_error("au", _("The period ends before it begins."))
            return None
        return Period(start, end) if start and end else None


class MeetingPaperForm(forms.Form):
    """Which paper of a meeting, in which language."""

    kind = forms.ChoiceField(label=_("Paper"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]


class NarrativeForm(forms.Form):
    """One section of a programme's reports, in one language."""

    text = ProseFormField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 18}),
        help_text=_(
            "An empty line begins a new paragraph. Leave it empty to take the section out."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ScheduleForm(forms.Form):
    """How often a programme's report is made by itself, and in which languages."""

    frequency = forms.ChoiceField(
        label=_("Frequency"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        initial=Frequency.QUARTERLY,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    first_on = PartialDateField(
        label=_("First period begins"),
        help_text=_("Every period that has ended since then gets its report, once."),
    )
    is_active = forms.BooleanField(label=_("Make these reports"), required=False, initial=True)

    def clean_first_on(self):
        return self.cleaned_data["first_on"].earliest


class CodeForm(forms.Form):
    """The code printed on a report, however it is typed."""

    code = LineFormField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("Eight letters and digits, such as 7K3M-Q2XD."),
        widget=forms.TextInput(
            {"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_code(self):
        code = normalise_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _("This cannot be a code: it has eight letters and digits, such as 7K3M-Q2XD.")
            )
        return code


class HeadlineForm(forms.Form):
    """The sentence above the figures of a dashboard, in one language."""

    text = LineFormField(
        label=_("Headline"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave it empty to let the portal draw the sentence from the data."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReasonForm(forms.Form):
    """Why a measure is late, missing or without a target."""

    text = ProseFormField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What happened, and what is done about it. The committee reads it."),
    )
    as_of = forms.DateField(widget=forms.HiddenInput)


class FreezeForm(forms.Form):
    """As of which day, and for which meeting of the committee."""

    as_of = PartialDateField(
        label=_("Data as of"), help_text=_("What was validated until that day is kept for good.")
    )
    meeting = forms.ModelChoiceField(
        label=_("For the meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("no meeting"),
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        if meetings is None:
            del self.fields["meeting"]
        else:
            self.fields["meeting"].queryset = meetings

    def clean_as_of(self):
        return self.cleaned_data["as_of"].latest


class SteeringForm(forms.Form):
    """The day of which a dashboard tells."""

    au = PartialDateField(label=_("Data as of"), required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_au(self):
        asked = self.cleaned_data["au"]
        if asked.earliest is not None and asked.earliest > self._today:
            raise ValidationError(_("This day is still to come."))
        return asked

    @property
    def on(self) -> date:
        """The day asked for, or today: nothing is known of the days to come."""
        asked = getattr(self.cleaned_data.get("au"), "latest", None)
        return min(asked, self._today) if asked else self._today
