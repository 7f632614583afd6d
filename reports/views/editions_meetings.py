"""The papers of a committee's meeting: its file before, its record of decisions after."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.enums import MeetingState
from actors.models import Meeting
from actors.permissions import allows, check_can_open_papers
from lib.pages import paginate
from reports import actions, workflow
from reports.enums import MEETING_KINDS, EditionKind, EditionState
from reports.figures.steering import programmes_of
from reports.forms import MeetingPaperForm
from reports.permissions import check_can_freeze, check_can_request_about
from reports.selectors.editions import editions_about
from reports.selectors.steering_pages import snapshots_of

# How many of the dashboards frozen for a meeting its page lists, the latest first.
FROZEN = 12


@require_http_methods(["GET", "POST"])
def meeting_papers(request, pk):
    """What was printed of a meeting, and a form to print more."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("committee", "proceedings"), pk=pk
    )
    check_can_open_papers(request.user, meeting.committee)
    now = timezone.now()
    programmes = programmes_of(meeting.committee, reader=None)
    if request.method == "POST":
        asked = request.POST.get("kind")
        kind = EditionKind(asked if asked in MEETING_KINDS else EditionKind.COPIL)
        check_can_request_about(request.user, kind, meeting, programmes, on=timezone.localdate(now))
        workflow.check_printable(meeting)
    is_cancelled = meeting.state == MeetingState.CANCELLED
    kinds = [
        kind
        for kind in MEETING_KINDS
        if not is_cancelled
        and allows(
            check_can_request_about,
            request.user,
            kind,
            meeting,
            programmes,
            on=timezone.localdate(now),
        )
    ]
    wanted = request.GET.get("kind")
    form = MeetingPaperForm(
        request.POST or None,
        kinds=kinds,
        initial={
            "kind": wanted if wanted in kinds else next(iter(kinds), None),
            "language": translation.get_language(),
        },
    )
    if form.is_valid():
        return _requested(request, meeting, form.cleaned_data, now)
    context = {
        "meeting": meeting,
        "page": paginate(editions_about(meeting, request.user), request),
        "form": form if kinds else None,
        "snapshots": snapshots_of(meeting.committee, request.user).filter(meeting=meeting)[:FROZEN],
        "may_freeze": not is_cancelled
        and allows(check_can_freeze, request.user, meeting.committee, on=timezone.localdate(now)),
        "refusal": workflow.CANCELLED if is_cancelled else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/editions/meeting.html", context, status=status)


def _requested(request, meeting, told, now):
    edition = actions.request_meeting_edition(
        kind=EditionKind(told["kind"]),
        meeting=meeting,
        language=told["language"],
        by=request.user,
        at=now,
    )
    if edition.state == EditionState.READY:
        messages.info(request, _("Nothing has changed since: this edition says it all."))
    elif edition.requested_at != now:
        messages.info(request, _("This report had been asked for already."))
    return redirect("reports:edition_detail", edition.uuid)
