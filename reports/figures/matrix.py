"""Which programme is behind in which region: what is counted there, and what still waits."""

from collections.abc import Sequence

from django.db.models import Sum

from programmes.models import ActivityTotal, Programme
from regions.enums import PlaceKind
from reports.figures.types import ProgrammeRegionCount


def by_programme_and_region(programmes: Sequence[Programme]) -> tuple[ProgrammeRegionCount, ...]:
    """Validated and waiting activities of each programme in each region. One query."""
    slugs = {programme.pk: programme.slug for programme in programmes}
    kept = (
        ActivityTotal.objects.filter(programme__in=slugs, place__kind=PlaceKind.REGION)
        .order_by("programme", "place__code")
        .values_list("programme", "place__code")
        .annotate(validated=Sum("activities"), waiting=Sum("awaiting"))
    )
    return tuple(
        ProgrammeRegionCount(slugs[programme], place_code, validated, waiting)
        for programme, place_code, validated, waiting in kept
        if validated or waiting
    )
