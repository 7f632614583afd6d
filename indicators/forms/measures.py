"""The form of a measure: its words, where it began, what it should reach."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.enums import CollectedBy
from indicators.forms.frameworks import ReasonMixin
from indicators.models import Result
from indicators.selectors.framework_details import MeasureDetails, TargetKey, category_key
from indicators.selectors.periods import name_of
from lib.dates import Frequency
from lib.forms import DecimalNumberField, LineFormField, WholeNumberField
from lib.quantities import Qualifier

LINE_LENGTH = 250
BLANK_ROWS = 3
MOST_ROWS = 200


class MeasureForm(ReasonMixin, forms.Form):
    """All that a programme says of an indicator of its own.

    The targets of the whole have one field each (`target_` and the period's address, `target_`
    alone for the final one); those of a region or a category are rows of `TargetRows`.
    """

    result = forms.ModelChoiceField(
        label=_("Result"), queryset=Result.objects.none(), empty_label=None
    )
    wording_fr = LineFormField(
        label=_("Own words in French"),
        help_text=_("Empty: those of the library."),
        max_length=LINE_LENGTH,
        required=False,
    )
    wording_ar = LineFormField(
        label=_("Own words in Arabic"), max_length=LINE_LENGTH, required=False
    )
    wording_en = LineFormField(
        label=_("Own words in English"), max_length=LINE_LENGTH, required=False
    )
    collected_by = forms.ChoiceField(
        label=_("Given by"), choices=CollectedBy, widget=forms.RadioSelect
    )
    frequency = forms.ChoiceField(
        label=_("Frequency"),
        choices=[("", _("every period of the programme")), *Frequency.choices],
        required=False,
    )
    is_key = forms.BooleanField(label=_("Key indicator of the programme"), required=False)
    baseline_number = DecimalNumberField(
        label=_("Baseline"), help_text=_("Empty: none is known."), required=False, min_value=None
    )
    baseline_qualifier = forms.ChoiceField(label=_("How sure"), choices=Qualifier, required=False)
    baseline_year = WholeNumberField(
        label=_("Year of the baseline"),
        min_value=1990,
        max_value=2100,
        required=False,
        # A limit that is a year is not grouped like a number.
        error_messages=dict.fromkeys(
            ("too_small", "too_large"), _("Write a year from 1990 to 2100.")
        ),
    )
    baseline_note = LineFormField(
        label=_("Note on the baseline"), max_length=LINE_LENGTH, required=False
    )
    usual_low = DecimalNumberField(label=_("Usually at least"), required=False, min_value=None)
    usual_high = DecimalNumberField(label=_("Usually at most"), required=False, min_value=None)
    verification_fr = LineFormField(
        label=_("Means of verification in French"),
        help_text=_("Empty: those of the library."),
        max_length=LINE_LENGTH,
        required=False,
    )
    verification_ar = LineFormField(
        label=_("Means of verification in Arabic"), max_length=LINE_LENGTH, required=False
    )
    verification_en = LineFormField(
        label=_("Means of verification in English"), max_length=LINE_LENGTH, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    reason_is_required = False
    reason_hint = _(
        "Values have been validated: say why when the words, who gives it, the baseline or a "
        "target change. It is kept as an amendment."
    )

    def __init__(self, *args, measure, periods, places, categories, needs_reason=False, **kwargs):
        self.measure = measure
        self.periods = list(periods)
        self.has_categories = bool(categories)
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = Result.objects.filter(
            programme=measure.programme
        ).in_order()
        self.target_names = []
        if measure.indicator.is_numeric:
            labels = [("", _("At the end"))]
            labels += [(period.slug, name_of(period)) for period in self.periods]
            for slug, label in labels:
                self.target_names.append((f"target_{slug}", slug))
                self.fields[f"target_{slug}"] = DecimalNumberField(
                    label=label, required=False, min_value=None
                )
        else:
            for name in ("baseline_number", "baseline_qualifier", "usual_low", "usual_high"):
                del self.fields[name]
        self.rows = _rows(
            data=self.data if self.is_bound else None,
            initial=_rows_of((self.initial or {}).get("targets", {})),
            periods=self.periods,
            places=places,
            categories=categories,
        )
        self.ask_reason(needed=needs_reason)

    @classmethod
    def initial_of(cls, measure, details):
        """The measure as the form shows it."""
        values = {
            name: getattr(details, name)
            for name in MeasureDetails.__slots__
            if name not in {"result", "targets"}
        }
        whole = {
            f"target_{key.period}": number
            for key, number in details.targets.items()
            if not key.place and not key.category
        }
        parts = {key: n for key, n in details.targets.items() if key.place or key.category}
        more = {"result": details.result.pk, "version": measure.version, "targets": parts}
        return values | whole | more

    def whole_targets(self):
        """The fields of the targets of the whole, the final one first."""
        return [self[name] for name, _slug in self.target_names]

    @property
    def has_parts(self):
        return bool(self.rows.initial_form_count() or self.rows.total_error_count())

    def is_valid(self):
        return all([super().is_valid(), self.rows.is_valid()])

    def add_error(self, field, error):
        # What an action says of targets stands above all of them.
        super().add_error(None if field == "targets" else field, error)

    def details(self):
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        shown = {name: told[name] for name in MeasureDetails.__slots__ if name in told}
        shown["baseline_qualifier"] = told.get("baseline_qualifier") or Qualifier.EXACT
        if told.get("baseline_number") is None:
            shown |= {"baseline_qualifier": Qualifier.EXACT}
        targets = {
            TargetKey(period=slug): told[name]
            for name, slug in self.target_names
            if told[name] is not None
        }
        return replace(
            MeasureDetails(result=told["result"]), **shown, targets=targets | self.rows.targets()
        )


class TargetRow(forms.Form):
    """The target of one region or one category."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    place = forms.ChoiceField(label=_("Region"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    number = DecimalNumberField(label=_("Target"), required=False, min_value=None)

    def __init__(self, *args, periods, places, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [
            ("", _("at the end")),
            *((one.slug, name_of(one)) for one in periods),
        ]
        self.fields["place"].choices = [
            ("", _("all regions")),
            *((one.code, one.name) for one in places),
        ]
        self.fields["category"].choices = [
            ("", _("all of them")),
            *((category_key(one), one.name) for one in categories),
        ]

    def clean(self):
        told = super().clean()
        if told.get("number") is not None and not (told.get("place") or told.get("category")):
            raise forms.ValidationError(_("Choose a region or a category for this target."))
        return told


class TargetRows(forms.BaseFormSet):
    """Rows of targets; one without a number is left out."""

    def clean(self):
        keys = [key for key, _number in self._filled()]
        if len(keys) != len(set(keys)):
            raise forms.ValidationError(_("Two rows give a target for the same thing."))

    def targets(self):
        return dict(self._filled())

    def _filled(self):
        told = [form.cleaned_data for form in self.forms if form.is_valid()]
        return [
            (
                TargetKey(period=row["period"], place=row["place"], category=row["category"]),
                row["number"],
            )
            for row in told
            if row.get("number") is not None
        ]


def _rows_of(targets):
    return [
        {"period": key.period, "place": key.place, "category": key.category, "number": number}
        for key, number in sorted(targets.items())
    ]


def _rows(*, data, initial, **choices):
    maker = forms.formset_factory(
        TargetRow, formset=TargetRows, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return maker(data, initial=initial, prefix="parts", form_kwargs=choices)
