"""The papers of a committee's meeting as workbooks: the same figures as the PDF, in cells."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lib import formats
from lib.quantities import Quantity
from lib.tables import Sheet, write_xlsx
from reports.rendering.meetings import Dossier, MeetingPaper, Record
from reports.rendering.workbook import Table, quantity_cells, sources_table
from reports.selectors.spending import KINDS


def dossier_xlsx(paper: Dossier) -> bytes:
    """The workbook of a meeting's file."""
    with translation.override(paper.language):
        return written(
            paper,
            _("File of the meeting"),
            [
                (_("Earlier decisions"), decisions_table(paper.followed)),
                (_("Agenda"), agenda_table(paper)),
                (_("Members"), _members(paper)),
                (_("Participants"), _participants(paper)),
                (_("Figures"), _figures(paper)),
                (_("Regions"), _regions(paper)),
                (_("Indicators"), _indicators(paper)),
                (_("Budget execution"), _spending(paper)),
                (_("Exchange rates"), _rates(paper)),
                (_("Risks"), _risks(paper)),
                (_("Action plan"), _planned(paper)),
                (_("Decisions"), decisions_table(paper.taken)),
                (_("Sources"), sources_table(paper.body["sources"])),
            ],
        )


def record_xlsx(paper: Record) -> bytes:
    """The workbook of a record of decisions; what was said of each item as well."""
    with translation.override(paper.language):
        return written(
            paper,
            _("Record of decisions"),
            [
                (_("Decisions"), _recorded(paper)),
                (_("Agenda"), _discussed(paper)),
                (_("Participants"), _present(paper)),
            ],
        )


def written(paper: MeetingPaper, title: str, tables: list[tuple[str, Table]]) -> bytes:
    """The workbook of a paper: what it is, then its tables."""
    rtl = formats.direction(paper.language) == "rtl"
    told = [(_("Read me"), ([_("Line"), _("What it says")], _read_me(paper, title), ())), *tables]
    sheets = [
        Sheet(name, header, rows, rtl=rtl, plain_columns=plain)
        for name, (header, rows, plain) in told
    ]
    return write_xlsx(sheets, created=paper.frozen_at, title=f"{paper.short_title} · {title}")


def _read_me(paper: MeetingPaper, title: str) -> list[list[Any]]:
    body, identity, meeting = paper.body, paper.identity, paper.meeting
    return [
        [_("Report"), f"{paper.short_title} · {title}"],
        [_("Committee"), paper.committee["name"]],
        [_("Meeting"), meeting["title"]],
        [_("Date"), formats.partial_date(meeting["held"])],
        [_("Place"), meeting["venue"]],
        [_("Chaired by"), meeting["chaired_by"]],
        *([_("Programme"), f"{row['name']} ({row['acronym']})"] for row in body["titles"]),
        *_as_of(paper),
        [_("Edition"), str(identity["number"])],
        [_("Verification code"), identity["code"]],
        [_("Verification page"), identity["address"]],
    ]


def _as_of(paper: MeetingPaper) -> list[list[Any]]:
    """Which data it tells of, or whether what it prints is approved."""
    if not isinstance(paper, Record):
        snapshot = paper.body["snapshot"]
        return [
            [_("Data as of"), formats.date(paper.body["as_of"])],
            [_("Snapshot"), snapshot["code"] if snapshot else _("none: read for this file")],
        ]
    approved = paper.body["minutes"]["is_approved"]
    return [[_("State"), _("Approved") if approved else _("Provisional")]]


def decisions_table(rows: list[dict[str, Any]]) -> Table:
    """One line per decision with what became of it."""
    header = [
        *(_("No."), _("Kind"), _("Text"), _("Put forward by"), _("Meeting"), _("In charge")),
        *(_("Due"), _("State"), _("Overdue"), _("Note")),
    ]
    told = [
        [
            one["number"],
            one["kind_label"],
            one["text"],
            one["origin"],
            one["meeting"],
            one["owner"],
            one["due_on"],
            one["state_label"],
            _("yes") if one["is_overdue"] else "",
            one["note"],
        ]
        for one in rows
    ]
    return header, told, (0,)


def agenda_table(paper: MeetingPaper) -> Table:
    """One line per item."""
    header = [_("No."), _("Item"), _("Kind"), _("Speaker"), pgettext("duration", "Minutes")]
    rows = [
        [rank, one["text"], one["kind_label"], one["speaker"], one["minutes"]]
        for rank, one in enumerate(paper.body["agenda"], start=1)
    ]
    return header, rows, (0,)


def _members(paper: Dossier) -> Table:
    header = [
        *(_("Organisation"), _("Seat"), _("Function"), _("Holder"), _("Alternate"), _("Source")),
    ]
    rows = [
        [
            one["name"],
            one["kind_label"],
            one["function"],
            one["holder"],
            one["alternate"],
            one["source"],
        ]
        for one in paper.body["members"]
    ]
    return header, rows, (5,)


def _participants(paper: Dossier) -> Table:
    header = [_("Person"), _("Function"), _("Organisation"), _("In words"), _("Presence")]
    rows = [
        [one["person"], one["function"], one["organisation"], one["label"], one["presence_label"]]
        for one in paper.body["participants"]
    ]
    return header, rows, ()


