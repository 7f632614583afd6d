"""Rows as CSV and as workbooks that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import Any

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lib.text import clean

# What makes a spreadsheet take a cell for a formula, with the wide forms that some of them accept.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠|%")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


class Dialect(Enum):
    """How a CSV file is written."""

    #: Opens with a double click in a French Excel: UTF-8 with its mark, semicolons, decimal comma.
    EXCEL_FR = "excel-fr"
    #: RFC 4180, for programs: UTF-8, commas, decimal point.
    RFC_4180 = "rfc-4180"


def csv_cell(value: Any, dialect: Dialect = Dialect.RFC_4180) -> str:
    """A value as the text of a CSV cell; what would run as a formula gets an apostrophe first."""
    if value is None:
        return ""
    if isinstance(value, bool | int | Decimal | float):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return text.replace(".", ",") if dialect is Dialect.EXCEL_FR else text
    if isinstance(value, dt.datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = clean(str(value))
    risky = text.lstrip(" \u00a0\u202f").startswith(_FORMULA_STARTS)
    return f"'{text}" if risky and not _PLAIN_NUMBER.fullmatch(text) else text


def write_csv(rows: Iterable[Sequence[Any]], dialect: Dialect = Dialect.RFC_4180) -> bytes:
    """The rows as a CSV file."""
    french = dialect is Dialect.EXCEL_FR
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerows([csv_cell(value, dialect) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if french else "utf-8")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    `widths` in characters, measured from the content where they are missing; `plain_columns` are
    the positions of numbers that are never grouped (years, codes).
    """

    name: str
    header: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    rtl: bool = False
    widths: Sequence[float] = ()
    plain_columns: Sequence[int] = ()


# A document needs a date; a fixed one keeps same content, same bytes, when no better date is given.
_NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_CELL_LIMIT = 32_767
_FIRST_EXCEL_DAY = dt.date(1900, 3, 1)
_NARROWEST, _WIDEST = 8, 60


def write_xlsx(
    sheets: Sequence[Sheet], *, created: dt.datetime = _NO_DATE, title: str = ""
) -> bytes:
    """The sheets as an XLSX workbook; the same content and date give the same bytes."""
    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True})
    created = (
        created if timezone.is_naive(created) else created.astimezone(dt.UTC).replace(tzinfo=None)
    )
    workbook.set_properties({"title": clean(title), "created": created})
    formats = _formats(workbook)
    for name, sheet in zip(_sheet_names(sheets), sheets, strict=True):
        _write_sheet(workbook.add_worksheet(name), sheet, formats)
    workbook.close()
    return file.getvalue()


def _formats(workbook: Workbook) -> dict[str, Format]:
    looks: dict[str, dict[str, Any]] = {
        "header": {"bold": True, "text_wrap": True, "bottom": 1},
        "text": {"text_wrap": True},
        "whole": {"num_format": "#,##0"},
        "fraction": {"num_format": "#,##0.00"},
        "precise": {"num_format": "#,##0.00####"},
        "plain": {"num_format": "0"},
        "day": {"num_format": "yyyy-mm-dd"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    }
    return {name: workbook.add_format({"valign": "top"} | look) for name, look in looks.items()}


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    if sheet.rtl:
        worksheet.right_to_left()
    worksheet.freeze_panes(1, 0)
    widest = [0] * len(sheet.header)
    for column, value in enumerate(sheet.header):
        _write_text(worksheet, 0, column, str(value), formats["header"])
        widest[column] = _width(value)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(worksheet, last, column, value, formats, column in sheet.plain_columns)
            if column < len(widest):
                widest[column] = max(widest[column], _width(value))
    for column, measured in enumerate(widest):
        given = sheet.widths[column] if column < len(sheet.widths) else None
        worksheet.set_column(column, column, given or min(max(measured + 2, _NARROWEST), _WIDEST))
    if sheet.header:
        worksheet.autofilter(0, 0, last, len(sheet.header) - 1)


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format], plain: bool
) -> None:
    if value is None or value == "":
        worksheet.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, formats["text"])
    elif isinstance(value, int | float | Decimal) and _fits_a_float(value):
        look = formats["plain"] if plain else formats[_number_look(value)]
        worksheet.write_number(row, column, float(value), look)
    elif isinstance(value, dt.datetime) and value.date() >= _FIRST_EXCEL_DAY:
        worksheet.write_datetime(row, column, _local(value).replace(tzinfo=None), formats["moment"])
    elif (
        isinstance(value, dt.date)
        and not isinstance(value, dt.datetime)
        and value >= _FIRST_EXCEL_DAY
    ):
        worksheet.write_datetime(row, column, value, formats["day"])
    else:
        _write_text(worksheet, row, column, str(value), formats["text"])


def _write_text(worksheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    text = _cut(clean(text), _CELL_LIMIT - 1)
    # XlsxWriter takes such text for its own markup and writes it into the file unescaped.
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    worksheet.write_string(row, column, text, look)


def _fits_a_float(value: int | float | Decimal) -> bool:
    """Whether a spreadsheet's number holds it exactly; else its digits are written as text."""
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return (
        number.is_finite()
        and len(number.normalize().as_tuple().digits) <= 15
        and abs(number) < Decimal("1e300")
    )


def _number_look(value: int | float | Decimal) -> str:
    number = Decimal(str(value)).normalize()
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return "whole" if places <= 0 else "fraction" if places <= 2 else "precise"


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def _width(value: Any) -> int:
    return max((len(line) for line in str("" if value is None else value).splitlines()), default=0)


def _sheet_names(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Names that a spreadsheet accepts: short, without signs of its own, each one once."""
    # "History" is a name that Excel keeps for itself.
    used = {"history", ""}
    for position, sheet in enumerate(sheets, start=1):
        wished = re.sub(r"[\[\]:*?/\\\n\t]", " ", clean(sheet.name)).strip("' ")
        name = _cut(wished, 31).strip("' ")
        numbers = count(position)
        while name.lower() in used:
            name = f"{_cut(wished, 26).strip()} {next(numbers)}".strip()
        used.add(name.lower())
        yield name


def _cut(text: str, units: int) -> str:
    """The beginning of a text, in the units that Excel counts, never half a character."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")
