"""A breakdown of one region is withheld for the sake of another, and of nothing else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import totals
from indicators.enums import Counted, OverTime
from programmes.models import Coverage
from reports.figures import results
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

DAYS = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))]
MANY = (40, [20, 10])


@pytest.fixture
def sexes():
    dimension = DimensionFactory()
    return [CategoryFactory(dimension=dimension) for _one in range(2)]


@pytest.fixture
def measured(souss_massa, oriental, sexes):
    """A measure of persons in two regions, and what they gave in two periods."""

    def measured(over_time, given):
        programme = ProgrammeFactory()
        indicator = IndicatorFactory(over_time=over_time, counted=Counted.PERSONS)
        indicator.dimensions.add(sexes[0].dimension)
        measure = MeasureFactory(result=ResultFactory(programme=programme), indicator=indicator)
        periods = [
            PeriodFactory(programme=programme, starts_on=first, ends_on=last, slug=f"t{last.month}")
            for first, last in DAYS
        ]
        for place, several in zip((souss_massa, oriental), given, strict=True):
            Coverage.objects.create(programme=programme, place=place, kind="target")
            for period, (number, parts) in zip(periods, several, strict=True):
                value = EntryFactory(measure=measure, period=period, place=place, number=number)
                for category, part in zip(sexes, parts, strict=True):
                    CellFactory(value=value, category=category, number=part)
                totals.refresh(totals.keys_of(value))
        return measure

    return measured


def breakdown(measure, place, *, reader=None):
    figure = results.of_measure(measure, reader=reader, on=DAYS[-1][1], place=place)
    return figure.breakdowns[0]


@pytest.mark.parametrize("over_time", [OverTime.SUM, OverTime.LATEST])
def test_is_shown_where_nothing_is_small_anywhere(over_time, measured, souss_massa):
    measure = measured(over_time, [[MANY, MANY], [MANY, MANY]])

    shown = breakdown(measure, souss_massa)

    assert not shown.is_withheld
    times = 2 if over_time == OverTime.SUM else 1
    assert [part.amount.number for part in shown.parts] == [20 * times, 10 * times]


@pytest.mark.parametrize("over_time", [OverTime.SUM, OverTime.LATEST])
@pytest.mark.parametrize("parts", [[3, 20], [20, 18]], ids=["a part", "what is not broken down"])
def test_is_withheld_where_another_region_is_small(over_time, parts, measured, souss_massa):
    measure = measured(over_time, [[MANY, MANY], [MANY, (40, parts)]])

    assert breakdown(measure, souss_massa).is_withheld


@pytest.mark.parametrize("parts", [[3, 20], [20, 18]], ids=["a part", "what is not broken down"])
def test_follows_other_periods_only_where_periods_add_up(parts, measured, souss_massa):
    small_before = [[MANY, MANY], [(40, parts), MANY]]

    assert breakdown(measured(OverTime.SUM, small_before), souss_massa).is_withheld
    assert not breakdown(measured(OverTime.LATEST, small_before), souss_massa).is_withheld


@pytest.mark.parametrize("parts", [[3, 20], [20, 18]], ids=["a part", "what is not broken down"])
def test_is_shown_to_who_knows_the_region_that_is_small(
    parts, measured, souss_massa, oriental, staff, stranger
):
    """Staff of Souss-Massa know their own region; of the other one they read what all may."""
    measure = measured(OverTime.SUM, [[(40, parts), MANY], [MANY, MANY]])

    assert not breakdown(measure, souss_massa, reader=staff).is_withheld
    assert not breakdown(measure, oriental, reader=staff).is_withheld
    assert breakdown(measure, oriental, reader=stranger).is_withheld is False
    assert breakdown(measure, oriental).is_withheld


def test_asks_no_more_where_it_adds_up_more(measured, souss_massa, oriental):
    measure = measured(OverTime.SUM, [[MANY, MANY], [MANY, MANY]])
    with CaptureQueriesContext(connection) as few:
        breakdown(measure, souss_massa)
    for period in measure.programme.periods.order_by("pk"):
        for place in (souss_massa, oriental):
            value = measure.values.get(period=period, place=place)
            category = CategoryFactory(dimension=measure.indicator.dimensions.get())
            CellFactory(value=value, category=category, number=5)
            totals.refresh(totals.keys_of(value))
    with CaptureQueriesContext(connection) as many:
        breakdown(measure, souss_massa)

    assert len(many) <= len(few)
