"""Pages of organisations: who they are, what they do in programmes and committees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actors.models import Organisation
from lib.exports import table_file, wanted_format
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.lists import record_list_export
from programmes.filters.institutions import OrganisationFilter
from programmes.selectors import institutions as selectors


@read_only
def organisation_list(request):
    """Councils, ministries, agencies, donors, associations."""
    filters = OrganisationFilter(
        request.GET, selectors.organisations_for_table(request.user), request=request
    )
    context = {
        "filters": filters,
        "page": paginate(filters.qs, request, per_page=50),
        "query": request.GET.urlencode(),
        "now": timezone.now(),
    }
    template = "_organisation_table" if request.htmx else "organisation_list"
    return render(request, f"programmes/institutions/{template}.html", context)


@require_POST
def organisation_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a file; noted in the trail, so not a GET."""
    file_format = wanted_format(request)
    filters = OrganisationFilter(
        request.GET, selectors.organisations_for_table(request.user), request=request
    )
    sheet = selectors.organisation_table(filters.qs)
    record_list_export(
        model=Organisation,
        criteria={**request.GET.dict(), "format": file_format},
        lines=len(sheet.rows),
        by=request.user,
        at=timezone.now(),
    )
    return table_file(sheet, stem="organisations", file_format=file_format, on=timezone.localdate())


@read_only
def organisation_detail(request, slug):
    """One organisation: its names, its roles, who speaks for it in the press."""
    organisation = get_object_or_404(selectors.organisations_for_sheet(request.user), slug=slug)
    context = {
        "organisation": organisation,
        "sheet": selectors.organisation_sheet(organisation, user=request.user),
        "now": timezone.now(),
    }
    return render(request, "programmes/institutions/organisation_detail.html", context)
