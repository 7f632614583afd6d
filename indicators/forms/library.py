"""The form of an indicator of the library."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.enums import Language
from indicators.enums import Counted, Direction, Origin, OverPlaces, OverTime, ResultLevel, UnitKind
from indicators.forms.frameworks import ReasonMixin
from indicators.models import Dimension, Indicator
from indicators.selectors.library_details import (
    COLUMNS,
    MEANING,
    IndicatorDetails,
    items_of_plans,
    next_codes,
    shortened,
)
from lib import formats
from lib.dates import Frequency
from lib.forms import LineFormField, ProseFormField, WholeNumberField

PROSE_LENGTH = 5_000
LINE_LENGTH = 250
# Without these the form is no indicator.
_NEEDED = {"name_fr", "name_ar", "unit_fr", "unit_ar", "definition_fr"}
_LABELS = {
    "name": {
        "fr": _("Name in French"),
        "ar": _("Name in Arabic"),
        "en": _("Name in English"),
    },
    "short_name": {
        "fr": _("Short name in French"),
        "ar": _("Short name in Arabic"),
        "en": _("Short name in English"),
    },
    "unit": {
        "fr": _("Unit in French"),
        "ar": _("Unit in Arabic"),
        "en": _("Unit in English"),
    },
    "definition": {
        "fr": _("Definition in French"),
        "ar": _("Definition in Arabic"),
        "en": _("Definition in English"),
    },
    "double_counting": {
        "fr": _("Double counting, in French"),
        "ar": _("Double counting, in Arabic"),
        "en": _("Double counting, in English"),
    },
    "verification": {
        "fr": _("Means of verification in French"),
        "ar": _("Means of verification in Arabic"),
        "en": _("Means of verification in English"),
    },
}
_HINTS = {
    "name_fr": _("What is counted, so that two people count the same: “Number of …”."),
    "short_name_fr": _("For cards and charts. Empty: the beginning of the name."),
    "unit_fr": _("What one of it is called: persons, offices, %."),
    "definition_fr": _("What counts and what does not, over which days."),
    "double_counting_fr": _("How somebody, or something, that comes twice is counted."),
}
_PROSE = {"definition", "double_counting"}
# As the page has them, so that what is wrong is listed from top to bottom.
_ORDER = [
    *("code", "level"),
    *(
        f"{stem}_{code}"
        for stem in ("name", "short_name", "definition")
        for code in Language.values
    ),
    *MEANING[:2],
    *(f"unit_{code}" for code in Language.values),
    *MEANING[2:],
    *(f"double_counting_{code}" for code in Language.values),
    *("frequency", "dimensions"),
    *(f"verification_{code}" for code in Language.values),
    *("plan_items", "sdg_targets", "origin", "origin_note", "result", "reason"),
]


class PlanItems(forms.ModelMultipleChoiceField):
    """Items of plans, each with its number there."""

    def label_from_instance(self, item):
        return f"{item.number} · {item.name}"


class Placing(forms.ModelChoiceField):
    """A result of one of several programmes."""

    def label_from_instance(self, result):
        return f"{result.programme.acronym} · {result.number} {result.title}"


class IndicatorForm(ReasonMixin, forms.Form):
    """All that the library says of an indicator.

    A new one has a code, and a place for it in a framework where the person builds one. Who keeps
    the library also says where an indicator comes from.
    """

    level = forms.ChoiceField(label=_("Level"), choices=ResultLevel, widget=forms.RadioSelect)
    unit_kind = forms.ChoiceField(
        label=_("Kind of value"), choices=UnitKind, widget=forms.RadioSelect
    )
    scale_top = WholeNumberField(
        label=_("Last step of the scale"),
        help_text=_("Only of a graded scale, which begins at 0."),
        required=False,
        max_value=99,
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction, widget=forms.RadioSelect)
    counted = forms.ChoiceField(label=_("Counts"), choices=Counted, widget=forms.RadioSelect)
    over_time = forms.ChoiceField(
        label=_("Over time"),
        choices=OverTime,
        help_text=_("How the values of several periods make one figure."),
    )
    over_places = forms.ChoiceField(
        label=_("Over places"),
        choices=OverPlaces,
        help_text=_("How the values of several regions make one figure."),
    )
    frequency = forms.ChoiceField(
        label=_("Frequency"),
        choices=[("", _("no regular period")), *Frequency.choices],
        required=False,
    )
    dimensions = forms.ModelMultipleChoiceField(
        label=_("Broken down by"),
        queryset=Dimension.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    plan_items = PlanItems(
        label=_("National strategy and Global Compact"),
        queryset=items_of_plans(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sdg_targets = LineFormField(
        label=_("Targets of the Sustainable Development Goals"),
        help_text=_("Such as 10.7; 8.5."),
        max_length=Indicator._meta.get_field("sdg_targets").max_length,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # What most indicators are.
    FIRST = {
        "level": ResultLevel.OUTPUT,
        "unit_kind": UnitKind.NUMBER,
        "direction": Direction.UP,
        "counted": Counted.THINGS,
        "over_time": OverTime.CUMULATIVE,
        "over_places": OverPlaces.SUM,
        "origin": Origin.PROPOSED,
    }
    reason_is_required = False
    reason_hint = _(
        "A programme whose values are validated uses these words: say why when a name changes. "
        "It is kept as an amendment of its framework."
    )

    def __init__(self, *args, keeps_library, results=None, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dimensions"].queryset = Dimension.objects.order_by("position", "pk")
        for stem, labels in _LABELS.items():
            for code in Language.values:
                self.fields[f"{stem}_{code}"] = _words(stem, code, labels[code])
        if keeps_library:
            self._ask_origin()
        if results is not None and results.exists():
            self.fields["result"] = Placing(
                label=_("Place it under a result at once"),
                queryset=results,
                required=False,
                empty_label=_("Not yet: it is only in the library"),
            )
        self.ask_reason(needed=needs_reason)
        self.order_fields(_ORDER)

    def ask_code(self):
        """A new indicator has a code, which stays."""
        suggested = formats.join_words(next_codes().values())
        self.fields["code"] = LineFormField(
            label=_("Code"),
            help_text=_(
                "It stays, as part of addresses. Empty: the next one of its level (%(codes)s)."
            )
            % {"codes": suggested},
            max_length=Indicator._meta.get_field("code").max_length,
            required=False,
        )
        self.order_fields(_ORDER)

    def _ask_origin(self):
        self.fields["origin"] = forms.ChoiceField(
            label=_("Origin"), choices=Origin, widget=forms.RadioSelect
        )
        self.fields["origin_note"] = LineFormField(
            label=_("Where it comes from"),
            help_text=_("The document that names it, for what is drawn from the sources."),
            max_length=LINE_LENGTH,
            required=False,
        )

    @classmethod
    def initial_of(cls, indicator, details):
        """The indicator as the form shows it."""
        told = {name: getattr(details, name) for name in IndicatorDetails.__slots__}
        # What the portal made of the name itself need not be typed again with another name.
        for code in Language.values:
            if told[f"short_name_{code}"] == shortened(told[f"name_{code}"]):
                told[f"short_name_{code}"] = ""
        told["sdg_targets"] = "; ".join(indicator.sdg_list)
        return told | {"version": indicator.version}

    @property
    def meaning(self):
        """What values stand on: said and no longer asked, once they do."""
        return [self[name] for name in MEANING]

    @property
    def has_meaning_errors(self):
        return any(name in self.errors for name in MEANING)

    @property
    def asks_code(self):
        return "code" in self.fields

    @property
    def asks_origin(self):
        return "origin" in self.fields

    @property
    def asks_result(self):
        return "result" in self.fields

    # Words in each language, French first.

    def names(self):
        return self._in_languages("name")

    def short_names(self):
        return self._in_languages("short_name")

    def units(self):
        return self._in_languages("unit")

    def definitions(self):
        return self._in_languages("definition")

    def plan_groups(self):
        """The items to choose from, plan by plan."""
        groups = {}
        for choice in self["plan_items"]:
            plan = choice.data["value"].instance.plan
            groups.setdefault(plan.name, []).append(choice)
        return list(groups.items())

    @property
    def has_short_names(self):
        return any(bound.value() or bound.errors for bound in self.short_names())

    @property
    def has_plan_items(self):
        return bool(self["plan_items"].value())

    def _in_languages(self, stem):
        return [self[f"{stem}_{code}"] for code in Language.values]

    def details(self, *, origin=Origin.PROPOSED, origin_note=""):
        """What was typed, as the action takes it; the origin where it is not asked."""
        told = self.cleaned_data
        columns = {name: told[name] for name in COLUMNS if name in told}
        kept = {"origin": origin, "origin_note": origin_note}
        return IndicatorDetails(
            **kept | columns,
            dimensions=tuple(told["dimensions"]),
            plan_items=tuple(told["plan_items"]),
        )


def _words(stem, language, label):
    name = f"{stem}_{language}"
    common = {
        "label": label,
        "help_text": _HINTS.get(name, ""),
        "required": name in _NEEDED,
    }
    if stem in _PROSE:
        rows = forms.Textarea(attrs={"rows": 3})
        return ProseFormField(max_length=PROSE_LENGTH, widget=rows, **common)
    return LineFormField(max_length=Indicator._meta.get_field(stem).max_length, **common)
