"""Pages of facilities: the list in sites, and the life of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actors.models import Facility
from lib.exports import table_file, wanted_format
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.lists import record_list_export
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
        "query": request.GET.urlencode(),
        "now": timezone.now(),
    }
    template = "_facility_table" if request.htmx else "facility_list"
    return render(request, f"programmes/institutions/{template}.html", context)


@require_POST
def facility_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a file; noted in the trail, so not a GET."""
    file_format = wanted_format(request)
    filters = FacilityFilter(
        request.GET, selectors.facilities_for_table(request.user), request=request
    )
    sheet = selectors.facility_table(filters.qs)
    record_list_export(
        model=Facility,
        criteria={**request.GET.dict(), "format": file_format},
        lines=len(sheet.rows),
        by=request.user,
        at=timezone.now(),
    )
    return table_file(sheet, stem="structures", file_format=file_format, on=timezone.localdate())


@read_only
def facility_detail(request, slug):
    """One facility: what it is for, where it stands in its life, which programmes help."""
    facility = get_object_or_404(selectors.facilities_for_sheet(request.user), slug=slug)
    context = {"facility": facility, "now": timezone.now()}
    return render(request, "programmes/institutions/facility_detail.html", context)
