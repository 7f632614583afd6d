"""The brief of a meeting as a workbook: whole, where its page had to choose."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lib import formats
from reports.rendering.briefs import Brief, doubt_of, reservations_of
from reports.rendering.workbook import Table
from reports.rendering.workbook_meetings import (
    agenda_table,
    amount_cells,
    decisions_table,
    written,
)


def brief_xlsx(paper: Brief) -> bytes:
    """The workbook of a brief."""
    with translation.override(paper.language):
        return written(
            paper,
            _("Brief of the meeting"),
            [
                (_("Agenda"), agenda_table(paper)),
                (_("To read"), _papers(paper)),
                (_("Figures"), _figures(paper)),
                (_("In charge"), _in_charge(paper)),
                (_("Open decisions"), decisions_table(paper.body["decisions"])),
                (_("Changes"), _changes(paper)),
                (_("Next dates"), _dates(paper)),
            ],
        )


def _papers(paper: Brief) -> Table:
    snapshot = [[_("Frozen dashboard"), paper.dashboard]] if paper.body["snapshot"] else []
    return (
        [_("What"), _("Name or address")],
        [*snapshot, *([_("Document"), name] for name in paper.body["papers"])],
        (),
    )


def _figures(paper: Brief) -> Table:
    header = [
        *(_("Code"), _("Programme"), _("Figure"), _("Qualifier"), _("Value"), _("Unit")),
        *(_("As of"), _("In the words of the source"), _("How to read it")),
    ]
    rows = [
        [
            one["code"],
            one["programme"],
            one["name"],
            *amount_cells(one["amount"]),
            one["unit"],
            formats.partial_date(one["as_of"]) if one["as_of"] else "",
            doubt_of(one),
            " · ".join(reservations_of(one)),
        ]
        for one in paper.body["key"]
    ]
    return header, rows, ()


def _in_charge(paper: Brief) -> Table:
    header = [_("Organisation"), _("Open"), _("Overdue"), _("Decisions")]
    rows: list[list[Any]] = [
        [
            one["owner"] or _("not stated"),
            one["open"],
            one["overdue"],
            ", ".join(str(number) for number in one["numbers"]),
        ]
        for one in paper.body["in_charge"]
    ]
    return header, rows, ()


def _changes(paper: Brief) -> Table:
    header = [_("What"), _("Before"), _("After"), _("Reason")]
    rows = [[one.name, one.before, one.after, "\n".join(one.reasons)] for one in paper.all_changes]
    return header, rows, ()


def _dates(paper: Brief) -> Table:
    return (
        [_("Date"), _("What")],
        [[one["when"], one["what"]] for one in paper.all_dates],
        (),
    )
