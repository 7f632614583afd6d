"""Figures counted from the log of activities: the only place that counts them.

An activity counts once for a programme however many shares it has there, once in a region
however many of its communes it touched, and in each of two regions if it was held in both.
Only validated activities that took place count. Whole months are read from the totals that the
log keeps; the days at either end of a period, and what several programmes share, from the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from lib.dates import Period, month_of
from lib.quantities import Qualifier, Quantity
from programmes import totals
from programmes.models import Activity, ActivityKind, ActivityTotal, Attribution, Programme
from programmes.models.activities import ActivityQuerySet
from programmes.totals import Key, Measures
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
    Tally,
)

OF_THE_WHOLE = tuple(field.name for field in fields(Measures))
# What is said of one kind or one region: how many activities, and how many people took part.
OF_A_PART = ("activities", "participants", "with_participants", "inexact")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted: some programmes (None: all), a region (None: everywhere), a period."""

    programmes: Sequence[Programme] | None = None
    place: Place | None = None
    period: Period | None = None


def done(subject: Subject) -> ActivityQuerySet:
    """The activities that count for a subject, each once."""
    return _narrow(totals.counting(), subject)


def logged(subject: Subject) -> ActivityQuerySet:
    """The same, and those that wait for their validation."""
    return _narrow(totals.counting_or_awaiting(), subject)


def undated(subject: Subject) -> ActivityQuerySet:
    """The activities that would count for a subject if a source said when they took place."""
    return done(replace(subject, period=None)).filter(starts_on__isnull=True)


def summary(subject: Subject, units: dict[int, Place] | None = None) -> ActivitySummary:
    """Count the activities of a subject. The queries do not grow with the log.

    Who has read the `units_of` the subject already brings them.
    """
    counts = _Counts(subject)
    here = subject.place.pk if subject.place else None
    units = units_of(subject) if units is None else units
    by_month = {month: measures for (month,), measures in counts.by([here], "month").items()}
    months = {month: measures for month, measures in by_month.items() if measures.activities}
    kinds: dict[int, Measures] = {}
    crossed: dict[tuple[int, int], Measures] = {}
    placed = counts.by([here, *units], "place", "kind", told=OF_A_PART)
    for (place, kind), measures in placed.items():
        if place == here:
            kinds[kind] = measures
        else:
            crossed[place, kind] = measures
    named = _kinds(kinds)
    whole = _sum(by_month.values())
    return ActivitySummary(
        activities=whole.activities,
        participants=_participants(whole),
        months=tuple(
            MonthCount(month, months[month].activities, participants_of(months[month]))
            for month in sorted(months, key=lambda month: month or date.max)
        ),
        kinds=tuple(
            KindCount(kind.code, kind.name, measures.activities, participants_of(measures))
            for kind, measures in named
        ),
        places=place_counts(
            units.values(),
            {
                unit: tally_of(
                    _sum(crossed[unit, kind.pk] for kind, _m in named if (unit, kind.pk) in crossed)
                )
                for unit in units
            },
        ),
        crossed=tuple(
            RegionKindCount(unit.code, kind.code, crossed[pk, kind.pk].activities)
            for pk, unit in units.items()
            for kind, _m in named
            if (pk, kind.pk) in crossed
        ),
        completeness=Completeness(
            activities=whole.activities,
            with_participants=whole.with_participants,
            with_sex=whole.with_women,
            with_place=whole.with_place,
            with_evidence=whole.with_evidence,
            awaiting_validation=whole.awaiting,
            undated=undated(subject).count() if subject.period else 0,
        ),
    )


def by_place(subject: Subject, units: Iterable[Place]) -> dict[int, Tally]:
    """What a subject counts in some regions and provinces; nothing of those that saw none."""
    cells = _Counts(subject).by([unit.pk for unit in units], "place", told=OF_A_PART)
    return {place: tally_of(measures) for (place,), measures in cells.items()}


def by_programme(subject: Subject) -> dict[int, Tally]:
    """What each programme of a subject counts, for itself: what two share is in both."""
    here = subject.place.pk if subject.place else None
    whole = _kept_part(subject)
    cells: dict[int, Measures] = defaultdict(Measures)
    if whole is not None:
        sums = {f"sum_{name}": Sum(name) for name in OF_A_PART}
        kept = _totals_of(whole).filter(place=here).order_by()
        for programme, *numbers in kept.values_list("programme").annotate(**sums):
            cells[programme].add(Measures(**dict(zip(OF_A_PART, numbers, strict=True))))
    for part in _edges(subject, whole):
        counted = totals.count(_narrow(totals.counting_or_awaiting(), part))
        for key, measures in counted.items():
            if key.programme is not None and key.place == here:
                cells[key.programme].add(measures)
    return {programme: tally_of(measures) for programme, measures in cells.items()}


def tally_of(measures: Measures) -> Tally:
    """Sums as they are told."""
    return Tally(measures.activities, participants_of(measures), measures.with_participants)


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


def _narrow(rows: ActivityQuerySet, subject: Subject) -> ActivityQuerySet:
    if subject.programmes is not None:
        ids = [programme.pk for programme in subject.programmes]
        shares = Attribution.objects.filter(activity=OuterRef("pk"), programme__in=ids)
        rows = rows.filter(Exists(shares))
    if subject.place is not None:
        rows = rows.in_place(subject.place)
    if subject.period is not None:
        rows = rows.filter(starts_on__range=(subject.period.start, subject.period.end))
    return rows


