"""Pages of figures: the list, and where each comes from."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lib.http import read_only
from lib.pages import paginate
from reports.filters import ValueFilter
from reports.selectors import provenance as selectors


@read_only
def figure_list(request):
    """Every figure that a source states, with how to read it."""
    filters = ValueFilter(request.GET, selectors.values_for_list(request.user), request=request)
    page = paginate(filters.qs, request, per_page=50)
    context = {
        "filters": filters,
        "page": page,
        "rows": list(zip(page, selectors.as_figures(page), strict=True)),
        "now": timezone.now(),
    }
    template = "_figure_rows" if request.htmx else "figure_list"
    return render(request, f"reports/pages/{template}.html", context)


@read_only
def provenance(request, code):
    """One figure: value, wording, reading, source or contributing activities, history."""
    found = selectors.provenance_of(code, user=request.user, on=timezone.localdate())
    if found is None:
        raise Http404(_("No figure has this address, or none that you may see."))
    page = paginate(found.activities, request) if found.activities is not None else None
    context = {
        "found": found,
        "figure": found.figure,
        "page": page,
        "rows": selectors.with_participants(page or []),
        "address": request.build_absolute_uri(f"/v/{code}/"),
        "now": timezone.now(),
    }
    return render(request, "reports/pages/provenance.html", context)
