"""The shared library of indicators, as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from actors.models import User
from indicators.enums import ResultLevel
from indicators.models import Dimension, Indicator, Measure
from indicators.models.library import IndicatorQuerySet
from regions.models import PlanItem


def indicators_for_table(user: User) -> IndicatorQuerySet:
    """The library in its order."""
    return Indicator.objects.visible_to(user).in_library().in_order()


def indicators_for_card(user: User) -> QuerySet[Indicator]:
    """Definitions with all that their card shows."""
    items = PlanItem.objects.select_related("plan").order_by("plan__code", "kind", "position")
    dimensions = Dimension.objects.prefetch_related("categories").order_by("position", "pk")
    return (
        Indicator.objects.visible_to(user)
        .in_library()
        .select_related("proposed_by")
        .prefetch_related(
            Prefetch("plan_items", queryset=items), Prefetch("dimensions", queryset=dimensions)
        )
        .in_order()
    )


def uses_of(indicator: Indicator, *, user: User) -> list[Measure]:
    """Where the frameworks that a person sees use an indicator."""
    rows = Measure.objects.visible_to(user).active().filter(indicator=indicator)
    return list(rows.for_table().order_by("programme__position", "programme_id", "position", "pk"))


@dataclass(frozen=True, slots=True)
class Offer:
    """An indicator that may be put under a result, or that stands there already."""

    indicator: Indicator
    is_ticked: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """The offers of one level."""

    level: str
    label: str
    offers: tuple[Offer, ...]


def offers(
    user: User, *, text: str, level: str, ticked: Iterable[str], there: Iterable[int]
) -> list[OfferGroup]:
    """What of the library a search finds, level by level, and all that is ticked already."""
    ticked, there = set(ticked), set(there)
    library = indicators_for_table(user)
    found = library.matching(text)
    if level:
        found = found.filter(level=level)
    shown = set(found.values_list("pk", flat=True))
    groups: dict[str, list[Offer]] = {one.value: [] for one in ResultLevel}
    for indicator in library:
        is_ticked = indicator.code in ticked
        if is_ticked or indicator.pk in shown:
            groups[indicator.level].append(
                Offer(indicator, is_ticked=is_ticked, is_there=indicator.pk in there)
            )
    return [
        OfferGroup(one, str(ResultLevel(one).label), tuple(rows))
        for one, rows in groups.items()
        if rows
    ]
