"""Activities by region and component, which only the log tells."""

from collections import defaultdict

from django.db.models.functions import Substr

from lib.quantities import Qualifier
from programmes import totals
from programmes.models import Attribution
from programmes.totals import Measures
from reports.figures.activities import Subject, done, participants_of, units_of
from reports.figures.types import RegionComponentCount


def by_region_and_component(subject: Subject) -> tuple[RegionComponentCount, ...]:
    """What each region (or province of the place asked for) saw of each programme's components.

    Read from the log, since the kept totals know no component: one query, and one for the places.
    A component is named by its position in its programme; what states none comes last.
    """
    units = {place.code: place.name for place in units_of(subject).values()}
    length = totals.UNIT_LENGTHS[0 if subject.place is None else 1]
    rows = Attribution.objects.filter(activity__in=done(subject))
    if subject.programmes is not None:
        rows = rows.filter(programme__in=[programme.pk for programme in subject.programmes])
    # Distinct: several communes of a place, or several funders of a programme, are one activity.
    pairs = (
        rows.annotate(unit=Substr("activity__places__code", 1, length))
        .filter(unit__in=units)
        .order_by()
        .values_list(
            "activity",
            "unit",
            "programme__slug",
            "component__position",
            "activity__participants",
            "activity__participants_qualifier",
        )
        .distinct()
    )
    cells: dict[tuple[str, str, int | None], Measures] = defaultdict(Measures)
    for _activity, unit, programme, component, participants, qualifier in pairs.iterator():
        told = participants is not None
        cells[unit, programme, component].add(
            Measures(
                activities=1,
                participants=participants or 0,
                with_participants=int(told),
                inexact=int(told and qualifier != Qualifier.EXACT),
            )
        )
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
