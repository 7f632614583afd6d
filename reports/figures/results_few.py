"""Where what a single place gave is of few people.

A figure of one place hangs on what all the others gave: they may have to be withheld together.
The database looks through the others; they are read one by one only where it finds something.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q, Sum

from indicators.models import Total
from indicators.totals import Sums
from reports.figures.results_rules import ADDING
from reports.figures.suppression import WHOLE, Table, is_small, less, small_totals

# Of each measure: its values, and the places of which the reader knows all.
Tables = Mapping[int, tuple[Table, Collection[int]]]
# Of each measure: dimensions and periods.
Few = dict[int, set[tuple[int, int]]]


def with_few(measures: Collection[int], known: Collection[int]) -> set[int]:
    """Of some measures, those of which a place that the reader does not know gave a small number
    in some period, or the programme gave values as a whole. One query."""
    if not measures:
        return set()
    of_place = Q(place__isnull=False)
    rows = Total.objects.filter(measure__in=measures, category__isnull=True)
    counts = rows.values_list("measure").annotate(
        of_all=Sum("given", filter=~of_place),
        of_places=Sum("given", filter=of_place),
        small=Count("pk", filter=small_totals() & of_place & ~Q(place__in=known)),
    )
    return {
        measure
        for measure, of_all, of_places, small in counts.order_by()
        if small or of_all != of_places
    }


def few_in_places(tables: Tables) -> Few:
    """In what dimension and period a part, or what is not broken down, of a place that the reader
    does not know is small. At most three queries.

    Says nothing of a measure of which the programme gave values as a whole.
    """
    asked = {pk: one for pk, one in tables.items() if WHOLE not in one[0].lines}
    if not asked:
        return {}
    few: Few = {pk: set() for pk in asked}
    _add_small_parts(few, asked)
    _add_small_rests(few, asked)
    return few


def _add_small_parts(few: Few, tables: Tables) -> None:
    dimension_of = {
        (pk, category): dimension
        for pk, (table, _clear) in tables.items()
        for dimension, categories in table.dimensions.items()
        for category in categories
    }
    rows = Total.objects.filter(
        small_totals(), measure__in=tables, place__isnull=False, category__isnull=False
    )
    columns = rows.order_by().values_list("measure", "place", "period", "category")
    for measure, place, period, category in columns:
        dimension = dimension_of.get((measure, category))
        if dimension is not None and place not in tables[measure][1]:
            few[measure].add((dimension, period))


def _add_small_rests(few: Few, tables: Tables) -> None:
    """Add up the parts of what has no small one yet."""
    wanted = {pk: _undecided(table, few[pk]) for pk, (table, _clear) in tables.items()}
    measures = [pk for pk, dimensions in wanted.items() if dimensions]
    if not measures:
        return
    rows = Total.objects.filter(measure__in=measures, place__isnull=False)
    sides = ("number", "numerator", "denominator")
    given = rows.filter(category__isnull=True).values_list("measure", "place", "period", *sides)
    wholes = {
        (measure, place, period): _sums(*numbers)
        for measure, place, period, *numbers in given.order_by()
    }
    parts = rows.filter(
        category__dimension__in={one for several in wanted.values() for one in several}
    ).values_list("measure", "place", "period", "category__dimension")
    sums = {f"sum_{side}": Sum(side) for side in sides}
    for measure, place, period, dimension, *numbers in parts.annotate(**sums).order_by():
        if place in tables[measure][1] or dimension not in wanted[measure]:
            continue
        whole = wholes.get((measure, place, period), Sums())
        if is_small(less(whole, _sums(*numbers))):
            few[measure].add((dimension, period))


def _sums(number: Decimal, numerator: Decimal, denominator: Decimal) -> Sums:
    return Sums(number=number, numerator=numerator, denominator=denominator)


def _undecided(table: Table, few: Collection[tuple[int, int]]) -> set[int]:
    """The dimensions of which another small part would change something: where periods add up,
    one is enough for all of them."""
    if table.indicator.over_time not in ADDING:
        return set(table.dimensions)
    return set(table.dimensions) - {dimension for dimension, _period in few}
