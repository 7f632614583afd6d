"""The audit trail: every action leaves a line that nobody can change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from actors.enums import EventKind
from actors.models import Event, User
from lib.text import clean


def record(
    kind: EventKind,
    *,
    about: Model,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Write one line of the trail, in the transaction of the change it tells of.

    `by` is None for what the portal does by itself.
    """
    event = _line(Happened(kind, about, before, after, note), by, at)
    event.save(force_insert=True)
    return event


@dataclass(frozen=True, slots=True)
class Happened:
    """What one of many lines of the trail says, written at one moment by one person."""

    kind: EventKind
    about: Model
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    note: str = ""


def record_all(happened: Iterable[Happened], *, by: User | None, at: datetime) -> None:
    """Write many lines of the trail at once: a batch of 500 signatures is one statement."""
    Event.objects.bulk_create(_line(one, by, at) for one in happened)


def _line(happened: Happened, by: User | None, at: datetime) -> Event:
    return Event(
        at=at,
        by_id=by.pk if by else None,
        by_name=str(by) if by else "",
        kind=happened.kind,
        about_model=happened.about._meta.label_lower,
        about_id=str(happened.about.pk),
        about_label=str(happened.about)[:250],
        before=_cleaned(happened.before or {}),
        after=_cleaned(happened.after or {}),
        note=happened.note,
    )


def _cleaned(told: Any) -> Any:
    """What was typed, as its field keeps it: without marks that reorder what a reader sees."""
    if isinstance(told, str):
        return clean(told)
    if isinstance(told, dict):
        return {name: _cleaned(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_cleaned(value) for value in told]
    return told


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep of two snapshots only the fields that differ."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}
