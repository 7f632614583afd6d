"""Pages of organisations: who they are, what they do in programmes and committees."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from lib.http import read_only
from lib.pages import paginate
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
        "now": timezone.now(),
    }
    template = "_organisation_table" if request.htmx else "organisation_list"
    return render(request, f"programmes/institutions/{template}.html", context)


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
