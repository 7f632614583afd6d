"""The grid of one place in one period: what was given, what came before, what is aimed at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from indicators.enums import CollectedBy, OverTime, PeriodStatus, ValueState
from indicators.models import (
    Category,
    Declaration,
    Measure,
    Period,
    Target,
    Value,
    ValueFile,
)
from indicators.selectors.checks import Finding, findings_of
from indicators.selectors.entries import Told, share, told_of
from indicators.selectors.periods import expects
from lib.quantities import NOT_REPORTED, Qualifier, Quantity
from programmes.models import Programme
from regions.models import Place


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a place gave for a measure in all periods before this one, added up."""

    given: int = 0
    quantity: Quantity = NOT_REPORTED
    largest: Decimal | None = None
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of the grid."""

    measure: Measure
    categories: Mapping[int, Category]
    value: Value | None
    said: Told
    previous: Value | None
    earlier: Earlier
    target: Decimal | None
    is_final_target: bool
    # Whether its value is waited for: the portal counts the others by itself.
    is_expected: bool
    files: tuple[ValueFile, ...] = ()

    @property
    def version(self) -> int:
        return self.value.version if self.value else 0

    @property
    def is_validated(self) -> bool:
        return self.value is not None and self.value.state == ValueState.VALIDATED

    @property
    def may_submit(self) -> bool:
        return self.value is not None and self.value.state in UNSUBMITTED

    @property
    def previous_number(self) -> Decimal | None:
        return self.previous.number if self.previous else None

    @property
    def findings(self) -> list[Finding]:
        return findings_of(self.measure, self.said, self.categories, previous=self.previous_number)


UNSUBMITTED = (ValueState.DRAFT, ValueState.RETURNED)


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of one place (or of the programme as a whole) in one period."""

    programme: Programme
    place: Place | None
    period: Period
    status: PeriodStatus
    takes_values: bool
    rows: tuple[Row, ...]
    declaration: Declaration | None

    @property
    def given(self) -> int:
        return sum(1 for row in self.rows if row.is_expected and row.value)

    @property
    def expected(self) -> int:
        return sum(1 for row in self.rows if row.is_expected)

    @property
    def submittable(self) -> list[Value]:
        return [row.value for row in self.rows if row.value and row.may_submit]


def measures_in(period: Period, place: Place | None) -> list[Measure]:
    """The measures for which a place may give a value in a period, in the framework's order."""
    given_by = CollectedBy.REGION if place else CollectedBy.PROGRAMME
    measures = (
        Measure.objects.active()
        .filter(programme=period.programme_id, collected_by=given_by)
        .select_related("indicator", "result", "programme", "rule")
        .prefetch_related("indicator__dimensions__categories")
        .in_order()
    )
    return [measure for measure in measures if expects(measure, period)]


def grid_of(period: Period, place: Place | None, *, on: date) -> Grid:
    """The grid as it stands. The queries do not grow with its rows."""
    measures = measures_in(period, place)
    values = entries_in(period, place, measures)
    previous = previous_of(measures, period, place)
    earlier = _earlier(measures, period, place)
    targets = _targets(measures, period, place)
    rows = []
    for measure in measures:
        value = values.get(measure.pk)
        target, is_final = targets.get(measure.pk, (None, False))
        rows.append(
            Row(
                measure=measure,
                categories=categories_of(measure),
                value=value,
                said=told_of(value),
                previous=previous.get(measure.pk),
                earlier=earlier.get(measure.pk, Earlier()),
                target=target,
                is_final_target=is_final,
                is_expected=not is_counted(measure),
                files=tuple(value.files.all()) if value else (),
            )
        )
    declarations = Declaration.objects.filter(period=period, place=place, withdrawn_at__isnull=True)
    return Grid(
        programme=period.programme,
        place=place,
        period=period,
        status=period.status(on=on),
        takes_values=period.takes_values(on=on),
        rows=tuple(rows),
        declaration=declarations.select_related("declared_by").order_by("pk").first(),
    )


def entries_in(
    period: Period, place: Place | None, measures: Iterable[Measure]
) -> dict[int, Value]:
    """What a place gave in a period, by measure, with parts, files and who gave it."""
    rows = (
        Value.objects.entries()
        .filter(period=period, place=place, measure__in=[one.pk for one in measures])
        .select_related("entered_by", "indicator")
        .prefetch_related("cells", "files")
        .order_by("pk")
    )
    return {value.measure_id: value for value in rows if value.measure_id}


