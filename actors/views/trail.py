from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actors import actions, selectors
from actors.filters import EventFilter
from actors.models import Event
from actors.permissions import check_can_read_audit
from lib.pages import with_query
from lib.tables import Dialect, write_csv

EVENTS_SHOWN = 50
EXPORT_LIMIT = 50_000


@require_safe
def event_list(request):
    """The audit trail, the latest first, grouped by day."""
    check_can_read_audit(request.user)
    filters = EventFilter(request.GET)
    events = filters.narrow(Event.objects.visible_to(request.user))
    last_seen = request.GET.get("before", "")
    shown, has_older = selectors.events_before(
        events,
        last_seen=int(last_seen) if last_seen.isdecimal() else None,
        count=EVENTS_SHOWN,
    )
    lines = selectors.event_lines(shown)
    template = "actors/trail/_events.html" if request.htmx else "actors/trail/list.html"
    return render(
        request,
        template,
        {
            "filters": filters,
            "days": selectors.days_of(lines),
            "older": with_query(request.GET, {"before": lines[-1].id}) if has_older else "",
            "latest": with_query(request.GET, {"before": None}) if last_seen else "",
            "query": request.GET.urlencode(),
        },
    )


@require_POST
def event_export(request):
    """The lines that the filters show, as CSV; that someone took them is itself a line."""
    check_can_read_audit(request.user)
    filters = EventFilter(request.GET)
    events = filters.narrow(Event.objects.visible_to(request.user)).order_by("-pk")
    lines = selectors.event_lines(events[:EXPORT_LIMIT])
    actions.record_export(
        criteria=filters.criteria(), lines=len(lines), by=request.user, at=timezone.now()
    )
    dialect = Dialect.RFC_4180 if get_language() == "en" else Dialect.EXCEL_FR
    response = HttpResponse(
        write_csv(_rows(lines), dialect), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="journal.csv"'
    return response


def _rows(lines):
    yield [
        _("at"),
        _("person"),
        _("what happened"),
        _("kind of record"),
        _("record"),
        _("field"),
        _("before"),
        _("after"),
        _("note"),
    ]
    for line in lines:
        start = [line.at, line.by, line.verb, line.about_kind, line.about]
        if not line.changes:
            yield [*start, "", "", "", line.note]
        for change in line.changes:
            yield [*start, change.name, change.old, change.new, line.note]
