"""What a member reads of a meeting in five minutes: what to decide, what to read, what stands.

The paper is for every member alike: decisions stand by organisation in charge. Whose own they
are, the home page of each person says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from actors.models import CommitteeFile, Meeting
from reports.content import meetings
from reports.content.boards import compared_board
from reports.content.plain import Sources, partial


def body(meeting: Meeting, language: str, *, on: date) -> dict[str, Any]:
    """The brief in the language in force: whole, however much of it fits a page."""
    board = compared_board(meeting, language, on=on)
    still_open = [one for one in board.body["decisions"] if one["is_open"]]
    before = _before(meeting)
    return {
        **meetings.head(meeting, Sources()),
        **board.told,
        "headline": board.body["headline"],
        "key": _key(board.body),
        "agenda": meetings.agenda(meeting),
        "papers": _papers(meeting),
        "decisions": still_open,
        "in_charge": _in_charge(still_open),
        "since": board.body["since"],
        "previous": {"title": before.title, "held": partial(before.held)} if before else None,
        "closed": _closed(board.body["decisions"], before),
    }


def _key(board: dict[str, Any]) -> list[dict[str, Any]]:
    """The key figures, each with what a committee should know of its trouble."""
    troubles = {one["code"]: one for one in board["exceptions"] if one["code"]}
    return [{**one, "trouble": _trouble(troubles.get(one["code"]))} for one in board["key"]]


def _trouble(concern: dict[str, Any] | None) -> dict[str, str] | None:
    if concern is None:
        return None
    reason = concern["reason"]
    return {"label": concern["trouble_label"], "reason": reason["text"] if reason else ""}


def _papers(meeting: Meeting) -> list[str]:
    """The names of the documents laid before the meeting. One query."""
    rows = CommitteeFile.objects.filter(meeting=meeting, follow_up=None)
    return list(rows.order_by("pk").values_list("name", flat=True))


def _in_charge(decisions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The open decisions by who is in charge, those with overdue ones first."""
    by_owner: dict[str, list[dict[str, Any]]] = {}
    for one in decisions:
        by_owner.setdefault(one["owner"], []).append(one)
    rows = [
        {
            "owner": owner,
            "open": len(several),
            "overdue": sum(one["is_overdue"] for one in several),
            "numbers": [one["number"] for one in several],
        }
        for owner, several in by_owner.items()
    ]
    return sorted(rows, key=lambda row: (-row["overdue"], -row["open"], row["owner"]))


def _before(meeting: Meeting) -> Meeting | None:
    """The meeting of the committee that was held before. One query."""
    held = Meeting.objects.held().filter(committee=meeting.committee_id, held_on__isnull=False)
    if meeting.held_on is not None:
        held = held.filter(held_on__lt=meeting.held_on)
    return held.exclude(pk=meeting.pk).order_by("-held_on", "-pk").first()


def _closed(decisions: Iterable[dict[str, Any]], before: Meeting | None) -> list[dict[str, Any]]:
    """The decisions that were closed since the meeting before."""
    if before is None or before.held_on is None:
        return []
    since = before.held_on.isoformat()
    return [one for one in decisions if one["closed_on"] and one["closed_on"]["day"] >= since]
