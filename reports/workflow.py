"""The moves of an edition."""

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


def move(edition: Edition, *, to: EditionState) -> None:
    """Take an edition to another state, or raise WrongState. Does not save."""
    workflow.move(edition, to=to, moves=MOVES)
