"""Database constraints and orders that come back often, with a sentence a person can read.

Messages may be lazy translations.
"""

from typing import Any

from django.db.models import CheckConstraint, F, Index, Model, Q
from django.utils.translation import gettext_lazy as _


def paired(*fields: str, name: str, message: Any = "") -> CheckConstraint:
    """All of the fields are filled, or none (`validated_at` with `validated_by`)."""
    return CheckConstraint(
        condition=Q(**{f"{field}__isnull": True for field in fields})
        | Q(**{f"{field}__isnull": False for field in fields}),
        name=name,
        violation_error_message=message
        or _("These details go together: give all of them or none."),
    )


def in_order(first: str, last: str, *, name: str, message: Any = "") -> CheckConstraint:
    """The second field is not before the first; either may be empty."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": F(first)}),
        name=name,
        violation_error_message=message or _("The end comes before the beginning."),
    )


class LatestFirst(Index):
    """An index by a field, descending, rows without a value last; `fields=["-starts_on", "-id"]`.

    SQLite puts them last by itself, PostgreSQL puts them first unless told.
    """

    def create_sql(
        self, model: type[Model], schema_editor: Any, using: str = "", **kwargs: Any
    ) -> Any:
        statement = super().create_sql(model, schema_editor, using=using, **kwargs)
        if schema_editor.connection.vendor == "postgresql":
            columns: Any = statement.parts["columns"]
            columns.col_suffixes[0] = "DESC NULLS LAST"
        return statement
