"""Where a part of a single place is of few people.

A breakdown of places is shown where that is so nowhere, so what one place gave hangs on what all
the others gave: the database looks through them, and only where it finds no small part are what
they leave of their wholes added up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Sum

from indicators.models import Total
from indicators.totals import Sums
from reports.figures.results_rules import ADDING
from reports.figures.suppression import WHOLE, Table, is_small, less, small_totals

# Of each measure: its values, and the places of which the reader knows all.
Tables = Mapping[int, tuple[Table, Collection[int]]]
# Of each measure: dimensions and periods.
Few = dict[int, set[tuple[int, int]]]


def few_in_places(tables: Tables) -> Few:
    """In what dimension and period a part, or what is not broken down, of a place that the reader
    does not know is small. At most two queries.

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
    rows = Total.objects.filter(
        measure__in=measures,
        place__isnull=False,
        category__dimension__in={one for several in wanted.values() for one in several},
    )
    grouped = rows.values_list("measure", "place", "period", "category__dimension").annotate(
        n=Sum("number"), above=Sum("numerator"), below=Sum("denominator")
    )
    for measure, place, period, dimension, number, above, below in grouped.order_by():
        table, clear = tables[measure]
        if place in clear or dimension not in wanted[measure]:
            continue
        whole = table.lines.get(place, {}).get(period, Sums())
        parts = Sums(number=number, numerator=above, denominator=below)
        if is_small(less(whole, parts)):
            few[measure].add((dimension, period))


def _undecided(table: Table, few: Collection[tuple[int, int]]) -> set[int]:
    """The dimensions of which another small part would change something: where periods add up,
    one is enough for all of them."""
    if table.indicator.over_time not in ADDING:
        return set(table.dimensions)
    return set(table.dimensions) - {dimension for dimension, _period in few}
