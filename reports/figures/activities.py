"""Figures counted from the log of activities: the only place that counts them.

An activity counts once for a programme however many shares it has there, once in a region
however many of its communes it touched, and in each of two regions if it was held in both.
Only validated activities that took place count. Whole months are read from the totals that the
log keeps; the days at either end of a period, and several programmes together, from the log.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Sum

from lib.dates import Period, month_of
from lib.quantities import Qualifier, Quantity
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import Activity, ActivityKind, ActivityTotal, Programme
from programmes.totals import Measures
from regions.enums import PlaceKind
from regions.models import Place
from reports.figures.types import (
    ActivitySummary,
    Completeness,
    KindCount,
    MonthCount,
    Participants,
    PlaceCount,
    RegionKindCount,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted: some programmes (None: all), a region (None: everywhere), a period."""

    programmes: Sequence[Programme] | None = None
    place: Place | None = None
    period: Period | None = None


def done(subject: Subject) -> QuerySet:
    """The activities that count for a subject, each once."""
    return _narrow(totals.counting(), subject)


def awaiting(subject: Subject) -> QuerySet:
    """The activities of a subject that someone submitted and nobody has validated yet."""
    return _narrow(Activity.objects.filter(state=ActivityState.SUBMITTED), subject)


def summary(subject: Subject) -> ActivitySummary:
    """Count the activities of a subject. The queries do not grow with the log."""
    cells = _grouped(subject, _here(subject), ("month", "kind"))
    whole, months, kinds = Measures(), defaultdict(Measures), defaultdict(Measures)
    for (month, kind), measures in cells.items():
        whole.add(measures)
        months[month].add(measures)
        kinds[kind].add(measures)
    return ActivitySummary(
        activities=whole.activities,
        participants=_participants(whole),
        months=tuple(
            MonthCount(month, months[month].activities, participants_of(months[month]))
            for month in sorted(months, key=lambda month: month or date.max)
        ),
        kinds=_kinds(kinds),
        places=_places(subject),
        completeness=Completeness(
            activities=whole.activities,
            with_participants=whole.with_participants,
            with_sex=whole.with_women,
            with_place=whole.with_place,
            with_evidence=whole.with_evidence,
            awaiting_validation=awaiting(subject).count(),
        ),
    )


def by_place(subject: Subject) -> tuple[PlaceCount, ...]:
    """The activities of each region, or of each province of the region asked for. Two queries."""
    return _places(subject)


def by_region_and_kind(subject: Subject) -> tuple[RegionKindCount, ...]:
    """How many activities of each kind each region (or province of the place asked for) saw."""
    units = _units(subject)
    kinds = {kind.pk: kind for kind in ActivityKind.objects.order_by("position", "pk")}
    cells = _grouped(subject, list(units), ("place", "kind"))
    counts = [
        RegionKindCount(units[place].code, kinds[kind].code, measures.activities)
        for (place, kind), measures in cells.items()
    ]
    order = {kind.code: rank for rank, kind in enumerate(kinds.values())}
    return tuple(sorted(counts, key=lambda cell: (cell.place_code, order[cell.kind_code])))


def participants_of(measures: Measures) -> Quantity:
    """All participants: at least that many where an activity does not say its number."""
    return _quantity(measures, measures.participants, measures.with_participants)


def _participants(measures: Measures) -> Participants:
    return Participants(
        total=participants_of(measures),
        women=_quantity(measures, measures.women, measures.with_women),
        men=_quantity(measures, measures.participants_by_sex - measures.women, measures.with_women),
        sex_not_reported=measures.participants - measures.participants_by_sex,
    )


def _quantity(measures: Measures, number: int, reported: int) -> Quantity:
    if measures.activities and not reported:
        return Quantity(None)
    whole = reported == measures.activities and not measures.inexact
    return Quantity(number, Qualifier.EXACT if whole else Qualifier.AT_LEAST)


