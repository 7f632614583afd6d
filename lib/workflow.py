"""States and moves as a table: `{state: {states it may go to}}`."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Moves = Mapping[Any, Collection[Any]]


class WrongState(Exception):
    """The thing is not in a state that allows this. Its text is the sentence to show."""

    def __init__(self, sentence: str | Promise = "") -> None:
        self.sentence = sentence or _("This is no longer possible: it has changed state meanwhile.")
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


def may_move(thing: Any, *, to: Any, moves: Moves, field: str = "state") -> bool:
    """Whether the table lets a thing go to a state from where it is."""
    return to in moves.get(getattr(thing, field), ())


def move(thing: Any, *, to: Any, moves: Moves, field: str = "state") -> None:
    """Put a thing into another state, or raise WrongState. Does not save it."""
    if not may_move(thing, to=to, moves=moves, field=field):
        raise WrongState(
            _("This cannot go from “%(before)s” to “%(after)s”.")
            % {"before": _label(thing, field), "after": getattr(to, "label", to)}
        )
    setattr(thing, field, to)


def diagram(moves: Moves) -> str:
    """The table as a Mermaid state diagram, always in the same order."""
    lines = ["stateDiagram-v2"]
    for state, targets in moves.items():
        lines += [
            f"    {_code(state)} --> {_code(target)}" for target in sorted(targets, key=_code)
        ]
        if not targets:
            lines.append(f"    {_code(state)} --> [*]")
    if moves:
        lines.insert(1, f"    [*] --> {_code(next(iter(moves)))}")
    return "\n".join(lines) + "\n"


def unreachable(moves: Moves, start: Any) -> set[Any]:
    """The states of the table that no sequence of moves reaches from a start."""
    reached, waiting = {start}, [start]
    while waiting:
        for target in moves.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    states = set(moves) | {target for targets in moves.values() for target in targets}
    return states - reached


def _code(state: Any) -> str:
    return str(getattr(state, "value", state))


def _label(thing: Any, field: str) -> Any:
    display = getattr(thing, f"get_{field}_display", None)
    if display is not None:
        return display()
    state = getattr(thing, field)
    return getattr(state, "label", state)
