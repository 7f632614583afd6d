"""The moves of a meeting, of its minutes and of a decision."""

from actors.enums import DecisionState, MeetingState, MinutesState
from actors.models import Decision, Meeting, Minutes
from lib import workflow

MEETING_MOVES = {
    MeetingState.PLANNED: {MeetingState.CONVENED, MeetingState.HELD, MeetingState.CANCELLED},
    # Convened again where something of it changed.
    MeetingState.CONVENED: {MeetingState.CONVENED, MeetingState.HELD, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.CANCELLED: {MeetingState.PLANNED},
}

MINUTES_MOVES = {
    MinutesState.DRAFT: {MinutesState.CIRCULATED},
    # Circulated again once corrections were taken in.
    MinutesState.CIRCULATED: {MinutesState.CIRCULATED, MinutesState.APPROVED},
    # From here on only a rectification is added.
    MinutesState.APPROVED: set(),
}

DECISION_MOVES = {
    DecisionState.TO_START: {
        DecisionState.UNDER_WAY,
        DecisionState.DONE,
        DecisionState.LAPSED,
    },
    DecisionState.UNDER_WAY: {DecisionState.DONE, DecisionState.LAPSED},
    # Reopened with a note: what was called done was not.
    DecisionState.DONE: {DecisionState.UNDER_WAY},
    DecisionState.LAPSED: {DecisionState.UNDER_WAY},
}


def move_meeting(meeting: Meeting, *, to: MeetingState) -> None:
    """Take a meeting to another state, or raise WrongState. Does not save."""
    workflow.move(meeting, to=to, moves=MEETING_MOVES)


def move_minutes(minutes: Minutes, *, to: MinutesState) -> None:
    """Take minutes to another state, or raise WrongState. Does not save."""
    workflow.move(minutes, to=to, moves=MINUTES_MOVES)


def move_decision(decision: Decision, *, to: DecisionState) -> None:
    """Take a decision to another state, or raise WrongState. Does not save."""
    workflow.move(decision, to=to, moves=DECISION_MOVES)
