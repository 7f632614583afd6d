"""The log: what one sees of it, its filters, its months, its exports, and what it costs."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from actors.enums import EventKind
from actors.models import Event
from lib.dates import Precision
from programmes.models import Activity
from programmes.selectors.activities import by_month
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    EvidenceFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
LIST = "programmes:activity_list"


@pytest.fixture
def prim(agency, funder):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency, funder=funder)


@pytest.fixture
def grow(staff, council, prim, souss_massa):
    """More activities of the Souss-Massa council, each with a place and a file."""

    def more(count):
        for _count in range(count):
            activity = ActivityFactory(
                submitted=True,
                owner=council,
                created_by=staff,
                programmes=[prim],
                places=[souss_massa],
                participants=20,
                women=8,
            )
            EvidenceFactory(activity=activity)

    return more


def titles(response):
    return [row.title for row in response.context["page"].rows]


class TestScope:
    def test_another_region_shows_its_validated_records_only(
        self, client_for, stranger, staff, council, prim
    ):
        ActivityFactory(owner=council, programmes=[prim], title="Brouillon")
        ActivityFactory(validated=True, owner=council, programmes=[prim], title="Validée")

        assert titles(client_for(stranger).get(reverse(LIST))) == ["Validée"]
        assert set(titles(client_for(staff).get(reverse(LIST)))) == {"Brouillon", "Validée"}

    def test_a_donor_sees_what_it_funds(self, client_for, donor, council, prim):
        other = ProgrammeFactory(slug="autre")
        ActivityFactory(validated=True, owner=council, programmes=[prim], title="Financée")
        ActivityFactory(validated=True, owner=council, programmes=[other], title="Ailleurs")

        assert titles(client_for(donor).get(reverse(LIST))) == ["Financée"]

    @pytest.mark.parametrize(
        ("who", "words"), [("staff", "activity_new"), ("donor", "coordination")]
    )
    def test_an_empty_log_says_why(self, client_for, request, who, words):
        page = client_for(request.getfixturevalue(who)).get(f"{reverse(LIST)}")

        expected = reverse("programmes:activity_new") if words == "activity_new" else words
        assert expected in page.content.decode()


class TestFilters:
    @pytest.fixture
    def log(self, council, other_council, staff, stranger, prim, souss_massa, oriental):
        agadir = CommuneFactory(parent=ProvinceFactory(parent=souss_massa), name_fr="Agadir")
        other = ProgrammeFactory(slug="depomi", acronym="DEPOMI")
        visit = ActivityKindFactory(code="visit", name_fr="Visite")
        workshop = ActivityFactory(
            validated=True,
            owner=council,
            created_by=staff,
            programmes=[prim],
            places=[agadir],
            title="Atelier à Agadir",
            starts_on=date(2023, 5, 4),
        )
        EvidenceFactory(activity=workshop)
        ActivityFactory(
            validated=True,
            owner=other_council,
            created_by=stranger,
            programmes=[other],
            kind=visit,
            places=[oriental],
            title="زيارة ميدانية",
            starts_on=date(2024, 6, 1),
        )
        ActivityFactory(
            owner=council,
            created_by=staff,
            programmes=[prim, other],
            title="Sans date",
            starts_on=None,
            starts_precision=Precision.UNKNOWN,
        )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"Atelier à Agadir", "زيارة ميدانية", "Sans date"}),
            ("programme=prim", {"Atelier à Agadir", "Sans date"}),
            ("programme=depomi", {"زيارة ميدانية", "Sans date"}),
            ("region=oriental", {"زيارة ميدانية"}),
            ("region=souss-massa", {"Atelier à Agadir", "Sans date"}),
            ("kind=visit", {"زيارة ميدانية"}),
            ("state=draft", {"Sans date"}),
            ("since=2024", {"زيارة ميدانية"}),
            ("until=05/2023", {"Atelier à Agadir"}),
            ("since=01/01/2023&until=31/12/2023", {"Atelier à Agadir"}),
            ("evidence=yes", {"Atelier à Agadir"}),
            ("evidence=no", {"زيارة ميدانية", "Sans date"}),
            ("mine=yes", {"Atelier à Agadir", "Sans date"}),
            ("q=ATELIER agadir", {"Atelier à Agadir"}),
            ("q=زياره", {"زيارة ميدانية"}),
            ("q=rien", set()),
        ],
    )
    def test_narrow_the_log(self, client_for, staff, log, query, expected):
        assert set(titles(client_for(staff).get(f"{reverse(LIST)}?{query}"))) == expected

    def test_a_value_that_does_not_exist_is_left_out_and_said(self, client_for, staff, log):
        page = client_for(staff).get(
            f"{reverse(LIST)}?programme=atlantide&kind=visit&since=hier&region=mars"
        )

        assert titles(page) == ["زيارة ميدانية"]
        assert len(page.context["dropped"]) == 3

    def test_nothing_found_offers_the_way_back(self, client_for, staff, log):
        page = client_for(staff).get(f"{reverse(LIST)}?q=rien").content.decode()

        assert 'class="empty"' in page
        assert 'href="?"' in page

    def test_htmx_gets_the_results_alone(self, client_for, staff, log):
        page = client_for(staff).get(reverse(LIST), headers={"HX-Request": "true"})

        assert "<html" not in page.content.decode()
        assert "Atelier à Agadir" in page.content.decode()
        assert "HX-Request" in page["Vary"]


class TestMonths:
    def test_group_rows_and_leave_the_undated_last(self):
        for starts_on, precision in [
            (date(2025, 2, 3), Precision.DAY),
            (date(2025, 2, 1), Precision.MONTH),
            (date(2025, 1, 1), Precision.YEAR),
            (None, Precision.UNKNOWN),
        ]:
            ActivityFactory(starts_on=starts_on, starts_precision=precision)

        months = by_month(Activity.objects.newest_first())

        assert [len(month.rows) for month in months] == [2, 1, 1]
        assert months[1].label == "2025"


class TestExport:
    def test_a_workbook_of_what_is_filtered_noted_in_the_trail(self, client_for, staff, grow):
        grow(2)

        response = client_for(staff).post(
            f"{reverse('programmes:activity_export')}?programme=prim", {"format": "xlsx"}
        )

        sheet = load_workbook(io.BytesIO(response.content)).active
        assert sheet.max_row == 3
        event = Event.objects.get(kind=EventKind.EXPORTED)
        assert event.after == {"lines": 2, "programme": "prim", "format": "xlsx"}
        assert event.by_id == staff.pk

    def test_text_that_would_run_in_a_spreadsheet_stays_text(self, client_for, staff, council):
        ActivityFactory(owner=council, title="=1+1")

        response = client_for(staff).post(reverse("programmes:activity_export"), {"format": "csv"})

        assert "'=1+1" in response.content.decode("utf-8-sig")

    def test_is_never_a_get(self, client_for, staff):
        assert client_for(staff).get(reverse("programmes:activity_export")).status_code == 405

    def test_an_unknown_format(self, client_for, staff):
        answer = client_for(staff).post(reverse("programmes:activity_export"), {"format": "exe"})

        assert answer.status_code == 400


class TestCost:
    @pytest.mark.parametrize("name", ["activity_list", "validation_queue"])
    @pytest.mark.parametrize("who", ["staff", "validator", "officer"])
    def test_as_many_queries_with_eleven_rows_as_with_one(
        self, client_for, request, grow, name, who
    ):
        client = client_for(request.getfixturevalue(who))
        url = reverse(f"programmes:{name}")
        grow(1)
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        grow(10)
        with CaptureQueriesContext(connection) as many:
            client.get(url)

        extra = [query["sql"][:160] for query in many.captured_queries[len(few) :]]
        assert len(many) == len(few), "queries grow with rows:\n" + "\n".join(extra)

    def test_a_record_costs_the_same_with_many_places_and_files(
        self, client_for, staff, grow, souss_massa
    ):
        grow(1)
        activity = Activity.objects.get()
        url = reverse("programmes:activity_detail", args=[activity.uuid])
        client = client_for(staff)
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        province = ProvinceFactory(parent=souss_massa)
        activity.places.add(*(CommuneFactory(parent=province) for _count in range(6)))
        for number in range(5):
            EvidenceFactory(activity=activity, data=b"%PDF-1.4 " + str(number).encode())
        with CaptureQueriesContext(connection) as many:
            client.get(url)

        assert len(many) == len(few)
