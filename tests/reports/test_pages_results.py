"""The pages of results: the table of a programme, one indicator, what is missing or doubtful."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from indicators import totals
from indicators.enums import Counted, RevisionState, UsedFigure
from indicators.models import Measure, Revision, Rule
from lib.quantities import Qualifier, Quantity
from programmes import totals as activity_totals
from reports.figures import results
from reports.figures.results_types import Standing
from reports.selectors.results_measure import LATEST_PERIODS
from tests.factories.actors import UserFactory
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    PeriodFactory,
)
from tests.factories.programmes import ActivityFactory
from tests.harness import assert_flat
from tests.reports.giving import ON, TODAY, give, page_of


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(TODAY, tick=False):
        yield


RESULTS = "/en/programmes/depomi/resultats/"


class TestResults:
    def test_put_key_indicators_and_exceptions_first(
        self, make, quarters, souss_massa, staff, client_for
    ):
        for code, number, fields in (
            ("on-track", 60, {}),
            ("late", 10, {}),
            ("key", 50, {"is_key": True}),
        ):
            give(make(code, target=100, **fields), quarters[1], souss_massa, number)
        give(make("free"), quarters[1], souss_massa, 3)
        answer, text = page_of(client_for(staff), RESULTS)
        assert [row.figure.code for row in answer.context["page"]] == [
            "key",
            "late",
            "on-track",
            "free",
        ]
        late = answer.context["page"].rows[1].figure
        assert late.standing == Standing.LATE
        free = answer.context["page"].rows[3].figure
        assert free.standing == Standing.NO_TARGET
        assert "4 values received of 16 expected" in text
        assert "at least 90 % of what was expected" in text

    def test_say_what_was_expected_and_how_sure_a_value_is(
        self, make, quarters, souss_massa, staff, client_for
    ):
        measure = make("offices", target=100, baseline_number=Decimal(20), baseline_year=2024)
        give(measure, quarters[1], souss_massa, 50, qualifier=Qualifier.AT_LEAST)
        answer, text = page_of(client_for(staff), RESULTS)
        (row,) = answer.context["page"]
        assert row.value == "at least 50"
        assert row.baseline == "20 (2024)"
        assert "at least 50" in text
        assert row.figure.expected is not None
        assert 20 < row.figure.expected < 100
        assert row.expected in text

    def test_tell_no_region_the_baseline_of_the_programme(
        self, make, quarters, souss_massa, staff, client_for
    ):
        measure = make("offices", target=100, baseline_number=Decimal(20), baseline_year=2024)
        give(measure, quarters[1], souss_massa, 50)
        answer, text = page_of(client_for(staff), RESULTS + "?region=souss-massa")
        assert answer.context["page"].rows[0].baseline == ""
        assert "20 (2024)" not in text

    def test_of_one_standing_and_of_one_region(
        self, make, quarters, souss_massa, oriental, staff, client_for
    ):
        measure = make("offices", target=100)
        give(measure, quarters[1], souss_massa, 60)
        give(measure, quarters[1], oriental, 7)
        client = client_for(staff)
        answer, _text = page_of(client, RESULTS + "?region=oriental")
        assert answer.context["page"].rows[0].value == "7"
        answer, text = page_of(client, RESULTS + "?etat=late")
        assert "Nothing" in text or answer.context["page"].total == 0

    def test_without_an_indicator_say_so(self, programme, staff, client_for):
        _answer, text = page_of(client_for(staff), RESULTS)
        assert "This programme has no indicator yet" in text

    def test_cost_no_more_with_more_indicators(
        self, make, quarters, souss_massa, staff, client_for
    ):
        made = []

        def grow(number):
            for _turn in range(number):
                measure = make(f"m-{len(made)}", target=10)
                made.append(measure)
                give(measure, quarters[1], souss_massa, 4)
                counted = make(f"c-{len(made)}", target=10)
                Rule.objects.create(measure=counted, kind="activities")

        assert_flat(client_for(staff), RESULTS, grow)

    def test_withhold_small_numbers_of_people_from_outsiders(
        self, make, quarters, souss_massa, oriental, donor, staff, officer, client_for
    ):
        measure = make("persons", counted=Counted.PERSONS)
        give(measure, quarters[1], oriental, 3)
        answer, _text = page_of(client_for(donor), RESULTS)
        assert answer.context["page"].rows[0].value == "withheld"
        answer, text = page_of(client_for(donor), "/en/mesures/persons/")
        assert answer.context["shown"].row.value == "withheld"
        assert {row.says for row in answer.context["entry_rows"]} == {"withheld"}
        assert "are withheld" in text
        answer, _text = page_of(client_for(officer), RESULTS)
        assert answer.context["page"].rows[0].value == "3"
        answer, _text = page_of(client_for(officer), "/en/mesures/persons/")
        assert [row.says for row in answer.context["entry_rows"]] == ["3"]


class TestMeasure:
    def test_shows_series_parts_and_regions(
        self, make, quarters, souss_massa, oriental, staff, client_for
    ):
        sex = DimensionFactory(name_en="Sex")
        women = CategoryFactory(dimension=sex, name_en="Women")
        measure = make("offices", target=100)
        measure.indicator.dimensions.add(sex)
        give(measure, quarters[0], souss_massa, 10)
        entry = give(measure, quarters[1], oriental, 30)
        CellFactory(value=entry, category=women, number=12)
        totals.refresh(totals.keys_of(entry))
        answer, text = page_of(client_for(staff), "/en/mesures/offices/")
        shown = answer.context["shown"]
        assert [point.running for point in shown.series] == ["40", "10"]
        assert [(bar.label, bar.value.number) for bar in shown.breakdowns[0].bars] == [
            ("Women", 12),
            ("not broken down", 28),
        ]
        assert {row.place.slug: row.amount for row in shown.places} == {
            "souss-massa": "10",
            "oriental": "30",
        }
        assert f"/v/{entry.code}/" in text
        assert "Q2 2026" in text

    def test_without_a_value_shows_its_definition(self, make, quarters, staff, client_for):
        make("offices")
        _answer, text = page_of(client_for(staff), "/en/mesures/offices/")
        assert "no value yet" in text
        # Nobody said that the number is unknown.
        assert "not reported" not in text
        assert "No value has been validated yet" in text

    def test_tells_revisions_only_with_numbers_the_reader_may_have(
        self, make, quarters, souss_massa, validator, donor, now, client_for
    ):
        measure = make("persons", counted=Counted.PERSONS)
        entry = give(measure, quarters[1], souss_massa, 40)
        Revision.objects.create(
            value=entry,
            state=RevisionState.ACCEPTED,
            before={"number": "44"},
            after={"number": "40"},
            reason="Deux doublons parmi les 44.",
            proposed_by=UserFactory(),
            proposed_at=now,
            decided_by=validator,
            decided_at=now,
        )
        _answer, own = page_of(client_for(validator), "/en/mesures/persons/")
        assert "44, changed to 40" in own
        assert "Deux doublons parmi les 44." in own
        _answer, outside = page_of(client_for(donor), "/en/mesures/persons/")
        assert "withheld, changed to withheld" in outside
        # A reason may repeat the numbers.
        assert "44" not in outside.split("Revisions")[1].split("</section>")[0]
        assert "doublons" not in outside

    def test_counted_by_the_portal_leads_to_its_records(
        self, make, quarters, programme, souss_massa, staff, client_for
    ):
        measure = make("workshops", target=2)
        Rule.objects.create(measure=measure, kind="activities")
        activity = ActivityFactory(validated=True, programmes=[programme], places=[souss_massa])
        activity_totals.rebuild()
        give(measure, quarters[0], souss_massa, 9)
        answer, text = page_of(client_for(staff), "/en/mesures/workshops/")
        shown = answer.context["shown"]
        assert shown.row.value == "1"
        assert activity.title in text
        assert [(one.value, one.is_used) for one in shown.rivals] == [("1", True), ("9", False)]
        Measure.objects.update(used_figure=UsedFigure.TYPED)
        answer, _text = page_of(client_for(staff), "/en/mesures/workshops/")
        assert [(one.value, one.is_used) for one in answer.context["shown"].rivals] == [
            ("1", False),
            ("9", True),
        ]
        assert answer.context["shown"].row.value == "9"

    def test_lists_the_latest_periods_and_counts_the_others(
        self, make, programme, souss_massa, staff, client_for
    ):
        measure = make("offices")
        for year in range(1996, 2026):
            period = PeriodFactory(
                programme=programme,
                slug=str(year),
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
            )
            give(measure, period, souss_massa, 1)
        answer, text = page_of(client_for(staff), "/en/mesures/offices/")
        assert len(answer.context["shown"].series) == LATEST_PERIODS
        assert answer.context["shown"].row.value == "30"
        assert "6 earlier periods are not listed" in text

    def test_costs_no_more_with_more_values(self, make, programme, souss_massa, staff, client_for):
        measure = make("offices", target=10)
        made = []

        def grow(number):
            for _turn in range(number):
                made.append(1)
                year = 2000 + len(made)
                period = PeriodFactory(
                    programme=programme,
                    slug=str(year),
                    starts_on=date(year, 1, 1),
                    ends_on=date(year, 12, 31),
                )
                give(measure, period, souss_massa, 4)

        assert_flat(client_for(staff), "/en/mesures/offices/", grow)


class TestCountedFigures:
    def test_follow_the_calendar(self, make, programme, quarters, souss_massa, staff):
        measure = make("workshops")
        Rule.objects.create(measure=measure, kind="activities")
        for day in (date(2026, 2, 1), date(2026, 5, 1), date(2026, 7, 5)):
            ActivityFactory(
                validated=True, programmes=[programme], places=[souss_massa], starts_on=day
            )
        activity_totals.rebuild()
        figure = results.of_measure(measure, reader=staff, on=ON)
        assert figure.amount.quantity == Quantity(2)
        assert [point.running.number for point in figure.series] == [1, 2]
        assert figure.given.expected == 0
        assert {row.place.slug: row.amount.number for row in figure.places} == {
            "souss-massa": 2,
            "oriental": 0,
        }

    def test_of_few_people_are_withheld_from_outsiders_in_all_regions(
        self, make, programme, quarters, souss_massa, oriental, staff, donor
    ):
        measure = make("women", counted=Counted.PERSONS)
        Rule.objects.create(measure=measure, kind="participants", settings={"of": "women"})
        for place, women in ((souss_massa, 3), (oriental, 20)):
            ActivityFactory(
                validated=True,
                programmes=[programme],
                places=[place],
                participants=30,
                women=women,
                starts_on=date(2026, 2, 1),
            )
        activity_totals.rebuild()
        outside = results.of_measure(measure, reader=donor, on=ON)
        assert outside.amount.number == 23
        assert all(row.amount.is_withheld for row in outside.places)
        alone = results.of_measure(measure, reader=donor, on=ON, place=oriental)
        assert alone.amount.is_withheld
        own = results.of_measure(measure, reader=staff, on=ON, place=souss_massa)
        assert own.amount.number == 3


class TestEntry:
    def test_has_its_address_and_leads_to_its_indicator(
        self, make, quarters, souss_massa, staff, client_for
    ):
        entry = give(make("offices"), quarters[1], souss_massa, 31, comment="Deux antennes.")
        answer, text = page_of(client_for(staff), f"/en/v/{entry.code}/")
        assert answer.context["figure"].quantity == Quantity(31)
        assert "/en/mesures/offices/" in text
        assert "Q2 2026" in text
        assert "Deux antennes." in text

    def test_of_few_people_is_withheld_from_outsiders(
        self, make, quarters, souss_massa, oriental, staff, donor, client_for
    ):
        measure = make("persons", counted=Counted.PERSONS)
        entry = give(measure, quarters[1], souss_massa, 3, comment="Trois personnes.")
        answer, text = page_of(client_for(donor), f"/en/v/{entry.code}/")
        assert answer.context["figure"].is_withheld
        assert answer.context["figure"].quantity == Quantity(None)
        assert "Trois" not in text
        told = client_for(donor).get(f"/api/v1/figures/{entry.code}/").json()
        assert (told["number"], told["is_withheld"]) == (None, True)
        answer, _text = page_of(client_for(staff), f"/en/v/{entry.code}/")
        assert answer.context["figure"].quantity == Quantity(3)
