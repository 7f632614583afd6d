"""The ways of a value and of a proposed change."""

import pytest

from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Value
from indicators.workflow import MOVES, REVISION_MOVES, may_move, move, move_revision
from lib.workflow import WrongState, unreachable

WAYS = [
    ("draft", "submitted"),
    ("submitted", "validated"),
    ("submitted", "endorsed"),
    ("submitted", "returned"),
    ("submitted", "draft"),
    ("endorsed", "validated"),
    ("endorsed", "returned"),
    ("endorsed", "draft"),
    ("returned", "submitted"),
    ("returned", "draft"),
]


@pytest.mark.parametrize("before", ValueState)
@pytest.mark.parametrize("after", ValueState)
def test_a_value_goes_only_where_the_table_lets_it(before, after):
    value = Value(state=before.value)
    if (before.value, after.value) in WAYS:
        assert may_move(value, to=after)
        move(value, to=after)
        assert value.state == after
    else:
        assert not may_move(value, to=after)
        with pytest.raises(WrongState):
            move(value, to=after)
        assert value.state == before


def test_a_proposed_change_is_decided_once():
    revision = Revision(state="proposed")
    move_revision(revision, to=RevisionState.ACCEPTED)
    with pytest.raises(WrongState):
        move_revision(revision, to=RevisionState.REFUSED)
    assert revision.state == RevisionState.ACCEPTED


def test_every_state_is_reached_from_the_first():
    assert set(MOVES) == set(ValueState)
    assert unreachable(MOVES, ValueState.DRAFT) == set()
    assert unreachable(REVISION_MOVES, RevisionState.PROPOSED) == set()
