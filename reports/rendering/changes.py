"""The changes of frameworks as an edition prints them: the new ones since the edition before it,
then those that it had told already. Reads nothing but the content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Changed:
    """One amendment, or one revised value."""

    is_new: bool
    kind: str
    about: str
    where: str
    period: str
    lines: tuple[dict[str, str], ...]
    is_withheld: bool
    reason: str
    by: str
    on: dt.date | None


@dataclass(frozen=True, slots=True)
class Since:
    """The edition before this one."""

    number: int
    on: dt.datetime


def since_of(content: Mapping[str, Any]) -> Since | None:
    """None for the first edition of a series, and for those that kept no word of it."""
    told = content.get("since")
    return Since(told["number"], dt.datetime.fromisoformat(told["frozen_at"])) if told else None


def with_changes(content: Mapping[str, Any], framework: Mapping[str, Any]) -> dict[str, Any]:
    """A framework with its changes: new ones and those told before, each the latest first."""
    told = (content.get("since") or {}).get("new", {}).get(framework["slug"], {})
    changes = [
        _changed(row, is_new=row["key"] in told.get(kind, ()))
        for kind in ("amendments", "revisions")
        for row in framework[kind]
    ]
    return {
        **framework,
        "new_changes": [one for one in changes if one.is_new],
        "old_changes": [one for one in changes if not one.is_new],
    }


def _changed(row: Mapping[str, Any], *, is_new: bool) -> Changed:
    return Changed(
        is_new=is_new,
        kind=row["kind"],
        about=row["about"],
        where=row.get("place", ""),
        period=row.get("period", ""),
        lines=tuple(row["changes"]),
        is_withheld=row.get("is_withheld", False),
        reason=row["reason"],
        by=row["by"],
        on=row["made_on"],
    )
