"""Minutes as their page prints them: from the record that stands, or from the one kept for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from actors.enums import DecisionKind, MinutesState, Presence, SeatKind
from actors.models import Correction, Meeting, Minutes, Rectification
from actors.selectors.proceedings import minutes_record
from lib.dates import PartialDate

_PRESENCE_ORDER = (Presence.PRESENT, Presence.REPRESENTED, Presence.EXCUSED, Presence.ABSENT)


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """All that the page of some minutes says."""

    minutes: Minutes | None
    record: dict[str, Any]
    held: PartialDate
    tables: tuple[tuple[str, list[dict[str, Any]]], ...]
    corrections: tuple[Correction, ...]
    rectifications: tuple[Rectification, ...]

    @property
    def state(self) -> str:
        return self.minutes.state if self.minutes else MinutesState.DRAFT

    @property
    def open_corrections(self) -> int:
        return sum(one.settled_at is None for one in self.corrections)


def minutes_sheet(meeting: Meeting) -> MinutesSheet:
    """The minutes of a meeting in the current language; approved ones as they were approved."""
    minutes = getattr(meeting, "proceedings", None)
    if minutes is not None and minutes.state == MinutesState.APPROVED:
        record = _revived(minutes.record[get_language()])
    else:
        record = minutes_record(meeting, summary=minutes.summary if minutes else "")
    return MinutesSheet(
        minutes=minutes,
        record=_worded(record),
        held=PartialDate(record["held_on"], record["held_precision"], record["held_words"]),
        tables=tuple(_by_presence(record["present"])),
        corrections=_of(minutes, "corrections"),
        rectifications=_of(minutes, "rectifications"),
    )


def _of(minutes: Minutes | None, name: str) -> tuple[Any, ...]:
    if minutes is None:
        return ()
    return tuple(getattr(minutes, name).select_related("written_by").order_by("pk"))


def _revived(record: dict[str, Any]) -> dict[str, Any]:
    """Kept days and moments as such again."""
    record = dict(record)
    record["held_on"] = _day(record["held_on"])
    moment = record["starts_at"]
    record["starts_at"] = timezone.localtime(dt.datetime.fromisoformat(moment)) if moment else None
    record["decisions"] = [{**one, "due_on": _day(one["due_on"])} for one in record["decisions"]]
    return record


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _worded(record: dict[str, Any]) -> dict[str, Any]:
    """Codes with their words in the current language."""
    decisions = [
        {**one, "kind_label": DecisionKind(one["kind"]).label} for one in record["decisions"]
    ]
    return {**record, "decisions": decisions}


def _by_presence(seats: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for presence in _PRESENCE_ORDER:
        lines = [
            {**one, "kind_label": SeatKind(one["kind"]).label}
            for one in seats
            if one["presence"] == presence
        ]
        if lines:
            groups.append((presence, lines))
    return groups
