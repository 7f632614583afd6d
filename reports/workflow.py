"""The moves of an edition."""

from django.utils.translation import gettext_lazy as _

from actors.enums import MeetingState
from actors.models import Meeting
from lib import workflow
from reports.enums import EditionState
from reports.models import Edition

MOVES = {
    EditionState.QUEUED: {EditionState.RUNNING},
    EditionState.RUNNING: {
        EditionState.READY,
        EditionState.FAILED,
        EditionState.UNCHANGED,
        # Its worker was lost: another one takes it.
        EditionState.QUEUED,
    },
    EditionState.FAILED: {EditionState.QUEUED},
    EditionState.READY: set(),
    EditionState.UNCHANGED: set(),
}

CANCELLED = _("This meeting was cancelled: no file and no record of decisions is made of it.")


def check_printable(meeting: Meeting) -> None:
    """Raise WrongState where a meeting was cancelled: there is nothing to print of it."""
    if meeting.state == MeetingState.CANCELLED:
        raise workflow.WrongState(CANCELLED)


def move(edition: Edition, *, to: EditionState) -> None:
    """Take an edition to another state, or raise WrongState. Does not save."""
    workflow.move(edition, to=to, moves=MOVES)