def categories_of(measure: Measure) -> dict[int, Category]:
    """The categories that a measure may be broken down by, in order, each with its dimension."""
    found = {}
    dimensions = sorted(measure.indicator.dimensions.all(), key=lambda one: (one.position, one.pk))
    for dimension in dimensions:
        parts = sorted(dimension.categories.all(), key=lambda one: (one.position, one.pk))
        for category in parts:
            category.dimension = dimension
            found[category.pk] = category
    return found


def is_counted(measure: Measure) -> bool:
    """Whether the portal counts a measure by itself; loaded by `measures_in`."""
    return hasattr(measure, "rule")


def previous_of(
    measures: Collection[Measure], period: Period, place: Place | None
) -> dict[int, Value]:
    """The last value of the place before a period, by measure."""
    before = (
        Value.objects.entries()
        .filter(measure=OuterRef("pk"), place=place, period__ends_on__lt=period.starts_on)
        .order_by("-period__ends_on", "-pk")
    )
    last = (
        Measure.objects.filter(pk__in=[one.pk for one in measures])
        .annotate(last=Subquery(before.values("pk")[:1]))
        .values("last")
    )
    rows = Value.objects.filter(pk__in=last).select_related("period", "indicator").order_by("pk")
    return {value.measure_id: value for value in rows if value.measure_id}


def cumulative(row: Row) -> Quantity | None:
    """What the place reaches with this period, as the indicator adds periods; None for words.

    Values that are not validated yet are in it: it is a help for whoever types.
    """
    indicator, said = row.measure.indicator, row.said
    this = Quantity(said.number, said.qualifier)
    if not indicator.is_numeric:
        return None
    if indicator.over_time in {OverTime.SUM, OverTime.CUMULATIVE}:
        return _summed(row, this)
    if indicator.over_time == OverTime.AVERAGE:
        return None
    if indicator.over_time == OverTime.MAXIMUM:
        return max(
            (this, Quantity(row.earlier.largest)),
            key=lambda one: (one.number is not None, one.number or 0),
        )
    return this if this.is_reported else row.previous.quantity if row.previous else NOT_REPORTED


def _summed(row: Row, this: Quantity) -> Quantity:
    if row.measure.indicator.is_share:
        above = row.earlier.numerator + (row.said.numerator or 0)
        below = row.earlier.denominator + (row.said.denominator or 0)
        per = row.measure.indicator.per
        return Quantity(share(above, below, per=per)) if below else NOT_REPORTED
    if not row.earlier.given:
        return this
    if row.said.is_blank:
        return row.earlier.quantity
    return row.earlier.quantity + this


def _earlier(
    measures: Collection[Measure], period: Period, place: Place | None
) -> dict[int, Earlier]:
    rows = (
        Value.objects.entries()
        .filter(
            measure__in=[one.pk for one in measures],
            place=place,
            period__ends_on__lt=period.starts_on,
        )
        .values("measure")
        .annotate(
            given=Count("pk"),
            reported=Count("number"),
            total=Sum("number"),
            largest=Max("number"),
            above=Sum("numerator"),
            below=Sum("denominator"),
            about=Count("pk", filter=Q(qualifier=Qualifier.ABOUT)),
            at_least=Count("pk", filter=Q(qualifier=Qualifier.AT_LEAST)),
        )
        .order_by("measure")
    )
    return {
        row["measure"]: Earlier(
            given=row["given"],
            quantity=Quantity(row["total"], _qualifier(row)),
            largest=row["largest"],
            numerator=row["above"] or Decimal(0),
            denominator=row["below"] or Decimal(0),
        )
        for row in rows
    }


def _qualifier(row: Mapping[str, int]) -> Qualifier:
    """As `lib.quantities` adds: something missing or "at least" makes the sum "at least"."""
    if row["at_least"] or row["reported"] < row["given"]:
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if row["about"] else Qualifier.EXACT


def _targets(
    measures: Collection[Measure], period: Period, place: Place | None
) -> dict[int, tuple[Decimal, bool]]:
    """The target of the place for this period, else its final one (True)."""
    rows = Target.objects.filter(
        Q(period=period) | Q(period__isnull=True),
        measure__in=[one.pk for one in measures],
        place=place,
        category__isnull=True,
    )
    found: dict[int, tuple[Decimal, bool]] = {}
    for target in rows.order_by("pk"):
        is_final = target.period_id is None
        if not is_final or target.measure_id not in found:
            found[target.measure_id] = (target.number, is_final)
    return found
