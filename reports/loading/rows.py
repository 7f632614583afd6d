"""Brings the rows of a table to what a file says."""

from collections.abc import Iterable
from typing import Any

from django.db import models

BATCH = 500


def bring(model: type[models.Model], key: list[str], rows: Iterable[dict[str, Any]]) -> int:
    """Create the rows that are missing and put right those that differ; returns how many."""
    rows_there = model._default_manager.all()
    existing = {tuple(getattr(row, name) for name in key): row for row in rows_there}
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
    model._default_manager.bulk_create(missing, batch_size=BATCH)
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
