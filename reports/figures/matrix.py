"""Which programme is behind in which region: what is counted there, and what still waits."""

from collections.abc import Sequence

from django.db.models import Count, Sum
from django.db.models.functions import Substr

from programmes.enums import ActivityState
from programmes.models import Activity, ActivityTotal, Programme
from regions.enums import PlaceKind
from reports.figures.types import ProgrammeRegionCount

# Length of the code of a region: MA.09.
REGION_CODE_LENGTH = 5


def by_programme_and_region(programmes: Sequence[Programme]) -> tuple[ProgrammeRegionCount, ...]:
    """Validated and waiting activities of each programme in each region. Two queries."""
    slugs = {programme.pk: programme.slug for programme in programmes}
    kept = (
        ActivityTotal.objects.filter(programme__in=slugs, place__kind=PlaceKind.REGION)
        .order_by()
        .values_list("programme", "place__code")
        .annotate(total=Sum("activities"))
    )
    validated = {(programme, code): total for programme, code, total in kept}
    submitted = (
        Activity.objects.filter(
            state=ActivityState.SUBMITTED,
            attributions__programme__in=slugs,
            places__code__startswith="MA.",
        )
        .order_by()
        .annotate(unit=Substr("places__code", 1, REGION_CODE_LENGTH))
        .values_list("attributions__programme", "unit")
        .annotate(total=Count("pk", distinct=True))
    )
    waiting = {(programme, code): total for programme, code, total in submitted}
    return tuple(
        ProgrammeRegionCount(
            programme=slugs[programme],
            place_code=code,
            validated=validated.get((programme, code), 0),
            awaiting=waiting.get((programme, code), 0),
        )
        for programme, code in sorted(validated.keys() | waiting.keys())
    )
