"""The dashboard that the papers of a meeting print: the one frozen for it, or that of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.models import Meeting
from lib.dates import end_of_day
from reports.content import meetings, steering
from reports.content.plain import day
from reports.models import Snapshot


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard as plain data, as of which day, and the snapshot that it is of, if any."""

    body: dict[str, Any]
    as_of: date
    snapshot: Snapshot | None

    @property
    def told(self) -> dict[str, Any]:
        """What a paper says of where its figures come from."""
        return {"snapshot": _snapshot(self.snapshot), "as_of": day(self.as_of)}


def board_of(meeting: Meeting, language: str, *, on: date) -> Board:
    """The latest dashboard frozen for a meeting; without one, that of the committee on a day."""
    snapshot = Snapshot.objects.filter(meeting=meeting).order_by("-made_at", "-pk").first()
    if snapshot is not None:
        return Board(snapshot.bodies[language], snapshot.as_of, snapshot)
    body = steering.body(meeting.committee, reader=None, on=on, language=language)
    return Board(body, on, None)


def compared_board(meeting: Meeting, language: str, *, on: date) -> Board:
    """The same with what changed since the dashboard frozen before; a frozen one says it itself."""
    board = board_of(meeting, language, on=on)
    if board.snapshot is not None:
        return board
    earlier = Snapshot.objects.about(meeting.committee).before(on).first()
    # Up to the end of the day, not to this moment: the same data give the same words.
    body = steering.compared(board.body, earlier, until=end_of_day(on), reader=None)
    return Board(body, board.as_of, None)


def _snapshot(snapshot: Snapshot | None) -> dict[str, Any] | None:
    if snapshot is None:
        return None
    return {
        "code": snapshot.code,
        "sha256": snapshot.sha256,
        "made_at": meetings.moment(snapshot.made_at),
    }
