"""Decisions as they stood at the end of a day: in whose charge, until when, in which words."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from actors.models import Decision, Event
from actors.selectors.past import Trail
from actors.selectors.past_names import owner_before

# What a committee moves once it has decided. The rest is what was decided: of a decision recorded
# later than the day, another wording is a correction of what was typed.
MOVES = ("due_on", "owner", "owner_person", "priority")
WORDS = ("kind", "text_fr", "text_ar", "text_en", "origin_fr", "origin_ar", "origin_en")


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision with what was said of it then; who was in charge by name, None where that is
    whoever is in charge today."""

    decision: Decision
    owner: str | None = None
    owner_person: str | None = None


def decision_then(decision: Decision, trail: Trail) -> PastDecision:
    """A decision as it stood, from what happened to it since. No query; its state, which notes
    move, is not looked at."""
    events = trail.of(decision)
    if not events:
        return PastDecision(decision)
    knew = trail.knew(decision)
    then, charge = copy(decision), {}
    for event in events:
        for name in _walked(event, knew):
            value = event.before[name]
            if name == "owner":
                charge[name] = owner_before(event)
            elif name == "owner_person":
                charge[name] = value
            elif name == "due_on":
                then.due_on = date.fromisoformat(value) if value else None
            else:
                setattr(then, name, value)
    return PastDecision(then, **charge)


def _walked(event: Event, knew: bool) -> Sequence[str]:
    """What of a change is taken back: all of it where the decision was on record by then; of one
    recorded later, what replaced something that a committee moves."""
    if knew:
        return [name for name in (*MOVES, *WORDS) if name in event.before]
    return [name for name in MOVES if event.before.get(name)]
