"""CSV and workbooks that run nothing."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lib.tables import Dialect, Sheet, csv_cell, write_csv, write_xlsx
from lib.text import clean

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=200)


def opened(*sheets, **options):
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets, **options)))


def first_cell(value, **options):
    return opened(Sheet("a", ["h"], [[value]], **options)).active["A2"]


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+212 5 37", "-2+3", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "＝1", "|cmd", "\r=1"],
)
def test_text_that_would_run_is_only_text(typed):
    assert csv_cell(typed).startswith("'")


@pytest.mark.parametrize("value", [-5, "-5", "+5", "-5,2", "5 = 5", "a@b.org", "— non", ""])
def test_harmless_values_are_left_alone(value):
    assert csv_cell(value) == str(value)


@given(ANY_TEXT)
def test_no_cell_of_a_csv_file_can_run(typed):
    [[cell]] = list(csv.reader(io.StringIO(write_csv([[typed]]).decode(), newline=""))) or [[""]]
    assert cell.lstrip("'") == clean(typed).lstrip("'")
    is_number = cell.lstrip("+-").replace(".", "").replace(",", "").isdecimal()
    assert is_number or not cell.strip().startswith(("=", "+", "-", "@"))


def test_a_csv_file_for_programs():
    rows = [["nom", "né"], ['dit "X", Y', Decimal("1.50")], [None, dt.date(2024, 1, 2)]]
    assert write_csv(rows) == ('nom,né\r\n"dit ""X"", Y",1.50\r\n,2024-01-02\r\n'.encode())


def test_a_csv_file_for_a_french_excel():
    content = write_csv([["é", Decimal("1234.5"), True]], Dialect.EXCEL_FR)
    assert content == b"\xef\xbb\xbf\xc3\xa9;1234,5;True\r\n"


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_gives_a_workbook_that_opens(name, typed):
    workbook = opened(Sheet(name, [typed], [[typed]]), Sheet(name, [], []))
    cell = workbook.worksheets[0]["A2"]
    assert cell.data_type in {"s", "n"}
    assert (cell.value or "").rstrip() == clean(typed).rstrip()


@pytest.mark.parametrize(
    "typed", ["=1+1", "{=1}", "http://x.org", "mailto:a@b.org", "<r>x</r>", "_x0041_"]
)
def test_text_stays_text(typed):
    cell = first_cell(typed)
    assert cell.data_type == "s"
    assert cell.value.strip() == typed
    assert cell.hyperlink is None


def test_text_taken_for_markup_does_not_become_markup():
    content = write_xlsx([Sheet("a", ["h"], [["<r><t>x</t></r>"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<r><t>x" not in archive.read("xl/sharedStrings.xml")


def test_text_longer_than_a_cell_is_cut_between_characters():
    assert first_cell("a" * 40_000).value == "a" * 32_766
    assert len(first_cell("😀" * 40_000).value) == 16_383


@pytest.mark.parametrize(
    ("value", "stored", "look"),
    [
        (2639, 2639, "#,##0"),
        (Decimal("12.50"), 12.5, "#,##0.00"),
        (Decimal("0.125"), 0.125, "#,##0.00####"),
        (Decimal("3.0"), 3, "#,##0"),
        (12345678901234567890, "12345678901234567890", "General"),
        (Decimal("NaN"), "NaN", "General"),
        (float("inf"), "inf", "General"),
        (True, True, "General"),
        (None, None, "General"),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 29), "yyyy-mm-dd"),  # noqa: DTZ001  openpyxl reads days so
        (dt.date(1895, 1, 1), "1895-01-01", "General"),
    ],
)
def test_values_keep_their_type(value, stored, look):
    cell = first_cell(value)
    assert cell.value == stored
    assert type(cell.value) is type(stored)
    assert cell.number_format == look


def test_years_are_not_grouped():
    assert first_cell(2024, plain_columns=[0]).number_format == "0"


def test_moments_are_local(settings):
    settings.TIME_ZONE = "Africa/Casablanca"
    cell = first_cell(dt.datetime(2026, 1, 1, 23, 30, tzinfo=dt.UTC))
    assert cell.value.isoformat() == "2026-01-02T00:30:00"


def test_a_sheet_reads_from_its_own_side_under_a_fixed_header():
    workbook = opened(
        Sheet("بيانات", ["جهة", "عدد"], [["سوس ماسة", 5]], rtl=True, widths=[30]),
        Sheet("Données", ["Région"], []),
    )
    arabic, french = workbook.worksheets
    assert arabic.sheet_view.rightToLeft
    assert not french.sheet_view.rightToLeft
    assert arabic.freeze_panes == french.freeze_panes == "A2"
    assert arabic["A1"].font.bold
    assert arabic.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert arabic.auto_filter.ref == "A1:B2"


def test_sheet_names_are_made_acceptable():
    names = ["A/B: [c]*?", "a" * 40, "A" * 40, "", "History", "'quoted'"]
    workbook = opened(*[Sheet(name, [], []) for name in names])
    assert workbook.sheetnames == [
        "A B   c",
        "a" * 31,
        "A" * 26 + " 3",
        "4",
        "History 5",
        "quoted",
    ]


@given(
    st.lists(ANY_TEXT | st.sampled_from(["a", "A", "a 2", "a 3", "\U00010000" * 20]), max_size=6)
)
def test_any_names_give_as_many_sheets(names):
    assert len(
        opened(Sheet("first", [], []), *[Sheet(name, [], []) for name in names]).sheetnames
    ) == (len(names) + 1)


def test_the_same_content_gives_the_same_bytes():
    created = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)

    def content():
        rows = [["é", Decimal("1.5"), dt.date(2024, 1, 1)]]
        return write_xlsx([Sheet("a", ["h", "i", "j"], rows)], created=created, title="T")

    before = content()
    with time_machine.travel(dt.datetime(2031, 5, 17, 3, 0, tzinfo=dt.UTC)):
        assert content() == before
    properties = openpyxl.load_workbook(io.BytesIO(before)).properties
    assert properties.created == created.replace(tzinfo=None)
    assert properties.title == "T"