def _figures(paper: Dossier) -> Table:
    header = [
        *(_("Code"), _("Programme"), _("Figure"), _("Qualifier"), _("Value"), _("Unit")),
        *(_("As of"), _("In the words of the source"), _("How to read it"), _("Source")),
    ]
    rows = [
        [
            one["code"],
            one["programme"],
            one["name"],
            *amount_cells(one["amount"]),
            one["unit"],
            formats.partial_date(one["as_of"]) if one["as_of"] else "",
            one["wording"],
            one["reading"],
            one["cited"],
        ]
        for one in paper.figures
    ]
    return header, rows, (9,)


def _regions(paper: Dossier) -> Table:
    header = [
        *(_("Region"), _("Programme"), _("Component"), _("Activities"), _("Qualifier")),
        _("Participants"),
    ]
    rows = []
    for region in paper.board["progress"]:
        told = quantity_cells(region["participants"]) if region["activities"] else ["", None]
        rows.append([region["name"], "", _("all components"), region["activities"], *told])
        rows += [
            [
                region["name"],
                cell["programme"],
                cell["component"] or _("component not stated"),
                cell["activities"],
                *quantity_cells(cell["participants"]),
            ]
            for cell in region["components"]
        ]
    return header, rows, ()


def _indicators(paper: Dossier) -> Table:
    header = [
        *(_("Programme"), _("Code"), _("Indicator"), _("Unit"), _("Baseline"), _("Qualifier")),
        *(_("Value"), _("As of"), _("Target"), _("By"), _("Standing")),
    ]
    rows = [
        [
            found["programme"],
            one["code"],
            one["name"],
            one["unit"],
            one["baseline"]["quantity"].number,
            *amount_cells(one["amount"]),
            one["as_of"],
            one["target"].number if one["target"] else None,
            one["target_by"],
            one["standing_label"],
        ]
        for found in paper.board["results"]
        for one in found["measures"]
    ]
    return header, rows, ()


def _spending(paper: Dossier) -> Table:
    """One line per amount in its currency, and one for what they come to in dirhams, if known."""
    header = [
        *(_("Programme"), _("Component"), _("Donor"), _("What happened"), _("Currency")),
        *(_("Amount"), _("In dirhams")),
    ]
    rows = []
    for one in paper.board["spending"]:
        for row in (*one["cells"], one["total"]):
            is_total = row is one["total"]
            names = [
                one["acronym"],
                _("Together") if is_total else row["component"] or _("the whole programme"),
                "" if is_total else row["funder_name"] or _("not stated"),
            ]
            for kind, label in KINDS.items():
                money = row[kind]
                for part in money["parts"]:
                    rows.append(
                        [*names, str(label), part["currency"], Decimal(part["amount"]), None]
                    )
                if money["in_dirhams"] is not None:
                    rows.append([*names, str(label), "", None, Decimal(money["in_dirhams"])])
    return header, rows, ()


def _rates(paper: Dossier) -> Table:
    header = [
        *(_("Programme"), _("Currency"), _("Lowest rate in dirhams"), _("Highest rate in dirhams")),
        *(_("From"), _("To")),
    ]
    rows = [
        [
            one["acronym"],
            rate["currency"],
            Decimal(rate["lowest"]),
            Decimal(rate["highest"]),
            rate["first_on"],
            rate["last_on"],
        ]
        for one in paper.board["spending"]
        for rate in one["rates"]
    ]
    return header, rows, ()


def _risks(paper: Dossier) -> Table:
    header = [
        *(_("Programme"), _("Risk"), _("Place"), _("Component"), _("Probability")),
        *(_("Severity"), _("Mitigation"), _("In charge"), _("Raised on")),
    ]
    rows = [
        [
            one["programme"],
            one["title"],
            one["place"],
            one["component"],
            one["probability_label"],
            one["severity_label"],
            one["mitigation"],
            one["owner"],
            one["raised_on"],
        ]
        for one in paper.board["risks"]
    ]
    return header, rows, ()


def _planned(paper: Dossier) -> Table:
    header = [
        *(_("Reference"), _("Date"), _("Activity"), _("Kind"), _("In charge"), _("Places")),
        _("Programmes"),
    ]
    rows = [
        [
            one["reference"],
            formats.partial_date(one["starts"]),
            one["title"],
            one["kind"],
            one["owner"],
            " · ".join(one["places"]),
            " · ".join(one["programmes"]),
        ]
        for one in paper.body["planned"]
    ]
    return header, rows, ()


def _recorded(paper: Record) -> Table:
    header = [_("No."), _("Kind"), _("Text"), _("In charge"), _("Person"), _("Due")]
    rows = [
        [
            one["number"],
            one["kind_label"],
            one["text"],
            one["owner"],
            one["person"],
            one["due_on"],
        ]
        for one in paper.minutes["decisions"]
    ]
    return header, rows, (0,)


def _discussed(paper: Record) -> Table:
    header = [_("No."), _("Item"), _("Speaker"), _("What was said")]
    rows = [
        [rank, one["text"], one["speaker"], "\n".join(one["notes"])]
        for rank, one in enumerate(paper.discussed, start=1)
    ]
    return header, rows, (0,)


def _present(paper: Record) -> Table:
    header = [_("Presence"), _("Organisation"), _("Person"), _("Function")]
    rows = [
        [group["label"], one["organisation"], one["person"], one["function"]]
        for group in paper.minutes["present"]
        for one in group["lines"]
    ]
    return header, rows, ()


def amount_cells(amount: dict[str, Any]) -> list[Any]:
    """An amount in two cells; of few people, only that it is withheld."""
    if amount["is_withheld"]:
        return [pgettext("in place of a number", "withheld"), None]
    quantity: Quantity = amount["quantity"]
    return quantity_cells(quantity)
