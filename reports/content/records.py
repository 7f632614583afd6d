"""The record of decisions of a meeting: what its minutes say, as approved or as they stand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_date

from actors.enums import DecisionKind, MinutesState, Presence
from actors.models import Meeting
from actors.selectors.proceedings import minutes_record
from reports.content import meetings
from reports.content.plain import Sources, day

_PRESENCE_ORDER = tuple(Presence)


def body(meeting: Meeting, language: str) -> dict[str, Any]:
    """What the record prints. Approved minutes are printed as they were approved, whatever has
    become of the decisions since; what was rectified stands beside them."""
    sources = Sources()
    minutes = getattr(meeting, "proceedings", None)
    is_approved = minutes is not None and minutes.state == MinutesState.APPROVED
    if minutes is not None and is_approved:
        record = minutes.record[language]
    else:
        record = _plain(minutes_record(meeting, summary=minutes.summary if minutes else ""))
    return {
        **meetings.head(meeting, sources),
        "minutes": {
            "is_approved": is_approved,
            "approved_at": meetings.moment(minutes.approved_at if minutes else None),
            "record_sha256": minutes.record_sha256 if minutes else "",
            "summary": record["summary"],
            "quorum": record["quorum"],
            "chaired_by": record["chaired_by"],
            "present": _by_presence([*record["present"], *record["guests"]]),
            "items": record["items"],
            "decisions": [_decision(one) for one in record["decisions"]],
            "rectifications": [
                {"number": one.number, "text": one.text, "reason": one.reason}
                for one in (minutes.rectifications.order_by("number") if minutes else ())
            ],
        },
        "sources": sources.listed(),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record as it would be kept."""
    return json.loads(json.dumps(record, cls=DjangoJSONEncoder))


def _by_presence(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups = [
        {
            "presence": presence.value,
            "label": str(presence.label),
            "lines": [
                {name: one[name] for name in ("organisation", "person", "function")}
                for one in lines
                if one["presence"] == presence
            ],
        }
        for presence in _PRESENCE_ORDER
    ]
    return [group for group in groups if group["lines"]]


def _decision(one: dict[str, Any]) -> dict[str, Any]:
    due: date | None = parse_date(one["due_on"]) if one["due_on"] else None
    return {**one, "due_on": day(due), "kind_label": str(DecisionKind(one["kind"]).label)}
