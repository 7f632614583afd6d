"""Pages of committees: members, meetings, decisions."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actors.models import Committee
from actors.permissions import (
    allows,
    check_can_manage_committees,
    check_can_open_papers,
    check_can_read_minutes,
    check_can_run_committee,
)
from lib.http import read_only
from lib.pages import paginate
from programmes.filters.institutions import CommitteeFilter
from programmes.forms.committees import MeetingDocumentsForm
from programmes.selectors import convening
from programmes.selectors import institutions as selectors
from programmes.selectors.committees import documents_of_meeting


@read_only
def committee_list(request):
    """The committees one may see."""
    filters = CommitteeFilter(
        request.GET, selectors.committees_for_table(request.user), request=request
    )
    page = paginate(filters.qs, request)
    context = {
        "filters": filters,
        "page": page,
        "rows": [selectors.around(committee, timezone.localdate()) for committee in page],
        "can_manage": allows(check_can_manage_committees, request.user),
        "now": timezone.now(),
    }
    template = "_committee_table" if request.htmx else "committee_list"
    return render(request, f"programmes/institutions/{template}.html", context)


@read_only
def committee_detail(request, slug):
    """One committee: who sits, when it met, what it decided."""
    committee = get_object_or_404(
        Committee.objects.visible_to(request.user).select_related("place", "parent"), slug=slug
    )
    today = timezone.localdate()
    context = {
        "committee": committee,
        "sheet": selectors.committee_sheet(committee, user=request.user, today=today),
        "can_run": allows(check_can_run_committee, request.user, committee, on=today),
        "may_open_papers": allows(check_can_open_papers, request.user, committee),
        "now": timezone.now(),
    }
    return render(request, "programmes/institutions/committee_detail.html", context)


@read_only
def meeting_detail(request, slug, pk):
    """One meeting: its agenda, who came, what it decided."""
    meeting = get_object_or_404(
        selectors.meetings_for_sheet(request.user), committee__slug=slug, pk=pk
    )
    return draw_meeting(request, meeting, MeetingDocumentsForm(meeting=meeting))


def draw_meeting(request, meeting, form):
    """The page of a meeting, with the form that adds documents to it."""
    today = timezone.localdate()
    context = {
        "meeting": meeting,
        "sheet": selectors.meeting_sheet(meeting, user=request.user, today=today),
        "may_run": allows(check_can_run_committee, request.user, meeting.committee, on=today),
        "attendees": convening.attendees_of(meeting),
        "own": convening.own_convocation(meeting, request.user),
        "items": convening.agenda_of(meeting, user=request.user),
        "documents": documents_of_meeting(meeting, user=request.user),
        "form": form,
        "may_open_papers": allows(check_can_open_papers, request.user, meeting.committee),
        "may_read_minutes": allows(
            check_can_read_minutes,
            request.user,
            meeting,
            getattr(meeting, "proceedings", None),
            on=today,
        ),
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "programmes/institutions/meeting_detail.html", context, status=status)
