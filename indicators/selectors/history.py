"""The history of a value as people read it: what it said and says, part by part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actors.enums import EventKind
from actors.models import Event
from actors.selectors import Change, EventLine, event_lines
from indicators.models import Value
from indicators.selectors.entries import BLANK, snapshot
from indicators.selectors.told import categories_of, differences

# What `snapshot` keeps of a value; an event may hold some of it.
SAID = frozenset(snapshot(BLANK))


def value_history(value: Value) -> tuple[EventLine, ...]:
    """What happened to a value, the latest first, for whoever sees it in all its states."""
    events = list(Event.objects.about(value))
    categories = categories_of([value.indicator_id])[value.indicator_id]
    said: dict[str, Any] = {}
    told = []
    for event in events:
        # A share is read from both its sides, and an event holds those that changed.
        before = said | _of_value(event.before)
        after = before | _of_value(event.after)
        told.append(differences(value.indicator, categories, before, after))
        event.before, event.after = _rest(event.before), _rest(event.after)
        if event.kind != EventKind.PROPOSED:
            said = after
    lines = [
        replace(
            line, changes=(*(Change(one.name, one.old, one.new) for one in found), *line.changes)
        )
        for line, found in zip(event_lines(events), told, strict=True)
    ]
    return tuple(reversed(lines))


def _of_value(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: what for key, what in kept.items() if key in SAID}


def _rest(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: what for key, what in kept.items() if key not in SAID}
