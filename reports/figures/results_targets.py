"""What a measure should reach by when, as its targets and its baseline say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from indicators.enums import OverTime
from indicators.models import Measure, Period, Target
from indicators.selectors.periods import expects
from regions.models import Place
from reports.figures.results_reading import Book
from reports.figures.results_rules import Course
from reports.figures.results_types import TargetPoint

FROM_ZERO = {OverTime.CUMULATIVE, OverTime.SUM}


def course_of(book: Book, measure: Measure, place: Place | None) -> Course:
    """The course of a measure in one place or all: from its baseline along its targets.

    The target of a period says what should be reached by its end. Where periods are added up it
    says what that period should add, so those before it are added to it.
    """
    here = place.pk if place else None
    targets = [
        target
        for target in book.targets[measure.pk]
        if target.category_id is None and target.place_id == here
    ]
    by_period = {target.period_id: target for target in targets if target.period_id}
    calendar = book.calendar(measure)
    if measure.indicator.over_time == OverTime.SUM:
        points = _added_up(book, measure, by_period)
    else:
        points = [
            TargetPoint(by_period[period.id].number, period.ends_on, book.ref(period))
            for period in calendar
            if period.id in by_period
        ]
    points.sort(key=lambda point: point.by or date.max)
    final = next((target for target in targets if target.period_id is None), None)
    end = measure.programme.ends_on or (calendar[-1].ends_on if calendar else None)
    # Of a part of the programme's time, its final target says nothing.
    if final is not None and not (
        measure.indicator.over_time == OverTime.SUM and book.since is not None
    ):
        points = [point for point in points if end is None or (point.by and point.by < end)]
        points.append(TargetPoint(final.number, end))
    return Course(
        begins_on=_begins_on(measure, calendar),
        begins_at=_begins_at(measure, place),
        targets=tuple(points),
    )


def _added_up(book: Book, measure: Measure, by_period: dict[int, Target]) -> list[TargetPoint]:
    """The targets of single periods as what should be reached by then; they end where one lacks."""
    points = []
    reached = Decimal(0)
    for period in book.calendar(measure):
        if not expects(measure, period) or (book.since and period.starts_on < book.since):
            continue
        if period.id not in by_period:
            break
        reached += by_period[period.id].number
        points.append(TargetPoint(reached, period.ends_on, book.ref(period)))
    return points


def _begins_on(measure: Measure, calendar: list[Period]) -> date | None:
    if measure.baseline_number is not None and measure.baseline_year:
        return date(measure.baseline_year, 12, 31)
    return measure.programme.starts_on or (calendar[0].starts_on if calendar else None)


def _begins_at(measure: Measure, place: Place | None) -> Decimal | None:
    # The baseline is of the programme, and says nothing of one place.
    if measure.baseline_number is not None and place is None:
        return measure.baseline_number
    return Decimal(0) if measure.indicator.over_time in FROM_ZERO else None
