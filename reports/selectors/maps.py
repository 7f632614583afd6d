"""What the map of the regions shows."""

from collections.abc import Iterable

from django.urls import reverse

from lib.charts import Area
from regions.models import Place
from reports.figures import PlaceCount


def areas_of(places: Iterable[PlaceCount], regions: Iterable[Place]) -> list[Area]:
    """All twelve regions, each with its validated activities; none is 0, since the log knows."""
    counts = {place.code: place.activities for place in places}
    return [
        Area(
            code=region.iso_code,
            label=region.name,
            value=counts.get(region.code, 0),
            href=reverse("reports:region_detail", args=[region.slug]),
        )
        for region in regions
    ]
