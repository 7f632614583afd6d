"""States and moves as a table."""

import pytest
from django.db.models import TextChoices

from lib.workflow import WrongState, diagram, may_move, move, unreachable


class State(TextChoices):
    DRAFT = "draft", "being written"
    SUBMITTED = "submitted", "waiting"
    VALIDATED = "validated", "accepted"
    LOST = "lost", "lost"


MOVES = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.VALIDATED, State.DRAFT},
    State.VALIDATED: set(),
}


class Thing:
    def __init__(self, state):
        self.state = state


def test_an_allowed_move_is_made():
    thing = Thing(State.DRAFT)
    move(thing, to=State.SUBMITTED, moves=MOVES)
    assert thing.state is State.SUBMITTED


def test_a_state_read_from_a_row_is_a_plain_string():
    thing = Thing("draft")
    assert may_move(thing, to=State.SUBMITTED, moves=MOVES)
    move(thing, to=State.SUBMITTED, moves=MOVES)


def test_a_move_not_in_the_table_is_refused_with_a_sentence():
    thing = Thing(State.DRAFT)
    with pytest.raises(WrongState, match=r"being written.*accepted"):
        move(thing, to=State.VALIDATED, moves=MOVES)
    assert thing.state is State.DRAFT


def test_a_state_outside_the_table_goes_nowhere():
    with pytest.raises(WrongState):
        move(Thing(State.LOST), to=State.DRAFT, moves=MOVES)


def test_another_attribute_may_hold_the_state():
    thing = Thing(State.DRAFT)
    thing.stage = State.SUBMITTED
    move(thing, to=State.VALIDATED, moves=MOVES, field="stage")
    assert (thing.state, thing.stage) == (State.DRAFT, State.VALIDATED)


def test_wrong_state_always_has_a_sentence():
    assert str(WrongState())
    assert str(WrongState("The call is closed.")) == "The call is closed."


def test_states_that_nothing_leads_to_are_found():
    assert unreachable(MOVES, State.DRAFT) == set()
    assert unreachable(MOVES | {State.LOST: {State.DRAFT}}, State.DRAFT) == {State.LOST}
    assert unreachable(MOVES, State.VALIDATED) == {State.DRAFT, State.SUBMITTED}


def test_the_diagram_is_the_table_in_a_fixed_order():
    assert diagram(MOVES) == (
        "stateDiagram-v2\n"
        "    [*] --> draft\n"
        "    draft --> submitted\n"
        "    submitted --> draft\n"
        "    submitted --> validated\n"
        "    validated --> [*]\n"
    )
