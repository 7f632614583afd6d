"""A frozen dashboard in the room: one block a screen, and the decisions as they are taken."""

from django.shortcuts import redirect, render
from django.utils import timezone

from actors.enums import MeetingState
from actors.permissions import allows, check_can_run_committee
from lib.http import read_only
from lib.identifiers import normalise_code
from programmes.forms.proceedings import TypedDecisionForm
from reports.selectors import steering as selectors
from reports.selectors.meeting_mode import blocks_of
from reports.selectors.steering_changes import groups_of
from reports.views.steering import EVERYTHING
from reports.views.steering_frozen import found_behind, told_to


@read_only
def meeting_mode(request, code):
    """What was frozen and nothing else, in large type."""
    proper = normalise_code(code)
    if proper and proper != code:
        return redirect("reports:meeting_mode", proper)
    found = found_behind(request, proper)
    body = told_to(request, found)
    context = {
        "snapshot": found,
        "board": selectors.board(body, limits=EVERYTHING),
        "blocks": blocks_of(body),
        "changes": groups_of(body["since"]["changes"]) if body["since"] else [],
        "since": body["since"],
        "decision_form": _decision_form(request.user, found),
    }
    return render(request, "reports/meeting_mode/page.html", context)


def _decision_form(user, snapshot):
    """The short form of the sitting, for whoever runs the meeting that the page was frozen for."""
    meeting = snapshot.meeting
    if meeting is None or meeting.state == MeetingState.CANCELLED:
        return None
    if not allows(check_can_run_committee, user, snapshot.committee, on=timezone.localdate()):
        return None
    return TypedDecisionForm(meeting=meeting, prefix=None)
