"""Many rows at once, where a model instance for each would cost more than the database does."""

from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Field, Model

# What a line of PostgreSQL's COPY may not hold as it is.
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NULL = r"\N"

AnyField: TypeAlias = "Field[Any, Any]"


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the portal's own making, each as the values of `columns`, in their order.

    Foreign keys are named as attributes (`place_id`); the columns that are not named get the
    default of their field. The database checks what it checks, nothing else does: no text is
    cleaned, no value rounded, no instance made.
    """
    fields = {
        field.attname: field for field in model._meta.concrete_fields if not field.primary_key
    }
    if unknown := set(columns) - fields.keys():
        raise ValueError(f"{model._meta.label} has no column {', '.join(sorted(unknown))}")
    left = [field for name, field in fields.items() if name not in columns]
    filled = [*(fields[name] for name in columns), *left]
    defaults = tuple(field.get_default() for field in left)
    whole = ((*row, *defaults) for row in rows)
    if connection.vendor == "postgresql":
        _copy(model, filled, whole)
    else:
        _execute_many(model, filled, whole)


def _copy(model: type[Model], fields: Sequence[AnyField], rows: Iterable[Sequence[Any]]) -> None:
    # One statement, with nothing to parse or to adapt but the values themselves.
    lines = StringIO("".join(map(_line, rows)))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {_into(model, fields)} FROM STDIN", lines)


def _line(row: Sequence[Any]) -> str:
    return "\t".join(map(_told, row)) + "\n"


def _told(value: Any) -> str:
    if value is None:
        return NULL
    return value.translate(ESCAPED) if isinstance(value, str) else str(value)


def _execute_many(
    model: type[Model], fields: Sequence[AnyField], rows: Iterable[Sequence[Any]]
) -> None:
    marks = ", ".join(["%s"] * len(fields))
    prepared = [
        [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_into(model, fields)} VALUES ({marks})", prepared)


def _into(model: type[Model], fields: Sequence[AnyField]) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column or field.attname) for field in fields)
    return f"{quoted(model._meta.db_table)} ({columns})"
