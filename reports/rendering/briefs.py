"""The one-page brief of a committee's meeting: as much of it as a page holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.urls import reverse

from actors.enums import AgendaItemKind
from lib import formats
from lib.quantities import Qualifier
from reports.rendering.meetings import MeetingPaper, moment
from reports.selectors.steering_changes import Changed, groups_of

# As many lines of a list, and as many characters of a text, as are printed: less and less until
# the page holds them.
STEPS = ((9, 320), (7, 220), (6, 170), (5, 140), (4, 110), (3, 90), (2, 70), (2, 50), (1, 45))
FEWEST_KEYS = 4
# As many decisions of one organisation as are named by their number.
NUMBERS = 6
_SENTENCE_END = re.compile(r"[.!?؟](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Shown:
    """The first lines of a list, and how many there are besides."""

    rows: Sequence[Any]
    more: int


class Brief(MeetingPaper):
    """What to decide, what to read, what stands, what comes next."""

    template = "reports/pdf/meeting/brief.html"
    stylesheet = "reports/pdf/meeting/brief.css"
    most_pages = 1

    def __init__(self, content: dict[str, Any], step: int = 0) -> None:
        super().__init__(content)
        self._step = step
        self._rows, self._characters = STEPS[step]

    def shorter(self) -> Brief | None:
        return Brief(self._content, self._step + 1) if self._step + 1 < len(STEPS) else None

    @property
    def committee_name(self) -> str:
        return self._clipped(self.committee["name"])

    @property
    def title(self) -> str:
        return self._clipped(self.meeting["title"])

    @property
    def where(self) -> str:
        """The place, the room and who is in the chair, as far as they are known."""
        told = (self.meeting["venue"], self.meeting["room"], self.meeting["chaired_by"])
        return self._clipped(" · ".join(one for one in told if one))

    @property
    def headline(self) -> str:
        told = self.body["headline"]
        return first_sentences(told["written"] or told["drawn"], 2 * self._characters)

    @cached_property
    def frozen_for_meeting(self) -> dt.datetime | None:
        snapshot = self.body["snapshot"]
        return moment(snapshot["made_at"]) if snapshot else None

    @property
    def dashboard(self) -> str:
        """Where the frozen dashboard stands."""
        address = reverse("reports:snapshot", args=[self.body["snapshot"]["code"]])
        return f"{self.identity['portal']}{address}"

    @cached_property
    def to_decide(self) -> Shown:
        items = [one for one in self.body["agenda"] if one["kind"] == AgendaItemKind.TO_DECIDE]
        return self._first(
            [
                {"text": self._clipped(one["text"]), "speaker": self._clipped(one["speaker"])}
                for one in items
            ]
        )

    @cached_property
    def other_items(self) -> int:
        """How many items of the agenda ask for no decision."""
        return sum(one["kind"] != AgendaItemKind.TO_DECIDE for one in self.body["agenda"])

    @cached_property
    def papers(self) -> Shown:
        return self._first([self._clipped(name) for name in self.body["papers"]])

    @cached_property
    def key_rows(self) -> list[list[dict[str, Any]]]:
        """Four to six figures with the reservation that each carries: four in one row, or three."""
        most = max(self._rows, FEWEST_KEYS)
        told = [
            {
                **one,
                "name": self._clipped(one["label"] or one["name"]),
                "wording": self._clipped(doubt_of(one)),
                "reservations": [self._clipped(text) for text in reservations_of(one)],
            }
            for one in self.body["key"][:most]
        ]
        width = FEWEST_KEYS if len(told) == FEWEST_KEYS else 3
        return [told[start : start + width] for start in range(0, len(told), width)]

    @cached_property
    def in_charge(self) -> Shown:
        return self._first(
            [
                {**one, "owner": self._clipped(one["owner"]), "numbers": _numbers(one["numbers"])}
                for one in self.body["in_charge"]
            ]
        )

    @property
    def overdue(self) -> int:
        return sum(one["overdue"] for one in self.body["in_charge"])

    @cached_property
    def changed_since(self) -> dt.date | None:
        """The day of the dashboard that this one is compared with, or of the meeting before."""
        if self.body["since"]:
            return self.body["since"]["as_of"]
        previous = self.body["previous"]
        return previous["held"].on if previous else None

    @cached_property
    def all_changes(self) -> list[Changed]:
        """What changed, one of each kind in turn; where nothing was frozen before, the decisions
        that were closed."""
        since = self._content["body"]["since"]
        if since is None:
            return [
                Changed(self._numbered(one), "", one["state_label"]) for one in self.body["closed"]
            ]
        kinds = [group.rows for group in groups_of(since["changes"])]
        return [one for turn in zip_longest(*kinds) for one in turn if one is not None]

    @cached_property
    def changes(self) -> Shown:
        return self._first(
            [
                {"name": self._clipped(one.name), "before": one.before, "after": one.after}
                for one in self.all_changes
            ]
        )

    @cached_property
    def all_dates(self) -> list[dict[str, Any]]:
        """The next meeting, and the days on which open decisions fall due, the nearest first."""
        coming = self.body["next"]
        due = sorted(
            (one for one in self.body["decisions"] if _is_to_come(one, self.body["as_of"])),
            key=lambda one: (one["due_on"], one["number"]),
        )
        return [
            *(
                [{"when": formats.partial_date(coming["held"]), "what": coming["title"]}]
                if coming
                else []
            ),
            *(
                {
                    "when": formats.date(one["due_on"]),
                    "what": self._numbered(one) + (f" · {one['owner']}" if one["owner"] else ""),
                }
                for one in due
            ),
        ]

    @cached_property
    def dates(self) -> Shown:
        return self._first([{**one, "what": self._clipped(one["what"])} for one in self.all_dates])

    def _first(self, rows: Sequence[Any]) -> Shown:
        return Shown(rows[: self._rows], max(len(rows) - self._rows, 0))

    def _numbered(self, decision: dict[str, Any]) -> str:
        return f"{formats.number(decision['number'])}. {decision['text']}"

    def _clipped(self, text: str) -> str:
        return clipped(text, self._characters)


def clipped(text: str, most: int) -> str:
    """The beginning of a text, whole words as far as they go."""
    if len(text) <= most:
        return text
    start = text[: most - 1]
    head, _blank, _rest = start.rpartition(" ")
    return f"{head if len(head) > most // 2 else start}…"


def first_sentences(text: str, most: int) -> str:
    """The sentences of a text that there is room for; half of one only where the first is longer.

    What is left out of a headline stands on the dashboard: a number cut off from what it counts
    would say something else.
    """
    if len(text) <= most:
        return text
    whole = [end.end() for end in _SENTENCE_END.finditer(text) if end.end() <= most]
    return text[: whole[-1]] if whole else clipped(text, most)


def doubt_of(figure: dict[str, Any]) -> str:
    """The words of its source, where a key figure is not exact."""
    is_exact = figure["amount"]["quantity"].qualifier == Qualifier.EXACT
    return "" if is_exact else figure["wording"]


def reservations_of(figure: dict[str, Any]) -> list[str]:
    """How a key figure is to be read, and what troubles it, with the reason that was given."""
    trouble = figure["trouble"] or {"label": "", "reason": ""}
    told = (figure["reading"], trouble["label"], trouble["reason"])
    return [text.rstrip(".") for text in told if text]


def _numbers(numbers: Sequence[int]) -> str:
    told = formats.join_words(formats.number(one) for one in numbers[:NUMBERS])
    return f"{told}…" if len(numbers) > NUMBERS else told


def _is_to_come(decision: dict[str, Any], on: dt.date) -> bool:
    return decision["due_on"] is not None and decision["due_on"] >= on
