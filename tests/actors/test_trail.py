import csv
import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from actors import selectors
from actors.audit import record
from actors.enums import EventKind
from actors.models import Event

JOURNAL = "/en/journal/"


@pytest.fixture
def event(language, staff, council, now):
    return record(
        EventKind.CHANGED,
        about=council,
        by=staff,
        at=now,
        before={"acronym": "", "kind": "wilaya"},
        after={"acronym": "CRSM", "kind": "regional_council"},
    )


@pytest.fixture
def language():
    """Tests read the words in English."""
    with translation.override("en"):
        yield


@contextmanager
def refused():
    """The statement inside is refused by the database, and undone."""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        yield


@pytest.mark.usefixtures("guarded_trail")
class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE actors_event SET note = 'rewritten'",
            "DELETE FROM actors_event",
        ],
    )
    def test_the_database_itself_refuses(self, statement, event):
        with refused(), connection.cursor() as cursor:
            cursor.execute(statement)

        assert Event.objects.get().note == ""

    def test_the_orm_is_refused_too(self, event):
        with refused():
            Event.objects.filter(pk=event.pk).update(note="rewritten")
        with refused():
            event.delete()

        assert Event.objects.count() == 1

    def test_emptying_the_table_is_refused_on_postgresql(self, event):
        if connection.vendor != "postgresql":
            assert connection.vendor == "sqlite"  # SQLite has no TRUNCATE: DELETE is refused above
            return
        with refused(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE actors_event")

    def test_survives_what_it_describes(self, event, council):
        council.memberships.all().delete()
        council.delete()

        assert Event.objects.get().about_label == "Souss-Massa Regional Council"


class TestHistory:
    def test_names_fields_and_values_in_words(self, event, council):
        [line] = selectors.history_of(council)

        assert (line.by, line.kind) == ("Nadia Berrada", "changed")
        told = {change.name: (change.old, change.new) for change in line.changes}
        kind = council._meta.get_field("kind")
        labels = dict(kind.flatchoices)
        assert told[str(kind.verbose_name)] == (
            str(labels["wilaya"]),
            str(labels["regional_council"]),
        )

    def test_latest_first_and_only_of_the_record(self, event, council, staff, now):
        record(EventKind.VALIDATED, about=council, by=staff, at=now + timedelta(days=1))
        record(EventKind.CHANGED, about=staff, by=staff, at=now)

        assert [line.kind for line in selectors.history_of(council)] == ["validated", "changed"]

    def test_a_field_that_no_longer_exists_keeps_its_line(self, council, now):
        record(EventKind.CHANGED, about=council, by=None, at=now, after={"former_field": "x"})

        [line] = selectors.history_of(council)
        assert [(change.name, change.new) for change in line.changes] == [("former field", "x")]

    @pytest.mark.parametrize(
        ("value", "word"),
        [("2026-03-01", "1 March 2026"), (12345, "12,345"), (True, "yes"), ("12 rue", "12 rue")],
    )
    def test_values_read_as_people_write_them(self, value, word, language, council, now):
        record(EventKind.CHANGED, about=council, by=None, at=now, after={"thing": value})

        [line] = selectors.history_of(council)

        assert line.changes[0].new == word


class TestJournal:
    def test_shows_who_what_and_the_change(self, event, admin, client_for):
        response = client_for(admin).get(JOURNAL)

        assert "Nadia Berrada" in response.text
        assert "CRSM" in response.text
        assert "16 March 2026" in response.text

    @pytest.mark.parametrize("role", ["staff", "validator", "officer", "donor", "coordinator"])
    def test_is_for_administrators_only(self, db, role, client_for, request):
        response = client_for(request.getfixturevalue(role)).get(JOURNAL)

        assert response.status_code == 403
        assert "Only administrators read the audit trail" in response.text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("kind=actors.organisation", True),
            ("kind=actors.user", False),
            ("verb=changed", True),
            ("verb=validated", False),
            ("since=2026-03-16&until=2026-03-16", True),
            ("since=2026-03-17", False),
            ("until=2026-03-15", False),
        ],
    )
    def test_filters(self, query, found, event, admin, staff, client_for, now):
        record(EventKind.SIGNED_IN, about=admin, by=admin, at=now - timedelta(days=300))

        response = client_for(admin).get(f"{JOURNAL}?{query}")

        assert ("CRSM" in response.text) is found

    def test_by_person_finds_what_they_did_and_what_befell_them(
        self, event, admin, staff, council, client_for, now
    ):
        record(EventKind.GRANTED, about=staff, by=admin, at=now, after={"role": "validator"})
        record(EventKind.CHANGED, about=council, by=admin, at=now, note="something else")

        response = client_for(admin).get(f"{JOURNAL}?person={staff.pk}")

        assert "CRSM" in response.text
        assert "granted a role to" in response.text
        assert "something else" not in response.text

    @pytest.mark.parametrize("query", ["verb=nonsense", "since=yesterday", "person=999999"])
    def test_an_unknown_filter_value_is_told_and_narrows_nothing(
        self, query, event, admin, client_for
    ):
        response = client_for(admin).get(f"{JOURNAL}?{query}")

        assert response.status_code == 200
        assert response.context["filters"].errors
        assert "CRSM" in response.text

    def test_pages_by_key_so_that_new_lines_move_nothing(self, admin, council, client_for, now):
        for number in range(60):
            record(EventKind.CHANGED, about=council, by=None, at=now, note=f"line-{number:02}")
        client = client_for(admin)
        first = client.get(JOURNAL)
        record(EventKind.CHANGED, about=council, by=None, at=now, note="newcomer")

        second = client.get(JOURNAL + first.context["older"])

        assert "line-10" in first.text
        assert "line-09" not in first.text
        assert "line-09" in second.text
        assert "newcomer" not in second.text
        assert second.context["older"] == ""

    def test_costs_the_same_whatever_its_length(
        self, admin, council, client_for, now, django_assert_max_num_queries
    ):
        for _number in range(50):
            record(EventKind.CHANGED, about=council, by=None, at=now, after={"name": "x"})
        client = client_for(admin)

        with django_assert_max_num_queries(9):
            client.get(JOURNAL)


class TestExport:
    def test_takes_what_the_filters_show_and_leaves_a_line(self, event, admin, client_for):
        response = client_for(admin).post("/en/journal/export/?verb=changed")

        rows = list(csv.reader(io.StringIO(response.content.decode())))
        assert len(rows) == 3
        assert rows[1][1] == "Nadia Berrada"
        exported = Event.objects.get(kind=EventKind.EXPORTED)
        assert exported.by_id == admin.pk
        assert exported.after == {"lines": 1, "verb": "changed"}

    def test_a_link_alone_exports_nothing(self, admin, client_for):
        assert client_for(admin).get("/en/journal/export/").status_code == 405

    def test_is_for_administrators_only(self, coordinator, event, client_for):
        assert client_for(coordinator).post("/en/journal/export/").status_code == 403
        assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()

    def test_text_that_looks_like_a_formula_stays_text(self, admin, council, client_for, now):
        record(EventKind.CHANGED, about=council, by=None, at=now, note='=HYPERLINK("x")')

        content = client_for(admin).post("/en/journal/export/").content.decode()

        assert "'=HYPERLINK" in content
