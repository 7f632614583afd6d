"""Indicators that the portal counts by itself, beside what people typed for the same ones.

A counted figure follows the programme's calendar as a typed one does, so that both can stand
side by side; `Measure.used_figure` says which of them is the figure. Nobody gives its values, so
none is expected. Small numbers of people are withheld from outsiders here too: all the time or
not at all, and in every region or in none, so that no difference gives them back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add

from django.conf import settings

from indicators import rules
from indicators.enums import Counted, OverTime, UsedFigure
from indicators.models import Measure, Period
from indicators.rules import Question
from indicators.rules.activities import ALL, Participants
from lib import dates
from lib.quantities import Qualifier
from regions.models import Place
from reports.figures.results_reading import Book, place_ref
from reports.figures.results_rules import ADDING, SMALLEST, standing_of, trend_of
from reports.figures.results_targets import course_of
from reports.figures.results_types import (
    NOT_TOLD,
    WITHHELD,
    Amount,
    Given,
    MeasureFigure,
    PlaceFigure,
    Point,
)
from reports.figures.suppression import Clearance

# Where neither a calendar nor the programme says when it began.
FIRST_DAY = date(2000, 1, 1)
# What people typed is not expected of anybody once the portal counts.
NOTHING_EXPECTED = Given()

Answers = dict[Question, rules.Counted]


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of one measure: its periods, and the days that its figure is about."""

    measure: Measure
    periods: tuple[Period, ...]
    begins_on: date
    ends_on: date
    clearance: Clearance

    def question(self, place: Place | None, days: dates.Period) -> Question:
        return Question(self.measure.rule, place, days)

    @property
    def rule(self) -> OverTime:
        return OverTime(self.measure.indicator.over_time)

    @property
    def whole(self) -> dates.Period:
        """The days of the figure: those of the last period, or all of them."""
        if self.rule == OverTime.LATEST and self.periods:
            return self.periods[-1].days
        return dates.Period(self.begins_on, self.ends_on)

    def until(self, period: Period) -> dates.Period:
        """The days of what is reached until a period."""
        if self.rule not in ADDING:
            return period.days
        return dates.Period(min(self.begins_on, period.starts_on), period.ends_on)

    @property
    def is_at_stake(self) -> bool:
        """Whether it counts people of whom a small number might have to be withheld."""
        settings_of = self.measure.rule.settings
        of_some = self.measure.rule.kind == Participants.code and settings_of.get("of", ALL) != ALL
        counts_people = self.measure.indicator.counted == Counted.PERSONS or of_some
        return counts_people and not self.clearance.everything


def with_counted(
    book: Book,
    figures: Sequence[MeasureFigure],
    *,
    by_place: Collection[int] = (),
) -> list[MeasureFigure]:
    """Figures, with what the portal counts in those that have a rule; `by_place` are the measures
    told by region as well."""
    ruled = [measure for measure in book.measures if hasattr(measure, "rule")]
    if not ruled:
        return list(figures)
    plans = {one.pk: _plan(book, one) for one in ruled}
    answers = rules.answers(list(_questions(book, plans.values(), by_place=by_place)))
    return [
        _merged(book, plans[measure.pk], figure, answers, by_place=by_place)
        if measure.pk in plans
        else figure
        for measure, figure in zip(book.measures, figures, strict=True)
    ]


def _plan(book: Book, measure: Measure) -> Plan:
    measure.rule.measure = measure
    from_beginning = measure.indicator.over_time == OverTime.CUMULATIVE
    ended = [period for period in book.calendar(measure) if period.ends_on <= book.on]
    periods = ended if from_beginning else book.asked(measure)
    began = measure.programme.starts.earliest or FIRST_DAY
    if not from_beginning and book.since is not None:
        began = book.since
    first = periods[0].starts_on if periods else min(began, book.on)
    last = periods[-1].ends_on if periods else book.on
    clearance = book.clearances[measure.programme_id]
    return Plan(measure, tuple(periods), first, last, clearance)


def _questions(book: Book, plans: Iterable[Plan], *, by_place: Collection[int]) -> set[Question]:
    asked: set[Question] = set()
    for plan in plans:
        regions = book.places_of(plan.measure)
        places: list[Place | None] = [
            book.place,
            *(regions if plan.measure.pk in by_place else ()),
        ]
        for place in places:
            asked.add(plan.question(place, plan.whole))
            for period in plan.periods:
                asked.add(plan.question(place, period.days))
                asked.add(plan.question(place, plan.until(period)))
        if plan.is_at_stake:
            asked |= {
                plan.question(place, period.days)
                for place in (None, *regions)
                for period in book.calendar(plan.measure)
            }
    return asked


def _merged(
    book: Book,
    plan: Plan,
    figure: MeasureFigure,
    answers: Answers,
    *,
    by_place: Collection[int],
) -> MeasureFigure:
    measure = plan.measure
    counted = _amount(book, plan, book.place, answers)
    if measure.used_figure == UsedFigure.TYPED:
        return replace(figure, is_computed=False, not_used=counted, given=_unasked(figure.given))
    typed = figure.amount if figure.given.given or figure.amount.is_withheld else None
    series = _series(book, plan, answers)
    course = course_of(book, measure, book.place)
    expected = course.expected(plan.ends_on)
    return replace(
        figure,
        is_computed=True,
        amount=counted,
        not_used=typed,
        as_of=book.ref(plan.periods[-1]) if plan.periods else None,
        given=NOTHING_EXPECTED,
        expected=expected,
        expected_on=plan.ends_on if expected is not None else None,
        next_target=course.next(plan.ends_on),
        standing=standing_of(
            counted,
            expected,
            direction=measure.indicator.direction,
            has_target=bool(course.targets),
        ),
        trend=trend_of([point.amount for point in series]),
        breakdowns=(),
        series=series,
        begun=None,
        may_count_twice=measure.indicator.counted == Counted.PERSONS,
        places=tuple(_place(book, plan, place, answers) for place in book.places_of(measure))
        if measure.pk in by_place
        else (),
    )


