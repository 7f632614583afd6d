"""The register: every decision one may see, filtered by its address."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from actors.models import Decision
from indicators.filters.decisions import DecisionFilter
from lib.exports import table_file, wanted_format
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.lists import record_list_export
from programmes.filters.activities import forgiving
from programmes.selectors import decisions as selectors


@read_only
@vary_on_headers("HX-Request")
def decision_list(request):
    """Decisions of all committees, the most urgent first; htmx asks for the results alone."""
    today = timezone.localdate()
    filters, dropped = _filtered(request, today)
    page = paginate(filters.qs, request)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    context = {
        "filters": filters,
        "dropped": dropped,
        "page": page,
        "rows": selectors.with_last_note(page.rows, today=today),
        "figures": selectors.figures_of(filters.qs, today=today),
        "has_any": page.total > 0 or Decision.objects.visible_to(request.user).exists(),
        "query": request.GET.urlencode(),
        "now": timezone.now(),
    }
    template = "_results" if is_fragment else "list"
    return render(request, f"indicators/decisions/{template}.html", context)


@require_POST
def decision_export(request):
    """The filtered register as a workbook or as CSV; noted in the trail, so not a GET."""
    file_format = wanted_format(request)
    today = timezone.localdate()
    filters, _dropped = _filtered(request, today)
    sheet = selectors.decision_table(filters.qs, today=today)
    criteria = {name: value for name, value in request.GET.items() if value}
    record_list_export(
        model=Decision,
        criteria={**criteria, "format": file_format},
        lines=len(sheet.rows),
        by=request.user,
        at=timezone.now(),
    )
    return table_file(sheet, stem="decisions", file_format=file_format, on=today)


def _filtered(request, today):
    rows = selectors.for_register(request.user, today=today)
    return forgiving(DecisionFilter, request.GET, rows, request)
