"""From frozen content to the HTML and CSS of a PDF. Reads nothing but the content."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.dates import PartialDate, Precision
from lib.quantities import Qualifier, Quantity
from reports.enums import NarrativeKind
from reports.rendering import drawings
from reports.rendering.changes import Since, since_of, with_changes
from reports.rendering.fonts import font_css
from reports.rendering.isolation import isolated
from reports.rendering.key_results import for_cover, key_measures

PRACTICE, TESTIMONY = "practice", "testimony"
MOST_PLACES = 7
COVER_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: its anchor, its title, its template."""

    key: str
    title: str
    number: str = ""
    is_annex: bool = False

    @property
    def template(self) -> str:
        return f"reports/pdf/_{self.key}.html"


class Paper(ABC):
    """Frozen content as templates read it: quantities, dates and partial dates are whole again."""

    # What a kind of edition is laid out with.
    template = ""
    stylesheet = "reports/pdf/report.css"
    # How long it may be at most, where that is part of what it is.
    most_pages: int | None = None

    def __init__(self, content: dict[str, Any]) -> None:
        self.body = revived(content["body"])
        self.identity = content["identity"]
        self.drawings = content.get("drawings", {})
        self._content = content

    @property
    def language(self) -> str:
        return self.body["language"]

    @cached_property
    def frozen_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.identity["frozen_at"])

    @property
    @abstractmethod
    def short_title(self) -> str:
        """What it is about, in a few words."""

    def shorter(self) -> "Paper | None":
        """The same content in fewer words, for a paper that is too long; None where it has none."""
        return None


