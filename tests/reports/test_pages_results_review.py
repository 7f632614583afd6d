"""Completeness, comparison and quality: what to look at in the results."""

from decimal import Decimal

import pytest
import time_machine

from indicators.enums import Counted
from indicators.models import Rule
from programmes.enums import PartnerRole
from programmes.models import Partnership
from tests.factories.indicators import (
    DimensionFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.harness import assert_flat
from tests.reports.giving import TODAY, give, page_of


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(TODAY, tick=False):
        yield


class TestCompleteness:
    def test_shows_who_gave_how_much(self, make, quarters, souss_massa, staff, client_for):
        give(make("offices"), quarters[1], souss_massa, 4)
        Rule.objects.create(measure=make("workshops"), kind="activities")
        answer, text = page_of(client_for(staff), "/en/completude/")
        lines = {
            line.slug: [cell.text for cell in line.cells] for line in answer.context["shown"].lines
        }
        assert lines == {"souss-massa": ["1 of 2"], "oriental": ["0 of 2"]}
        assert "1 of 2" in text

    def test_shows_a_dozen_programmes_at_once(self, souss_massa, staff, client_for):
        for _turn in range(14):
            ProgrammeFactory(region=souss_massa)
        pages = [
            page_of(client_for(staff), f"/en/completude/{query}")[0] for query in ("", "?page=2")
        ]
        shown = [
            [row.programme.slug for row in page.context["shown"].matrix.rows] for page in pages
        ]
        assert len(shown[0]) == 12
        assert shown[1]
        assert not set(shown[0]) & set(shown[1])

    def test_tells_a_donor_of_what_they_fund_alone(self, souss_massa, donor, funder, client_for):
        funded, other = (ProgrammeFactory(region=souss_massa) for _turn in range(2))
        Partnership.objects.create(programme=funded, organisation=funder, role=PartnerRole.FUNDING)
        answer, text = page_of(client_for(donor), "/en/completude/")
        rows = answer.context["shown"].matrix.rows
        assert [row.programme.slug for row in rows] == [funded.slug]
        assert other.acronym not in text

    def test_costs_no_more_with_more_programmes(self, souss_massa, staff, client_for):
        def grow(number):
            for _turn in range(number):
                programme = ProgrammeFactory(region=souss_massa)
                period = PeriodFactory(programme=programme)
                give(
                    MeasureFactory(result=ResultFactory(programme=programme)),
                    period,
                    souss_massa,
                    2,
                )

        assert_flat(client_for(staff), "/en/completude/", grow)


class TestCompare:
    def test_puts_two_regions_side_by_side(
        self, make, quarters, souss_massa, oriental, staff, client_for
    ):
        measure = make("offices", target=50)
        give(measure, quarters[1], souss_massa, 4)
        give(measure, quarters[1], oriental, 6)
        answer, _text = page_of(
            client_for(staff), "/en/comparer/?programme=depomi&a=souss-massa&b=oriental"
        )
        (pair,) = answer.context["pairs"]
        assert (pair.left.value, pair.right.value) == ("4", "6")

    def test_puts_two_programmes_side_by_side(self, make, quarters, souss_massa, staff, client_for):
        mine = make("persons", counted=Counted.PERSONS)
        other = ProgrammeFactory(slug="prim", acronym="PRIM", region=souss_massa)
        theirs = MeasureFactory(
            result=ResultFactory(programme=other), indicator=mine.indicator, code="prim-1"
        )
        give(mine, quarters[1], souss_massa, 40)
        give(theirs, PeriodFactory(programme=other), souss_massa, 60)
        answer, text = page_of(client_for(staff), "/en/comparer/?programme=depomi&avec=prim")
        (pair,) = answer.context["pairs"]
        assert (pair.left.value, pair.right.value) == ("40", "60")
        assert "possible duplicates" in text

    def test_puts_two_programmes_of_one_region_side_by_side(
        self, make, quarters, souss_massa, oriental, staff, client_for
    ):
        mine = make("offices")
        other = ProgrammeFactory(slug="prim", acronym="PRIM", region=souss_massa)
        theirs = MeasureFactory(
            result=ResultFactory(programme=other), indicator=mine.indicator, code="prim-1"
        )
        give(mine, quarters[1], souss_massa, 4)
        give(mine, quarters[1], oriental, 30)
        give(theirs, PeriodFactory(programme=other), souss_massa, 6)
        address = "/en/comparer/?programme=depomi&avec=prim&a="
        answer, _text = page_of(client_for(staff), f"{address}souss-massa")
        (pair,) = answer.context["pairs"]
        assert (pair.left.value, pair.right.value) == ("4", "6")
        _answer, text = page_of(client_for(staff), f"{address}oriental")
        assert "PRIM does not work in this region." in text

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ("", "Choose another programme, or two regions of this one."),
            ("&a=souss-massa", "Choose another programme, or two regions of this one."),
            ("&avec=prim&a=souss-massa&b=oriental", "not both at once."),
        ],
    )
    def test_says_what_is_missing_for_two_sides(
        self, asked, sentence, programme, souss_massa, staff, client_for
    ):
        ProgrammeFactory(slug="prim", acronym="PRIM", region=souss_massa)
        answer, text = page_of(client_for(staff), f"/en/comparer/?programme=depomi{asked}")
        assert sentence in text
        assert answer.context["pairs"] is None

    def test_refuses_a_thing_beside_itself(self, programme, staff, client_for):
        _answer, text = page_of(client_for(staff), "/en/comparer/?programme=depomi&avec=depomi")
        assert "Choose another programme." in text


