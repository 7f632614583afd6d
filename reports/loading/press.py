"""What the portal knows from the press: programmes, actors, committees, facilities, figures.

Each record is created once. The trail remembers what was loaded, so that a later run creates what a
new version of the files adds, and never touches what people changed or deleted since.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from actors.audit import record
from actors.enums import EventKind
from actors.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    Event,
    Facility,
    FacilityStatus,
    Meeting,
    OfficeHolder,
    Organisation,
    OrganisationName,
    PlanRole,
    Seat,
)
from indicators.enums import ValueState
from indicators.models import Indicator, Value
from lib.dates import Frequency, Precision, period_of
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import (
    Activity,
    ActivityOrganisation,
    Attribution,
    CommitteeProgramme,
    Component,
    Coverage,
    FacilitySupport,
    Partnership,
    Phase,
    Programme,
    ProgrammeStatement,
)
from regions.enums import SourceKind
from regions.models import PlaceStatement, Plan, PlanItem, Source
from reports.enums import EditionKind
from reports.loading.files import read_toml
from reports.loading.tables import Loader, Table
from reports.models import Schedule

SOURCE = "chargement-presse"
FOLDER = "reports/data/press"
LANGUAGES = ["fr", "ar"]


@transaction.atomic
def load_press(*, at: datetime) -> int:
    """Create what is missing of the press data; returns how many records were created."""
    source, _ = Source.objects.get_or_create(
        code=SOURCE,
        defaults={
            "kind": SourceKind.PORTAL,
            "title": "Faits de presse fournis avec le portail",
        },
    )
    loader = Loader(known=_loaded_before(source))
    for file, table in tables(at):
        loader.load(table, read_toml(f"{FOLDER}/{file}.toml")[table.list])
    loader.load(_schedules(at), [{"programme": slug} for slug in _programme_slugs()])
    _count(loader)
    if loader.created:
        rows = {key: created.pk for key, created in loader.created.items()}
        record(EventKind.LOADED, about=source, by=None, at=at, after={"rows": rows})
    return len(loader.created)


def tables(at: datetime) -> list[tuple[str, Table]]:
    """The files in the order in which they may be loaded, and what their lists become."""
    validated = {"validated_at": at}
    return [
        ("sources", Table("sources", Source, ("code",))),
        (
            "organisations",
            Table(
                "organisations",
                Organisation,
                ("slug",),
                children=(
                    Table("names", OrganisationName, parent="organisation"),
                    Table("office_holders", OfficeHolder, ("full_name", "source"), "organisation"),
                ),
            ),
        ),
        (
            "plans",
            Table(
                "plans",
                Plan,
                ("code",),
                children=(
                    Table("items", PlanItem, parent="plan"),
                    Table("roles", PlanRole, ("organisation", "kind"), "plan"),
                ),
            ),
        ),
        ("places", Table("statements", PlaceStatement, ("place", "kind", "position"))),
        (
            "facilities",
            Table(
                "facilities",
                Facility,
                ("slug",),
                children=(Table("statuses", FacilityStatus, parent="facility"),),
            ),
        ),
        (
            "committees",
            Table(
                "committees",
                Committee,
                ("slug",),
                children=(
                    Table("seats", Seat, parent="committee"),
                    Table(
                        "meetings",
                        Meeting,
                        parent="committee",
                        children=(
                            Table("items", AgendaItem, parent="meeting"),
                            Table("attendances", Attendance, parent="meeting"),
                        ),
                    ),
                    Table("decisions", Decision, ("number",), "committee"),
                ),
            ),
        ),
        (
            "programmes",
            Table(
                "programmes",
                Programme,
                ("slug",),
                children=(
                    Table("phases", Phase, ("number",), "programme"),
                    Table("components", Component, parent="programme"),
                    Table("partnerships", Partnership, ("organisation", "role"), "programme"),
                    Table("coverages", Coverage, ("place",), "programme"),
                    Table("statements", ProgrammeStatement, parent="programme"),
                    Table("facility_supports", FacilitySupport, ("facility",), "programme"),
                    Table("committee_links", CommitteeProgramme, ("committee",), "programme"),
                ),
            ),
        ),
        (
            "indicators",
            Table(
                "indicators",
                Indicator,
                ("code",),
                children=(
                    Table(
                        "values",
                        Value,
                        ("code",),
                        "indicator",
                        fixed=validated | {"state": ValueState.VALIDATED, "entered_at": at},
                    ),
                ),
            ),
        ),
        (
            "activities",
            Table(
                "activities",
                Activity,
                ("key",),
                fixed=validated
                | {
                    "state": ActivityState.VALIDATED,
                    "starts_precision": Precision.UNKNOWN,
                    "created_at": at,
                    "changed_at": at,
                },
                children=(
                    Table("attributions", Attribution, ("programme",), "activity"),
                    Table(
                        "involvements",
                        ActivityOrganisation,
                        ("organisation", "role"),
                        "activity",
                    ),
                ),
            ),
        ),
    ]


def _schedules(at: datetime) -> Table:
    """A quarterly report per programme, from the quarter of the first load on."""
    return Table(
        "schedules",
        Schedule,
        ("programme",),
        fixed={
            "kind": EditionKind.CAPITALISATION,
            "frequency": Frequency.QUARTERLY,
            "languages": LANGUAGES,
            "first_on": period_of(Frequency.QUARTERLY, at.date()).start,
        },
    )


def _programme_slugs() -> list[Any]:
    return [programme["slug"] for programme in read_toml(f"{FOLDER}/programmes.toml")["programmes"]]


def _loaded_before(source: Source) -> dict[str, int]:
    """What earlier runs created, as the trail tells it: key and primary key."""
    known: dict[str, int] = {}
    for event in Event.objects.about(source).filter(kind=EventKind.LOADED):
        known |= event.after["rows"]
    return known


def _count(loader: Loader) -> None:
    """Bring the totals of activities up to date with those just created."""
    keys = set()
    for created in loader.created.values():
        if isinstance(created, Activity):
            keys |= totals.keys_of(created)
    totals.refresh(keys)
