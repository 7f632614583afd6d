"""The pages on what the press says: the real programmes, with all their gaps."""

import gzip

import pytest
from django.urls import reverse
from django.utils import translation

from actors.models import Committee, Decision, Facility, Meeting, Organisation
from indicators.models import Value
from programmes.models import Programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]

# What a page may weigh over the wire, and a dashboard before it is packed.
PAGE = 25_000
DASHBOARD = 60_000


def text(response):
    return response.content.decode()


def addresses():
    """Every page of these slices, on the real data, without its language."""
    yield reverse("reports:home")
    for name in ("programme_list", "region_list", "figure_list"):
        yield reverse(f"reports:{name}")
    for slug in Programme.objects.order_by("pk").values_list("slug", flat=True):
        yield reverse("reports:programme_detail", args=[slug])
        yield reverse("reports:dashboard", args=[slug])
    for slug in ("souss-massa", "oriental", "casablanca-settat"):
        yield reverse("reports:region_detail", args=[slug])
    for code in Value.objects.order_by("pk").values_list("code", flat=True):
        yield reverse("reports:provenance", args=[code])
    for name in ("organisation", "committee", "facility"):
        yield reverse(f"programmes:{name}_list")
    for model, name in (
        (Organisation, "organisation"),
        (Committee, "committee"),
        (Facility, "facility"),
    ):
        for slug in model.objects.order_by("pk").values_list("slug", flat=True):
            yield reverse(f"programmes:{name}_detail", args=[slug])
    for meeting in Meeting.objects.select_related("committee").order_by("pk"):
        yield reverse("programmes:meeting_detail", args=[meeting.committee.slug, meeting.pk])
    for decision in Decision.objects.select_related("committee").order_by("pk"):
        yield reverse("indicators:decision_detail", args=[decision.committee.slug, decision.number])


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_every_page_answers_in_each_language_and_stays_light(
    client_for, coordinator, language, direction
):
    browser = client_for(coordinator)
    with translation.override(language):
        pages = list(addresses())

    assert len(pages) > 60
    for page in pages:
        response = browser.get(page)
        assert response.status_code == 200, page
        assert f'<html lang="{language}" dir="{direction}">' in text(response), page
        assert len(gzip.compress(response.content)) <= PAGE, page
        if page.endswith("/tableau/"):
            assert len(response.content) <= DASHBOARD, page


class TestProgrammes:
    def test_has_a_line_for_each_of_the_six(self, client_for, staff):
        response = client_for(staff).get("/en/programmes/")

        assert {row.programme.slug for row in response.context["rows"]} == {
            "depomi",
            "prim",
            "oim-pnud",
            "icmd",
            "indimaj-2",
            "protection-resilience-migrations",
        }

    def test_says_where_a_source_gives_no_date(self, client_for, staff):
        response = client_for(staff).get("/en/programmes/")

        rows = {row.programme.slug: row for row in response.context["rows"]}
        assert not rows["prim"].programme.starts.is_known
        assert "dates not stated" in text(response)
        assert (rows["icmd"].programme.starts_on.year, rows["icmd"].situation) == (2015, "closed")


class TestPrim:
    URL = "/en/programmes/prim/"

    def test_says_at_least_thirty_and_never_a_bare_thirty(self, client_for, staff):
        response = client_for(staff).get(self.URL)

        claims = [f for f in response.context["figures"].figures if "trentaine" in f.wording]
        assert [str(figure.quantity.number.normalize()) for figure in claims] == ["3E+1"]
        page = text(response)
        assert "at least 30" in page
        assert reverse("reports:provenance", args=[claims[0].code]).split("/", 2)[2] in page

    def test_lists_its_one_source_once(self, client_for, staff):
        page = text(client_for(staff).get(self.URL))

        assert page.count('id="source-1"') == 1
        assert page.count('href="#source-1"') > 3

    def test_counts_sixteen_sites_in_one_record(self, client_for, staff):
        assert "16 sites in one record" in text(client_for(staff).get(self.URL))

    def test_marks_its_two_pilot_regions(self, client_for, staff):
        response = client_for(staff).get(self.URL)

        assert set(response.context["sheet"].marked.split()) == {"MA-02", "MA-09"}


class TestRegions:
    def test_tells_the_flagship_project_of_souss_massa(self, client_for, staff):
        page = text(client_for(staff).get("/en/regions/souss-massa/"))

        assert "flagship project" in page
        assert "2022–2027" in page

    def test_names_a_region_in_both_scripts(self, client_for, staff):
        page = text(client_for(staff).get("/ar/regions/souss-massa/"))

        assert "سوس - ماسة" in page
        assert "Souss-Massa" in page

    def test_says_that_a_region_has_no_programme(self, client_for, staff):
        page = text(client_for(staff).get("/en/regions/casablanca-settat/"))

        assert "No programme is recorded in this region." in page


class TestCommittees:
    def test_are_three_bodies_and_a_part(self, client_for, coordinator):
        response = client_for(coordinator).get("/en/comites/")

        assert {row.committee.slug for row in response.context["rows"]} == {
            "copil-prim",
            "copil-prim-oriental",
            "coordination-regionale-souss-massa",
            "cmsm",
        }

    def test_gives_the_words_of_a_date_that_no_text_states(self, client_for, coordinator):
        page = text(client_for(coordinator).get("/en/comites/cmsm/"))

        assert "jeudi dernier" in page

    def test_tells_both_months_of_a_meeting_that_took_two(self, client_for, coordinator):
        page = text(client_for(coordinator).get("/fr/comites/cmsm/"))

        assert "juin 2022" in page
        assert "juillet 2022" in page

    def test_numbers_the_proposal_of_the_first_copil(self, client_for, coordinator):
        response = client_for(coordinator).get("/en/comites/copil-prim/")

        (row,) = response.context["sheet"].decisions
        assert (row.decision.number, row.status) == (1, "to_start")
        assert "7 July 2023" in text(response)


def test_the_list_of_facilities_counts_sites_beside_records(client_for, staff):
    response = client_for(staff).get("/en/structures/")

    assert response.context["sites"] == response.context["page"].total + 15


def test_the_ministry_keeps_its_former_names_with_their_source(client_for, staff):
    page = text(client_for(staff).get("/en/organisations/maec/"))

    assert "MAECAMRE" in page
    assert 'href="#source-' in page
