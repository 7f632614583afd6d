"""The moves of a value that is entered, and of a change proposed to a validated one."""

from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Value
from lib import workflow

MOVES = {
    ValueState.DRAFT: {ValueState.SUBMITTED},
    # Back to draft: whoever gave it corrects it before anyone signs (docs/adr/0010).
    ValueState.SUBMITTED: {
        ValueState.VALIDATED,
        ValueState.ENDORSED,
        ValueState.RETURNED,
        ValueState.DRAFT,
    },
    ValueState.ENDORSED: {ValueState.VALIDATED, ValueState.RETURNED, ValueState.DRAFT},
    ValueState.RETURNED: {ValueState.SUBMITTED, ValueState.DRAFT},
    # From here on it changes by a revision only (docs/adr/0013).
    ValueState.VALIDATED: set(),
}

REVISION_MOVES = {
    RevisionState.PROPOSED: {RevisionState.ACCEPTED, RevisionState.REFUSED},
    RevisionState.ACCEPTED: set(),
    RevisionState.REFUSED: set(),
}


def move(value: Value, *, to: ValueState) -> None:
    """Take a value to another state, or raise WrongState. Does not save."""
    workflow.move(value, to=to, moves=MOVES)


def may_move(value: Value, *, to: ValueState) -> bool:
    """Whether a value may go to a state from where it is."""
    return workflow.may_move(value, to=to, moves=MOVES)


def move_revision(revision: Revision, *, to: RevisionState) -> None:
    """Decide on a proposed change, or raise WrongState. Does not save."""
    workflow.move(revision, to=to, moves=REVISION_MOVES)
