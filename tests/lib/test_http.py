"""Requests that only read."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from lib.http import WriteRefused, read_only, refuse_writes

pytestmark = pytest.mark.django_db


def test_reading_passes_in_every_form():
    with refuse_writes():
        assert ContentType.objects.count()
        assert list(ContentType.objects.order_by("pk").iterator())
        with transaction.atomic():
            ContentType.objects.filter(model="UPDATE x SET").exists()
        with connection.cursor() as cursor:
            cursor.execute("  WITH one AS (SELECT 1) SELECT * FROM one")
            cursor.execute("SELECT 'UPDATE' AS word UNION SELECT 'DELETE'")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO django_content_type (app_label, model) VALUES ('a', 'b')",
        "UPDATE django_content_type SET model = 'a'",
        "DELETE FROM django_content_type",
        "CREATE TABLE intruder (id integer)",
        "WITH gone AS (SELECT 1) DELETE FROM django_content_type",
        "  delete\nfrom django_content_type",
        "SELECT 1 FOR UPDATE",
        "SELECT 1; DELETE FROM django_content_type",
        "PRAGMA journal_mode = DELETE",
    ],
)
def test_writing_is_refused_before_it_happens(sql):
    before = ContentType.objects.count()
    with pytest.raises(WriteRefused), refuse_writes(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert ContentType.objects.count() == before


def test_many_rows_at_once_are_refused_too():
    with pytest.raises(WriteRefused), refuse_writes():
        ContentType.objects.bulk_create([ContentType(app_label="a", model="b")])


def test_writing_is_allowed_again_afterwards():
    with refuse_writes():
        pass
    ContentType.objects.create(app_label="a", model="b")


def test_a_read_only_view_answers_and_may_not_write():
    @read_only
    def view(request, model):
        """The view's own words."""
        if model:
            ContentType.objects.create(app_label="a", model=model)
        return HttpResponse("read")

    assert view.__doc__ == "The view's own words."
    assert view(RequestFactory().get("/"), model="").content == b"read"
    assert view(RequestFactory().post("/"), model="").status_code == 405
    with pytest.raises(WriteRefused):
        view(RequestFactory().get("/"), model="b")
