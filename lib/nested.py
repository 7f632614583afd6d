"""What hangs on the rows of a list, read with them: one query for all of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db.models import JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONArray


class _Exact(json.JSONDecoder):
    """Reads numbers as they were written: money and values are not binary fractions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class Nested(Subquery):
    """Some columns of the rows of a queryset, in its order, as one list with a list for each row.

    The queryset refers to the row around it by `OuterRef`. Dates come as ISO texts; a decimal has
    the digits that the database kept, which are fewer on SQLite. No row is an empty list.
    """

    # What Django writes where it knows beforehand that there is no row, and asks no database.
    empty_result_set_value = "[]"
    template = "(SELECT JSON_GROUP_ARRAY(JSON(_rows.nested)) FROM (%(subquery)s) AS _rows)"

    def __init__(self, rows: QuerySet[Model, Any], *columns: str) -> None:
        super().__init__(
            rows.annotate(nested=JSONArray(*columns)).values("nested"),
            output_field=JSONField(decoder=_Exact),
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT COALESCE(JSONB_AGG(_rows.nested), '[]') FROM (%(subquery)s) AS _rows)"
        return self.as_sql(compiler, connection, template=template, **context)
