"""Pages of the library: found by words, told apart by origin, defined on a card."""

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.enums import Origin, ResultLevel
from tests.factories.indicators import (
    CategoryFactory,
    IndicatorFactory,
    MeasureFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db

LIBRARY = {"is_in_library": True}


def page(name, *arguments):
    with translation.override("en"):
        return reverse(f"indicators:{name}", args=arguments)


def text(response):
    return response.content.decode()


class TestLibrary:
    def test_tells_sourced_from_proposed_by_word(self, client_for, donor):
        IndicatorFactory(origin=Origin.SOURCED, **LIBRARY)
        IndicatorFactory(origin=Origin.PROPOSED, **LIBRARY)
        shown = text(client_for(donor).get(page("library")))
        assert "Drawn from the sources" in shown
        assert "Proposed" in shown

    def test_leaves_out_what_only_names_a_claim(self, client_for, donor):
        IndicatorFactory(name_en="Claimed once")
        assert "Claimed once" not in text(client_for(donor).get(page("library")))

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "etudes"}, ["A"]),
            ({"level": "impact"}, ["B"]),
            ({"origin": "sourced"}, ["A"]),
            ({"dimension": "sex"}, ["B"]),
            ({"q": "zzz"}, []),
        ],
    )
    def test_is_filtered(self, client_for, donor, asked, found):
        IndicatorFactory(code="A", name_fr="Études", origin=Origin.SOURCED, **LIBRARY)
        other = IndicatorFactory(code="B", level=ResultLevel.IMPACT, **LIBRARY)
        other.dimensions.add(CategoryFactory(dimension__code="sex").dimension)
        answer = client_for(donor).get(page("library"), asked)
        assert [one.code for one in answer.context["page"]] == found

    def test_asks_as_many_queries_for_one_as_for_many(self, client_for, donor):
        def grow(count):
            IndicatorFactory.create_batch(count, **LIBRARY)

        assert_flat(client_for(donor), page("library"), grow)


class TestCard:
    def test_says_how_values_add_up_and_break_down(self, client_for, donor):
        indicator = IndicatorFactory(
            code="EXT-06",
            counted="passages",
            over_time="cumulative",
            double_counting_en="Someone received three times counts three times.",
            sdg_targets="10.7;8.5",
            **LIBRARY,
        )
        category = CategoryFactory(name_en="Women", dimension__name_en="Sex")
        indicator.dimensions.add(category.dimension)
        shown = text(client_for(donor).get(page("indicator", "EXT-06")))
        for words in ("Passages", "Sum since the beginning", "three times", "Sex", "Women", "10.7"):
            assert words in shown

    def test_names_only_the_frameworks_that_one_sees(self, client_for, donor, funder):
        indicator = IndicatorFactory(code="EXT-06", **LIBRARY)
        mine = ProgrammeFactory(slug="mien", acronym="MIEN", funder=funder)
        other = ProgrammeFactory(slug="autre", acronym="AUTRE")
        for programme in (mine, other):
            MeasureFactory(result=ResultFactory(programme=programme), indicator=indicator)
        shown = text(client_for(donor).get(page("indicator", "EXT-06")))
        assert "MIEN" in shown
        assert "AUTRE" not in shown

    def test_of_a_claim_does_not_exist(self, client_for, donor):
        IndicatorFactory(code="vu-une-fois")
        assert client_for(donor).get(page("indicator", "vu-une-fois")).status_code == 404

    def test_asks_as_many_queries_for_one_use_as_for_many(self, client_for, coordinator):
        indicator = IndicatorFactory(code="EXT-06", **LIBRARY)

        def grow(count):
            for _one in range(count):
                MeasureFactory(indicator=indicator)
                indicator.dimensions.add(CategoryFactory().dimension)

        assert_flat(client_for(coordinator), page("indicator", "EXT-06"), grow)
