"""Two programmes side by side as a workbook: the same figures as the PDF, in cells."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lib import formats
from lib.tables import Sheet, write_xlsx
from reports.rendering.bilans import SideBySide
from reports.rendering.workbook import Table, figures_table, quantity_cells, sources_table
from reports.rendering.workbook_results import amount


def bilan_xlsx(paper: SideBySide) -> bytes:
    """The workbook of an edition; the same content gives the same bytes."""
    with translation.override(paper.language):
        rtl = formats.direction(paper.language) == "rtl"
        tables: list[tuple[str, Table]] = [
            (_("Read me"), ([_("Line"), _("What it says")], _read_me(paper), ())),
            (_("Programmes"), _programmes(paper)),
            (_("Regions"), _regions(paper)),
            (_("Partners"), _partners(paper)),
            (_("Who does what where"), _matrix(paper)),
            (_("Overlaps and gaps"), _overlaps(paper)),
            (_("Figures"), figures_table(paper.body["figures"], paper.identity["portal"])),
            (_("Indicators of both"), _pairs(paper)),
            (_("Indicators"), _measures(paper)),
            (_("Possibly logged twice"), _alike(paper)),
            (_("Lessons"), _lessons(paper)),
            (_("Sources"), sources_table(paper.body["sources"])),
        ]
        sheets = [
            Sheet(name, header, rows, rtl=rtl, plain_columns=plain)
            for name, (header, rows, plain) in tables
        ]
        return write_xlsx(sheets, created=paper.frozen_at, title=_title(paper))


def _title(paper: SideBySide) -> str:
    return f"{paper.short_title} · {_('Two programmes side by side')}"


def _read_me(paper: SideBySide) -> list[list[Any]]:
    body, identity = paper.body, paper.identity
    return [
        [_("Report"), _title(paper)],
        *([_("Programme"), f"{row['name']} ({row['acronym']})"] for row in body["titles"]),
        [_("Period"), formats.period(body["period"]["starts_on"], body["period"]["ends_on"])],
        [_("Data as of"), formats.datetime(paper.frozen_at)],
        [_("Edition"), str(identity["number"])],
        [_("Verification code"), identity["code"]],
        [_("Verification page"), identity["address"]],
        *([_("In short"), sentence] for sentence in body["sentences"]),
        [
            _("Qualifier"),
            _("“At least” and “about” are part of a number: at least 30 is not 30."),
        ],
        [_("Not reported"), _("An empty cell under a number is “not reported”, never 0.")],
        [
            _("Participants"),
            _("Participations, not persons: someone who came twice counts twice."),
        ],
    ]


def _programmes(paper: SideBySide) -> Table:
    """One line per programme."""
    header = [
        *(_("Programme"), _("Name"), _("Start"), _("End"), _("Regions"), _("Partners")),
        *(_("Activities"), _("Without a date"), _("Awaiting validation"), _("Qualifier")),
        *(_("Participants"), _("Qualifier"), _("of which women"), _("Structures supported")),
        *(_("Publics"), _("Standing of the indicators")),
    ]
    rows = [
        [
            side["acronym"],
            side["name"],
            formats.partial_date(side["starts"]),
            formats.partial_date(side["ends"]),
            len(side["regions"]),
            len(side["partners"]),
            side["activities"],
            side["undated"],
            side["awaiting"],
            *(quantity_cells(side["participants"]) if side["activities"] else ["", None]),
            *(quantity_cells(side["women"]) if side["activities"] else ["", None]),
            side["facilities"],
            " · ".join(side["publics"]),
            framework["standings"],
        ]
        for side, framework in zip(paper.sides, paper.body["frameworks"], strict=True)
    ]
    return header, rows, ()


def _regions(paper: SideBySide) -> Table:
    """One line per region and programme."""
    header = [
        *(_("Region"), _("Programme"), _("Named by the programme"), _("Activities")),
        *(_("Qualifier"), _("Participants")),
    ]
    rows = [
        [
            region["name"],
            name,
            _yes(told["is_named"]),
            told["activities"],
            *(quantity_cells(told["participants"]) if told["participants"] else ["", None]),
        ]
        for region in paper.regions
        for name, told in zip(paper.names, region["sides"], strict=True)
    ]
    return header, rows, ()


def _partners(paper: SideBySide) -> Table:
    header = [_("Organisation"), *paper.names, _("Partner of both")]
    rows = [
        [
            row["name"],
            *(" · ".join(role["label"] for role in told) for told in row["roles"]),
            _yes(row["is_shared"]),
        ]
        for row in paper.partner_rows
    ]
    return header, rows, ()


def _matrix(paper: SideBySide) -> Table:
    """One line per region and kind that one of them logged."""
    header = [_("Region"), _("Kind"), *paper.names, _("Both")]
    rows = [
        [
            row["name"],
            kind,
            *(_activities(cell, name) for name in paper.names),
            _yes(len(cell) > 1),
        ]
        for row in paper.body["matrix"]["rows"]
        for kind, cell in zip(paper.body["matrix"]["kinds"], row["cells"], strict=True)
        if cell
    ]
    return header, rows, ()


def _activities(cell: list[dict[str, Any]], name: str) -> int:
    return next((one["activities"] for one in cell if one["programme"] == name), 0)


def _overlaps(paper: SideBySide) -> Table:
    """One line per thing that both have, or only one."""
    shared, apart = paper.body["shared"], paper.body["apart"]
    header = [_("Of"), _("What"), _("Who has it")]
    both = _("both")
    rows = []
    for of, name in (
        (_("Region"), "regions"),
        (_("Partner"), "partners"),
        (_("Kind of activity"), "kinds"),
        (_("Public"), "publics"),
    ):
        rows += [[of, _name(one), both] for one in shared[name]]
        for acronym, alone in zip(paper.names, apart, strict=True):
            rows += [[of, _name(one), acronym] for one in alone[name]]
    rows += [[_("Committee"), name, both] for name in shared["committees"]]
    rows += [[_("Region"), one["name"], _("neither")] for one in paper.body["uncovered"]]
    return header, rows, ()


def _name(one: Any) -> str:
    return one["name"] if isinstance(one, dict) else str(one)


def _pairs(paper: SideBySide) -> Table:
    """One line per indicator and programme."""
    header = [
        *(_("Indicator"), _("Unit"), _("Programme"), _("Code"), _("Qualifier"), _("Value")),
        *(_("As of"), _("Target"), _("Standing"), _("Possible duplicates")),
    ]
    rows = [
        [
            pair["name"],
            pair["unit"],
            name,
            told["code"],
            *amount(told["amount"]),
            told["as_of"],
            told["target"].number if told["target"] else None,
            told["standing_label"],
            _yes(pair["may_count_twice"]),
        ]
        for pair in paper.body["pairs"]
        for name, told in zip(paper.names, pair["sides"], strict=True)
    ]
    return header, rows, ()


def _measures(paper: SideBySide) -> Table:
    header = [
        *(_("Programme"), _("Code"), _("Result"), _("Indicator"), _("Unit"), _("Qualifier")),
        *(_("Value"), _("As of"), _("Target"), _("Target by"), _("Standing")),
    ]
    rows = [
        [
            framework["programme"],
            told["code"],
            told["result"],
            told["name"],
            told["unit"],
            *amount(told["amount"]),
            told["as_of"],
            told["target"].number if told["target"] else None,
            told["target_by"],
            told["standing_label"],
        ]
        for framework in paper.body["frameworks"]
        for told in framework["measures"]
    ]
    return header, rows, (2,)


def _alike(paper: SideBySide) -> Table:
    header = [
        *(_("Place"), _("Kind"), _("Programme"), _("Reference"), _("Activity"), _("Date")),
    ]
    rows = [
        [
            pair["place"],
            pair["kind"],
            name,
            told["reference"],
            told["title"],
            formats.partial_date(told["starts"]),
        ]
        for pair in paper.body["alike"]
        for name, told in zip(paper.names, pair["activities"], strict=True)
    ]
    return header, rows, ()


def _lessons(paper: SideBySide) -> Table:
    header = [_("Programme"), _("Kind"), _("Text"), _("Said by"), _("Source")]
    rows: list[list[Any]] = []
    for one in paper.body["lessons"]:
        for kind, told in (
            (_("practice to share"), one["practices"]),
            (_("risk or obstacle"), one["obstacles"]),
        ):
            rows += [
                [one["programme"], kind, row["text"], row["said_by"], row["source"]] for row in told
            ]
        rows += [
            [one["programme"], text["label"], "\n\n".join(text["paragraphs"]), "", None]
            for text in one["written"]
        ]
    return header, rows, (4,)


def _yes(it_is: Any) -> str:
    return _("yes") if it_is else _("no")
