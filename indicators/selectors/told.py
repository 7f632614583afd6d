"""A value in words, its parts with what they leave, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import Category, Indicator
from indicators.selectors.checks import not_broken_down
from indicators.selectors.entries import Part, Told, from_snapshot
from lib import formats
from lib.quantities import Qualifier, Quantity


def in_words(indicator: Indicator, said: Told) -> str:
    """What was said, as one reads it: « at least 30 », « 80 % (16 of 20) », « not reported »."""
    if not indicator.is_numeric:
        return said.comment or formats.not_reported()
    if said.numerator is not None and said.denominator is not None:
        return _share_words(indicator, said.number, said.numerator, said.denominator)
    return formats.quantity(Quantity(said.number, said.qualifier))


def part_in_words(indicator: Indicator, part: Part) -> str:
    """What one category has."""
    if part.numerator is not None and part.denominator is not None:
        return _share_words(indicator, part.number, part.numerator, part.denominator)
    return formats.number(part.number)


def difference_in_words(indicator: Indicator, now: Told, before: Told) -> str:
    """How much more or less than before; empty where that cannot be said."""
    if not indicator.is_numeric or now.number is None or before.number is None:
        return ""
    if Qualifier.AT_LEAST in {now.qualifier, before.qualifier}:
        return _("cannot be told: one of the two is “at least”")
    change = now.number - before.number
    if indicator.is_percentage:
        return _("%(change)s points") % {"change": formats.signed(change, 1)}
    return formats.signed(change)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One category, or the rest that no category has, now and before."""

    name: str
    now: str
    before: str
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of a value by one dimension; with their rest they make the whole."""

    name: str
    lines: tuple[PartLine, ...]


def breakdowns(
    indicator: Indicator,
    categories: Mapping[int, Category],
    now: Told,
    before: Told | None = None,
) -> tuple[Breakdown, ...]:
    """The parts of a value by dimension, beside those it had before.

    Categories come with their dimensions. A dimension of which neither has a part is left out.
    """
    before = before or Told()
    rests = [not_broken_down(one, categories) for one in (now, before)]
    by_dimension: dict[int, list[Category]] = {}
    for category in sorted(categories.values(), key=_in_order):
        if category.pk in now.cells or category.pk in before.cells:
            by_dimension.setdefault(category.dimension_id, []).append(category)
    rest = _("not broken down")
    return tuple(
        Breakdown(
            name=str(given[0].dimension),
            lines=(
                *(
                    PartLine(
                        str(one),
                        _cell(indicator, now, one.pk),
                        _cell(indicator, before, one.pk),
                    )
                    for one in given
                ),
                PartLine(rest, _rest(rests[0], dimension), _rest(rests[1], dimension), True),
            ),
        )
        for dimension, given in by_dimension.items()
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a change touches: what it says and what it should say."""

    name: str
    old: str
    new: str


def differences(
    indicator: Indicator,
    categories: Mapping[int, Category],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    parts: bool = True,
) -> tuple[Difference, ...]:
    """What differs between two snapshots of a value, in words; `parts` or the whole alone."""
    old, new = from_snapshot(before), from_snapshot(after)
    found = [Difference(_("value"), in_words(indicator, old), in_words(indicator, new))]
    if parts:
        found += [
            Difference(str(categories[pk]), _cell(indicator, old, pk), _cell(indicator, new, pk))
            for pk in sorted(categories, key=lambda pk: _in_order(categories[pk]))
            if old.cells.get(pk) != new.cells.get(pk)
        ]
        if indicator.is_numeric:
            found.append(Difference(_("comment"), old.comment, new.comment))
    return tuple(one for one in found if one.old != one.new)


def categories_of(indicators: Iterable[int]) -> dict[int, dict[int, Category]]:
    """The categories that each of some indicators is broken down by. Two queries."""
    wanted = set(indicators)
    through = Indicator.dimensions.through
    links = through.objects.filter(indicator__in=wanted).values_list("indicator", "dimension")
    dimensions: dict[int, set[int]] = {pk: set() for pk in wanted}
    for indicator, dimension in links.order_by("pk"):
        dimensions[indicator].add(dimension)
    every = {pk for found in dimensions.values() for pk in found}
    rows = Category.objects.filter(dimension__in=every).select_related("dimension")
    categories = list(rows.order_by("dimension__position", "position", "pk"))
    return {
        indicator: {one.pk: one for one in categories if one.dimension_id in found}
        for indicator, found in dimensions.items()
    }


def _in_order(category: Category) -> tuple[int, int, int]:
    return category.dimension.position, category.position, category.pk


def _cell(indicator: Indicator, said: Told, category: int) -> str:
    part = said.cells.get(category)
    return "" if part is None else part_in_words(indicator, part)


def _rest(rests: Mapping[int, tuple[Decimal, Decimal | None]], dimension: int) -> str:
    if dimension not in rests:
        return ""
    above, below = rests[dimension]
    if below is None:
        return formats.number(above)
    return _("%(numerator)s of %(denominator)s") % {
        "numerator": formats.number(above),
        "denominator": formats.number(below),
    }


def _share_words(
    indicator: Indicator, number: Decimal | None, numerator: Decimal, denominator: Decimal
) -> str:
    shown = formats.percent(number) if indicator.is_percentage else formats.number(number)
    return _("%(share)s (%(numerator)s of %(denominator)s)") % {
        "share": shown,
        "numerator": formats.number(numerator),
        "denominator": formats.number(denominator),
    }
