"""Pages on which the library is kept: the button, the form, what is wrong beside its field."""

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.enums import Origin, OverTime, UnitKind
from indicators.models import Amendment, Indicator, Measure
from tests.factories.indicators import (
    CategoryFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    ResultFactory,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def result(prim):
    return ResultFactory(programme=prim, number="1")


@pytest.fixture
def indicator():
    return IndicatorFactory(
        code="GUI", name_en="Counters", definition_fr="Guichets.", is_in_library=True
    )


def page(name, *arguments, language="en"):
    with translation.override(language):
        return reverse(f"indicators:{name}", args=arguments)


def text(response):
    return response.content.decode()


def form(**changes):
    """What the browser sends of the shortest indicator."""
    return {
        "level": "output",
        "name_fr": "Guichets ouverts",
        "name_ar": "الشبابيك المفتوحة",
        "unit_fr": "guichets",
        "unit_ar": "شبابيك",
        "definition_fr": "Guichets ouverts au public.",
        "unit_kind": "number",
        "direction": "up",
        "counted": "things",
        "over_time": "cumulative",
        "over_places": "sum",
        "origin": "proposed",
    } | changes


def stored(indicator, **changes):
    """What the browser sends of an indicator that nobody changed, but for the changes."""
    names = ("level", "unit_kind", "direction", "counted", "over_time", "over_places", "origin")
    words = ("name_fr", "name_ar", "name_en", "unit_fr", "unit_ar", "unit_en", "definition_fr")
    now = {name: getattr(indicator, name) for name in (*names, *words)}
    return now | {"version": indicator.version} | changes


class TestLibrary:
    @pytest.mark.parametrize(
        ("name", "words"),
        [("coordinator", "Add an indicator"), ("officer", "Propose an indicator")],
    )
    def test_offers_a_new_indicator_to_who_may(self, name, words, request, client_for):
        shown = text(client_for(request.getfixturevalue(name)).get(page("library")))
        assert words in shown
        assert page("indicator_new") in shown

    def test_offers_none_to_others(self, client_for, staff):
        assert page("indicator_new") not in text(client_for(staff).get(page("library")))

    def test_tells_who_proposes(self, client_for, staff, agency):
        IndicatorFactory(code="P", is_in_library=True, proposed_by=agency)
        assert agency.name_en in text(client_for(staff).get(page("indicator", "P")))


class TestNew:
    def test_adds_it_with_the_suggested_code(self, client_for, coordinator):
        browser = client_for(coordinator)
        assert "EXT-01" in text(browser.get(page("indicator_new")))
        answer = browser.post(page("indicator_new"), form())
        assert answer.status_code == 302
        assert answer.url == page("indicator", "EXT-01")
        shown = text(browser.get(answer.url))
        assert "Indicator EXT-01 is in the library." in shown
        assert "Karima Bennis" in shown

    def test_shows_what_is_wrong_beside_its_field_and_keeps_what_was_typed(
        self, client_for, coordinator
    ):
        answer = client_for(coordinator).post(
            page("indicator_new"), form(unit_kind="percentage", name_en="Share of counters")
        )
        assert answer.status_code == 200
        wrong = answer.context["form"]
        assert list(wrong.errors) == ["over_places"]
        assert "numerators and denominators" in text(answer)
        assert "Share of counters" in text(answer)
        assert not Indicator.objects.exists()

    def test_asks_for_what_an_indicator_cannot_do_without(self, client_for, coordinator):
        answer = client_for(coordinator).post(page("indicator_new"), form(name_ar="", unit_fr=""))
        assert set(answer.context["form"].errors) == {"name_ar", "unit_fr"}

    def test_of_an_officer_is_a_proposal_and_stands_in_the_framework_at_once(
        self, client_for, officer, agency, result
    ):
        browser = client_for(officer)
        shown = text(browser.get(page("indicator_new"), {"resultat": result.pk}))
        assert "It will be marked as proposed" in shown
        assert 'name="origin"' not in shown
        answer = browser.post(
            page("indicator_new"), form(result=result.pk, origin="sourced", origin_note="x")
        )
        assert answer.url == page("framework", "prim")
        added = Indicator.objects.get()
        assert (added.origin, added.proposed_by) == (Origin.PROPOSED, agency)
        assert Measure.objects.get(indicator=added).result == result

    def test_asks_an_officer_why_a_framework_under_way_changes(
        self, client_for, officer, result, souss_massa
    ):
        EntryFactory(measure=MeasureFactory(result=result), place=souss_massa)
        browser = client_for(officer)
        answer = browser.post(page("indicator_new"), form(result=result.pk))
        assert list(answer.context["form"].errors) == ["reason"]
        answer = browser.post(page("indicator_new"), form(result=result.pk, reason="Convention"))
        assert answer.url == page("framework", "prim")
        assert Amendment.objects.get().reason == "Convention"

    def test_offers_no_framework_that_one_does_not_build(self, client_for, coordinator, result):
        shown = client_for(coordinator).get(page("indicator_new"), {"resultat": result.pk})
        assert "result" not in shown.context["form"].fields

    def test_is_reached_from_the_choice_for_a_framework(self, client_for, officer, result):
        shown = text(client_for(officer).get(page("measures_add", "prim")))
        assert f"{page('indicator_new')}?resultat={result.pk}" in shown

    def test_asks_as_many_queries_for_one_choice_as_for_many(self, client_for, officer, prim):
        def grow(count):
            for _one in range(count):
                ResultFactory(programme=prim)
                CategoryFactory()

        assert_flat(client_for(officer), page("indicator_new"), grow)


class TestEdit:
    def test_changes_the_words(self, client_for, coordinator, indicator):
        browser = client_for(coordinator)
        assert page("indicator_edit", "GUI") in text(browser.get(page("indicator", "GUI")))
        answer = browser.post(
            page("indicator_edit", "GUI"), stored(indicator, name_en="Counters opened")
        )
        assert answer.url == page("indicator", "GUI")
        shown = text(browser.get(answer.url))
        assert "Counters opened" in shown
        assert "Karima Bennis" in shown

    def test_says_what_it_measures_and_asks_no_more_once_values_stand_on_it(
        self, client_for, coordinator, indicator, souss_massa
    ):
        EntryFactory(measure=MeasureFactory(indicator=indicator), place=souss_massa)
        browser = client_for(coordinator)
        shown = text(browser.get(page("indicator_edit", "GUI")))
        assert "What it measures stays" in shown
        assert 'type="radio" name="unit_kind"' not in shown
        same = browser.post(
            page("indicator_edit", "GUI"), stored(indicator, unit_en="counters", name_en="Counters")
        )
        assert list(same.context["form"].errors) == ["unit_en"]

    def test_refuses_beside_the_field_what_would_change_its_meaning(
        self, client_for, coordinator, indicator, souss_massa
    ):
        EntryFactory(measure=MeasureFactory(indicator=indicator), place=souss_massa)
        answer = client_for(coordinator).post(
            page("indicator_edit", "GUI"), stored(indicator, over_time=OverTime.SUM)
        )
        assert list(answer.context["form"].errors) == ["over_time"]
        assert "can no longer change" in text(answer)
        assert Indicator.objects.get().over_time == indicator.over_time

    def test_asks_why_where_a_framework_under_way_uses_the_words(
        self, client_for, coordinator, indicator, souss_massa
    ):
        EntryFactory(measure=MeasureFactory(indicator=indicator), place=souss_massa)
        browser = client_for(coordinator)
        assert 'name="reason"' in text(browser.get(page("indicator_edit", "GUI")))
        answer = browser.post(page("indicator_edit", "GUI"), stored(indicator, name_fr="Bureaux"))
        assert list(answer.context["form"].errors) == ["reason"]

    def test_shows_what_someone_else_saved_meanwhile(self, client_for, coordinator, indicator):
        browser = client_for(coordinator)
        mine = stored(indicator, name_fr="Bureaux")
        browser.post(page("indicator_edit", "GUI"), stored(indicator, name_fr="Antennes"))
        answer = browser.post(page("indicator_edit", "GUI"), mine)
        assert answer.status_code == 409
        assert "Antennes" in text(answer)
        again = {**mine, "version": Indicator.objects.get().version}
        assert browser.post(page("indicator_edit", "GUI"), again).status_code == 302

    def test_changes_the_kind_while_nothing_stands_on_it(self, client_for, coordinator, indicator):
        changed = stored(indicator, unit_kind="percentage", over_places="ratio")
        answer = client_for(coordinator).post(page("indicator_edit", "GUI"), changed)
        assert answer.status_code == 302
        assert Indicator.objects.get().unit_kind == UnitKind.PERCENTAGE

    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_is_there_in_every_language(self, client_for, coordinator, indicator, language):
        answer = client_for(coordinator).get(page("indicator_edit", "GUI", language=language))
        assert answer.status_code == 200
