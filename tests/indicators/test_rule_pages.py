"""Choosing how an indicator is counted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors.models import Event
from indicators.actions.rules import choose_rule, remove_rule
from indicators.enums import UsedFigure
from indicators.models import Measure, Rule
from tests.factories.indicators import IndicatorFactory, MeasureFactory, ResultFactory
from tests.factories.programmes import ActivityKindFactory, ProgrammeFactory
from tests.harness import assert_flat


@pytest.fixture
def programme(agency):
    return ProgrammeFactory(slug="depomi", acronym="DEPOMI", agency=agency)


@pytest.fixture
def measure(programme):
    return MeasureFactory(result=ResultFactory(programme=programme), code="depomi-1-1")


ADDRESS = "/fr/programmes/depomi/cadre/indicateurs/depomi-1-1/regle/"


class TestChoosing:
    def test_keeps_the_kind_its_settings_and_the_figure_in_use(
        self, measure, officer, client_for, now
    ):
        ActivityKindFactory(code="training", name_fr="Formation")
        page = client_for(officer)
        assert "Formation" in page.get(ADDRESS + "?kind=participants").content.decode()
        told = {"kind": "participants", "kinds": ["training"], "of": "women", "used": "typed"}
        assert page.post(ADDRESS, told).status_code == 302
        rule = Rule.objects.get(measure=measure)
        assert (rule.kind, rule.settings) == (
            "participants",
            {"kinds": ["training"], "of": "women"},
        )
        measure.refresh_from_db()
        assert measure.used_figure == UsedFigure.TYPED
        event = Event.objects.latest("pk")
        assert event.after["settings"]["of"] == "women"
        assert "Formation" in page.get(ADDRESS).content.decode()

    def test_says_what_is_wrong_with_a_formula_beside_it(self, measure, officer, client_for):
        answer = client_for(officer).post(
            ADDRESS, {"kind": "formula", "formula": "2 * depomi_9", "used": "computed"}
        )
        assert answer.status_code == 200
        assert "depomi_9" in answer.context["form"].errors["formula"][0]
        assert not Rule.objects.exists()

    def test_reads_codes_as_pages_show_them(self, measure, officer, client_for):
        MeasureFactory(result=measure.result, code="depomi-1-2")
        MeasureFactory(result=measure.result, code="depomi-1-21")
        answer = client_for(officer).post(
            ADDRESS,
            {"kind": "formula", "formula": "depomi-1-21 - depomi-1-2", "used": "computed"},
        )
        assert answer.status_code == 302
        assert Rule.objects.get().settings == {"formula": "depomi_1_21 - depomi_1_2"}

    def test_offers_no_rule_for_words(self, measure, officer, client_for):
        Measure.objects.update(indicator=IndicatorFactory(text=True))
        answer = client_for(officer).get(ADDRESS)
        assert answer.context["form"] is None

    def test_belongs_to_the_officers_of_the_programme(self, measure, staff, now):
        with pytest.raises(PermissionDenied):
            choose_rule(
                measure=measure,
                kind="activities",
                settings={},
                used=UsedFigure.COMPUTED,
                by=staff,
                at=now,
            )

    def test_of_an_indicator_that_was_taken_out_is_refused(self, measure, officer, now):
        Measure.objects.update(removed_at=now)
        with pytest.raises(ValidationError, match="taken out"):
            choose_rule(
                measure=measure,
                kind="activities",
                settings={},
                used=UsedFigure.COMPUTED,
                by=officer,
                at=now,
            )

    def test_can_be_undone(self, measure, officer, client_for, now):
        Rule.objects.create(measure=measure, kind="activities", settings={})
        assert client_for(officer).post(ADDRESS + "retirer/").status_code == 302
        assert not Rule.objects.exists()
        assert Event.objects.latest("pk").before["kind"] == "activities"
        remove_rule(measure=measure, by=officer, at=now)

    def test_costs_no_more_among_many_indicators(self, measure, officer, client_for):
        def grow(number):
            for _turn in range(number):
                MeasureFactory(result=measure.result)

        assert_flat(client_for(officer), ADDRESS + "?kind=formula", grow)
