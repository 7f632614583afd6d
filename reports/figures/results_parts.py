"""Figures broken down by categories, with what is not broken down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from indicators.enums import CollectedBy, OverTime
from indicators.models import Measure, Period
from indicators.totals import Sums
from reports.figures.results_dimensions import CategoryRead, DimensionRead
from reports.figures.results_reading import Book
from reports.figures.results_rules import POOLING, mean, of_period, rest_of
from reports.figures.results_types import NOT_TOLD, Amount, Breakdown, Part
from reports.figures.suppression import Pattern


def breakdowns_of(
    book: Book,
    measure: Measure,
    whole: Amount,
    counting: Sequence[Period],
    as_of: Period | None,
) -> tuple[Breakdown, ...]:
    """A figure by each dimension of its indicator; none where places do not add up."""
    indicator = measure.indicator
    alone = book.place is not None or measure.collected_by == CollectedBy.PROGRAMME
    if not (alone or indicator.over_places in POOLING):
        return ()
    pattern = book.pattern(measure)
    found = []
    targets = _targets(book, measure, as_of)
    told = _told(book, measure, counting)
    for dimension in book.dimensions_of(measure):
        if whole.is_withheld or not _shows(book, pattern, dimension, counting):
            found.append(Breakdown(dimension.code, dimension.name, (), NOT_TOLD, True))
            continue
        parts = [
            Part(
                category.code,
                category.name,
                _amount(book, measure, category, told),
                category.is_sensitive,
                targets.get(category.pk),
            )
            for category in dimension.categories
        ]
        rest = rest_of(whole, (part.amount for part in parts))
        found.append(Breakdown(dimension.code, dimension.name, tuple(parts), rest))
    return tuple(found)


def _shows(
    book: Book, pattern: Pattern, dimension: DimensionRead, counting: Sequence[Period]
) -> bool:
    """Whether the parts of all periods that count are shown."""
    if not pattern.withholds:
        return True
    if book.place is None:
        return all(pattern.shows_parts(dimension.pk, period.id) for period in counting)
    place = book.place.pk
    return all(pattern.shows_parts_of_place(place, dimension.pk, period.id) for period in counting)


def _told(book: Book, measure: Measure, counting: Sequence[Period]) -> int:
    """Of how many periods a mean is made; nobody asks of another figure."""
    if measure.indicator.over_time != OverTime.AVERAGE:
        return 0
    line = book.lines[measure.pk][book.scope]
    return sum(bool(line[period.id].reported) for period in counting if period.id in line)


def _amount(book: Book, measure: Measure, category: CategoryRead, told: int) -> Amount:
    sums = book.part_sums[measure.pk].get(category.pk, Sums())
    # Parts of several places add up, or there is only one.
    amount = of_period(measure.indicator, sums, places=1)
    if amount.number is None or amount.is_share or not told:
        return amount
    return Amount(mean(amount.number, told), amount.qualifier)


def _targets(book: Book, measure: Measure, as_of: Period | None) -> dict[int, Decimal]:
    """The target of each category by the period of the figure, or else its final one."""
    last, due = {}, {}
    for target in book.targets[measure.pk]:
        if target.category_id is None or target.place_id != book.scope:
            continue
        if target.period_id is None:
            last[target.category_id] = target.number
        elif as_of is not None and target.period_id == as_of.pk:
            due[target.category_id] = target.number
    return last | due
