"""What a framework says on a day, made of totals and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import totals
from indicators.enums import CollectedBy, Direction, OverPlaces, OverTime
from indicators.models import Declaration, Value
from lib.dates import Frequency
from lib.quantities import Qualifier, Quantity
from programmes.models import Coverage
from reports.figures import results, results_rules
from reports.figures.results_types import Standing, Trend
from reports.figures.steering_reading import book_of, ground_of
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.factories.regions import RegionFactory

ON = date(2026, 12, 31)
QUARTERS = [
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
]


@pytest.fixture
def programme(souss_massa, oriental):
    programme = ProgrammeFactory(
        starts_on=date(2026, 1, 1),
        starts_precision="day",
        ends_on=date(2027, 12, 31),
        ends_precision="day",
    )
    for place in (souss_massa, oriental):
        Coverage.objects.create(programme=programme, place=place, kind="target")
    return programme


@pytest.fixture
def quarters(programme):
    return [
        PeriodFactory(
            programme=programme, slug=f"2026-t{number}", starts_on=starts_on, ends_on=ends_on
        )
        for number, (starts_on, ends_on) in enumerate(QUARTERS, start=1)
    ]


@pytest.fixture
def measured(programme):
    """Makes a measure of the programme whose indicator has these rules."""

    def make(over_time=OverTime.SUM, over_places=OverPlaces.SUM, *, dimensions=(), **rules):
        of_measure = {
            name: rules.pop(name)
            for name in (
                *("baseline_number", "baseline_year", "collected_by"),
                *("frequency", "is_key", "removed_at", "result"),
            )
            if name in rules
        }
        indicator = IndicatorFactory(over_time=over_time, over_places=over_places, **rules)
        indicator.dimensions.set(dimensions)
        of_measure.setdefault("result", ResultFactory(programme=programme))
        return MeasureFactory(indicator=indicator, **of_measure)

    return make


def give(measure, period, place, number, cells=None, **rest):
    """A validated value, counted as the action that signs it would."""
    value = EntryFactory(measure=measure, period=period, place=place, number=number, **rest)
    for category, part in (cells or {}).items():
        CellFactory(value=value, category=category, number=part)
    totals.refresh(totals.keys_of(value))
    return value


def share(numerator, denominator):
    return {
        "number": Decimal(100 * numerator) / denominator,
        "numerator": Decimal(numerator),
        "denominator": Decimal(denominator),
    }


def figure(measure, *, on=ON, **rest):
    return results.of_measure(measure, reader=None, on=on, **rest)


class TestOverTimeAndPlaces:
    @pytest.mark.parametrize(
        ("over_time", "reached"),
        [("sum", 37), ("cumulative", 37), ("latest", 17), ("average", "18.5"), ("maximum", 20)],
    )
    def test_periods_make_one_figure_by_the_rule_of_the_indicator(
        self, over_time, reached, measured, quarters, souss_massa, oriental
    ):
        measure = measured(over_time)
        give(measure, quarters[0], souss_massa, 12)
        give(measure, quarters[0], oriental, 8)
        give(measure, quarters[1], souss_massa, 10)
        give(measure, quarters[1], oriental, 7)

        assert figure(measure).amount.quantity == Quantity(Decimal(reached))

    @pytest.mark.parametrize("over_places", ["weighted", "ratio", "sum"])
    def test_a_percentage_is_made_of_sums_never_of_percentages(
        self, over_places, measured, quarters, souss_massa, oriental
    ):
        measure = measured("latest", over_places, share=True)
        give(measure, quarters[0], souss_massa, **share(9, 10))
        give(measure, quarters[0], oriental, **share(10, 90))

        amount = figure(measure).amount

        assert (amount.number, amount.numerator, amount.denominator) == (19, 19, 100)

    @pytest.mark.parametrize("over_time", ["latest", "average", "cumulative"])
    def test_days_of_waiting_are_weighted_by_the_files_they_are_of(
        self, over_time, measured, quarters, souss_massa, oriental
    ):
        measure = measured(over_time, "weighted")
        give(measure, quarters[0], souss_massa, 30, numerator=90, denominator=3)
        give(measure, quarters[0], oriental, 10, numerator=170, denominator=17)

        amount = figure(measure).amount

        assert (amount.number, amount.numerator, amount.denominator) == (13, 260, 20)

    def test_the_largest_of_several_places(self, measured, quarters, souss_massa, oriental):
        measure = measured("latest", "maximum")
        give(measure, quarters[0], souss_massa, 3)
        give(measure, quarters[0], oriental, 2)

        assert figure(measure).amount.number == 3

    @pytest.mark.parametrize("over_places", ["none", "latest"])
    def test_places_that_do_not_add_up_make_no_figure_of_all(
        self, over_places, measured, quarters, souss_massa, oriental
    ):
        measure = measured("latest", over_places)
        give(measure, quarters[0], souss_massa, 3)
        give(measure, quarters[0], oriental, 2)

        whole = figure(measure)

        assert not whole.amount.is_reported
        assert [each.amount.number for each in whole.places] == [2, 3]

    def test_at_least_and_not_reported_stay_what_they_are(
        self, measured, quarters, souss_massa, oriental
    ):
        measure = measured()
        give(measure, quarters[0], souss_massa, 30, qualifier=Qualifier.AT_LEAST)
        give(measure, quarters[0], oriental, 5)
        other = measured()
        give(other, quarters[0], souss_massa, 30)
        give(other, quarters[0], oriental, None)
        silent = measured()
        give(silent, quarters[0], oriental, None)

        assert figure(measure).amount.quantity == Quantity(35, Qualifier.AT_LEAST)
        assert figure(other).amount.quantity == Quantity(30, Qualifier.AT_LEAST)
        assert figure(silent).amount.quantity == Quantity(None)
        assert figure(silent).standing == Standing.NO_TARGET

    def test_a_figure_of_all_places_does_not_fall_when_one_reports_a_new_period(
        self, measured, quarters, programme, souss_massa, oriental
    ):
        for number in range(3):
            place = RegionFactory(code=f"MA.1{number}")
            Coverage.objects.create(programme=programme, place=place, kind="target")
        measure = measured("latest")
        for place in Coverage.objects.order_by("pk"):
            give(measure, quarters[0], place.place, 10)
        give(measure, quarters[1], souss_massa, 11)

        reached = figure(measure)

        assert reached.amount.number == 50
        assert (reached.as_of.slug, reached.begun.slug) == ("2026-t1", "2026-t2")


class TestDays:
    def test_values_count_once_their_period_has_ended(self, measured, quarters, souss_massa):
        measure = measured()
        give(measure, quarters[0], souss_massa, 12)
        give(measure, quarters[1], souss_massa, 10)

        reached = figure(measure, on=date(2026, 5, 15))

        assert reached.amount.number == 12
        assert [period.slug for period in reached.partly] == ["2026-t2"]

    def test_what_was_before_counts_in_what_is_cumulative_alone(
        self, measured, quarters, souss_massa
    ):
        summed, cumulative = measured("sum"), measured("cumulative")
        for measure in (summed, cumulative):
            give(measure, quarters[0], souss_massa, 12)
            give(measure, quarters[1], souss_massa, 10)

        since = date(2026, 4, 1)

        assert figure(summed, since=since).amount.number == 10
        assert figure(cumulative, since=since).amount.number == 22

    def test_a_series_says_each_period_and_all_until_then(self, measured, quarters, souss_massa):
        measure = measured("cumulative")
        give(measure, quarters[0], souss_massa, 12)
        give(measure, quarters[2], souss_massa, 10)

        series = figure(measure).series

        assert [point.amount.number for point in series] == [12, None, 10, None]
        assert [point.running.number for point in series] == [12, 12, 22, 22]
        assert figure(measure).trend == Trend.DOWN

    def test_of_unlike_numbers_of_places_have_no_trend(
        self, measured, quarters, souss_massa, oriental
    ):
        measure = measured("latest")
        give(measure, quarters[0], souss_massa, 5)
        give(measure, quarters[1], souss_massa, 3)
        assert figure(measure).trend == Trend.DOWN
        give(measure, quarters[1], oriental, 9)

        assert figure(measure).trend == Trend.UNKNOWN


class TestParts:
    @pytest.fixture
    def sexes(self):
        dimension = DimensionFactory()
        return dimension, CategoryFactory(dimension=dimension), CategoryFactory(dimension=dimension)

    @pytest.mark.parametrize("over_time", OverTime.values)
    def test_parts_and_what_is_not_broken_down_add_up_to_the_whole(
        self, over_time, measured, quarters, souss_massa, oriental, sexes
    ):
        dimension, women, men = sexes
        measure = measured(over_time, dimensions=[dimension])
        give(measure, quarters[0], souss_massa, 12, {women: 5, men: 4})
        give(measure, quarters[0], oriental, 8, {women: 8})
        give(measure, quarters[1], souss_massa, 10, {women: 10})
        give(measure, quarters[1], oriental, 6)

        reached = figure(measure)
        (breakdown,) = reached.breakdowns

        told = [part.amount.number or 0 for part in breakdown.parts]
        assert sum(told) + breakdown.rest.number == reached.amount.number
        assert breakdown.rest.number > 0


class TestTargets:
    def test_the_expected_lies_on_the_line_to_the_final_target(
        self, measured, quarters, souss_massa
    ):
        measure = measured("cumulative")
        TargetFactory(measure=measure, number=200)
        give(measure, quarters[3], souss_massa, 90)

        reached = figure(measure)

        # Half of two years, less the first day.
        assert reached.expected == Decimal("99.8628")
        assert reached.expected_on == date(2026, 12, 31)
        assert reached.standing == Standing.ON_TRACK
        assert reached.final_target.number == 200

    @pytest.mark.parametrize(
        ("number", "standing"),
        [(18, Standing.ON_TRACK), (17, Standing.WATCH), (14, Standing.WATCH), (13, Standing.LATE)],
    )
    def test_nine_tenths_is_on_track_and_seven_to_watch(
        self, number, standing, measured, quarters, souss_massa
    ):
        measure = measured("latest")
        TargetFactory(measure=measure, period=quarters[0], number=20)
        give(measure, quarters[0], souss_massa, number)

        assert figure(measure).standing == standing

    @pytest.mark.parametrize(
        ("number", "standing"),
        [(10, Standing.ON_TRACK), (12, Standing.WATCH), (15, Standing.LATE)],
    )
    def test_where_less_is_better_it_is_mirrored(
        self, number, standing, measured, quarters, souss_massa
    ):
        measure = measured("latest", direction=Direction.DOWN)
        TargetFactory(measure=measure, period=quarters[0], number=10)
        give(measure, quarters[0], souss_massa, number)

        assert figure(measure).standing == standing

    def test_without_a_target_it_is_never_late(self, measured, quarters, souss_massa):
        measure = measured()
        give(measure, quarters[0], souss_massa, 0)

        assert figure(measure).standing == Standing.NO_TARGET

    def test_neither_way_is_better_has_no_standing(self, measured, quarters, souss_massa):
        measure = measured(direction=Direction.NEUTRAL)
        TargetFactory(measure=measure, period=quarters[0], number=10)
        give(measure, quarters[0], souss_massa, 1)

        assert figure(measure).standing == Standing.NOT_JUDGED

    def test_targets_of_single_periods_add_up_where_the_values_do(
        self, measured, quarters, souss_massa
    ):
        measure = measured("sum")
        for period in quarters[:2]:
            TargetFactory(measure=measure, period=period, number=10)
            give(measure, period, souss_massa, 9)

        reached = figure(measure)

        assert (reached.amount.number, reached.expected) == (18, 20)
        assert reached.standing == Standing.ON_TRACK

    def test_a_target_of_one_region_is_judged_there(
        self, measured, quarters, souss_massa, oriental
    ):
        measure = measured()
        TargetFactory(measure=measure, period=quarters[0], place=oriental, number=10)
        give(measure, quarters[0], souss_massa, 8)
        give(measure, quarters[0], oriental, 2)

        reached = figure(measure)

        assert [(each.amount.number, each.standing) for each in reached.places] == [
            (2, Standing.LATE),
            (8, Standing.NO_TARGET),
        ]
        assert reached.standing == Standing.NO_TARGET

    def test_the_line_begins_at_the_baseline(self, measured, quarters, souss_massa):
        measure = measured("latest", baseline_number=Decimal(100), baseline_year=2025)
        TargetFactory(measure=measure, period=quarters[3], number=200)
        give(measure, quarters[1], souss_massa, 140)

        assert figure(measure).expected == Decimal("149.5890")


class TestCompleteness:
    def test_says_how_many_came_of_those_expected(
        self, measured, quarters, programme, souss_massa, oriental, staff, now
    ):
        by_region = measured()
        whole = measured(collected_by=CollectedBy.PROGRAMME)
        yearly = measured(frequency=Frequency.YEARLY)
        measured(removed_at=now)
        give(by_region, quarters[0], souss_massa, 12)
        give(by_region, quarters[0], oriental, None)
        give(whole, quarters[0], None, 3)
        EntryFactory(submitted=True, measure=by_region, period=quarters[1], place=souss_massa)
        Declaration.objects.create(
            period=quarters[1], place=souss_massa, declared_by=staff, declared_at=now
        )

        matrix = results.completeness([programme], on=ON)

        here = matrix.cell(programme.slug, "MA.09")
        assert (here.given, here.expected, here.awaiting, here.declared) == (1, 5, 1, 1)
        there = matrix.cell(programme.slug, "MA.02")
        assert (there.given, there.not_reported, there.expected) == (1, 1, 5)
        assert matrix.cell(programme.slug, "").expected == 4
        assert matrix.rows[0].given.given == 3
        assert results.of_measure(yearly, reader=None, on=ON).given.expected == 2

    def test_a_text_is_not_a_number_that_was_not_reported(
        self, measured, quarters, programme, souss_massa
    ):
        give(measured(text=True), quarters[0], souss_massa, None, comment="Convention signée.")

        (row,) = results.completeness([programme], on=ON).rows

        assert (row.given.given, row.given.not_reported) == (1, 0)

    def test_is_the_same_from_a_book_that_was_read_already(
        self, measured, quarters, programme, souss_massa, oriental, staff, now
    ):
        by_region, words = measured(), measured(text=True)
        measured(collected_by=CollectedBy.PROGRAMME)
        measured(frequency=Frequency.YEARLY)
        measured(removed_at=now)
        give(by_region, quarters[0], souss_massa, 12)
        give(words, quarters[0], oriental, None, comment="Convention signée.")
        # Twice in one period and region, given as well as waiting.
        give(words, quarters[0], souss_massa, None, comment="Convention signée.")
        for measure in (by_region, words):
            EntryFactory(submitted=True, measure=measure, period=quarters[1], place=souss_massa)
        Declaration.objects.create(
            period=quarters[1], place=oriental, declared_by=staff, declared_at=now
        )

        asked = results.completeness([programme], on=ON, since=date(2000, 1, 1))
        book = book_of([programme], ground_of([programme]), reader=None, on=ON)
        _found, read = results.courses([programme], book, by_place=())

        here = {cell.place: cell.given for cell in asked.rows[0].cells if cell.place}
        assert {cell.place: cell.given for cell in read.rows[0].cells} == here
        assert read.places == asked.places
        assert {(one.awaiting, one.declared) for one in here.values()} >= {(2, 0), (0, 1)}

    @pytest.mark.parametrize("who", ["coordinator", "donor", "validator", None])
    def test_a_dashboard_says_of_a_measure_what_the_results_say(
        self, request, measured, quarters, programme, souss_massa, oriental, who
    ):
        reader = request.getfixturevalue(who) if who else None
        plain, people = measured(), measured(counted="persons", is_key=True)
        TargetFactory(measure=plain, number=Decimal("12.5"))
        TargetFactory(measure=people, period=quarters[0], number=40)
        for measure in (plain, people):
            for place, number in ((souss_massa, 3), (oriental, 31)):
                give(measure, quarters[0], place, number)
            EntryFactory(submitted=True, measure=measure, period=quarters[1], place=oriental)
        ground = ground_of([programme])

        book = book_of([programme], ground, reader=reader, on=ON)
        (found,), _matrix = results.courses([programme], book, by_place=())

        (told,) = results.of_programmes([programme], reader=reader, on=ON)
        assert [replace(one, series=()) for one in found.measures] == [
            replace(one, breakdowns=()) for one in told.measures
        ]
        assert found.given == told.given


class TestOfProgramme:
    def test_a_measure_taken_out_counts_in_nothing(self, measured, programme, quarters, now):
        measured(removed_at=now)
        kept = measured()

        figures = results.of_programme(programme, reader=None, on=ON)

        assert [each.code for each in figures.measures] == [kept.code]
        assert figures.given.expected == 8

    def test_one_place_has_what_that_place_gave(
        self, measured, programme, quarters, souss_massa, oriental
    ):
        measure = measured()
        measured(collected_by=CollectedBy.PROGRAMME)
        give(measure, quarters[0], souss_massa, 12)
        give(measure, quarters[0], oriental, 8)

        figures = results.of_programme(programme, reader=None, on=ON, place=oriental)

        assert [each.amount.number for each in figures.measures] == [8]
        assert figures.given.expected == 4

    @pytest.mark.parametrize("counted", ["things", "persons"])
    @pytest.mark.parametrize("asked", ["programme", "place", "measure", "completeness"])
    def test_the_queries_do_not_grow_with_what_was_given(
        self, counted, asked, measured, programme, quarters, souss_massa, oriental
    ):
        dimension = DimensionFactory()
        category = CategoryFactory(dimension=dimension)
        result = ResultFactory(programme=programme)

        def grow(measures, places):
            for _turn in range(measures):
                measure = measured(result=result, counted=counted, dimensions=[dimension])
                TargetFactory(measure=measure)
                for period in quarters[: measures + 1]:
                    for place in places:
                        give(measure, period, place, 30, {category: 20})
            return measure

        def ask(measure):
            with CaptureQueriesContext(connection) as queries:
                if asked == "programme":
                    results.of_programme(programme, reader=None, on=ON)
                elif asked == "place":
                    results.of_programme(programme, reader=None, on=ON, place=oriental)
                elif asked == "measure":
                    results.of_measure(measure, reader=None, on=ON)
                else:
                    results.completeness([programme], on=ON)
            return len(queries)

        few = ask(grow(1, [souss_massa, oriental]))
        many = ask(grow(4, [souss_massa, oriental]))

        assert many <= few

    def test_counts_what_counts_and_no_more(self, measured, programme, quarters, souss_massa):
        measure = measured()
        give(measure, quarters[0], souss_massa, 12)
        EntryFactory(submitted=True, measure=measure, period=quarters[1], place=souss_massa)

        reached = figure(measure)

        assert Value.objects.count() == 2
        assert reached.amount.number == 12
        assert (reached.given.given, reached.given.expected, reached.given.awaiting) == (1, 8, 1)


class TestAcross:
    def test_persons_of_two_programmes_may_be_the_same(self, measured, programme, souss_massa):
        other = ProgrammeFactory()
        Coverage.objects.create(programme=other, place=souss_massa, kind="target")
        indicator = IndicatorFactory(over_time="sum", counted="persons")
        for each, number in ((programme, 12), (other, 30)):
            measure = MeasureFactory(
                indicator=indicator, result=ResultFactory(programme=each), programme=each
            )
            give(measure, PeriodFactory(programme=each), souss_massa, number)

        (found,) = results.across([programme, other], reader=None, on=ON)

        assert found.amount.number == 42
        assert found.may_count_twice


@pytest.mark.parametrize(
    ("number", "told", "mean"),
    [("20.0000", 3, "6.7"), ("7.2500", 3, "2.417"), ("0", 4, "0.0"), ("31000.0000", 12, "2583.3")],
)
def test_a_mean_has_one_decimal_more_than_its_numbers(number, told, mean):
    assert str(results_rules.mean(Decimal(number), told)) == mean
