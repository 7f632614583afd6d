"""Regions that sign values of the same measures at the same moment lose none of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from indicators import totals
from indicators.enums import ValueState
from indicators.models import Total, Value
from tests.factories.indicators import EntryFactory, MeasureFactory, PeriodFactory, ResultFactory
from tests.factories.regions import RegionFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

REGIONS = 6


@pytest.fixture
def waiting():
    """Two measures of one period, a submitted value of each region for each."""
    result = ResultFactory()
    measures = [MeasureFactory(result=result) for _turn in range(2)]
    period = PeriodFactory(programme=result.programme)
    return [
        [
            EntryFactory(
                submitted=True, measure=measure, period=period, place=region, number=1 + number
            )
            # Each region in another order, as two people might take them.
            for measure in (measures if number % 2 else reversed(measures))
        ]
        for number, region in enumerate(RegionFactory() for _turn in range(REGIONS))
    ]


def sign(values):
    """What an action does: change the values, then count again, in one transaction."""
    try:
        with transaction.atomic():
            for value in values:
                Value.objects.filter(pk=value.pk).update(
                    state=ValueState.VALIDATED, validated_at=value.entered_at
                )
            totals.refresh(totals.keys_of_all(values))
    finally:
        connection.close()


def test_signing_at_the_same_moment_loses_no_value(waiting):
    with ThreadPoolExecutor(REGIONS) as pool:
        list(pool.map(sign, waiting))

    assert totals.drift() == []
    assert [
        (total.given, total.number)
        for total in Total.objects.filter(place=None, category=None).order_by("measure")
    ] == [(REGIONS, 21), (REGIONS, 21)]
