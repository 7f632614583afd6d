"""A programme with two reporting periods, and its indicators."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.enums import Direction, OverTime
from programmes.models import Coverage
from tests.factories.indicators import (
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
)
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def programme(souss_massa, oriental, agency, funder):
    programme = ProgrammeFactory(
        slug="depomi",
        acronym="DEPOMI",
        agency=agency,
        funder=funder,
        starts_on=date(2026, 1, 1),
        starts_precision="day",
        ends_on=date(2026, 12, 31),
        ends_precision="day",
    )
    for place in (souss_massa, oriental):
        Coverage.objects.get_or_create(programme=programme, place=place, kind="target")
    return programme


@pytest.fixture
def quarters(programme):
    days = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))]
    return [
        PeriodFactory(programme=programme, slug=f"2026-t{n}", starts_on=start, ends_on=end)
        for n, (start, end) in enumerate(days, start=1)
    ]


@pytest.fixture
def result(programme):
    return ResultFactory(programme=programme, number="1.1")


@pytest.fixture
def make(result):
    """Makes an indicator of the programme that adds up over time."""

    def measure(code, *, target=None, **fields):
        rules = {"over_time": OverTime.CUMULATIVE, "direction": Direction.UP}
        of_indicator = {
            name: fields.pop(name) for name in list(fields) if name in ("counted", "share", "text")
        }
        indicator = IndicatorFactory(**rules, **of_indicator)
        made = MeasureFactory(result=result, code=code, indicator=indicator, **fields)
        if target is not None:
            TargetFactory(measure=made, number=Decimal(target))
        return made

    return measure
