"""People who give the same values at the same moment overwrite nothing of each other."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from actors.models import Event
from indicators.actions import entries
from indicators.actions.entries import Change
from indicators.models import Cell, Value
from indicators.selectors.entries import Part, Told
from lib.concurrency import StaleVersion
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    EntryFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PEOPLE = 6


@pytest.fixture
def result(agency, souss_massa):
    return ResultFactory(programme=ProgrammeFactory(agency=agency, region=souss_massa))


@pytest.fixture
def period(result):
    return PeriodFactory(programme=result.programme)


@pytest.fixture
def measures(result):
    """Two indicators, broken down the same way."""
    dimension = CategoryFactory().dimension
    found = [MeasureFactory(result=result) for _turn in range(2)]
    for measure in found:
        measure.indicator.dimensions.add(dimension)
    return found


@pytest.fixture
def at_once(period, souss_massa, staff, now):
    """Save sheets at the same moment, each by a person of its own; what became of their rows."""

    def at_once(sheets):
        ready = Barrier(len(sheets))

        def save(changes):
            try:
                ready.wait()
                return entries.save_all(
                    period=period, place=souss_massa, changes=changes, by=staff, at=now
                )
            finally:
                connection.close()

        with ThreadPoolExecutor(len(sheets)) as pool:
            return [one for found in pool.map(save, sheets) for one in found.values()]

    return at_once


def told(measure, amount):
    category = measure.indicator.dimensions.get().categories.get()
    return Told(number=Decimal(amount), cells={category.pk: Part(Decimal(amount))})


def lost(outcomes):
    return [one.error for one in outcomes if one.error is not None]


def test_of_those_who_begin_a_cell_one_is_kept(measures, at_once):
    sheets = [[Change(measures[0], told(measures[0], 1 + turn), 0)] for turn in range(PEOPLE)]

    errors = lost(at_once(sheets))

    value = Value.objects.get()
    assert len(errors) == PEOPLE - 1
    assert all(isinstance(one, StaleVersion) for one in errors)
    assert {one.theirs["number"] for one in errors} == {str(int(value.number))}
    assert Cell.objects.get().number == value.number
    assert Event.objects.count() == 1


def test_who_begins_the_same_twice_has_one_value_and_no_error(measures, at_once):
    sheets = [[Change(measures[0], told(measures[0], 5), 0)] for _turn in range(PEOPLE)]

    assert lost(at_once(sheets)) == []
    assert Value.objects.get().version == 1
    assert Event.objects.count() == 1


def test_of_those_who_begin_a_sheet_one_is_kept(measures, at_once):
    sheets = [[Change(one, told(one, 1 + turn), 0) for one in measures] for turn in range(PEOPLE)]

    errors = lost(at_once(sheets))

    assert [type(one) for one in errors] == [StaleVersion] * (2 * (PEOPLE - 1))
    assert len({value.number for value in Value.objects.all()}) == 1
    assert (Value.objects.count(), Event.objects.count()) == (2, 2)


def test_of_those_who_correct_a_value_one_is_kept(measures, period, souss_massa, at_once):
    measure = measures[0]
    value = EntryFactory(measure=measure, period=period, place=souss_massa, draft=True, number=40)
    CellFactory(value=value, category=measure.indicator.dimensions.get().categories.get(), number=9)
    sheets = [[Change(measure, told(measure, 1 + turn), 1)] for turn in range(PEOPLE)]

    errors = lost(at_once(sheets))

    value.refresh_from_db()
    assert [type(one) for one in errors] == [StaleVersion] * (PEOPLE - 1)
    assert value.version == 2
    assert Cell.objects.get().number == value.number
    assert Event.objects.count() == 1


def test_who_clears_a_cell_and_who_corrects_it_do_not_both_succeed(
    measures, period, souss_massa, at_once
):
    measure = measures[0]
    EntryFactory(measure=measure, period=period, place=souss_massa, draft=True, number=40)

    errors = lost(at_once([[Change(measure, Told(), 1)], [Change(measure, told(measure, 7), 1)]]))

    assert [type(one) for one in errors] == [StaleVersion]
    assert Event.objects.count() == 1
    assert [value.number for value in Value.objects.all()] in ([], [7])


def test_sheets_in_opposite_orders_wait_for_each_other(measures, period, souss_massa, at_once):
    for measure in measures:
        EntryFactory(measure=measure, period=period, place=souss_massa, draft=True, number=40)
    sheets = [
        [Change(one, told(one, 1 + turn), 1) for one in (measures if turn % 2 else measures[::-1])]
        for turn in range(PEOPLE)
    ]

    errors = lost(at_once(sheets))

    # Whoever came first has both rows.
    assert len(errors) == 2 * (PEOPLE - 1)
    assert len({value.number for value in Value.objects.all()}) == 1
