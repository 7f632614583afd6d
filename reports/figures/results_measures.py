"""One measure as it stands on a day, from what was read of its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.enums import CollectedBy, Counted, OverTime
from indicators.models import Measure, Period
from indicators.selectors.periods import expects
from indicators.totals import Sums
from lib.quantities import Qualifier
from regions.models import Place
from reports.figures.results_parts import breakdowns_of
from reports.figures.results_reading import (
    Book,
    place_ref,
    read_parts,
)
from reports.figures.results_rules import (
    ADDING,
    Until,
    of_period,
    over_time,
    standing_of,
    trend_of,
)
from reports.figures.results_targets import course_of
from reports.figures.results_types import (
    NOT_TOLD,
    WITHHELD,
    Amount,
    Baseline,
    Given,
    MeasureFigure,
    PlaceFigure,
    Point,
    Trend,
)


@dataclass(frozen=True, slots=True)
class Reached:
    """What the values of a measure come to, in one place or all, and of which periods."""

    amount: Amount
    counting: tuple[Period, ...] = ()
    as_of: Period | None = None
    begun: Period | None = None


def figures_of(book: Book) -> list[MeasureFigure]:
    """Each measure of a book, in its order. One query, for the parts."""
    reached = [_reached(book, measure, book.place) for measure in book.measures]
    read_parts(
        book,
        {
            measure.pk: [period.id for period in each.counting]
            for measure, each in zip(book.measures, reached, strict=True)
        },
    )
    return [
        _figure(book, measure, each) for measure, each in zip(book.measures, reached, strict=True)
    ]


def _figure(book: Book, measure: Measure, reached: Reached) -> MeasureFigure:
    indicator, result = measure.indicator, measure.result
    course = course_of(book, measure, book.place)
    day = reached.as_of.ends_on if reached.as_of else book.on
    expected = course.expected(day)
    return MeasureFigure(
        code=measure.code,
        name=measure.name,
        short_name=indicator.short_name or measure.name,
        indicator=indicator.code,
        indicator_name=indicator.name,
        unit=indicator.unit,
        unit_kind=indicator.unit_kind,
        direction=indicator.direction,
        counted=indicator.counted,
        over_time=indicator.over_time,
        over_places=indicator.over_places,
        level=result.level,
        result_number=result.number,
        result_title=result.title,
        is_key=measure.is_key,
        is_computed=hasattr(measure, "rule"),
        programme=book.programme_ref(measure),
        place=place_ref(book.place) if book.place else None,
        on=book.on,
        amount=reached.amount,
        as_of=book.ref(reached.as_of) if reached.as_of else None,
        given=_given(book, measure, book.place, _expected_periods(book, measure, reached)),
        baseline=_baseline(measure, book.place),
        expected=expected,
        expected_on=day if expected is not None else None,
        next_target=course.next(day),
        final_target=course.final,
        standing=standing_of(
            reached.amount,
            expected,
            direction=indicator.direction,
            has_target=bool(course.targets) and indicator.is_numeric,
        ),
        trend=_trend(book, measure),
        breakdowns=breakdowns_of(book, measure, reached.amount, reached.counting, reached.as_of),
        counting=book.refs(reached.counting),
        begun=book.ref(reached.begun) if reached.begun else None,
        partly=book.refs(book.partly(measure)),
        may_count_twice=_may_count_twice(book, measure, reached.counting),
    )


def _baseline(measure: Measure, place: Place | None) -> Baseline:
    """What was there before; it is of the programme, and says nothing of one place."""
    if place is not None:
        return Baseline()
    return Baseline(measure.baseline, measure.baseline_year, measure.baseline_note)


def place_figure(book: Book, measure: Measure, place: Place) -> PlaceFigure:
    """A measure in one region; its book has been read by place."""
    reached = _reached(book, measure, place)
    course = course_of(book, measure, place)
    day = reached.as_of.ends_on if reached.as_of else book.on
    expected = course.expected(day)
    next_target = course.next(day) or course.final
    return PlaceFigure(
        place=place_ref(place),
        amount=reached.amount,
        as_of=book.ref(reached.as_of) if reached.as_of else None,
        given=_given(book, measure, place, _expected_periods(book, measure, reached)),
        target=next_target.number if next_target else None,
        expected=expected,
        standing=standing_of(
            reached.amount,
            expected,
            direction=measure.indicator.direction,
            has_target=bool(course.targets) and measure.indicator.is_numeric,
        ),
    )


def _asked(book: Book, measure: Measure) -> list[Period]:
    """The periods that a figure may count; what is cumulative counts from the beginning."""
    if measure.indicator.over_time == OverTime.CUMULATIVE:
        return [period for period in book.calendar(measure) if period.ends_on <= book.on]
    return book.asked(measure)


def _places_in(book: Book, measure: Measure, place: Place | None) -> int:
    """How many places give the values that are added up."""
    one = place is not None or measure.collected_by == CollectedBy.PROGRAMME
    return 1 if one else len(book.places_of(measure))


def _reached(book: Book, measure: Measure, place: Place | None) -> Reached:
    indicator, line = measure.indicator, _line(book, measure, place)
    asked = _asked(book, measure)
    told = [period for period in asked if period.id in line and line[period.id].reported]
    if not told:
        return Reached(NOT_TOLD)
    places = _places_in(book, measure, place)
    if indicator.over_time == OverTime.LATEST:
        as_of, begun = _latest(told, line, places)
        if not _shows(book, measure, place, as_of):
            return Reached(WITHHELD, (), as_of, begun)
        amount = of_period(indicator, line[as_of.pk], places=places)
        return Reached(amount, (as_of,), as_of, begun)
    shown = _shown(book, measure, place, asked)
    counting = [period for period in shown if period.id in line]
    if not any(line[period.id].reported for period in counting):
        return Reached(WITHHELD)
    amount = over_time(indicator, [line[period.id] for period in counting], places=places)
    as_of = [period for period in counting if line[period.id].reported][-1]
    if indicator.over_time == OverTime.MAXIMUM:
        if len(shown) < len(asked) and amount.is_reported:
            # One that is withheld may be larger.
            amount = replace(amount, qualifier=Qualifier.AT_LEAST)
        counting = [
            period
            for period in counting
            if of_period(indicator, line[period.id], places=places).number == amount.number
        ][:1]
    return Reached(amount, tuple(counting), as_of)


def _line(book: Book, measure: Measure, place: Place | None) -> dict[int, Sums]:
    return book.lines[measure.pk].get(place.pk if place else None, {})


def _latest(
    told: Sequence[Period], line: dict[int, Sums], places: int
) -> tuple[Period, Period | None]:
    """The last period of which at least half of the places have told, and one begun since.

    A figure of all places does not fall because the first of them reported a new period.
    """
    enough = [period for period in told if 2 * line[period.id].given >= places]
    as_of = enough[-1] if enough else told[-1]
    return as_of, told[-1] if told[-1] is not as_of else None


def _shows(book: Book, measure: Measure, place: Place | None, period: Period) -> bool:
    """Whether the figure of one period by itself is shown."""
    pattern = book.pattern(measure)
    if place is not None:
        return pattern.shows_place(place.pk, period.id)
    return pattern.shows_alone(period.id)


def _shown(
    book: Book, measure: Measure, place: Place | None, asked: Sequence[Period]
) -> list[Period]:
    """The periods whose sum, or the best of which, is shown."""
    if not book.pattern(measure).withholds:
        return list(asked)
    if place is None and measure.indicator.over_time in ADDING:
        blocks = set(book.pattern(measure).whole_blocks([period.id for period in asked]))
        return [period for period in asked if period.id in blocks]
    return [period for period in asked if _shows(book, measure, place, period)]


def _trend(book: Book, measure: Measure) -> Trend:
    """How the last two periods in which something was given compare; not known where more
    places told a number in one of them than in the other."""
    line = _line(book, measure, book.place)
    given = [period for period in _asked(book, measure) if period.id in line][-2:]
    if len({line[period.id].reported for period in given}) > 1:
        return Trend.UNKNOWN
    places = _places_in(book, measure, book.place)
    return trend_of(
        [
            of_period(measure.indicator, line[period.id], places=places)
            if _shows(book, measure, book.place, period)
            else WITHHELD
            for period in given
        ]
    )


def series_of(book: Book, measure: Measure) -> tuple[Point, ...]:
    """Each asked period by itself and, where periods add up, all until then."""
    indicator, line = measure.indicator, _line(book, measure, book.place)
    asked = _asked(book, measure)
    shown = {period.id for period in _shown(book, measure, book.place, asked)}
    places = _places_in(book, measure, book.place)
    targets = {
        target.period_id: target.number
        for target in book.targets[measure.pk]
        if target.category_id is None and target.place_id == book.scope
    }
    points = []
    until = Until(indicator, places)
    for period in asked:
        sums = line.get(period.id, Sums())
        amount = of_period(indicator, sums, places=places)
        if amount.is_reported and not _shows(book, measure, book.place, period):
            amount = WITHHELD
        if period.id in shown:
            until.add(sums)
        running = amount
        if indicator.over_time in ADDING:
            ends_here = _ends_here(book, measure, period, shown)
            running = until.amount if ends_here else WITHHELD
        points.append(
            Point(
                period=book.ref(period),
                amount=amount,
                running=running,
                given=_given(book, measure, book.place, [period]),
                target=targets.get(period.id),
            )
        )
    return tuple(points)


def _ends_here(book: Book, measure: Measure, period: Period, shown: set[int]) -> bool:
    """Whether what is shown until a period is a sum that is shown."""
    if period.id not in shown:
        return False
    return book.place is not None or book.pattern(measure).shows_until(period.id)


def _expected_periods(book: Book, measure: Measure, reached: Reached) -> list[Period]:
    """The periods of which a figure counts values: of the latest, that one alone."""
    if measure.indicator.over_time != OverTime.LATEST:
        return _asked(book, measure)
    if reached.as_of is not None:
        return [reached.as_of]
    return [period for period in _asked(book, measure) if expects(measure, period)][-1:]


def _given(book: Book, measure: Measure, place: Place | None, periods: Sequence[Period]) -> Given:
    """How many values came in some periods, of how many that were expected."""
    line = _line(book, measure, place)
    told = [line[period.id] for period in periods if period.id in line]
    given = sum(sums.given for sums in told)
    reported = sum(sums.reported for sums in told)
    due = [period for period in periods if expects(measure, period)]
    givers: tuple[int | None, ...] = (None,)
    if measure.collected_by == CollectedBy.REGION:
        givers = (place.pk,) if place else tuple(one.pk for one in book.places_of(measure))
    awaiting = 0
    if book.awaiting:
        awaiting = sum(
            book.awaiting.get((measure.pk, period.id, giver), 0)
            for period in periods
            for giver in givers
        )
    declared = 0
    if book.declared:
        declared = sum((period.id, giver) in book.declared for period in due for giver in givers)
    return Given(
        given=given,
        expected=len(due) * len(givers),
        not_reported=given - reported if measure.indicator.is_numeric else 0,
        awaiting=awaiting,
        declared=declared,
    )


def _may_count_twice(book: Book, measure: Measure, counting: Sequence[Period]) -> bool:
    """Whether persons are added up who may be the same: of several regions, or several periods."""
    if measure.indicator.counted != Counted.PERSONS or measure.indicator.is_share:
        return False
    line = _line(book, measure, book.place)
    return sum(line[period.id].reported for period in counting if period.id in line) > 1
