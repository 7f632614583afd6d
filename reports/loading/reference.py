"""Reference data: places, national plans, kinds of activities, participation categories.

The files are the authority: a row that differs from them is put right.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from actors.audit import record
from actors.enums import EventKind
from programmes.models import ActivityKind, ParticipationCategory
from regions.enums import PlaceKind
from regions.models import Place, Plan, PlanItem
from reports.loading.files import flat, read_csv, read_toml

BATCH = 500


@transaction.atomic
def load_reference(*, at: datetime) -> int:
    """Bring the reference data to what the files say; returns how many rows were written."""
    written = {
        "places": _load_places(),
        "plans": _load_plans(),
        "activity_kinds": _bring(
            ActivityKind, ["code"], read_csv("programmes/data/activity_kinds.csv")
        ),
        "participation_categories": _bring(
            ParticipationCategory,
            ["dimension", "code"],
            [
                row | {"is_unspecified": row["is_unspecified"] == "1"}
                for row in read_csv("programmes/data/participation_categories.csv")
            ],
        ),
    }
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
        written += _bring(Place, ["code"], rows)
    return written


def _load_plans() -> int:
    records = read_toml("regions/data/plans.toml")["plans"]
    places = dict(Place.objects.values_list("code", "pk"))
    plans = []
    for plan in records:
        columns = flat({name: value for name, value in plan.items() if name != "items"})
        place = columns.pop("place", None)
        plans.append(columns | {"place_id": places[place] if place else None})
    written = _bring(Plan, ["code"], plans)
    ids = dict(Plan.objects.values_list("code", "pk"))
    items = [
        flat(item) | {"plan_id": ids[plan["code"]]}
        for plan in records
        for item in plan.get("items", [])
    ]
    return written + _bring(PlanItem, ["plan_id", "kind", "position"], items)


def _bring(model: type[models.Model], key: list[str], rows: Iterable[dict[str, Any]]) -> int:
    """Create the rows that are missing and put right those that differ; returns how many."""
    existing = {tuple(getattr(row, name) for name in key): row for row in model.objects.all()}
    missing, written = [], 0
    for columns in (_as_stored(model, row) for row in rows):
        found = existing.get(tuple(columns[name] for name in key))
        if found is None:
            missing.append(model(**columns))
        elif any(getattr(found, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(found, name, value)
            found.save()
            written += 1
    model.objects.bulk_create(missing, batch_size=BATCH)
    return written + len(missing)


def _as_stored(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """The values as the columns keep them; an empty cell of a number is « not known »."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = {}
    for name, value in row.items():
        field = fields[name]
        empty = None if field.null else field.get_default()
        columns[name] = field.to_python(value) if value not in ("", None) else empty
    return columns
