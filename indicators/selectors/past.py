"""What one place gave for a measure so far: beside a row of the grid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Min

from indicators.models import Measure, Period, Value
from indicators.selectors.entries import told_of
from indicators.selectors.periods import name_of
from indicators.selectors.told import in_words
from regions.models import Place

SHOWN = 12


@dataclass(frozen=True, slots=True)
class PastValue:
    """One value in words, with the period that it is about."""

    period: str
    words: str
    value: Value


@dataclass(frozen=True, slots=True)
class Past:
    """The last values of a place for a measure, the latest first, and between what they lie."""

    values: tuple[PastValue, ...]
    lowest: Decimal | None
    highest: Decimal | None


def past_of(measure: Measure, place: Place | None, *, before: Period) -> Past:
    """What was given before a period; the lowest and highest of all of it."""
    rows = Value.objects.entries().filter(
        measure=measure, place=place, period__ends_on__lt=before.starts_on
    )
    ends = rows.aggregate(lowest=Min("number"), highest=Max("number"))
    latest = (
        rows.select_related("period", "indicator")
        .prefetch_related("cells")
        .order_by("-period__ends_on", "-pk")[:SHOWN]
    )
    return Past(
        values=tuple(
            PastValue(name_of(value.period), in_words(value.indicator, told_of(value)), value)
            for value in latest
            if value.period
        ),
        lowest=ends["lowest"],
        highest=ends["highest"],
    )
