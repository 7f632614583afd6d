"""The papers of a committee's meeting: its file, and the record of what it decided."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.enums import AgendaItemKind
from lib import formats
from reports.rendering import drawings
from reports.rendering.pages import COVER_FIGURES, Paper, Section
from reports.selectors.spending import Block, blocks


class MeetingPaper(Paper):
    """What both papers print of their meeting."""

    stylesheet = "reports/pdf/meeting/meeting.css"

    @property
    def meeting(self) -> dict[str, Any]:
        return self.body["meeting"]

    @property
    def committee(self) -> dict[str, Any]:
        return self.body["committee"]

    @property
    def short_title(self) -> str:
        return self.committee["acronym"] or self.committee["name"]

    @property
    def hours(self) -> str:
        """When it begins and ends, where that is known to the minute."""
        return hours_of(self.meeting)


class Dossier(MeetingPaper):
    """The file that members read before they decide."""

    template = "reports/pdf/meeting/dossier.html"

    @property
    def board(self) -> dict[str, Any]:
        """The dashboard, as frozen for the meeting or as of its day."""
        return self.body["steering"]

    @cached_property
    def frozen_for_meeting(self) -> dt.datetime | None:
        snapshot = self.body["snapshot"]
        return moment(snapshot["made_at"]) if snapshot else None

    @cached_property
    def convened(self) -> dt.datetime | None:
        return moment(self.meeting["convened_at"])

    @cached_property
    def figures(self) -> list[dict[str, Any]]:
        """The key figures, and the published ones beside them, each once with its source."""
        told = {one["code"] or one["name"]: one for one in [*self.board["key"], *self._claims]}
        return [self._cited(one) for one in told.values()]

    @property
    def _claims(self) -> list[dict[str, Any]]:
        return self.board["claims"]

    @property
    def cover_figures(self) -> list[dict[str, Any]]:
        return self.figures[:COVER_FIGURES]

    def _cited(self, figure: dict[str, Any]) -> dict[str, Any]:
        source = figure["source"]
        number = self.body["citations"].get(source["code"]) if source else None
        return {**figure, "cited": number}

    @cached_property
    def headline(self) -> str:
        told = self.board["headline"]
        return told["written"] or told["drawn"]

    @cached_property
    def followed(self) -> list[dict[str, Any]]:
        """The decisions of earlier meetings: overdue first, then open, then closed."""
        own = set(self.body["taken"])
        return [one for one in self.board["decisions"] if one["id"] not in own]

    @cached_property
    def taken(self) -> list[dict[str, Any]]:
        """What this very meeting decided or heard proposed, where it is on record already."""
        own = set(self.body["taken"])
        return [one for one in self.board["decisions"] if one["id"] in own]

    @cached_property
    def to_decide(self) -> list[dict[str, Any]]:
        return [one for one in self.body["agenda"] if one["kind"] == AgendaItemKind.TO_DECIDE]

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        """Published figures of calls and funded projects."""
        wanted = set(self.body["calls"])
        return [one for one in self.figures if one["code"] in wanted]

    @cached_property
    def call_measures(self) -> list[dict[str, Any]]:
        """Indicators of the frameworks that tell of the same."""
        wanted = set(self.body["calls"])
        return [
            one
            for found in self.board["results"]
            for one in found["measures"]
            if one["code"] in wanted
        ]

    @cached_property
    def spending(self) -> tuple[Block, ...]:
        """The money of each programme in words; nothing where none was entered."""
        return blocks(self.board["spending"])

    @property
    def several(self) -> bool:
        """Whether the committee follows more than one programme, so that each line says which."""
        return len(self.body["titles"]) > 1

    @cached_property
    def map(self) -> dict[str, Any] | None:
        """The regions that the programmes name, or where the log counts something."""
        told = {
            one["iso_code"]: {"name": one["name"], "activities": one["activities"]}
            for one in self.board["map"]
            if one["is_covered"] or one["activities"]
        }
        if not told:
            return None
        named = {one["iso_code"]: one["name"] for one in self.board["map"] if one["is_covered"]}
        return drawings.numbered_map(self.drawings.get("map"), named, told)

    @cached_property
    def sections(self) -> list[Section]:
        """The eleven numbered parts, then the annexes: a part without records says so itself."""
        return [
            *(
                Section(key, str(title), str(number))
                for number, (key, title) in enumerate(_SECTIONS, start=1)
            ),
            *(
                Section(key, str(title), "ABCD"[rank], is_annex=True)
                for rank, (key, title) in enumerate(_ANNEXES)
            ),
        ]

    def template_of(self, section: Section) -> str:
        return f"reports/pdf/meeting/_{section.key}.html"

    @cached_property
    def parts(self) -> list[tuple[Section, str]]:
        """Each part with its template."""
        return [(section, self.template_of(section)) for section in self.sections]


class Record(MeetingPaper):
    """The record of decisions on one page."""

    template = "reports/pdf/meeting/record.html"
    with_discussions = False

    @property
    def minutes(self) -> dict[str, Any]:
        return self.body["minutes"]

    @cached_property
    def approved_at(self) -> dt.datetime | None:
        return moment(self.minutes["approved_at"])

    @cached_property
    def discussed(self) -> list[dict[str, Any]]:
        """The items of the agenda, with what was noted under each."""
        return self.minutes["items"]

    @property
    def next_hours(self) -> str:
        return hours_of(self.body["next"]) if self.body["next"] else ""


class LongRecord(Record):
    """The same with what was said on each item, on two pages."""

    with_discussions = True


def moment(text: str) -> dt.datetime | None:
    return timezone.localtime(dt.datetime.fromisoformat(text)) if text else None


def hours_of(meeting: dict[str, Any]) -> str:
    told = [moment(meeting["starts_at"]), moment(meeting["ends_at"])]
    return " – ".join(formats.time(one) for one in told if one)


_SECTIONS = (
    ("followed", _("What became of earlier decisions")),
    ("agenda", _("Agenda")),
    ("members", _("Members and participants")),
    ("progress", _("Progress by region and by component")),
    ("indicators", _("Indicators")),
    ("spending", _("Budget execution")),
    ("calls", _("Calls for proposals and funded projects")),
    ("risks", _("Risks and points to watch")),
    ("exchange", _("Exchange of practices between regions")),
    ("planned", _("Action plan of the next period")),
    ("deciding", _("Decisions to take")),
)
_ANNEXES = (
    ("levels", _("Results framework")),
    ("previous", _("Minutes of the meeting before")),
    ("regions", _("Map")),
    ("documents", _("Sources")),
)
