"""Many rows in one statement, as an instance of the model would have written them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from lib.bulk import insert_rows

with isolate_apps("lib"):

    class Line(models.Model):
        parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
        text = models.TextField(default="as usual")
        number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
        on = models.DateField(null=True)
        at = models.DateTimeField(null=True)
        is_told = models.BooleanField(default=True)

        class Meta:
            app_label = "lib"


AT = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)


@pytest.fixture
def lines(db):
    columns = [
        f'"{field.column}" {field.db_type(connection)} {"NULL" if field.null else "NOT NULL"}'
        for field in Line._meta.concrete_fields
        if not field.primary_key
    ]
    key = "serial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE lib_line (id {key} PRIMARY KEY, {', '.join(columns)})")
    return Line._base_manager.order_by("pk")


class TestInsertRows:
    def test_writes_what_an_instance_would_have_written(self, lines):
        told = {"number": Decimal("12.5"), "on": date(2026, 2, 28), "at": AT, "is_told": False}
        Line(text="same", **told).save(force_insert=True)

        insert_rows(Line, ("text", *told), [("same", *told.values())])

        one, other = lines.values("text", *told)
        assert one == other == {"text": "same", **told}

    @pytest.mark.parametrize("text", ["", "\\N", "a\tb\nc\r\nd", "C:\\new", "م الجهة", "%s"])
    def test_keeps_text_as_it_is(self, lines, text):
        insert_rows(Line, ("text",), [(text,)])

        assert lines.get().text == text

    def test_fills_the_columns_that_are_not_named(self, lines):
        insert_rows(Line, ("number",), [(None,), (Decimal(3),)])

        rows = lines.values_list("text", "number", "is_told", "parent")
        assert list(rows) == [("as usual", None, True, None), ("as usual", 3, True, None)]

    def test_writes_nothing_of_rows_one_of_which_is_refused(self, lines):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_rows(Line, ("text",), [("first",), (None,)])

        assert not lines.exists()

    def test_writes_nothing_for_no_rows(self, lines):
        insert_rows(Line, ("text",), [])

        assert not lines.exists()

    def test_refuses_a_column_that_is_not_there(self, lines):
        with pytest.raises(ValueError, match="no column parent"):
            insert_rows(Line, ("parent",), [(1,)])
