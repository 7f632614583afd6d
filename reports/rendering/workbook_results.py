"""The results frameworks of an edition, in cells: the same figures as its PDF."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lib import formats
from reports.rendering.changes import Changed
from reports.rendering.pages import Report
from reports.selectors.amounts import withheld

# The header, the rows, and the columns whose numbers are names rather than amounts.
Table = tuple[list[str], list[list[Any]], tuple[int, ...]]


def results_sheet(report: Report) -> Table:
    """One line per indicator."""
    header = [
        *(_("Programme"), _("Code"), _("Result"), _("Indicator"), _("Unit"), _("Qualifier")),
        *(_("Value"), _("Numerator"), _("Denominator"), _("As of"), _("Baseline")),
        *(_("Year of the baseline"), _("Expected"), _("Expected by"), _("Target")),
        *(_("Target by"), _("Standing"), _("Trend"), _("Values received")),
        *(_("Values expected"), _("Key indicator"), _("Counted by the portal"), _("Address")),
    ]
    rows = [
        [
            framework["programme"],
            measure["code"],
            measure["result"],
            measure["name"],
            measure["unit"],
            *amount(measure["amount"]),
            *_share(measure["amount"]),
            measure["as_of"],
            measure["baseline"]["quantity"].number,
            measure["baseline"]["year"],
            _number(measure["expected"]),
            measure["expected_on"],
            _number(measure["target"]),
            measure["target_by"],
            measure["standing_label"],
            measure["trend"],
            measure["given"]["given"],
            measure["given"]["expected"],
            _("yes") if measure["is_key"] else _("no"),
            _("yes") if measure["is_computed"] else _("no"),
            f"{report.identity['portal']}/{report.language}/mesures/{measure['code']}/",
        ]
        for framework in report.results
        for measure in framework["measures"]
    ]
    return header, rows, (2, 11)


def breakdowns_sheet(report: Report) -> Table:
    """One line per category; with « not broken down » they add up to the value."""
    header = [
        *(_("Programme"), _("Code"), _("Indicator"), _("Broken down by"), _("Category")),
        *(_("Qualifier"), _("Value"), _("Unit")),
    ]
    rows = [
        [
            framework["programme"],
            measure["code"],
            measure["name"],
            breakdown["name"],
            name,
            *told,
            measure["unit"],
        ]
        for framework in report.results
        for measure in framework["measures"]
        for breakdown in measure["breakdowns"]
        for name, told in _parts(breakdown)
    ]
    return header, rows, ()


def changes_sheet(report: Report) -> Table:
    """One line per thing that was changed; a change of several things has several."""
    header = [
        *(_("Programme"), _("New in this edition"), _("Date"), _("Kind"), _("About"), _("Place")),
        *(_("Period"), _("What"), _("Before"), _("After"), _("Reason"), _("By")),
    ]
    rows = [
        [
            framework["programme"],
            _("yes") if change.is_new else _("no"),
            change.on,
            change.kind,
            change.about,
            change.where,
            change.period,
            *line,
            change.reason,
            change.by,
        ]
        for framework in report.results
        for change in (*framework["new_changes"], *framework["old_changes"])
        for line in _lines(change)
    ]
    return header, rows, ()


def _lines(change: Changed) -> list[list[str]]:
    if change.is_withheld:
        return [["", withheld(), withheld()]]
    told = [[line["name"], line["before"], line["after"]] for line in change.lines]
    return told or [["", "", ""]]


def _parts(breakdown: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    if breakdown["is_withheld"]:
        return [("", [withheld(), None])]
    parts = [(part["name"], amount(part["amount"])) for part in breakdown["parts"]]
    if breakdown["rest"]:
        parts.append((_("not broken down"), amount(breakdown["rest"])))
    return parts


def amount(told: dict[str, Any]) -> list[Any]:
    """The qualifier in words and the number: beside each other, never one without the other."""
    if told["is_withheld"]:
        return [withheld(), None]
    quantity = told["quantity"]
    if quantity.number is None:
        return [formats.not_reported(), None]
    return [str(quantity.qualifier.label), quantity.number]


def _share(told: dict[str, Any]) -> list[Decimal | None]:
    if told["is_withheld"]:
        return [None, None]
    return [
        Decimal(told[name]) if told[name] is not None else None
        for name in ("numerator", "denominator")
    ]


def _number(aim: Any) -> Decimal | None:
    return aim.number if aim is not None else None