def _narrow(rows: QuerySet, subject: Subject) -> QuerySet:
    if subject.programmes is not None:
        link = Activity.programmes.through
        ids = [programme.pk for programme in subject.programmes]
        rows = rows.filter(Exists(link.objects.filter(activity=OuterRef("pk"), programme__in=ids)))
    if subject.place is not None:
        rows = rows.in_place(subject.place)
    if subject.period is not None:
        rows = rows.filter(starts_on__range=(subject.period.start, subject.period.end))
    return rows


def _here(subject: Subject) -> list[int | None]:
    return [subject.place.pk if subject.place else None]


def _units(subject: Subject) -> dict[int, Place]:
    """The regions, or the provinces of the region asked for, in official order."""
    if subject.place is None:
        rows = Place.objects.regions()
    else:
        rows = (
            Place.objects.within(subject.place)
            .filter(kind__in=[PlaceKind.PROVINCE, PlaceKind.PREFECTURE])
            .order_by("code")
        )
    return {place.pk: place for place in rows}


def _places(subject: Subject) -> tuple[PlaceCount, ...]:
    units = _units(subject)
    cells = _grouped(subject, list(units), ("place",))
    return tuple(
        PlaceCount(
            unit.code,
            unit.name,
            unit.slug,
            cells[(pk,)].activities,
            participants_of(cells[(pk,)]),
        )
        for pk, unit in units.items()
        if (pk,) in cells
    )


def _kinds(measured: dict[int, Measures]) -> tuple[KindCount, ...]:
    kinds = ActivityKind.objects.filter(pk__in=measured).order_by("position", "pk")
    return tuple(
        KindCount(
            kind.code, kind.name, measured[kind.pk].activities, participants_of(measured[kind.pk])
        )
        for kind in kinds
    )


def _grouped(
    subject: Subject, places: list[int | None], by: tuple[str, ...]
) -> dict[tuple, Measures]:
    """Measures of a subject in some places (None: everywhere), grouped by some columns."""
    groups: dict[tuple, Measures] = defaultdict(Measures)
    for part in _from_log(subject):
        for key, measures in totals.count(done(part)).items():
            if key.programme is None and key.place in places:
                groups[tuple(getattr(key, name) for name in by)].add(measures)
    kept = _from_totals(subject)
    if kept is not None:
        names = [field.name for field in fields(Measures)]
        rows = (
            kept.filter(place__isnull=True) if places == [None] else kept.filter(place__in=places)
        )
        sums = {f"sum_{name}": Sum(name) for name in names}
        for row in rows.order_by().values(*by).annotate(**sums):
            measures = Measures(**{name: row[f"sum_{name}"] for name in names})
            groups[tuple(row[name] for name in by)].add(measures)
    return {key: measures for key, measures in groups.items() if measures.activities}


def _from_totals(subject: Subject) -> QuerySet | None:
    """The kept totals of a subject's whole months; None where they do not answer."""
    if subject.programmes is not None and len(subject.programmes) > 1:
        return None
    rows = ActivityTotal.objects.filter(activities__gt=0)
    if subject.programmes is None:
        rows = rows.filter(programme__isnull=True)
    else:
        rows = rows.filter(programme__in=subject.programmes)
    if subject.period is None:
        return rows
    whole = _whole_months(subject.period)
    return rows.filter(month__range=(whole.start, whole.end)) if whole else None


def _from_log(subject: Subject) -> list[Subject]:
    """The parts of a subject that only the log can answer."""
    if subject.programmes is not None and len(subject.programmes) > 1:
        return [subject]
    if subject.period is None:
        return []
    whole = _whole_months(subject.period)
    if whole is None:
        return [subject]
    day = timedelta(days=1)
    edges = [
        (subject.period.start, whole.start - day),
        (whole.end + day, subject.period.end),
    ]
    return [
        Subject(subject.programmes, subject.place, Period(start, end))
        for start, end in edges
        if start <= end
    ]


def _whole_months(period: Period) -> Period | None:
    """The part of a period made of whole calendar months."""
    first, last = month_of(period.start), month_of(period.end)
    start = first.start if first.start == period.start else first.end + timedelta(days=1)
    end = last.end if last.end == period.end else last.start - timedelta(days=1)
    return Period(start, end) if start <= end else None
