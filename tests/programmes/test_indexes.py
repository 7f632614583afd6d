"""The questions that every page asks are answered by an index."""

import pytest
from django.db import connection

from programmes.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def _any_index_rather_than_the_table():
    """A table of no rows is read whole, unless PostgreSQL is told otherwise."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.usefixtures("_any_index_rather_than_the_table")
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (Activity.objects.newest_first()[:25], "activity_newest_first"),
        (Activity.objects.order_by("-validated_at", "-pk")[:5], "activity_by_validation"),
    ],
    ids=["newest first", "validated last"],
)
def test_an_index_answers(rows, index):
    assert index in rows.explain()
