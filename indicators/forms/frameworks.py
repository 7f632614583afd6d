"""Forms of a framework: results, its settings, indicators taken from the library."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actors.enums import Language
from indicators.enums import ResultLevel
from indicators.models import Framework, Indicator, Result
from indicators.selectors.framework_details import (
    LANGUAGES,
    LEVELS,
    ResultDetails,
    SettingsDetails,
    level_name_fields,
)
from lib.dates import Frequency, Precision, partial
from lib.forms import LineFormField, PartialDateField, ProseFormField, WholeNumberField

TITLE_LENGTH = 250
PROSE_LENGTH = 5_000
REASON_LENGTH = 2_000
# Stands for "no calendar", which the column keeps as an empty text.
FREE = "free"


class ReasonMixin:
    """A reason beside the fields, asked for once values of the programme are validated."""

    # Where only some changes need it, the action says so and the field may stay empty.
    reason_is_required = True
    reason_hint = _(
        "Values have been validated: the change is kept as an amendment, with its reason."
    )

    def ask_reason(self, *, needed):
        if not needed:
            return
        self.fields["reason"] = ProseFormField(
            label=_("Why this changes"),
            help_text=self.reason_hint,
            max_length=REASON_LENGTH,
            required=self.reason_is_required,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def asks_reason(self):
        return "reason" in self.fields

    def reason(self):
        return self.cleaned_data.get("reason", "")

    def take_problems(self, error):
        """Show what an action refused beside the fields it is about."""
        for name, sentences in error.message_dict.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


class ReasonForm(ReasonMixin, forms.Form):
    """Only a reason, where one is asked for."""

    def __init__(self, *args, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_reason(needed=needs_reason)


class ResultForm(ReasonMixin, forms.Form):
    """A result of the framework."""

    level = forms.ChoiceField(label=_("Level"), choices=ResultLevel, widget=forms.RadioSelect)
    number = LineFormField(
        label=pgettext_lazy("of a result", "Number"),
        help_text=_("As the framework numbers it: 1, 1.2, OS1."),
        max_length=12,
    )
    parent = forms.ModelChoiceField(
        label=_("Stands under"),
        queryset=Result.objects.none(),
        required=False,
        empty_label=_("Nothing: it stands at the top"),
    )
    title_fr = LineFormField(label=_("Result in French"), max_length=TITLE_LENGTH)
    title_ar = LineFormField(label=_("Result in Arabic"), max_length=TITLE_LENGTH, required=False)
    title_en = LineFormField(label=_("Result in English"), max_length=TITLE_LENGTH, required=False)
    assumptions_fr = ProseFormField(
        label=_("Assumptions in French"),
        help_text=_("What must hold for the result to be reached, one on each line."),
        max_length=PROSE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    assumptions_ar = ProseFormField(
        label=_("Assumptions in Arabic"),
        max_length=PROSE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    assumptions_en = ProseFormField(
        label=_("Assumptions in English"),
        max_length=PROSE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, framework, result=None, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        others = Result.objects.filter(programme=framework.programme).in_order()
        self.fields["parent"].queryset = others.exclude(pk=result.pk if result else None)
        self.fields["level"].choices = [
            (level.value, framework.level_name(level).capitalize()) for level in LEVELS
        ]
        self.ask_reason(needed=needs_reason)

    @property
    def has_assumptions(self):
        return any(self[f"assumptions_{one}"].value() for one in LANGUAGES)

    @classmethod
    def initial_of(cls, result):
        """The result as the form shows it."""
        names = [name for name in ResultDetails.__slots__ if name != "parent"]
        return {name: getattr(result, name) or "" for name in names} | {
            "parent": result.parent_id,
            "version": result.version,
        }

    def details(self):
        """What was typed, as the action takes it."""
        return ResultDetails(**{name: self.cleaned_data[name] for name in ResultDetails.__slots__})


class SettingsForm(forms.Form):
    """A programme's calendar, its signatures, its own names of the levels."""

    frequency = forms.ChoiceField(
        label=_("Calendar"),
        choices=[*Frequency.choices, (FREE, _("free dates"))],
        widget=forms.RadioSelect,
        help_text=_("How often values are given. Periods that exist already stay as they are."),
    )
    first_on = PartialDateField(
        label=_("First day of the calendar"),
        help_text=_("Empty: the programme's own first day."),
        required=False,
    )
    due_days = WholeNumberField(
        label=_("Days until due"),
        help_text=_("After the end of a period."),
        max_value=365,
    )
    grace_days = WholeNumberField(
        label=_("Days of grace"),
        help_text=_("After the due date; then the period is locked."),
        max_value=365,
    )
    signatures = forms.TypedChoiceField(
        label=_("Signatures"),
        coerce=int,
        choices=[
            (1, _("one: the region or the agency")),
            (2, _("two: the region, then the agency")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in level_name_fields():
            column = Framework._meta.get_field(name)
            # The legend of its three fields says which level; each says its language.
            self.fields[name] = LineFormField(
                label=Language(name[-2:]).label, max_length=column.max_length, required=False
            )

    @classmethod
    def initial_of(cls, framework):
        """The rules as the form shows them."""
        names = ["signatures", *level_name_fields()]
        return {name: getattr(framework, name) or "" for name in names} | {
            "frequency": framework.frequency or FREE,
            "first_on": partial(framework.first_on),
            "due_days": framework.due_days,
            "grace_days": framework.grace_days,
        }

    def level_name_rows(self):
        """The fields of each level's own names, level by level."""
        return [
            (level.label, [self[name] for name in level_name_fields() if name.startswith(level)])
            for level in LEVELS
        ]

    def clean_first_on(self):
        first = self.cleaned_data["first_on"]
        if first.is_known and first.precision != Precision.DAY:
            raise forms.ValidationError(_("Write the whole day, such as 01/01/2026."))
        return first

    def details(self):
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        return SettingsDetails(
            frequency="" if told["frequency"] == FREE else told["frequency"],
            first_on=told["first_on"].on,
            due_days=told["due_days"],
            grace_days=told["grace_days"],
            signatures=told["signatures"],
            level_names={name: told[name] for name in level_name_fields()},
        )


class AddMeasuresForm(ReasonMixin, forms.Form):
    """Indicators of the library, ticked, and the result that they go under.

    Searching sends the same form, so that what was ticked stays ticked.
    """

    result = forms.ModelChoiceField(
        label=_("Result"), queryset=Result.objects.none(), empty_label=None
    )
    q = LineFormField(label=_("Search the library"), required=False, max_length=100)
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *ResultLevel.choices], required=False
    )
    indicators = forms.ModelMultipleChoiceField(
        label=_("Indicators"),
        queryset=Indicator.objects.in_library(),
        to_field_name="code",
        error_messages={"required": _("Choose at least one indicator.")},
    )

    def __init__(self, *args, programme, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = Result.objects.filter(programme=programme).in_order()
        self.ask_reason(needed=needs_reason)

    @property
    def ticked(self):
        """The codes that are ticked so far, whether or not the rest of the form is right."""
        return set(self["indicators"].value() or ())