class TestQuality:
    def test_lists_what_to_look_at(self, make, programme, quarters, souss_massa, staff, client_for):
        measure = make("offices", usual_high=Decimal(10))
        measure.indicator.dimensions.add(DimensionFactory())
        entry = give(measure, quarters[0], souss_massa, 99)
        answer, text = page_of(client_for(staff), "/en/qualite/")
        quality = answer.context["shown"]
        assert [one.value for one in quality.unusual.rows] == [entry]
        assert [one.value for one in quality.unbroken.rows] == [entry]
        assert f"/v/{entry.code}/" in text

    def test_tells_no_outsider_that_few_people_are_unusual(
        self, make, quarters, souss_massa, donor, staff, client_for
    ):
        measure = make("persons", counted=Counted.PERSONS, usual_low=Decimal(10))
        give(measure, quarters[0], souss_massa, 2)
        answer, _text = page_of(client_for(donor), "/en/qualite/")
        assert answer.context["shown"].unusual.count == 0
        answer, _text = page_of(client_for(staff), "/en/qualite/")
        assert answer.context["shown"].unusual.count == 1

    def test_lists_what_two_programmes_count(
        self, make, programme, quarters, souss_massa, staff, client_for
    ):
        other = ProgrammeFactory(slug="prim", acronym="PRIM", region=souss_massa)
        ActivityFactory(validated=True, programmes=[programme, other], places=[souss_massa])
        mine = make("persons", counted=Counted.PERSONS)
        theirs = MeasureFactory(result=ResultFactory(programme=other), indicator=mine.indicator)
        give(mine, quarters[1], souss_massa, 40)
        give(theirs, PeriodFactory(programme=other), souss_massa, 60)
        answer, _text = page_of(client_for(staff), "/en/qualite/")
        quality = answer.context["shown"]
        assert [one.count for one in quality.activities] == [1]
        assert [len(one.programmes) for one in quality.persons] == [2]

    def test_costs_no_more_with_more_values(self, make, quarters, souss_massa, staff, client_for):
        made = []

        def grow(number):
            for _turn in range(number):
                made.append(1)
                measure = make(f"m-{len(made)}", usual_high=Decimal(1))
                give(measure, quarters[0], souss_massa, 5)

        assert_flat(client_for(staff), "/en/qualite/", grow)
