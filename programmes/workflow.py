"""The moves of an activity's record."""

from lib import workflow
from programmes.enums import ActivityState

MOVES = {
    ActivityState.DRAFT: {ActivityState.SUBMITTED},
    ActivityState.SUBMITTED: {ActivityState.VALIDATED, ActivityState.RETURNED},
    ActivityState.RETURNED: {ActivityState.SUBMITTED},
    ActivityState.VALIDATED: set(),
}


def move(activity, *, to):
    """Take an activity to another state, or raise WrongState. Does not save."""
    workflow.move(activity, to=to, moves=MOVES)
