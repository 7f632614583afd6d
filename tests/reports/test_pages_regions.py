"""The list of regions and the sheet of each."""

from decimal import Decimal

import pytest

from programmes import totals
from tests.factories.actors import CommitteeFactory, FacilityFactory
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, CoverageFactory, ProgrammeFactory
from tests.factories.regions import (
    CommuneFactory,
    PlaceStatementFactory,
    PlanFactory,
    PlanItemFactory,
    ProvinceFactory,
    RegionFactory,
)
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db

LIST = "/en/regions/"
SHEET = "/en/regions/souss-massa/"


def text(response):
    return response.content.decode()


class TestList:
    def test_has_the_programmes_and_activities_of_each(
        self, client_for, staff, souss_massa, oriental
    ):
        prim = ProgrammeFactory(slug="prim", region=souss_massa)
        ActivityFactory(validated=True, programmes=[prim], places=[souss_massa])
        totals.rebuild()

        response = client_for(staff).get(LIST)

        rows = {row.region.slug: row for row in response.context["rows"]}
        assert [p.slug for p in rows["souss-massa"].programmes] == ["prim"]
        assert (rows["souss-massa"].activities, rows["oriental"].activities) == (1, 0)
        assert "none recorded" in text(response)

    def test_hides_the_programmes_outside_the_scope(self, client_for, donor, souss_massa):
        ProgrammeFactory(acronym="SECRET", region=souss_massa)

        assert "SECRET" not in text(client_for(donor).get(LIST))

    def test_does_not_take_an_unknown_population_for_none(self, client_for, staff, souss_massa):
        assert souss_massa.population is None
        assert "not reported" in text(client_for(staff).get(LIST))

    def test_costs_the_same_with_more_regions(self, client_for, staff):
        def grow(number):
            for _ in range(number):
                region = RegionFactory()
                ActivityFactory(
                    validated=True, programmes=[ProgrammeFactory(region=region)], places=[region]
                )
            totals.rebuild()

        assert_flat(client_for(staff), LIST, grow)


class TestSheet:
    def test_is_only_for_regions(self, client_for, staff, souss_massa):
        ProvinceFactory(parent=souss_massa, slug="agadir")

        assert client_for(staff).get("/en/regions/agadir/").status_code == 404
        assert client_for(staff).get("/en/regions/maroc/").status_code == 404

    def test_says_that_nothing_is_recorded(self, client_for, staff, souss_massa):
        page = text(client_for(staff).get(SHEET))

        for sentence in (
            "No programme is recorded in this region.",
            "No plan recorded.",
            "No committee recorded.",
            "No facility recorded.",
            "No validated activity in this region yet.",
        ):
            assert sentence in page

    def test_gives_the_census_year_beside_the_population(self, client_for, staff, souss_massa):
        souss_massa.population, souss_massa.population_year = 3_020_431, 2024
        souss_massa.save()

        page = text(client_for(staff).get("/fr/regions/souss-massa/"))

        assert "3\u202f020\u202f431" in page
        assert "2024" in page

    def test_says_that_no_activity_names_a_province(self, client_for, staff, souss_massa):
        ActivityFactory(validated=True, programmes=[ProgrammeFactory()], places=[souss_massa])
        totals.rebuild()

        page = text(client_for(staff).get(SHEET))

        assert "No validated activity says in which province it was held." in page
        assert "No validated activity in this region yet." not in page

    def test_counts_activities_by_province_each_once(self, client_for, staff, souss_massa):
        agadir = ProvinceFactory(parent=souss_massa, name_fr="Agadir", name_en="Agadir")
        ActivityFactory(
            validated=True,
            programmes=[ProgrammeFactory()],
            places=[CommuneFactory(parent=agadir), CommuneFactory(parent=agadir)],
            participants=12,
        )
        totals.rebuild()

        response = client_for(staff).get(SHEET)

        (province,) = response.context["figures"].provinces
        assert (province.name, province.activities) == ("Agadir", 1)
        assert province.participants.number == 12

    def test_marks_a_flagship_project_in_words(self, client_for, staff, souss_massa):
        plan = PlanFactory(place=souss_massa, first_year=2022, last_year=2027)
        PlanItemFactory(plan=plan, is_flagship=True)

        page = text(client_for(staff).get(SHEET))

        assert "flagship project" in page
        assert "2022–2027" in page

    def test_leaves_out_claims_about_programmes_that_one_may_not_see(
        self, client_for, donor, staff, souss_massa
    ):
        ValueFactory(code="hidden", place=souss_massa, number=Decimal(5))

        def seen(user):
            response = client_for(user).get(SHEET)
            return [figure.code for figure in response.context["figures"].figures]

        assert "hidden" in seen(staff)
        assert "hidden" not in seen(donor)

    def test_leaves_out_committees_that_one_may_not_see(self, client_for, donor, souss_massa):
        CommitteeFactory(name_fr="Comité fermé", name_en="Closed committee", place=souss_massa)

        assert "Closed committee" not in text(client_for(donor).get(SHEET))

    def test_costs_the_same_with_more_of_everything(self, client_for, staff, souss_massa):
        province = ProvinceFactory(parent=souss_massa)

        def grow(number):
            for _ in range(number):
                programme = CoverageFactory(place=souss_massa).programme
                PlanItemFactory(plan=PlanFactory(place=souss_massa))
                CommitteeFactory(place=souss_massa)
                FacilityFactory(place=souss_massa)
                ValueFactory(place=souss_massa, programme=programme)
                PlaceStatementFactory(place=souss_massa)
                ActivityFactory(
                    validated=True,
                    programmes=[programme],
                    places=[CommuneFactory(parent=province)],
                )
            totals.rebuild()

        assert_flat(client_for(staff), SHEET, grow)
