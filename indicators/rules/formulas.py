"""A formula over other indicators of the same programme: numbers, names, + - × ÷ and brackets.

It is worked out twice: with units, when it is written, so that offices are never added to people;
and with quantities, so that « at least » stays « at least ».
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from simpleeval import InvalidExpression

from actors.enums import Language
from indicators.enums import OverPlaces, OverTime, UnitKind, UsedFigure
from indicators.models import Measure, Rule, Total
from indicators.rules.algebra import Evaluator, Term, Unit, UnitsDiffer
from indicators.rules.base import Counted, Question, RuleKind, Settings, programmes_of, share
from lib.dates import Period
from lib.quantities import NOT_REPORTED, Qualifier, Quantity
from lib.text import fold

LONGEST = 300
NOT_A_FORMULA = gettext_lazy(
    "Write a formula with codes of indicators, numbers, + - * / and brackets."
)

Answer = Callable[[Sequence[Question]], dict[Question, Counted]]


def name_of(measure: Measure) -> str:
    """How a formula names an indicator: its code with underscores, prim_1_2."""
    return measure.code.replace("-", "_")


def usable_in(measure: Measure) -> QuerySet[Measure]:
    """The indicators that a formula of a measure may name: with numbers, and no formula."""
    return (
        Measure.objects.active()
        .filter(programme=measure.programme_id)
        .exclude(pk=measure.pk)
        .exclude(indicator__unit_kind=UnitKind.TEXT)
        .exclude(rule__kind=Formula.code)
        .select_related("indicator")
        .in_order()
    )


class Formula(RuleKind):
    """A formula of other indicators, in the same place and on the same days."""

    code = "formula"
    label = gettext_lazy("formula over other indicators")
    unit_kinds = frozenset({UnitKind.NUMBER, UnitKind.PERCENTAGE})

    def __init__(self, answers_of_others: Answer) -> None:
        self.answers_of_others = answers_of_others

    def check(self, settings: Settings, measure: Measure) -> None:
        """The names exist, units agree, and no formula stands on another."""
        super().check(settings, measure)
        formula = str(settings.get("formula", ""))
        tree = _parsed(formula)
        known = {name_of(one): one for one in usable_in(measure)}
        unknown = sorted(_names(tree) - known.keys())
        if unknown:
            raise ValidationError(
                {"formula": _("A formula may not name “%(name)s” here.") % {"name": unknown[0]}}
            )
        if not _names(tree):
            raise ValidationError({"formula": NOT_A_FORMULA})
        if name_of(measure) in _named_by_others(measure):
            raise ValidationError(
                {"formula": _("Another formula names this indicator: it cannot be one itself.")}
            )
        if measure.indicator.is_percentage and not _is_quotient(tree):
            raise ValidationError(
                {"formula": _("A percentage is written as one quantity divided by another: a / b.")}
            )
        _check_units(formula, known, measure)

    def describe(self, settings: Settings) -> str:
        return _("Computed as: %(formula)s.") % {"formula": settings.get("formula", "")}

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        named = _measures_named(questions)
        typed = _typed(questions, named)
        counted = self._computed(questions, named)
        answers = {}
        for one in questions:
            terms = {
                name_of(measure): counted.get((measure.pk, one.place, one.days))
                if _is_computed(measure)
                else typed.get((measure.pk, one.place, one.days))
                for measure in named[one]
            }
            answers[one] = _work_out(one, terms)
        return answers

    def records(self, question: Question) -> QuerySet[Any]:
        """The indicators that the formula names."""
        names = _names_in(question.rule.settings)
        measures = usable_in(question.rule.measure)
        return measures.filter(pk__in=[one.pk for one in measures if name_of(one) in names])

    def _computed(
        self, questions: Sequence[Question], named: Mapping[Question, list[Measure]]
    ) -> dict[tuple[int, Any, Period], Term | None]:
        asked = {
            Question(measure.rule, one.place, one.days)
            for one in questions
            for measure in named[one]
            if _is_computed(measure)
        }
        found = self.answers_of_others(list(asked))
        return {
            (one.rule.measure_id, one.place, one.days): _term(answer, one.rule.measure)
            for one, answer in found.items()
        }


def _parsed(formula: str) -> ast.expr:
    if not formula.strip() or len(formula) > LONGEST:
        raise ValidationError({"formula": NOT_A_FORMULA})
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        raise ValidationError({"formula": NOT_A_FORMULA}) from fault


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _names_in(settings: Settings) -> set[str]:
    try:
        return _names(_parsed(str(settings.get("formula", ""))))
    except ValidationError:
        return set()


def _is_quotient(tree: ast.expr) -> bool:
    return isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)


def _named_by_others(measure: Measure) -> set[str]:
    rules = Rule.objects.filter(measure__programme=measure.programme_id, kind=Formula.code).exclude(
        measure=measure.pk
    )
    return {name for rule in rules.order_by("pk") for name in _names_in(rule.settings)}


def _unit_of(measure: Measure) -> Unit:
    if measure.indicator.is_percentage:
        return Unit()
    # Compared in one language, whatever that of the reader.
    with override(Language.FRENCH):
        return Unit({fold(measure.indicator.unit): 1})


def _check_units(formula: str, known: Mapping[str, Measure], measure: Measure) -> None:
    names = {name: _unit_of(one) for name, one in known.items()}
    try:
        unit = Evaluator(names, lambda _number: Unit()).eval(formula)
    except UnitsDiffer as fault:
        raise ValidationError(
            {"formula": _("This formula adds things that have different units.")}
        ) from fault
    except (InvalidExpression, TypeError) as fault:
        raise ValidationError({"formula": NOT_A_FORMULA}) from fault
    if measure.indicator.is_percentage:
        if unit.powers:
            raise ValidationError(
                {"formula": _("A percentage divides two quantities that have the same unit.")}
            )
    elif list(unit.powers.values()) == [1] and unit != _unit_of(measure):
        raise ValidationError(
            {
                "formula": _("This formula gives “%(one)s”, and the indicator counts “%(other)s”.")
                % {"one": next(iter(unit.powers)), "other": measure.indicator.unit}
            }
        )


def _is_computed(measure: Measure) -> bool:
    return measure.used_figure == UsedFigure.COMPUTED and hasattr(measure, "rule")


def _measures_named(questions: Sequence[Question]) -> dict[Question, list[Measure]]:
    """The indicators that each formula names, with their rules. One query."""
    rows = (
        Measure.objects.active()
        .filter(programme__in=programmes_of(questions))
        .select_related("indicator", "rule")
        .order_by("pk")
    )
    by_name = {(row.programme_id, name_of(row)): row for row in rows}
    for row in by_name.values():
        if hasattr(row, "rule"):
            row.rule.measure = row
    return {
        one: [
            by_name[one.rule.measure.programme_id, name]
            for name in sorted(_names_in(one.rule.settings))
            if (one.rule.measure.programme_id, name) in by_name
        ]
        for one in questions
    }


def _typed(
    questions: Sequence[Question], named: Mapping[Question, list[Measure]]
) -> dict[tuple[int, Any, Period], Term | None]:
    """What validated values say of the indicators that are typed. One query."""
    wanted = {
        (measure, one.place, one.days)
        for one in questions
        for measure in named[one]
        if not _is_computed(measure)
    }
    totals: dict[tuple[int, int | None], list[Total]] = defaultdict(list)
    rows = Total.objects.filter(
        measure__in={measure.pk for measure, _place, _days in wanted}, category__isnull=True
    )
    for total in rows.select_related("period").order_by("period__ends_on", "period__starts_on"):
        totals[total.measure_id, total.place_id].append(total)
    return {
        (measure.pk, place, days): _of_totals(
            measure, totals[measure.pk, place.pk if place else None], days, all_places=place is None
        )
        for measure, place, days in wanted
    }


def _of_totals(
    measure: Measure, totals: Sequence[Total], days: Period, *, all_places: bool
) -> Term | None:
    """The figure of some days, made of the totals of the periods that they hold."""
    over_time, over_places = measure.indicator.over_time, measure.indicator.over_places
    if all_places and over_places == OverPlaces.NONE:
        return None
    held = [
        total
        for total in totals
        if total.period.ends_on <= days.end
        and (over_time == OverTime.CUMULATIVE or days.start <= total.period.starts_on)
        and total.reported
    ]
    if over_time == OverTime.LATEST:
        held = held[-1:]
    if not held:
        return None
    qualifier = Qualifier.EXACT
    if any(total.about for total in held):
        qualifier = Qualifier.ABOUT
    if any(total.at_least or total.reported < total.given for total in held):
        qualifier = Qualifier.AT_LEAST
    if measure.indicator.is_share:
        denominator = sum(total.denominator for total in held)
        numerator = sum(total.numerator for total in held)
        return Term(numerator / denominator, qualifier) if denominator else None
    if over_time == OverTime.MAXIMUM or (all_places and over_places == OverPlaces.MAXIMUM):
        largest = [total.largest for total in held if total.largest is not None]
        return Term(max(largest), qualifier) if largest else None
    number = sum((total.number for total in held), Decimal(0))
    if over_time == OverTime.AVERAGE:
        number /= len(held)
    return Term(number, qualifier)


def _term(answer: Counted, measure: Measure) -> Term | None:
    if answer.quantity.number is None:
        return None
    if measure.indicator.is_share and answer.numerator is not None and answer.denominator:
        return Term(answer.numerator / answer.denominator, answer.quantity.qualifier)
    return Term(Decimal(answer.quantity.number), answer.quantity.qualifier)


def _work_out(question: Question, terms: Mapping[str, Term | None]) -> Counted:
    formula = str(question.rule.settings.get("formula", ""))
    if any(term is None for term in terms.values()):
        return Counted(
            NOT_REPORTED, why_not=_("Not available: an indicator of the formula has no value.")
        )
    evaluator = Evaluator(terms, Term)
    try:
        tree = _parsed(formula)
        if question.rule.measure.indicator.is_percentage and isinstance(tree, ast.BinOp):
            above = evaluator.eval(formula, previously_parsed=tree.left)
            below = evaluator.eval(formula, previously_parsed=tree.right)
            counted = share(above.number, below.number)
            if not counted.quantity.is_reported:
                return counted
            sure = Quantity(counted.quantity.number, (above / below).qualifier)
            return Counted(sure, above.number, below.number)
        worked = evaluator.eval(formula)
    except ZeroDivisionError:
        return Counted(NOT_REPORTED, why_not=_("Not available: there is nothing to divide by."))
    except (InvalidExpression, ValidationError, TypeError):
        return Counted(NOT_REPORTED, why_not=_("Not available: the formula no longer holds."))
    return Counted(Quantity(worked.number, worked.qualifier))