def units_of(subject: Subject) -> dict[int, Place]:
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


def place_counts(units: Iterable[Place], tallies: Mapping[int, Tally]) -> tuple[PlaceCount, ...]:
    """Those regions or provinces that saw an activity, in the order given."""
    return tuple(
        PlaceCount(unit.code, unit.name, unit.slug, tally.activities, tally.participants)
        for unit in units
        if (tally := tallies.get(unit.pk)) and tally.activities
    )


def _kinds(measured: dict[int, Measures]) -> list[tuple[ActivityKind, Measures]]:
    """The kinds that were seen, in their order."""
    kinds = ActivityKind.objects.filter(pk__in=measured).order_by("position", "pk")
    return [(kind, measured[kind.pk]) for kind in kinds]


def _sum(parts: Iterable[Measures]) -> Measures:
    whole = Measures()
    for part in parts:
        whole.add(part)
    return whole


class _Counts:
    """What is counted of a subject, to be grouped in several ways.

    The totals of several programmes add up to too much: an activity that two of them share
    stands in both. What only the log can answer is read from it once.
    """

    def __init__(self, subject: Subject) -> None:
        whole = _kept_part(subject)
        self._kept = _totals_of(whole) if whole else ActivityTotal.objects.none()
        self._from_log: list[tuple[Key, Measures]] = []
        for part in _edges(subject, whole):
            self._from_log += _counted(_narrow(totals.counting_or_awaiting(), part))
        for too_often, shared in _shared(whole) if whole else ():
            self._from_log += [
                (key, measures.times(-too_often)) for key, measures in _counted(shared)
            ]

    def by(
        self, places: Sequence[int | None], *names: str, told: Sequence[str] = OF_THE_WHOLE
    ) -> dict[tuple[Any, ...], Measures]:
        """The measures in some places (None: everywhere), grouped by some columns.

        `told` are the measures that the caller reads; from the totals only these are summed.
        """
        groups: dict[tuple[Any, ...], Measures] = defaultdict(Measures)
        named = Q(place__in=[place for place in places if place is not None])
        wanted = named | Q(place__isnull=True) if None in places else named
        sums = {f"sum_{name}": Sum(name) for name in told}
        width = len(names)
        for row in self._kept.filter(wanted).order_by().values_list(*names).annotate(**sums):
            numbers = zip(told, row[width:], strict=True)
            groups[row[:width]] = Measures(**dict(numbers))
        for key, measures in self._from_log:
            if key.place in places:
                groups[tuple(getattr(key, name) for name in names)].add(measures)
        return {
            key: measures
            for key, measures in groups.items()
            if measures.activities or ("awaiting" in told and measures.awaiting)
        }


def _counted(activities: ActivityQuerySet) -> list[tuple[Key, Measures]]:
    counted = totals.count(activities)
    return [(key, measures) for key, measures in counted.items() if key.programme is None]


def _kept_part(subject: Subject) -> Subject | None:
    """The part of a subject that the kept totals answer: all of it, or its whole months."""
    if subject.period is None:
        return subject
    months = _whole_months(subject.period)
    return replace(subject, period=months) if months else None


def _totals_of(subject: Subject) -> QuerySet[ActivityTotal]:
    rows = ActivityTotal.objects.all()
    if subject.programmes is None:
        rows = rows.filter(programme__isnull=True)
    else:
        rows = rows.filter(programme__in=subject.programmes)
    if subject.period is None:
        return rows
    return rows.filter(month__range=(subject.period.start, subject.period.end))


def _shared(subject: Subject) -> Iterator[tuple[int, ActivityQuerySet]]:
    """The activities that stand in the totals of several programmes, and how often too many."""
    programmes = subject.programmes or ()
    if len(programmes) < 2:
        return
    attributions = Attribution.objects.filter(programme__in=[one.pk for one in programmes])
    shares = attributions.values("activity").annotate(n=Count("programme", distinct=True))
    shared: dict[int, list[int]] = defaultdict(list)
    for activity, number in (
        shares.filter(n__gt=1).order_by("activity").values_list("activity", "n")
    ):
        shared[number].append(activity)
    for number, ids in shared.items():
        for first in range(0, len(ids), totals.BATCH):
            # Few, and named one by one: a subquery made the database look at the whole log.
            batch = Activity.objects.filter(pk__in=ids[first : first + totals.BATCH])
            yield number - 1, _narrow(totals.counting_or_awaiting() & batch, subject)


def _edges(subject: Subject, whole: Subject | None) -> list[Subject]:
    """The days at either end of a period that are not a whole month."""
    if whole is None:
        return [subject]
    if subject.period is None or whole.period is None:
        return []
    day, edges = timedelta(days=1), []
    if subject.period.start < whole.period.start:
        edges.append(Period(subject.period.start, whole.period.start - day))
    if whole.period.end < subject.period.end:
        edges.append(Period(whole.period.end + day, subject.period.end))
    return [replace(subject, period=edge) for edge in edges]


def _whole_months(period: Period) -> Period | None:
    """The part of a period made of whole calendar months."""
    first, last = month_of(period.start), month_of(period.end)
    if first == last:
        # Looked at first: beside the first and the last month of all there is no other day.
        return period if first == period else None
    start = first.start if first.start == period.start else first.end + timedelta(days=1)
    end = last.end if last.end == period.end else last.start - timedelta(days=1)
    return Period(start, end) if start <= end else None
