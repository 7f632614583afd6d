"""The screens of a frozen dashboard in the room: which blocks, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# Each is a template of reports/meeting_mode/: what is off comes first, then why.
_ORDER = (
    "summary",
    "to_do",
    "decisions",
    "results",
    "progress",
    "where",
    "risks",
    "spending",
    "changes",
)


@dataclass(frozen=True, slots=True)
class Block:
    """One screen: its template, its title, and where it stands among them."""

    kind: str
    title: str
    number: int
    total: int

    @property
    def anchor(self) -> str:
        return f"bloc-{self.number}"

    @property
    def before(self) -> str:
        """The anchor of the block before, if there is one."""
        return f"bloc-{self.number - 1}" if self.number > 1 else ""

    @property
    def after(self) -> str:
        return f"bloc-{self.number + 1}" if self.number < self.total else ""

    @property
    def template(self) -> str:
        return f"reports/meeting_mode/_{self.kind}.html"


def blocks_of(body: Mapping[str, Any]) -> list[Block]:
    """The blocks of a body: money where some was entered, and what changed where there was
    something to compare with."""
    absent = {
        kind
        for kind, told in (("spending", body["spending"]), ("changes", body["since"]))
        if not told
    }
    kinds = [kind for kind in _ORDER if kind not in absent]
    titles = {
        "summary": _("In brief"),
        "to_do": _("To be dealt with"),
        "decisions": _("Open decisions"),
        "results": _("Results"),
        "progress": _("Progress by region and component"),
        "where": _("Where"),
        "risks": _("Risks"),
        "spending": _("Spending"),
        "changes": _("What changed since"),
    }
    return [
        Block(kind, titles[kind], number, len(kinds)) for number, kind in enumerate(kinds, start=1)
    ]
