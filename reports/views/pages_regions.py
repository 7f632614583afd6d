"""Pages of regions: the list with its map, and the sheet of each."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from lib.http import read_only
from regions.models import Place
from reports import figures
from reports.selectors import regions as selectors
from reports.selectors.figures import page_of_region
from reports.selectors.maps import areas_of


@read_only
def region_list(request):
    """The twelve regions on a map and in a table."""
    regions = list(Place.objects.visible_to(request.user).regions())
    tallies = figures.by_place(figures.Subject(figures.counted_for(request.user)), regions)
    places = figures.place_counts(regions, tallies)
    context = {
        "rows": selectors.region_rows(request.user, places, regions),
        "areas": areas_of(places, regions),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/region_list.html", context)


@read_only
def region_detail(request, slug):
    """The sheet of a region: programmes, plans, committees, facilities, figures."""
    region = get_object_or_404(Place.objects.visible_to(request.user).regions(), slug=slug)
    shown = page_of_region(region, user=request.user, on=timezone.localdate())
    context = {
        "region": region,
        "sheet": selectors.region_sheet(region, user=request.user),
        "figures": shown,
        "areas": areas_of(shown.regions, shown.all_regions),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/region_detail.html", context)
