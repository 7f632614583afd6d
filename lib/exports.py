"""A table as a file that a browser saves."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from lib.tables import Dialect, Sheet, write_csv, write_xlsx

CSV, XLSX = "csv", "xlsx"
_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def wanted_format(request: HttpRequest) -> str:
    """The format that a form asks for; BadRequest for one that there is not."""
    asked = request.POST.get("format", "")
    if asked not in _TYPES:
        raise BadRequest("A table is written as csv or xlsx.")
    return asked


def table_file(sheet: Sheet, *, stem: str, file_format: str, on: dt.date) -> HttpResponse:
    """A table to save as `<stem>-<day>.<format>`; its CSV is one that a French Excel opens."""
    if file_format == CSV:
        english = translation.get_language() == "en"
        dialect = Dialect.RFC_4180 if english else Dialect.EXCEL_FR
        content = write_csv([sheet.header, *sheet.rows], dialect)
    else:
        content = write_xlsx([sheet])
    name = f"{stem}-{on.isoformat()}.{file_format}"
    return HttpResponse(
        content,
        content_type=_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
