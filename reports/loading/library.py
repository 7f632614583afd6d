"""The indicator library: dimensions with their categories, indicators with their links."""

from django.db import models

from indicators.models import Category, Dimension, Indicator
from regions.enums import PlanItemKind
from regions.models import PlanItem
from reports.loading.files import read_csv
from reports.loading.rows import bring

FOLDER = "indicators/data"
# The column of a link, the plan that it leads to, and the kind of its numbered items.
PLANS = {
    "snia": ("snia", PlanItemKind.PROGRAMME),
    "gcm": ("pacte-mondial-migrations", PlanItemKind.OBJECTIVE),
}


def load_library() -> dict[str, int]:
    """Bring the library to what its files say; tells how many rows of each kind were written.

    What a framework took from the library and worded for itself stays as it is, and so does what
    somebody added or changed in the portal.
    """
    dimensions = bring(Dimension, ["code"], read_csv(f"{FOLDER}/dimensions.csv"))
    ids = dict(Dimension.objects.values_list("code", "pk"))
    categories = bring(
        Category,
        ["dimension_id", "code"],
        [
            {name: value for name, value in row.items() if name != "dimension"}
            | {"dimension_id": ids[row["dimension"]], "is_sensitive": row["is_sensitive"] == "1"}
            for row in read_csv(f"{FOLDER}/categories.csv")
        ],
    )
    return {
        "dimensions": dimensions,
        "categories": categories,
        "indicators": _load_indicators(ids),
    }


def _load_indicators(dimension_ids: dict[str, int]) -> int:
    kept = set(Indicator.objects.filter(is_kept_here=True).values_list("code", flat=True))
    rows = [row for row in read_csv(f"{FOLDER}/indicators.csv") if row["code"] not in kept]
    links = {"dimensions", *PLANS}
    written = bring(
        Indicator,
        ["code"],
        [
            {name: value for name, value in row.items() if name not in links}
            | {"is_in_library": True}
            for row in rows
        ],
    )
    items = {
        (plan, kind, number): pk
        for plan, kind, number, pk in PlanItem.objects.values_list(
            "plan__code", "kind", "number", "pk"
        )
    }
    ids = dict(Indicator.objects.values_list("code", "pk"))
    wanted_dimensions = {
        (ids[row["code"]], dimension_ids[code])
        for row in rows
        for code in _parts(row["dimensions"])
    }
    wanted_items = {
        (ids[row["code"]], items[(*plan, number)])
        for row in rows
        for column, plan in PLANS.items()
        for number in _parts(row[column])
    }
    own = {ids[row["code"]] for row in rows}
    return (
        written
        + _link(Indicator.dimensions.through, "dimension_id", own, wanted_dimensions)
        + _link(Indicator.plan_items.through, "planitem_id", own, wanted_items)
    )


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def _link(
    through: type[models.Model], column: str, own: set[int], wanted: set[tuple[int, int]]
) -> int:
    """Make the links of some indicators those that the file names; returns how many changed."""
    rows = through._default_manager.filter(indicator_id__in=own)
    there = {
        (first, second): pk for pk, first, second in rows.values_list("pk", "indicator_id", column)
    }
    extra = [pk for pair, pk in there.items() if pair not in wanted]
    if extra:
        rows.filter(pk__in=extra).delete()
    missing = sorted(wanted - set(there))
    through._default_manager.bulk_create(
        through(**{"indicator_id": first, column: second}) for first, second in missing
    )
    return len(extra) + len(missing)
