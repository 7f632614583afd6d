"""What each kind of rule asks for, and which of two figures is in use."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.enums import CommitteeKind, FacilityKind, FacilityState
from indicators.enums import UsedFigure
from indicators.rules import KINDS
from indicators.rules.activities import ALL, choices
from indicators.rules.formulas import LONGEST, name_of, usable_in
from lib.forms import LineFormField
from programmes.models import ActivityKind


class KindForm(forms.Form):
    """Which kind of rule; its settings are asked for next."""

    kind = forms.ChoiceField(label=_("What is counted"))

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.code, kind.label)
            for kind in KINDS.values()
            if measure.indicator.unit_kind in kind.unit_kinds
        ]


class RuleForm(forms.Form):
    """The settings of one kind of rule, as its class names them."""

    used = forms.ChoiceField(
        label=_("Figure in use"),
        help_text=_("Where a person also typed a value, both are shown, and this one counts."),
        choices=UsedFigure.choices,
        widget=forms.RadioSelect,
        initial=UsedFigure.COMPUTED,
    )

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "used"])

    @property
    def settings(self):
        """What was chosen, without what was left open."""
        return {name: value for name, value in self.cleaned_data.items() if name != "used"}


def _several(label, options=()):
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("None chosen: all of them."),
        choices=options,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ActivitiesForm(RuleForm):
    kinds = _several(_("Kinds of activities"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = ActivityKind.objects.order_by("position", "pk")
        self.fields["kinds"].choices = [(kind.code, kind.name) for kind in kinds]


class ParticipantsForm(ActivitiesForm):
    of = forms.ChoiceField(
        label=_("Whose participations"),
        help_text=_("Participations, not persons: someone who came twice counts twice."),
        initial=ALL,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = choices()


class FacilitiesForm(RuleForm):
    facility_kinds = _several(_("Kinds of facilities"), FacilityKind.choices)
    states = _several(_("Statuses on the last day of the period"), FacilityState.choices)


class CommitteesForm(RuleForm):
    committee_kinds = _several(_("Kinds of committees"), CommitteeKind.choices)


class FormulaForm(RuleForm):
    formula = LineFormField(
        label=_("Formula"),
        max_length=LONGEST,
        help_text=_("Codes of indicators, numbers, + - * / and brackets; a percentage is a / b."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, measure=measure, **kwargs)
        # What a formula may name, for the list beside it.
        self.names = [(name_of(one), one) for one in usable_in(measure)]

    def clean_formula(self):
        """Codes as pages show them, depomi-1-2, become the names that a formula reads."""
        formula = self.cleaned_data["formula"]
        for name, one in sorted(self.names, key=lambda pair: -len(pair[0])):
            code = re.escape(one.code)
            formula = re.sub(rf"(?<![\w-]){code}(?![\w-])", name, formula, flags=re.IGNORECASE)
        return formula


FORMS = {
    "activities": ActivitiesForm,
    "participants": ParticipantsForm,
    "facilities": FacilitiesForm,
    "meetings": CommitteesForm,
    "decisions": CommitteesForm,
    "decisions_taken": CommitteesForm,
    "formula": FormulaForm,
}
