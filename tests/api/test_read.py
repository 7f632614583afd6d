"""Places, actors, programmes, figures and editions through the API."""

import pytest

from lib.quantities import Qualifier
from reports import figures
from reports.models import Edition
from tests.factories.actors import (
    CommitteeFactory,
    FacilityFactory,
    MeetingFactory,
    OrganisationFactory,
)
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.factories.regions import ProvinceFactory
from tests.harness import assert_flat


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


GROWING = {
    "/api/v1/places/": lambda: ProvinceFactory(),
    "/api/v1/organisations/": lambda: OrganisationFactory(),
    "/api/v1/facilities/": lambda: FacilityFactory(),
    "/api/v1/committees/": lambda: CommitteeFactory(),
    "/api/v1/meetings/": lambda: MeetingFactory(),
    "/api/v1/programmes/": lambda: ProgrammeFactory(),
}


@pytest.mark.parametrize("url", GROWING)
def test_lists_cost_the_same_whatever_their_length(url, client_for, coordinator):
    assert_flat(
        client_for(coordinator), url, lambda number: [GROWING[url]() for _turn in range(number)]
    )


def test_names_come_in_three_languages(client_for, staff, souss_massa):
    place = client_for(staff).get("/api/v1/places/MA.09/").json()

    assert place["name"] == {"fr": "Souss-Massa", "ar": "سوس ماسة", "en": "Souss-Massa"}


def test_search_ignores_accents_and_arabic_spelling(client_for, staff, souss_massa):
    found = client_for(staff).get("/api/v1/places/", {"search": "سوس ماسه"}).json()["results"]

    assert [place["code"] for place in found] == ["MA.09"]


def test_a_filter_value_that_does_not_exist_is_named(client_for, staff):
    answer = client_for(staff).get("/api/v1/places/", {"kind": "kingdom"})

    assert answer.status_code == 400
    assert "kind" in answer.json()["errors"]


class TestFigures:
    def test_a_minimum_is_never_a_bare_number(self, client_for, donor, depomi):
        ValueFactory(
            code="depomi-0001",
            programme=depomi,
            number=30,
            qualifier=Qualifier.AT_LEAST,
            state="validated",
        )

        figure = client_for(donor).get("/api/v1/figures/depomi-0001/").json()

        assert (figure["number"], figure["qualifier"]) == ("30", "at_least")
        assert figure["text"] != "30"

    def test_agrees_with_the_figures_of_the_pages(
        self, client_for, donor, council, depomi, django_assert_max_num_queries
    ):
        ActivityFactory(validated=True, owner=council, programmes=[depomi], participants=12)
        with django_assert_max_num_queries(30):
            told = client_for(donor).get("/api/v1/figures/", {"programme": "depomi"}).json()

        counted = figures.summary(figures.Subject([depomi]))
        assert {figure["code"]: figure["number"] for figure in told} == {
            "activities-depomi": str(counted.activities),
            "participants-depomi": str(counted.participants.total.number),
        }

    def test_asks_for_one_subject(self, client_for, donor):
        assert client_for(donor).get("/api/v1/figures/").status_code == 400

    def test_hides_what_one_does_not_fund(self, client_for, donor):
        ProgrammeFactory(slug="prim")

        answer = client_for(donor).get("/api/v1/figures/", {"programme": "prim"})

        assert answer.status_code == 400


class TestEditions:
    def ask(self, client, **changes):
        return client.post(
            "/api/v1/editions/",
            {
                "programmes": ["depomi"],
                "starts_on": "2026-01-01",
                "ends_on": "2026-03-31",
                "language": "fr",
                **changes,
            },
            content_type="application/json",
        )

    def test_asking_makes_a_row_and_says_where_to_look(self, client_for, donor, depomi):
        client = client_for(donor)
        answer = self.ask(client)

        assert answer.status_code == 202, answer.json()
        seen = client.get(answer["Location"]).json()
        assert (seen["state"], seen["pdf"]) == ("queued", None)

    def test_asking_twice_is_one_edition(self, client_for, donor, depomi):
        assert self.ask(client_for(donor)).json() == self.ask(client_for(donor)).json()
        assert Edition.objects.count() == 1

    def test_a_period_that_ends_before_it_begins(self, client_for, donor, depomi):
        answer = self.ask(client_for(donor), ends_on="2025-01-01")

        assert answer.status_code == 400
        assert "ends_on" in answer.json()["errors"]

    def test_a_member_may_not_ask(self, client_for, member, seat_holder, depomi):
        answer = self.ask(client_for(member))

        assert answer.status_code in {400, 403}
        assert Edition.objects.count() == 0


def test_the_page_of_the_api_lists_every_call(client, db):
    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    assert b"/api/v1/editions/" in page.content
    assert "<code>validated</code>" in page.content.decode()
    assert "* `" not in page.content.decode()