def _unasked(given: Given) -> Given:
    """What people typed for an indicator that the portal counts is welcome, and not expected."""
    return replace(given, expected=0)


def _amount(book: Book, plan: Plan, place: Place | None, answers: Answers) -> Amount:
    """The figure of one place, or of all, by the indicator's rule over time."""
    if _is_withheld(book, plan, place, answers):
        return WITHHELD
    if book.since is not None and not plan.periods and plan.rule != OverTime.CUMULATIVE:
        # Days between two reporting periods would tell what no period tells.
        return NOT_TOLD
    if plan.rule in (OverTime.AVERAGE, OverTime.MAXIMUM) and plan.periods:
        each = [_told(answers[plan.question(place, one.days)]) for one in plan.periods]
        return _over_time(plan, [amount for amount in each if amount.is_reported])
    return _told(answers[plan.question(place, plan.whole)])


def _over_time(plan: Plan, told: Sequence[Amount]) -> Amount:
    if not told:
        return NOT_TOLD
    if plan.rule == OverTime.MAXIMUM:
        return max(told, key=lambda amount: amount.number or Decimal(0))
    if all(amount.is_share for amount in told):
        above = sum((amount.numerator or Decimal(0) for amount in told), Decimal(0))
        below = sum((amount.denominator or Decimal(0) for amount in told), Decimal(0))
        exact = all(amount.qualifier == Qualifier.EXACT for amount in told)
        qualifier = Qualifier.EXACT if exact else Qualifier.ABOUT
        share = plan.measure.indicator.per * above / below
        return Amount(share.quantize(SMALLEST), qualifier, above, below)
    whole = reduce(add, (amount.quantity for amount in told))
    number = Decimal(whole.number or 0) / len(told)
    qualifier = Qualifier.EXACT if whole.qualifier == Qualifier.EXACT else Qualifier.ABOUT
    return Amount(number.quantize(SMALLEST), qualifier)


def _series(book: Book, plan: Plan, answers: Answers) -> tuple[Point, ...]:
    withheld = _is_withheld(book, plan, book.place, answers)
    targets = {
        target.period_id: target.number
        for target in book.targets[plan.measure.pk]
        if target.category_id is None and target.place_id == book.scope
    }
    return tuple(
        Point(
            period=book.ref(period),
            amount=WITHHELD if withheld else _told(answers[plan.question(book.place, period.days)]),
            running=WITHHELD
            if withheld
            else _told(answers[plan.question(book.place, plan.until(period))]),
            given=NOTHING_EXPECTED,
            target=targets.get(period.pk),
        )
        for period in plan.periods
    )


def _place(book: Book, plan: Plan, place: Place, answers: Answers) -> PlaceFigure:
    amount = _amount(book, plan, place, answers)
    course = course_of(book, plan.measure, place)
    expected = course.expected(plan.ends_on)
    aimed = course.next(plan.ends_on) or course.final
    return PlaceFigure(
        place=place_ref(place),
        amount=amount,
        as_of=book.ref(plan.periods[-1]) if plan.periods else None,
        given=NOTHING_EXPECTED,
        target=aimed.number if aimed else None,
        expected=expected,
        standing=standing_of(
            amount,
            expected,
            direction=plan.measure.indicator.direction,
            has_target=bool(course.targets),
        ),
    )


def _is_withheld(book: Book, plan: Plan, place: Place | None, answers: Answers) -> bool:
    """Whether a number of this place would tell of few people, or give such a number away."""
    if not plan.is_at_stake:
        return False
    regions = book.places_of(plan.measure)
    own = [one for one in regions if one.code in plan.clearance.places]
    if place in own:
        return False
    for period in book.calendar(plan.measure):
        whole = _number(answers, plan, None, period)
        known = sum((_number(answers, plan, one, period) for one in own), Decimal(0))
        if _is_few(whole - known):
            return True
        if place is not None and any(
            _is_few(_number(answers, plan, one, period)) for one in regions if one not in own
        ):
            return True
    return False


def _number(answers: Answers, plan: Plan, place: Place | None, period: Period) -> Decimal:
    answer = answers[plan.question(place, period.days)]
    number = answer.numerator if answer.numerator is not None else answer.quantity.number
    return Decimal(number or 0)


def _is_few(number: Decimal) -> bool:
    return 0 < number < settings.SUPPRESSION_BELOW_PEOPLE


def _told(answer: rules.Counted) -> Amount:
    number = answer.quantity.number
    if number is None:
        return NOT_TOLD
    return Amount(
        Decimal(number).quantize(SMALLEST) if answer.numerator is not None else Decimal(number),
        answer.quantity.qualifier,
        answer.numerator,
        answer.denominator,
    )
