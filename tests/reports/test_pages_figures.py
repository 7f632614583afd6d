"""The list of figures, and where each comes from."""

from decimal import Decimal

import pytest

from actors.audit import record
from actors.enums import EventKind
from lib.quantities import Qualifier
from programmes import totals
from tests.factories.indicators import IndicatorFactory, ValueFactory
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

LIST = "/en/chiffres/"


@pytest.fixture
def prim(funder):
    return ProgrammeFactory(slug="prim", acronym="PRIM", funder=funder)


def text(response):
    return response.content.decode()


class TestList:
    def test_shows_the_claims_in_use_that_one_may_see(self, client_for, donor, prim):
        ValueFactory(code="ours", programme=prim)
        ValueFactory(code="theirs")
        ValueFactory(code="draft", programme=prim, draft=True)
        ValueFactory(code="unused", programme=prim, is_in_use=False)

        response = client_for(donor).get(LIST)

        assert [figure.code for _value, figure in response.context["rows"]] == ["ours"]

    def test_keeps_not_reported_apart_from_zero(self, client_for, staff, prim):
        ValueFactory(programme=prim, not_reported=True)
        ValueFactory(programme=prim, number=Decimal(0))

        response = client_for(staff).get(LIST)

        page = text(response)
        assert "<b>not reported</b>" in page
        assert "<b>0</b>" in page

    def test_finds_words_whatever_their_accents(self, client_for, staff, prim):
        offices = IndicatorFactory(code="bureaux", name_fr="Bureaux d'accueil mis en place")
        ValueFactory(code="offices", programme=prim, indicator=offices)
        ValueFactory(programme=prim)

        response = client_for(staff).get(LIST, {"q": "BUREAUX d’accueil"})

        assert [figure.code for _value, figure in response.context["rows"]] == ["offices"]

    def test_narrows_to_a_programme(self, client_for, staff, prim):
        ValueFactory(code="ours", programme=prim)
        ValueFactory(code="theirs")

        response = client_for(staff).get(LIST, {"programme": "prim"})

        assert [figure.code for _value, figure in response.context["rows"]] == ["ours"]

    def test_costs_the_same_with_more_figures(self, client_for, staff):
        assert_flat(client_for(staff), LIST, lambda number: ValueFactory.create_batch(number))


class TestClaim:
    URL = "/en/v/meetings/"

    def test_says_how_sure_the_source_is_in_its_own_words(self, client_for, donor, prim):
        ValueFactory(code="meetings", programme=prim, at_least=True)

        page = text(client_for(donor).get(self.URL))

        assert "at least" in page
        assert "plus d&#x27;une trentaine" in page

    def test_is_found_at_an_address_without_language(self, client_for, donor, prim):
        ValueFactory(code="meetings", programme=prim)

        response = client_for(donor).get("/v/meetings/", follow=True)

        assert response.status_code == 200
        assert response.context["figure"].code == "meetings"

    def test_is_not_found_outside_the_scope(self, client_for, donor):
        ValueFactory(code="meetings")

        assert client_for(donor).get(self.URL).status_code == 404

    def test_is_not_found_before_it_is_validated(self, client_for, donor, prim):
        ValueFactory(code="meetings", programme=prim, draft=True)

        assert client_for(donor).get(self.URL).status_code == 404

    def test_is_not_found_under_a_code_that_nothing_has(self, client_for, admin):
        assert client_for(admin).get("/en/v/nothing-here/").status_code == 404

    def test_names_who_validated_it_and_when(self, client_for, donor, officer, prim, now):
        ValueFactory(code="meetings", programme=prim, validated_by=officer, validated_at=now)

        page = text(client_for(donor).get(self.URL))

        assert "Hind Tazi" in page
        assert "16 March 2026" in page

    def test_shows_what_else_is_claimed_of_the_same_thing(self, client_for, donor, prim):
        used = ValueFactory(code="meetings", programme=prim, number=Decimal(30))
        ValueFactory(
            code="other",
            programme=prim,
            indicator=used.indicator,
            number=Decimal(28),
            is_in_use=False,
        )
        ValueFactory(code="unrelated", programme=prim)

        response = client_for(donor).get(self.URL)

        assert [figure.code for figure in response.context["found"].others] == ["other"]

    def test_shows_its_history(self, client_for, donor, officer, prim, now):
        value = ValueFactory(code="meetings", programme=prim)
        record(EventKind.VALIDATED, about=value, by=officer, at=now)

        response = client_for(donor).get(self.URL)

        assert [line.by for line in response.context["found"].history] == ["Hind Tazi"]

    def test_shows_markup_as_text(self, client_for, donor, prim):
        ValueFactory(code="meetings", programme=prim, wording="<b>30</b>", reading_en="<i>x</i>")

        page = text(client_for(donor).get(self.URL))

        assert "&lt;b&gt;30&lt;/b&gt;" in page
        assert "<i>x</i>" not in page


class TestCounted:
    URL = "/en/v/activities-prim/"

    def test_lists_the_activities_that_it_counts(self, client_for, donor, prim):
        counted = ActivityFactory(validated=True, programmes=[prim])
        ActivityFactory(submitted=True, programmes=[prim])
        ActivityFactory(validated=True, programmes=[prim], is_planned=True)
        ActivityFactory(validated=True)
        totals.rebuild()

        response = client_for(donor).get(self.URL)

        assert response.context["figure"].quantity.number == 1
        assert [activity.pk for activity, _people in response.context["rows"]] == [counted.pk]
        assert "You see 1 of 1." in text(response)

    def test_counts_a_partners_programmes_in_a_region_and_no_other(
        self, client_for, donor, coordinator, prim, souss_massa
    ):
        ActivityFactory(validated=True, programmes=[prim], places=[souss_massa])
        ActivityFactory(validated=True, places=[souss_massa])
        totals.rebuild()

        own = client_for(donor).get("/en/v/activities-prim--souss-massa/")
        whole = client_for(coordinator).get("/en/v/activities-souss-massa/")

        assert own.context["figure"].quantity.number == 1
        assert whole.context["figure"].quantity.number == 2
        assert client_for(donor).get("/en/v/activities-souss-massa/").status_code == 404

    def test_keeps_the_qualifier_of_a_record(self, client_for, donor, prim):
        ActivityFactory(
            validated=True,
            programmes=[prim],
            participants=30,
            participants_qualifier=Qualifier.AT_LEAST,
        )
        totals.rebuild()

        assert "at least 30" in text(client_for(donor).get("/en/v/participants-prim/"))

    def test_is_not_found_for_a_programme_outside_the_scope(self, client_for, donor):
        ProgrammeFactory(slug="theirs")

        assert client_for(donor).get("/en/v/activities-theirs/").status_code == 404

    def test_costs_the_same_with_more_activities(self, client_for, donor, prim, souss_massa):
        def grow(number):
            ActivityFactory.create_batch(
                number, validated=True, programmes=[prim], places=[souss_massa]
            )
            totals.rebuild()

        assert_flat(client_for(donor), self.URL, grow)
