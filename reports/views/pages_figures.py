"""Pages of figures: the list, and where each comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.models import Value
from lib.exports import table_file, wanted_format
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.lists import record_list_export
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
        "query": request.GET.urlencode(),
        "now": timezone.now(),
    }
    template = "_figure_rows" if request.htmx else "figure_list"
    return render(request, f"reports/pages/{template}.html", context)


@require_POST
def figure_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a file; noted in the trail, so not a GET."""
    file_format = wanted_format(request)
    filters = ValueFilter(request.GET, selectors.values_for_list(request.user), request=request)
    sheet = selectors.figure_table(filters.qs)
    record_list_export(
        model=Value,
        criteria={**request.GET.dict(), "format": file_format},
        lines=len(sheet.rows),
        by=request.user,
        at=timezone.now(),
    )
    return table_file(sheet, stem="chiffres", file_format=file_format, on=timezone.localdate())


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
