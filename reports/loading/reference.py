"""Reference data: places, plans, kinds of activities, participation, the indicator library.

The files are the authority: a row that differs from them is put right.
"""

from datetime import datetime

from django.db import transaction

from actors.audit import record
from actors.enums import EventKind
from programmes.models import ActivityKind, ParticipationCategory
from regions.enums import PlaceKind
from regions.models import Place, Plan, PlanItem
from reports.loading.files import flat, read_csv, read_toml
from reports.loading.library import load_library
from reports.loading.rows import bring


@transaction.atomic
def load_reference(*, at: datetime) -> int:
    """Bring the reference data to what the files say; returns how many rows were written."""
    written = {
        "places": _load_places(),
        "plans": _load_plans(),
        "activity_kinds": bring(
            ActivityKind, ["code"], read_csv("programmes/data/activity_kinds.csv")
        ),
        "participation_categories": bring(
            ParticipationCategory,
            ["dimension", "code"],
            [
                row | {"is_unspecified": row["is_unspecified"] == "1"}
                for row in read_csv("programmes/data/participation_categories.csv")
            ],
        ),
    } | load_library()
    total = sum(written.values())
    if total:
        morocco = Place.objects.get(code="MA")
        record(EventKind.LOADED, about=morocco, by=None, at=at, after=written)
    return total


def _load_places() -> int:
    """Level by level, so that every place finds its parent."""
    country = {"kind": PlaceKind.COUNTRY}
    region = {"kind": PlaceKind.REGION}
    commune = {"kind": PlaceKind.COMMUNE}
    written = 0
    for name, level, parts in [
        ("countries", country, 0),
        ("regions", region, 1),
        ("provinces", {}, 2),
        ("communes", commune, 3),
    ]:
        parents = dict(Place.objects.values_list("code", "pk")) if parts else {}
        rows = []
        for row in read_csv(f"regions/data/{name}.csv"):
            above = ".".join(row["code"].split(".")[:parts])
            rows.append(row | level | {"parent_id": parents[above] if parts else None})
        written += bring(Place, ["code"], rows)
    return written


def _load_plans() -> int:
    records = read_toml("regions/data/plans.toml")["plans"]
    places = dict(Place.objects.values_list("code", "pk"))
    plans = []
    for plan in records:
        columns = flat({name: value for name, value in plan.items() if name != "items"})
        place = columns.pop("place", None)
        plans.append(columns | {"place_id": places[place] if place else None})
    written = bring(Plan, ["code"], plans)
    ids = dict(Plan.objects.values_list("code", "pk"))
    items = [
        flat(item) | {"plan_id": ids[plan["code"]]}
        for plan in records
        for item in plan.get("items", [])
    ]
    return written + bring(PlanItem, ["plan_id", "kind", "position"], items)
