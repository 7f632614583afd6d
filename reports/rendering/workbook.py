"""From frozen content to a workbook: the same figures as the PDF, in cells."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lib import formats
from lib.quantities import Quantity
from lib.tables import Sheet, write_xlsx
from reports.rendering.pages import Report
from reports.rendering.workbook_results import breakdowns_sheet, changes_sheet, results_sheet

# The header, the rows, and the columns whose numbers are names rather than amounts.
Table = tuple[list[str], list[list[Any]], tuple[int, ...]]


def to_xlsx(report: Report) -> bytes:
    """The workbook of an edition; the same content gives the same bytes."""
    with translation.override(report.language):
        rtl = formats.direction(report.language) == "rtl"
        sheets = [
            Sheet(name, header, rows, rtl=rtl, plain_columns=plain)
            for name, header, rows, plain in (
                (_("Read me"), [_("Line"), _("What it says")], _read_me(report), ()),
                (_("Figures"), *figures_table(report.body["figures"], report.identity["portal"])),
                (_("Activities"), *_activities(report)),
                (_("Participants"), *_participants(report)),
                (_("Components"), *_components(report)),
                (_("Results"), *results_sheet(report)),
                (_("Breakdowns"), *breakdowns_sheet(report)),
                (_("Changes"), *changes_sheet(report)),
                (_("Committees"), *_meetings(report)),
                (_("Decisions"), *_decisions(report)),
                (_("Sources"), *sources_table(report.body["sources"])),
            )
        ]
        return write_xlsx(sheets, created=report.frozen_at, title=_title(report))


def _title(report: Report) -> str:
    return f"{report.short_title} · {_('Capitalisation report')}"


def _read_me(report: Report) -> list[list[Any]]:
    body, identity = report.body, report.identity
    listed, counted = len(body["activities"]["rows"]), body["activities"]["counts"]["activities"]
    return [
        [_("Report"), _title(report)],
        *([_("Programme"), f"{row['name']} ({row['acronym']})"] for row in body["titles"]),
        *([[_("Region"), body["region"]["name"]]] if body["region"] else []),
        [_("Period"), formats.period(body["period"]["starts_on"], body["period"]["ends_on"])],
        [_("Data as of"), formats.datetime(report.frozen_at)],
        [_("Edition"), str(identity["number"])],
        [_("Verification code"), identity["code"]],
        [_("Verification page"), identity["address"]],
        [
            _("Qualifier"),
            _("“At least” and “about” are part of a number: at least 30 is not 30."),
        ],
        [_("Not reported"), _("An empty cell under a number is “not reported”, never 0.")],
        [_("Target"), _("An empty cell under a target is “not set”: nothing is late.")],
        [
            _("Withheld"),
            _("Numbers of so few people that they might be known, and what would give them away."),
        ],
        [
            _("Participants"),
            _("Participations, not persons: someone who came twice counts twice."),
        ],
        *([[_("Components"), report.untold_components]] if report.untold_components else []),
        [
            _("Activities listed"),
            _("%(listed)s of %(counted)s")
            % {"listed": formats.number(listed), "counted": formats.number(counted)},
        ],
    ]


def figures_table(figures: list[dict[str, Any]], portal: str) -> Table:
    """The sheet of published figures, each with its address in a portal."""
    header = [
        *(_("Code"), _("Programme"), _("Figure"), _("Qualifier"), _("Value"), _("Unit")),
        *(_("As of"), _("In the words of the source"), _("How to read it"), _("Source")),
        _("Address"),
    ]
    rows = [
        [
            figure["code"],
            figure["programme"],
            figure["label"],
            *quantity_cells(figure["quantity"]),
            figure["unit"],
            formats.partial_date(figure["as_of"]) if figure["as_of"] else "",
            figure["wording"],
            figure["reading"],
            figure["source"],
            f"{portal}/v/{figure['code']}/",
        ]
        for figure in figures
    ]
    return header, rows, (9,)


def _activities(report: Report) -> Table:
    header = [
        *(_("Reference"), _("Date"), _("First day"), _("Activity"), _("Kind"), _("Places")),
        *(_("Programmes"), _("Qualifier"), _("Participants"), _("of which women")),
    ]
    rows = [
        [
            row["reference"],
            formats.partial_date(row["starts"]),
            row["starts"].on,
            row["title"],
            row["kind"],
            " · ".join(row["places"]),
            " · ".join(row["programmes"]),
            *quantity_cells(row["participants"]),
            row["women"],
        ]
        for row in report.body["activities"]["rows"]
    ]
    return header, rows, ()


def _participants(report: Report) -> Table:
    counts = report.body["activities"]["counts"]
    people = counts["participants"]
    header = [_("Of"), _("Name"), _("Activities"), _("Qualifier"), _("Participants")]
    rows = [
        [_("All"), _("Total"), counts["activities"], *quantity_cells(people["total"])],
        [_("Sex"), _("women"), None, *quantity_cells(people["women"])],
        [_("Sex"), _("men"), None, *quantity_cells(people["men"])],
        [_("Sex"), _("sex not reported"), None, "", people["sex_not_reported"]],
        *(
            [of, row["name"], row["activities"], *quantity_cells(row["participants"])]
            for of, name in ((_("Kind"), "kinds"), (_("Place"), "places"))
            for row in counts[name]
        ),
    ]
    return header, rows, ()


def _components(report: Report) -> Table:
    header = [
        *(_("Programme"), _("Place"), _("Component"), _("Activities"), _("Qualifier")),
        _("Participants"),
    ]
    rows = [
        [
            table["programme"],
            row["place"],
            row["component"] or _("component not stated"),
            row["activities"],
            *quantity_cells(row["participants"]),
        ]
        for table in report.body["activities"]["by_component"]
        for row in table["rows"]
    ]
    return header, rows, ()


def _meetings(report: Report) -> Table:
    header = [
        *(_("Committee"), _("Meeting"), _("Date"), _("Place"), _("Chair"), _("Agenda")),
        *(_("Present"), _("Source")),
    ]
    rows = [
        [
            committee["name"],
            meeting["title"],
            formats.partial_date(meeting["held"]),
            meeting["venue"],
            meeting["chaired_by"],
            "\n".join(item["text"] for item in meeting["items"]),
            "\n".join(meeting["present"]),
            meeting["source"],
        ]
        for committee in report.body["committees"]
        for meeting in committee["meetings"]
    ]
    return header, rows, (7,)


def _decisions(report: Report) -> Table:
    header = [
        *(_("Committee"), _("No."), _("Kind"), _("Text"), _("Put forward by"), _("In charge")),
        *(_("Due"), _("State"), _("Source")),
    ]
    rows = [
        [
            committee["name"],
            decision["number"],
            decision["kind"],
            decision["text"],
            decision["origin"],
            decision["owner"],
            decision["due_on"],
            decision["state_label"],
            decision["source"],
        ]
        for committee in report.body["committees"]
        for decision in committee["decisions"]
    ]
    return header, rows, (1, 8)


def sources_table(sources: list[dict[str, Any]]) -> Table:
    """The documents cited, by their number."""
    header = [_("No."), _("Document"), _("Publication"), _("Published"), _("Kind"), _("Address")]
    rows = [
        [source["number"], _("Log of activities of this portal: validated records")]
        if source.get("own_log")
        else [
            source["number"],
            source["title"],
            source["publication"],
            formats.partial_date(source["published"]),
            source["kind"],
            source["url"],
        ]
        for source in sources
    ]
    return header, rows, (0,)


def quantity_cells(value: Quantity) -> list[Any]:
    """The qualifier in words and the number: beside each other, never one without the other."""
    if value.number is None:
        return [formats.not_reported(), None]
    return [str(value.qualifier.label), value.number]
