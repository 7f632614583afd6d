"""The moves of an activity's record."""

from lib import workflow
from programmes.enums import ActivityState
from programmes.models import Activity

MOVES = {
    ActivityState.DRAFT: {ActivityState.SUBMITTED},
    # Back to draft: its author corrects it before anyone signs (docs/adr/0010).
    ActivityState.SUBMITTED: {
        ActivityState.VALIDATED,
        ActivityState.RETURNED,
        ActivityState.DRAFT,
    },
    ActivityState.RETURNED: {ActivityState.SUBMITTED},
    ActivityState.VALIDATED: set(),
}


def move(activity: Activity, *, to: ActivityState) -> None:
    """Take an activity to another state, or raise WrongState. Does not save."""
    workflow.move(activity, to=to, moves=MOVES)
