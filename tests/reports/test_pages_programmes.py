"""The list of programmes and the sheet of each."""

from datetime import date

import pytest

from lib.dates import Precision, partial
from programmes import totals
from programmes.enums import PartnerRole
from reports.selectors.programmes import situation_of
from tests.factories.actors import MeetingFactory
from tests.factories.programmes import (
    ActivityFactory,
    CommitteeProgrammeFactory,
    CoverageFactory,
    FacilitySupportFactory,
    PartnershipFactory,
    ProgrammeFactory,
    ProgrammeStatementFactory,
)
from tests.factories.reports import EditionFactory
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db

LIST = "/en/programmes/"
TODAY = date(2026, 11, 21)


def text(response):
    return response.content.decode()


class TestSituation:
    def test_is_closed_once_the_last_possible_day_is_past(self):
        ended = partial(date(2017, 1, 1), Precision.YEAR)

        assert situation_of(partial(date(2015, 1, 1), Precision.YEAR), ended, TODAY) == "closed"

    def test_is_not_closed_while_the_year_of_its_end_lasts(self):
        ends = partial(date(2026, 1, 1), Precision.YEAR)

        assert situation_of(partial(date(2020, 1, 1), Precision.YEAR), ends, TODAY) != "closed"

    def test_is_planned_before_its_start(self):
        assert situation_of(partial(date(2027, 2, 1)), partial(None), TODAY) == "planned"

    def test_is_not_guessed_from_a_start_alone(self):
        assert situation_of(partial(date(2020, 1, 1)), partial(None), TODAY) == ""


class TestList:
    def test_shows_a_donor_what_they_fund_and_nothing_else(self, client_for, donor, funder):
        ProgrammeFactory(slug="ours", funder=funder)
        ProgrammeFactory(slug="theirs")

        response = client_for(donor).get(LIST)

        assert [row.programme.slug for row in response.context["rows"]] == ["ours"]

    def test_narrows_to_a_funder_and_a_region(self, client_for, staff, funder, souss_massa):
        ProgrammeFactory(slug="both", funder=funder, region=souss_massa)
        ProgrammeFactory(slug="funded", funder=funder)
        ProgrammeFactory(slug="held", region=souss_massa)

        response = client_for(staff).get(LIST, {"funder": funder.slug, "region": souss_massa.slug})

        assert [row.programme.slug for row in response.context["rows"]] == ["both"]

    def test_drops_a_filter_that_does_not_exist_and_says_so(self, client_for, staff):
        ProgrammeFactory(slug="prim")

        response = client_for(staff).get(LIST, {"region": "atlantis"})

        assert [row.programme.slug for row in response.context["rows"]] == ["prim"]
        assert response.context["filters"].form.errors["region"]

    def test_tells_the_last_validated_activity_and_not_a_planned_one(
        self, client_for, staff, council
    ):
        prim = ProgrammeFactory(slug="prim")
        ActivityFactory(
            validated=True, owner=council, programmes=[prim], starts_on=date(2026, 2, 3)
        )
        ActivityFactory(
            validated=True,
            owner=council,
            programmes=[prim],
            starts_on=date(2026, 3, 1),
            is_planned=True,
        )
        ActivityFactory(owner=council, programmes=[prim], starts_on=date(2026, 3, 2))

        (row,) = client_for(staff).get(LIST).context["rows"]

        assert row.last_activity_on == date(2026, 2, 3)

    def test_has_activities_of_which_no_source_tells_the_day(self, client_for, staff, council):
        prim, icmd = ProgrammeFactory(slug="prim"), ProgrammeFactory(slug="icmd")
        ActivityFactory(
            validated=True,
            owner=council,
            programmes=[prim],
            starts_on=None,
            starts_precision=Precision.UNKNOWN,
        )
        ActivityFactory(owner=council, programmes=[icmd])

        response = client_for(staff).get(LIST)

        rows = {row.programme.slug: row for row in response.context["rows"]}
        assert (rows["prim"].has_activities, rows["icmd"].has_activities) == (True, False)
        assert text(response).count("day not stated") == 1

    def test_says_so_when_nothing_is_in_scope(self, client_for, donor):
        assert "No programme is in your scope." in text(client_for(donor).get(LIST))

    def test_costs_the_same_with_more_programmes(self, client_for, staff, funder, souss_massa):
        def grow(number):
            for _ in range(number):
                programme = ProgrammeFactory(funder=funder, region=souss_massa)
                PartnershipFactory(programme=programme)
                ActivityFactory(validated=True, programmes=[programme])

        assert_flat(client_for(staff), LIST, grow)


class TestSheet:
    URL = "/en/programmes/prim/"

    def test_is_not_found_by_whoever_may_not_see_it(self, client_for, donor):
        ProgrammeFactory(slug="prim")

        assert client_for(donor).get(self.URL).status_code == 404

    def test_counts_only_what_is_validated(self, client_for, staff, council):
        prim = ProgrammeFactory(slug="prim")
        ActivityFactory.create_batch(3, validated=True, owner=council, programmes=[prim])
        ActivityFactory(submitted=True, owner=council, programmes=[prim])
        totals.rebuild()

        response = client_for(staff).get(self.URL)

        assert response.context["figures"].counts.activities == 3
        assert "3 validated activities" in text(response)

    def test_hides_a_complement_that_the_reader_may_not_see(self, client_for, donor, funder):
        prim = ProgrammeFactory(slug="prim", funder=funder)
        prim.complements.add(ProgrammeFactory(slug="secret", acronym="SECRET"))

        assert "SECRET" not in text(client_for(donor).get(self.URL))

    def test_links_the_latest_report(self, client_for, staff):
        prim = ProgrammeFactory(slug="prim")
        edition = EditionFactory(ready=True, programmes=[prim])

        page = text(client_for(staff).get(self.URL))

        assert f"/en/rapports/{edition.uuid}/" in page

    def test_offers_its_parts_as_addresses(self, client_for, staff):
        ProgrammeFactory(slug="prim")

        page = text(client_for(staff).get(self.URL))

        for address in ("/en/programmes/prim/tableau/", "/en/activites/?programme=prim"):
            assert address in page

    def test_costs_the_same_with_more_of_everything(self, client_for, staff, souss_massa):
        prim = ProgrammeFactory(slug="prim")

        def grow(number):
            for _ in range(number):
                PartnershipFactory(programme=prim, role=PartnerRole.PARTNER)
                CoverageFactory(programme=prim)
                ProgrammeStatementFactory(programme=prim)
                FacilitySupportFactory(programme=prim)
                link = CommitteeProgrammeFactory(programme=prim)
                MeetingFactory(committee=link.committee)
                ActivityFactory(validated=True, programmes=[prim], places=[souss_massa])
            totals.rebuild()

        assert_flat(client_for(staff), self.URL, grow)
