"""Two people, one record."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from lib.concurrency import StaleVersion, bump

with isolate_apps("lib"):

    class Page(models.Model):
        title = models.CharField(max_length=20)
        version = models.PositiveIntegerField(default=1)

        class Meta:
            app_label = "lib"


@pytest.fixture
def pages(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE lib_page (id integer PRIMARY KEY, title varchar(20), version integer)"
        )
    Page(pk=1, title="first").save(force_insert=True)
    Page(pk=2, title="other").save(force_insert=True)
    return Page._base_manager.order_by("pk")


def test_the_first_writer_wins_and_the_second_learns_it(pages):
    assert bump(pages, 1, 1, title="mine")
    assert not bump(pages, 1, 1, title="theirs")
    assert list(pages.values_list("title", "version")) == [("mine", 2), ("other", 1)]


def test_a_row_that_may_not_be_seen_is_not_written(pages):
    assert not bump(pages.filter(title="other"), 1, 1, title="mine")
    assert not bump(pages, 3, 1, title="mine")


def test_the_loser_sees_both_versions():
    stale = StaleVersion(mine={"title": "a", "note": "x"}, theirs={"title": "b", "note": "x"})
    assert stale.differing == ["title"]
    assert "Someone else saved" in str(stale)
