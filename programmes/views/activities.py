"""The activity log: list, export, one record."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from actors.permissions import allows
from actors.selectors.trail import history_of, milestones_of
from lib.exports import table_file, wanted_format
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.lists import record_list_export
from programmes.enums import ActivityState
from programmes.filters.activities import ActivityFilter, forgiving
from programmes.models import Activity, Programme
from programmes.permissions import (
    check_can_edit,
    check_can_log,
    check_can_validate,
)
from programmes.selectors import activities as selectors
from programmes.selectors.details import breakdowns_of, details_of, withhold_few


@read_only
@vary_on_headers("HX-Request")
def activity_list(request):
    """The log, filtered by its address; htmx asks for the results alone."""
    visible = Activity.objects.visible_to(request.user)
    filters, dropped = forgiving(ActivityFilter, request.GET, visible, request)
    page = paginate(filters.qs.for_table(), request)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    context = {
        "filters": filters,
        "dropped": dropped,
        "page": page,
        "months": selectors.by_month(page.rows),
        "may_log": allows(check_can_log, request.user),
        "has_any": page.total > 0 or visible.exists(),
        "query": request.GET.urlencode(),
    }
    if not is_fragment:
        context["unsaved"] = list(selectors.unsaved_of(request.user)[:3])
        context["now"] = timezone.now()
    template = "_results" if is_fragment else "list"
    return render(request, f"programmes/activities/{template}.html", context)


@require_POST
def activity_export(request):
    """The filtered log as a workbook or as CSV; noted in the trail, so not a GET."""
    file_format = wanted_format(request)
    visible = Activity.objects.visible_to(request.user)
    filters, _dropped = forgiving(ActivityFilter, request.GET, visible, request)
    sheet = selectors.activity_table(filters.qs.for_table())
    criteria = {name: value for name, value in request.GET.items() if value}
    record_list_export(
        model=Activity,
        criteria={**criteria, "format": file_format},
        lines=len(sheet.rows),
        by=request.user,
        at=timezone.now(),
    )
    return table_file(sheet, stem="activites", file_format=file_format, on=timezone.localdate())


@read_only
def activity_detail(request, uuid):
    """One record: what was done, who wrote and signed it, what may be done with it."""
    user = request.user
    visible = (
        Activity.objects.visible_to(user)
        .as_read_by(user)
        .select_related(
            "kind", "owner", "region", "plan_item__plan", "source", "created_by", "validated_by"
        )
    )
    activity = get_object_or_404(visible, uuid=uuid)
    details = details_of(activity)
    breakdowns = breakdowns_of(details)
    may_edit = allows(check_can_edit, user, activity)
    own = activity.is_ones_own
    is_open = activity.state in {ActivityState.DRAFT, ActivityState.RETURNED}
    return render(
        request,
        "programmes/activities/detail.html",
        {
            "activity": activity,
            "details": details,
            # An activity may be shared with a programme that the reader does not see.
            "linked": set(Programme.objects.visible_to(user).values_list("pk", flat=True)),
            "breakdowns": breakdowns if own else withhold_few(breakdowns),
            "evidence": list(activity.evidence.order_by("pk")),
            "may_open_files": own,
            "counts": selectors.counts_for(details),
            "history": history_of(activity) if own else milestones_of(activity),
            "may_edit": may_edit and activity.state != ActivityState.VALIDATED,
            "may_submit": may_edit and is_open,
            "may_delete": may_edit and activity.state == ActivityState.DRAFT,
            "may_remove_files": may_edit and is_open,
            "may_log": allows(check_can_log, user),
            "may_validate": activity.state == ActivityState.SUBMITTED
            and allows(check_can_validate, user, activity),
        },
    )
