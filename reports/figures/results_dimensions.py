"""How indicators are broken down, read once for all measures of a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from indicators.models import Category, Dimension, Indicator


@dataclass(frozen=True, slots=True)
class CategoryRead:
    """A category, with its name in the language of the figures."""

    pk: int
    code: str
    name: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class DimensionRead:
    """A way to break an indicator down, and its categories in their order."""

    pk: int
    code: str
    name: str
    categories: tuple[CategoryRead, ...]


def dimensions_of(indicators: Collection[int]) -> dict[int, tuple[DimensionRead, ...]]:
    """How some indicators are broken down. Two queries, or a third for what has no category."""
    rows = Indicator.dimensions.through._default_manager.filter(indicator__in=indicators)
    links = list(rows.order_by("pk").values_list("indicator", "dimension"))
    wanted = {dimension for _indicator, dimension in links}
    dimensions: dict[int, Dimension] = {}
    categories: dict[int, list[CategoryRead]] = defaultdict(list)
    parts = Category.objects.filter(dimension__in=wanted).select_related("dimension")
    for one in parts.order_by("position", "pk"):
        dimensions[one.dimension_id] = one.dimension
        told = CategoryRead(one.pk, one.code, one.name, one.is_sensitive)
        categories[one.dimension_id].append(told)
    if empty := wanted - dimensions.keys():
        dimensions |= Dimension.objects.in_bulk(empty)
    found: dict[int, list[DimensionRead]] = defaultdict(list)
    of_indicator: dict[int, set[int]] = defaultdict(set)
    for indicator, pk in links:
        of_indicator[indicator].add(pk)
    in_order = sorted(dimensions.items(), key=lambda item: (item[1].position, item[0]))
    for pk, dimension in in_order:
        read = DimensionRead(pk, dimension.code, dimension.name, tuple(categories[pk]))
        for indicator, several in of_indicator.items():
            if pk in several:
                found[indicator].append(read)
    return {indicator: tuple(several) for indicator, several in found.items()}
