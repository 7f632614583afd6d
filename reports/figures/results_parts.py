"""Figures broken down by categories, with what is not broken down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from indicators.enums import CollectedBy, OverTime
from indicators.models import Category, Measure, Period
from indicators.totals import Sums
from reports.figures.results_reading import Book
from reports.figures.results_rules import POOLING, mean, of_period, rest_of, together
from reports.figures.results_types import NOT_TOLD, Amount, Breakdown, Part


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
    for dimension in sorted(indicator.dimensions.all(), key=lambda one: (one.position, one.pk)):
        categories = sorted(dimension.categories.all(), key=lambda one: (one.position, one.pk))
        withheld = whole.is_withheld or not all(
            pattern.shows_parts_of_place(book.place.pk, dimension.pk, period.id)
            if book.place
            else pattern.shows_parts(dimension.pk, period.id)
            for period in counting
        )
        if withheld:
            found.append(Breakdown(dimension.code, dimension.name, (), NOT_TOLD, True))
            continue
        parts = [
            Part(
                category.code,
                category.name,
                _amount(book, measure, category, counting),
                category.is_sensitive,
                _target(book, measure, category, as_of),
            )
            for category in categories
        ]
        rest = rest_of(whole, (part.amount for part in parts))
        found.append(Breakdown(dimension.code, dimension.name, tuple(parts), rest))
    return tuple(found)


def _amount(book: Book, measure: Measure, category: Category, counting: Sequence[Period]) -> Amount:
    by_period = book.parts[measure.pk][book.scope]
    if measure.pk in book.patterns:
        periods = [by_period[period.id] for period in counting if period.id in by_period]
        sums = together(parts[category.pk] for parts in periods if category.pk in parts)
    else:
        sums = by_period[0].get(category.pk, Sums()) if 0 in by_period else Sums()
    # Parts of several places add up, or there is only one.
    amount = of_period(measure.indicator, sums, places=1)
    if measure.indicator.over_time != OverTime.AVERAGE or amount.is_share:
        return amount
    line = book.lines[measure.pk][book.scope]
    told = sum(bool(line[period.id].reported) for period in counting if period.id in line)
    if amount.number is None or not told:
        return amount
    return Amount(mean(amount.number, told), amount.qualifier)


def _target(
    book: Book, measure: Measure, category: Category, as_of: Period | None
) -> Decimal | None:
    """The target of a category by the period of the figure, or else its final one."""
    numbers = {
        target.period_id: target.number
        for target in book.targets[measure.pk]
        if target.category_id == category.pk and target.place_id == book.scope
    }
    if as_of is not None and as_of.pk in numbers:
        return numbers[as_of.pk]
    return numbers.get(None)
