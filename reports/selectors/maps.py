"""What the map of the regions shows."""

from collections.abc import Iterable

from django.urls import reverse

from lib.charts import Area
from regions.models import Place
from reports.figures import PlaceCount


def areas_of(places: Iterable[PlaceCount]) -> list[Area]:
    """All twelve regions, each with its validated activities; none is 0, since the log knows."""
    counts = {place.code: place.activities for place in places}
    regions = Place.objects.regions().values_list("code", "iso_code", "name", "slug")
    return [
        Area(
            code=iso_code,
            label=name,
            value=counts.get(code, 0),
            href=reverse("reports:region_detail", args=[slug]),
        )
        for code, iso_code, name, slug in regions
    ]
