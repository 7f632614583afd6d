"""What may be wrong with the values: unusual, late, not broken down, told of by two programmes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from actors.models import User
from indicators.enums import Counted, UnitKind
from indicators.models import Cell, Indicator, Period, Total, Value
from indicators.selectors.periods import Sheet, name_of, sheets_of
from programmes import totals
from programmes.models import Attribution, Programme
from regions.models import Place

MOST = 50
# Days that are looked back.
LOOKED_AT = 366


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A validated value to look at; its number is on its own page, for those who may read it."""

    value: Value
    period: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of some values, and how many there are."""

    rows: tuple[Doubtful, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Late:
    """A sheet past its due date."""

    sheet: Sheet
    period: str


@dataclass(frozen=True, slots=True)
class SharedActivities:
    """How many activities two programmes both count."""

    left: Programme
    right: Programme
    count: int


@dataclass(frozen=True, slots=True)
class SharedPersons:
    """Persons that several programmes count in one region: some may be the same."""

    indicator: Indicator
    place: Place
    programmes: tuple[Programme, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    unusual: Listed
    unbroken: Listed
    late: tuple[Late, ...]
    late_count: int
    activities: tuple[SharedActivities, ...]
    persons: tuple[SharedPersons, ...]


def quality_of(programmes: Sequence[Programme], *, reader: User, on: date) -> Quality:
    """What to look at in the values of some programmes that one sees."""
    late = [sheet for sheet in sheets_of(programmes, on=on) if sheet.is_late]
    periods = _lately(programmes, on)
    return Quality(
        unusual=_listed(_unusual(periods, reader)),
        unbroken=_listed(_unbroken(periods, reader)),
        late=tuple(Late(sheet, name_of(sheet.period)) for sheet in late[:MOST]),
        late_count=len(late),
        activities=tuple(_shared_activities(programmes)),
        persons=tuple(_shared_persons(programmes, periods)),
    )


def _lately(programmes: Sequence[Programme], on: date) -> list[int]:
    """The periods that ended within a year: what came before was looked at in its time."""
    periods = Period.objects.filter(
        programme__in=programmes, ends_on__gt=on - timedelta(days=LOOKED_AT), ends_on__lte=on
    )
    return list(periods.order_by("pk").values_list("pk", flat=True))


def _entries(periods: Sequence[int], reader: User) -> QuerySet[Value]:
    rows: QuerySet[Value] = (
        Value.objects.visible_to(reader).entries().validated().filter(period__in=periods)
    )
    return rows


def _unusual(periods: Sequence[int], reader: User) -> QuerySet[Value]:
    """Outside of what is usual for one place in one period.

    Of people, only those whose numbers the reader has anyhow: « below the usual » tells of few.
    """
    outside = Q(number__lt=F("measure__usual_low")) | Q(number__gt=F("measure__usual_high"))
    rows = _entries(periods, reader).filter(outside)
    scope = reader.scope()
    if scope.sees_everything:
        return rows
    own = Q(place__code__in=scope.region_codes)
    own |= Q(programme__in=Programme.objects.implemented_by(scope.implementing_ids))
    return rows.filter(own | ~Q(indicator__counted=Counted.PERSONS))


def _unbroken(periods: Sequence[int], reader: User) -> QuerySet[Value]:
    """Values of which no part is told although their indicator is broken down."""
    broken = Indicator.dimensions.through.objects.filter(indicator=OuterRef("indicator"))
    return (
        _entries(periods, reader)
        .filter(Exists(broken), number__isnull=False)
        .exclude(indicator__unit_kind=UnitKind.TEXT)
        .exclude(number=0)
        .exclude(Exists(Cell.objects.filter(value=OuterRef("pk"), number__isnull=False)))
    )


def _listed(rows: QuerySet[Value]) -> Listed:
    shown = rows.select_related(
        "measure__indicator", "measure__programme", "period", "place"
    ).order_by("-period__ends_on", "measure__programme__position", "measure", "place", "pk")
    found = [Doubtful(row, name_of(row.period)) for row in shown[:MOST] if row.period]
    return Listed(tuple(found), rows.count())


def _shared_activities(programmes: Sequence[Programme]) -> list[SharedActivities]:
    """The activities that two programmes count, by couple. One query."""
    named = {programme.pk: programme for programme in programmes}
    rows = (
        Attribution.objects.filter(
            activity__in=totals.counting(),
            programme__in=named,
            activity__attributions__programme__in=named,
            activity__attributions__programme__gt=F("programme"),
        )
        .order_by()
        .values_list("programme", "activity__attributions__programme")
        .annotate(count=Count("activity", distinct=True))
    )
    return [
        SharedActivities(named[left], named[right], count)
        for left, right, count in sorted(rows, key=lambda row: (-row[2], row[0], row[1]))
    ]


def _shared_persons(programmes: Sequence[Programme], periods: Sequence[int]) -> list[SharedPersons]:
    """Indicators of persons that several programmes have lately told of in one region."""
    named = {programme.pk: programme for programme in programmes}
    rows = (
        Total.objects.filter(
            period__in=periods,
            place__isnull=False,
            category__isnull=True,
            number__gt=0,
            measure__indicator__counted=Counted.PERSONS,
        )
        .order_by()
        .values_list("measure__indicator", "place", "measure__programme")
        .distinct()
    )
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for indicator, place, programme in rows:
        found[indicator, place].add(programme)
    several = {key: ids for key, ids in found.items() if len(ids) > 1}
    indicators = Indicator.objects.in_bulk({indicator for indicator, _place in several})
    places = Place.objects.in_bulk({place for _indicator, place in several})
    shared = [
        SharedPersons(
            indicators[indicator],
            places[place],
            tuple(named[pk] for pk in sorted(ids, key=lambda pk: (named[pk].position, pk))),
        )
        for (indicator, place), ids in several.items()
    ]
    return sorted(shared, key=lambda one: (one.indicator.position, one.place.code))
