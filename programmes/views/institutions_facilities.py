"""Pages of facilities: the list in sites, and the life of each."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from lib.http import read_only
from lib.pages import paginate
from programmes.filters.institutions import FacilityFilter
from programmes.selectors import institutions as selectors


@read_only
def facility_list(request):
    """Offices, listening units, incubators, centres, networks."""
    filters = FacilityFilter(
        request.GET, selectors.facilities_for_table(request.user), request=request
    )
    context = {
        "filters": filters,
        "page": paginate(filters.qs, request),
        "sites": selectors.sites_in(filters.qs),
        "now": timezone.now(),
    }
    template = "_facility_table" if request.htmx else "facility_list"
    return render(request, f"programmes/institutions/{template}.html", context)


@read_only
def facility_detail(request, slug):
    """One facility: what it is for, where it stands in its life, which programmes help."""
    facility = get_object_or_404(selectors.facilities_for_sheet(request.user), slug=slug)
    context = {"facility": facility, "now": timezone.now()}
    return render(request, "programmes/institutions/facility_detail.html", context)
