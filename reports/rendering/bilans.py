"""The paper that sets two programmes side by side."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.rendering import drawings
from reports.rendering.pages import Paper, Section

# As many regions as one table crosses with the kinds of activity; more begin another table.
REGIONS_IN_A_TABLE = 5
# As many indicators of a framework as are printed, key ones and exceptions first.
PRINTED_MEASURES = 12


class SideBySide(Paper):
    """What each of two programmes does, what they share, what only one has."""

    template = "reports/pdf/bilan/bilan.html"
    stylesheet = "reports/pdf/bilan/bilan.css"

    @property
    def short_title(self) -> str:
        return " · ".join(self.names)

    @cached_property
    def names(self) -> list[str]:
        """What the two are called for short."""
        return [row["acronym"] for row in self.body["titles"]]

    @property
    def sides(self) -> list[dict[str, Any]]:
        return self.body["sides"]

    @property
    def is_about_one(self) -> bool:
        """Whether lines need not say which programme they are about: they always need to."""
        return False

    @cached_property
    def is_provisional(self) -> bool:
        """Whether the period was not over, or records of it still waited for a signature."""
        waiting = sum(side["awaiting"] for side in self.sides)
        return waiting > 0 or timezone.localdate(self.frozen_at) <= self.body["period"]["ends_on"]

    @cached_property
    def partner_rows(self) -> list[dict[str, Any]]:
        """Each organisation with its roles on either side, those of both first."""
        roles: dict[str, list[list[dict[str, Any]]]] = {}
        for rank, sheet in enumerate(self.body["sheets"]):
            for group in sheet["partners"]:
                for row in group["organisations"]:
                    told = {"label": group["label"], **row}
                    roles.setdefault(row["name"], [[], []])[rank].append(told)
        rows = [
            {"name": name, "roles": told, "is_shared": all(told)} for name, told in roles.items()
        ]
        return sorted(rows, key=lambda row: (not row["is_shared"], not row["roles"][0]))

    @cached_property
    def regions(self) -> list[dict[str, Any]]:
        """Each region that one names or works in, with what both do there, in official order."""
        named = [{place["code"] for place in side["regions"]} for side in self.sides]
        return [
            {
                "code": row["code"],
                "name": row["name"],
                "sides": [
                    {"is_named": row["code"] in codes, **_counted(side, row["code"])}
                    for side, codes in zip(self.sides, named, strict=True)
                ],
            }
            for row in self.body["matrix"]["rows"]
        ]

    @cached_property
    def map(self) -> dict[str, Any] | None:
        """The regions where the two are: one of them, or both."""
        there: list[dict[str, str]] = [{}, {}]
        for region in self.regions:
            for rank, side in enumerate(region["sides"]):
                if side["is_named"] or side["activities"]:
                    there[rank][region["code"].replace(".", "-")] = region["name"]
        if not any(there):
            return None
        return drawings.map_of_two(self.drawings.get("map"), *there)

    @cached_property
    def crossed(self) -> list[dict[str, Any]]:
        """Kinds of activity by region, as many regions to a table as a page is wide."""
        rows = self.body["matrix"]["rows"]
        if not self.body["matrix"]["kinds"]:
            return []
        blocks = [
            rows[start : start + REGIONS_IN_A_TABLE]
            for start in range(0, len(rows), REGIONS_IN_A_TABLE)
        ]
        return [
            {
                "columns": [row["name"] for row in block],
                "rows": [
                    {"name": kind, "cells": [row["cells"][rank] for row in block]}
                    for rank, kind in enumerate(self.body["matrix"]["kinds"])
                ],
            }
            for block in blocks
        ]

    @cached_property
    def frameworks(self) -> list[dict[str, Any]]:
        """The indicators of each framework that have a value or a target, as far as they are
        printed; the workbook has them all."""
        found = []
        for one in self.body["frameworks"]:
            printed = [told for told in one["measures"] if _says(told)][:PRINTED_MEASURES]
            found.append({**one, "printed": printed, "more": len(one["measures"]) - len(printed)})
        return found

    @cached_property
    def sections(self) -> list[Section]:
        """The numbered parts, then the annexes: a part without records says so itself."""
        annexes = [
            (key, title) for key, title in _ANNEXES if key != "acronyms" or self.body["acronyms"]
        ]
        return [
            *(
                Section(key, str(title), str(number))
                for number, (key, title) in enumerate(_SECTIONS, start=1)
            ),
            *(
                Section(key, str(title), "AB"[rank], is_annex=True)
                for rank, (key, title) in enumerate(annexes)
            ),
        ]

    @cached_property
    def parts(self) -> list[tuple[Section, str]]:
        """Each part with its template."""
        return [(one, f"reports/pdf/bilan/_{one.key}.html") for one in self.sections]


def _says(measure: dict[str, Any]) -> bool:
    """Whether an indicator has anything to print: a value, one that is withheld, or a target."""
    amount = measure["amount"]
    return bool(amount["is_withheld"] or amount["quantity"].number is not None or measure["target"])


def _counted(side: dict[str, Any], code: str) -> dict[str, Any]:
    there = side["places"].get(code)
    if there is None:
        return {"activities": 0, "participants": None}
    return {"activities": there["activities"], "participants": there["participants"]}


_SECTIONS = (
    ("essential", _("In short")),
    ("each", _("What each programme is and does")),
    ("where", _("Where")),
    ("who", _("With whom, for whom")),
    ("matrix", _("Who does what where")),
    ("results", _("Results")),
    ("overlaps", _("Overlaps and gaps")),
    ("lessons", _("Lessons and good practices")),
    ("method", _("Method and limits")),
)
_ANNEXES = (
    ("documents", _("Sources")),
    ("acronyms", _("Acronyms")),
)
