"""Activities by region and component, which only the log tells."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Substr

from lib.quantities import Qualifier
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import Attribution
from programmes.totals import Measures
from regions.models import Place
from reports.figures.activities import (
    Subject,
    done,
    logged,
    participants_of,
    place_counts,
    tally_of,
    units_of,
)
from reports.figures.types import Progress, RegionComponentCount

# A region or province by its code, a programme by its address, a component by its position.
Cell = tuple[str, str, int | None]


def by_region_and_component(subject: Subject) -> tuple[RegionComponentCount, ...]:
    """What each region (or province of the place asked for) saw of each programme's components.

    Read from the log, since the kept totals know no component: one query, and one for the places.
    A component is named by its position in its programme; what states none comes last.
    """
    units = {place.code: place.name for place in units_of(subject).values()}
    rows = _shares(subject, Attribution.objects.filter(activity__in=done(subject)))
    cells: dict[Cell, Measures] = defaultdict(Measures)
    for _activity, *cell, participants, qualifier, _state in rows.filter(unit__in=units).iterator():
        unit, programme, component = cell
        cells[unit, programme, component].add(_measures(participants, qualifier))
    return _in_order(cells, units)


def progress(subject: Subject, regions: Collection[Place]) -> Progress:
    """What some programmes did in the whole country: what `summary` and `by_region_and_component`
    say one after the other, read from the log at once. One query."""
    units = {place.code: place.name for place in regions}
    rows = _shares(subject, Attribution.objects.filter(activity__in=logged(subject)))
    whole = Measures()
    placed: dict[str, Measures] = defaultdict(Measures)
    cells: dict[Cell, Measures] = defaultdict(Measures)
    # A row for each share and each region of an activity, which counts once in the whole and in
    # the region all the same.
    counted: set[int] = set()
    counted_there: set[tuple[int, str]] = set()
    waiting: set[int] = set()
    for activity, *cell, participants, qualifier, state in rows.iterator():
        if state == ActivityState.SUBMITTED:
            waiting.add(activity)
            continue
        one = _measures(participants, qualifier)
        if activity not in counted:
            counted.add(activity)
            whole.add(one)
        unit, programme, component = cell
        if unit not in units:
            continue
        cells[unit, programme, component].add(one)
        if (activity, unit) not in counted_there:
            counted_there.add((activity, unit))
            placed[unit].add(one)
    tallies = {place.pk: tally_of(placed[place.code]) for place in regions if place.code in placed}
    return Progress(
        tally=tally_of(whole),
        awaiting=len(waiting),
        places=place_counts(regions, tallies),
        components=_in_order(cells, units),
    )


def _shares(subject: Subject, rows: QuerySet[Attribution]) -> QuerySet[Any, Any]:
    """What a subject's programmes have of some activities, by region or province.

    Distinct: several communes of a place, or several funders of a programme, are one activity.
    """
    length = totals.UNIT_LENGTHS[0 if subject.place is None else 1]
    if subject.programmes is not None:
        rows = rows.filter(programme__in=[programme.pk for programme in subject.programmes])
    return (
        rows.annotate(unit=Substr("activity__places__code", 1, length))
        .order_by()
        .values_list(
            "activity",
            "unit",
            "programme__slug",
            "component__position",
            "activity__participants",
            "activity__participants_qualifier",
            "activity__state",
        )
        .distinct()
    )


def _measures(participants: int | None, qualifier: str) -> Measures:
    told = participants is not None
    return Measures(
        activities=1,
        participants=participants or 0,
        with_participants=int(told),
        inexact=int(told and qualifier != Qualifier.EXACT),
    )


def _in_order(
    cells: Mapping[Cell, Measures], units: Mapping[str, str]
) -> tuple[RegionComponentCount, ...]:
    order = sorted(cells, key=lambda cell: (*cell[:2], cell[2] is None, cell[2] or 0))
    return tuple(
        RegionComponentCount(
            unit,
            units[unit],
            programme,
            component,
            cells[unit, programme, component].activities,
            participants_of(cells[unit, programme, component]),
        )
        for unit, programme, component in order
    )
