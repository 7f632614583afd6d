"""Pages of regions: the list with its map, and the sheet of each."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from lib.http import read_only
from regions.models import Place
from reports import figures
from reports.selectors import regions as selectors
from reports.selectors.figures import figures_of_place
from reports.selectors.maps import areas_of


@read_only
def region_list(request):
    """The twelve regions on a map and in a table."""
    places = _counts(request.user)
    context = {
        "rows": selectors.region_rows(request.user, places),
        "areas": areas_of(places),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/region_list.html", context)


@read_only
def region_detail(request, slug):
    """The sheet of a region: programmes, plans, committees, facilities, figures."""
    region = get_object_or_404(Place.objects.visible_to(request.user).regions(), slug=slug)
    shown = figures_of_place(region, user=request.user, on=timezone.localdate())
    context = {
        "region": region,
        "sheet": selectors.region_sheet(region, user=request.user),
        "figures": shown,
        "areas": areas_of(_counts(request.user)),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/region_detail.html", context)


def _counts(user):
    """Region by region, the activities of the programmes that the person sees."""
    return figures.by_place(figures.Subject(figures.counted_for(user)))