class Report(Paper):
    """The capitalisation report."""

    template = "reports/pdf/report.html"

    @cached_property
    def sources(self) -> dict[int, dict[str, Any]]:
        return {source["number"]: source for source in self.body["sources"]}

    @cached_property
    def key_figures(self) -> list[dict[str, Any]]:
        by_code = {figure["code"]: figure for figure in self.body["figures"]}
        return [by_code[code] for code in self.body["key"]]

    @cached_property
    def since(self) -> Since | None:
        """The edition before this one, to whose readers some changes are new."""
        return since_of(self._content)

    @cached_property
    def results(self) -> list[dict[str, Any]]:
        """Where each framework stands; editions of an older layout say nothing of it."""
        return [with_changes(self._content, one) for one in self.body.get("results", [])]

    @cached_property
    def key_measures(self) -> list[dict[str, Any]]:
        """The key indicators of the frameworks, each with its programme."""
        return key_measures(self.results, self.body.get("key_measures", []))

    @property
    def without_framework(self) -> str:
        """The programmes without an indicator; editions of an older layout say nothing of it."""
        return formats.join_words(self.body.get("without_framework", []))

    @cached_property
    def cover_measures(self) -> list[dict[str, Any]]:
        """Key indicators that say something, in one row with key figures."""
        return for_cover(self.key_measures)[:COVER_FIGURES]

    @property
    def cover_figures(self) -> list[dict[str, Any]]:
        """The first of the key figures, in one row; the page « to decide on » has them all."""
        return self.key_figures[: COVER_FIGURES - len(self.cover_measures)]

    @property
    def is_about_one(self) -> bool:
        """Whether the report is about one programme, everywhere."""
        return len(self.body["titles"]) == 1 and not self.body["region"]

    @property
    def short_title(self) -> str:
        """What the report is about, in a few words: its region, or its programmes."""
        if self.body["region"]:
            names = [self.body["region"]["name"]]
            if len(self.body["titles"]) == 1:
                names.append(self.body["titles"][0]["acronym"])
            return " · ".join(names)
        return " · ".join(row["acronym"] for row in self.body["titles"])

    @cached_property
    def decisions_asked(self) -> list[dict[str, Any]]:
        """What committees put forward and nobody has finished: what a reader may decide on."""
        return [
            {**decision, "committee": committee["name"]}
            for committee in self.body["committees"]
            for decision in committee["decisions"]
            if decision["state"] in ("to_start", "under_way")
        ]

    @cached_property
    def is_provisional(self) -> bool:
        """Whether the period was not over, or records of it still waited for a signature."""
        waiting = self.body["activities"]["counts"]["completeness"]["awaiting_validation"]
        period_end = self.body["period"]["ends_on"]
        return waiting > 0 or timezone.localdate(self.frozen_at) <= period_end

    @cached_property
    def partners(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The organisations of all programmes by role, each once, for the cover."""
        roles: dict[str, dict[str, Any]] = {}
        for sheet in self.body["sheets"]:
            for group in sheet["partners"]:
                names = roles.setdefault(group["label"], {})
                names |= {row["name"]: row for row in group["organisations"]}
        return [(label, list(names.values())) for label, names in roles.items()]

    @cached_property
    def lessons(self) -> list[dict[str, Any]]:
        """What sources call practices worth sharing, by programme."""
        return self._statements(PRACTICE)

    @cached_property
    def voices(self) -> list[dict[str, Any]]:
        return self._statements(TESTIMONY)

    def _statements(self, kind: str) -> list[dict[str, Any]]:
        groups = [group for sheet in self.body["sheets"] for group in sheet["statements"]]
        return [
            statement
            for group in [*groups, *self.body["context"]]
            if group["kind"] == kind
            for statement in group["statements"]
        ]

    @cached_property
    def sections(self) -> list[Section]:
        """The numbered sections and the annexes: those that have something to say."""
        found = [
            Section(key, str(title))
            for key, title, says_something in _SECTIONS
            if says_something(self)
        ]
        annexes = [
            Section(key, str(title), is_annex=True)
            for key, title, says_something in _ANNEXES
            if says_something(self)
        ]
        return [
            *(
                Section(section.key, section.title, str(number))
                for number, section in enumerate(found, start=1)
            ),
            *(
                Section(section.key, section.title, "ABCDEF"[rank], is_annex=True)
                for rank, section in enumerate(annexes)
            ),
        ]

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """Activities over time, by month, quarter or year, whichever fits the page."""
        counts = self.body["activities"]["counts"]["months"]
        dated = {
            dt.date.fromisoformat(count["month"]): count["activities"]
            for count in counts
            if count["month"]
        }
        if not dated:
            return []
        return drawings.columns(dated)

    @cached_property
    def kinds(self) -> list[dict[str, Any]]:
        """Activities by kind, with the length of each bar."""
        return drawings.with_lengths(self.body["activities"]["counts"]["kinds"])

    @cached_property
    def map(self) -> dict[str, Any] | None:
        """The regions to draw: those of the report numbered and filled, the others pale."""
        if not self.body["places"]:
            return None
        counted = {
            count["code"].replace(".", "-"): count
            for count in self.body["activities"]["counts"]["places"]
        }
        if self.body["region"]:
            counted = {
                self.body["region"]["iso"]: {
                    "name": self.body["region"]["name"],
                    "activities": self.body["activities"]["counts"]["activities"],
                }
            }
        own = {place["iso"]: place["name"] for place in self.body["places"]}
        return drawings.numbered_map(self.drawings.get("map"), own, counted)

    @cached_property
    def unlisted(self) -> bool:
        """Whether the annex leaves activities out."""
        return self.body["activities"]["counts"]["activities"] > len(self.listed)

    @cached_property
    def crossed(self) -> dict[str, Any] | None:
        """Kinds by place; None where there are more places than a page is wide."""
        table = self.body["activities"]["by_place_and_kind"]
        if not table["rows"] or len(table["rows"]) > MOST_PLACES:
            return None
        return {
            "columns": [place["name"] for place in table["rows"]],
            "rows": [
                {"name": kind["name"], "cells": [place["cells"][rank] for place in table["rows"]]}
                for rank, kind in enumerate(table["kinds"])
            ],
        }

    @property
    def untold_components(self) -> str:
        """The sentence about the programmes whose components the portal does not know, if any."""
        programmes = self.body["activities"]["without_components"]
        if not programmes:
            return ""
        return gettext(
            "No component is on record in the portal for %(programmes)s: "
            "these activities are shown by place only."
        ) % {"programmes": formats.join_words(programmes)}

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """The activities that the annex prints; the workbook has them all."""
        return self.body["activities"]["rows"][:PRINTED_ROWS]


# A list longer than this belongs in the workbook.
PRINTED_ROWS = 300

_WRITTEN: Callable[[str], Callable[[Report], bool]] = lambda kind: (  # noqa: E731  a table of them
    lambda report: bool(report.body["narratives"][kind])
)


def _always(report: Report) -> bool:
    return True


_SECTIONS = (
    ("purpose", _("Why capitalise"), _WRITTEN(NarrativeKind.PURPOSE.value)),
    ("context", _("Context and programme sheet"), _always),
    ("story", _("Story of the programme"), _always),
    ("results", _("Key results"), _always),
    ("framework", _("Results framework"), lambda report: bool(report.results)),
    ("activities", _("Activities"), _always),
    ("facilities", _("Facilities and mechanisms"), lambda report: bool(report.body["facilities"])),
    (
        "committees",
        _("Committees, meetings and decisions"),
        lambda report: bool(report.body["committees"]),
    ),
    (
        "practices",
        _("Good practices"),
        lambda report: bool(report.body["narratives"]["practices"] or report.lessons),
    ),
    ("lessons", _("Lessons and difficulties"), _WRITTEN(NarrativeKind.LESSONS.value)),
    ("advice", _("Recommendations by actor"), _WRITTEN(NarrativeKind.ADVICE.value)),
    ("voices", _("Voices of those concerned"), lambda report: bool(report.voices)),
    ("method", _("Method and limits"), _always),
)
_ANNEXES = (
    ("sources", _("Sources of the figures"), _always),
    ("acronyms", _("Acronyms"), lambda report: bool(report.body["acronyms"])),
    ("list", _("List of activities"), lambda report: bool(report.body["activities"]["rows"])),
)


def to_html(report: Paper) -> str:
    """The whole report as one page of HTML, in its own language."""
    with translation.override(report.language):
        html = render_to_string(
            report.template,
            {
                "report": report,
                "body": report.body,
                "identity": report.identity,
                "language": report.language,
                "direction": formats.direction(report.language),
            },
        )
    return isolated(html)


def to_css(report: Paper) -> str:
    """The style sheet: fonts by explicit files, and the sides of the page for the language."""
    rtl = formats.direction(report.language) == "rtl"
    start, end = ("right", "left") if rtl else ("left", "right")
    with translation.override(report.language):
        sheet = render_to_string(
            report.stylesheet,
            {"start": start, "end": end, "is_arabic": report.language == "ar"},
        )
    return f"{font_css(report.language)}\n{sheet}"


def revived(value: Any) -> Any:
    """Plain data with their values whole again: `{"day": …}` is a date, and so on."""
    if isinstance(value, list):
        return [revived(one) for one in value]
    if not isinstance(value, dict):
        return value
    keys = set(value)
    if keys == {"day"}:
        return dt.date.fromisoformat(value["day"])
    if keys == {"on", "precision", "words"}:
        on = dt.date.fromisoformat(value["on"]) if value["on"] else None
        return PartialDate(on, Precision(value["precision"]), value["words"])
    if keys == {"number", "qualifier"}:
        number = None if value["number"] is None else Decimal(value["number"])
        return Quantity(number, Qualifier(value["qualifier"]))
    return {key: revived(one) for key, one in value.items()}
