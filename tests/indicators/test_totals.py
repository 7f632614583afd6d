"""The kept totals equal the validated values, after every kind of change."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import totals
from indicators.enums import ValueState
from indicators.models import Cell, Total, Value
from indicators.totals import Key
from lib.quantities import Qualifier
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    EntryFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    ValueFactory,
)


@pytest.fixture
def framework(souss_massa, oriental):
    """Two measures, two periods, three places (one is the programme as a whole), two categories."""
    result = ResultFactory()
    return {
        "measures": [MeasureFactory(result=result), MeasureFactory(result=result)],
        "periods": [
            PeriodFactory(programme=result.programme),
            PeriodFactory(
                programme=result.programme,
                slug="2026-t2",
                starts_on=date(2026, 4, 1),
                ends_on=date(2026, 6, 30),
            ),
        ],
        "places": [souss_massa, oriental, None],
        "categories": [CategoryFactory(), CategoryFactory()],
    }


def recounted():
    """Each total, from the rows themselves and with other code than keeps them."""
    sums = {}
    for value in Value.objects.filter(measure__isnull=False, state="validated").order_by("pk"):
        told = [(None, value.number, value.numerator, value.denominator, value.qualifier)]
        told += [
            (cell.category_id, cell.number, cell.numerator, cell.denominator, "exact")
            for cell in Cell.objects.filter(value=value).order_by("pk")
        ]
        for category, number, numerator, denominator, qualifier in told:
            for place in {None, value.place_id}:
                key = (value.measure_id, value.period_id, place, category)
                sums.setdefault(key, []).append((number, numerator, denominator, qualifier))
    return {
        key: (
            len(rows),
            sum(1 for row in rows if row[0] is not None),
            sum(1 for row in rows if row[0] is not None and row[3] == "about"),
            sum(1 for row in rows if row[0] is not None and row[3] == "at_least"),
            sum((row[0] for row in rows if row[0] is not None), Decimal(0)),
            max((row[0] for row in rows if row[0] is not None), default=None),
            sum((row[1] for row in rows if row[0] is not None and row[2]), Decimal(0)),
            sum((row[2] for row in rows if row[0] is not None and row[2]), Decimal(0)),
        )
        for key, rows in sums.items()
    }


def kept():
    columns = ("given", "reported", "about", "at_least")
    numbers = ("number", "largest", "numerator", "denominator")
    return {
        (row.measure_id, row.period_id, row.place_id, row.category_id): tuple(
            getattr(row, name) for name in (*columns, *numbers)
        )
        for row in Total.objects.order_by("pk")
    }


def assert_equal_to_the_values():
    assert kept() == recounted()
    assert totals.drift() == []


def enter(chance, framework):
    """Writes a value with its parts, in any state."""
    where = {
        "measure": chance.choice(framework["measures"]),
        "period": chance.choice(framework["periods"]),
        "place": chance.choice(framework["places"]),
    }
    if Value.objects.filter(**where).exists():
        return None
    number = chance.choice([None, Decimal(0), Decimal(12), Decimal("7.5")])
    denominator = chance.choice([None, Decimal(40)]) if number is not None else None
    value = EntryFactory(
        **where,
        number=number,
        numerator=number if denominator else None,
        denominator=denominator,
        qualifier=chance.choice(Qualifier.values),
        state=chance.choice(ValueState.values),
    )
    for category in chance.sample(framework["categories"], chance.randint(0, 2)):
        CellFactory(value=value, category=category, number=chance.choice([None, 0, 3]))
    return value


def alter(value, change, chance, framework):
    if change == "move":
        value.state = chance.choice(ValueState.values)
    elif change == "revise":
        value.number, value.numerator, value.denominator = Decimal(31), None, None
        value.cells.all().delete()
        CellFactory(value=value, category=chance.choice(framework["categories"]), number=30)
    elif change in ("period", "place"):
        moved = chance.choice(framework[f"{change}s"])
        where = {"measure": value.measure, "period": value.period, "place": value.place}
        if not Value.objects.filter(**(where | {change: moved})).exists():
            setattr(value, change, moved)
    value.save()


@pytest.mark.parametrize("seed", range(6))
def test_totals_follow_every_change_of_the_values(seed, framework):
    chance = random.Random(seed)
    values = []
    for _turn in range(16):
        change = chance.choice(["enter", "enter", "move", "revise", "period", "place", "delete"])
        if change == "enter" or not values:
            value = enter(chance, framework)
            if value is not None:
                values.append(value)
                totals.refresh(totals.keys_of(value))
        else:
            value = chance.choice(values)
            keys = totals.keys_of(value)
            if change == "delete":
                values.remove(value)
                value.delete()
            else:
                alter(value, change, chance, framework)
                keys |= totals.keys_of(value)
            totals.refresh(keys)
        assert_equal_to_the_values()


def test_a_value_of_the_whole_programme_counts_once(framework):
    value = EntryFactory(
        measure=framework["measures"][0], period=framework["periods"][0], place=None
    )

    totals.refresh(totals.keys_of(value))

    assert [(total.place_id, total.number) for total in Total.objects.order_by("pk")] == [
        (None, 21)
    ]


@pytest.mark.django_db
def test_a_claim_of_a_source_counts_in_no_total():
    assert totals.keys_of(ValueFactory()) == set()


def test_only_the_totals_asked_for_are_written(framework, souss_massa):
    value = EntryFactory(
        measure=framework["measures"][0], period=framework["periods"][0], place=souss_massa
    )

    totals.refresh([Key(value.measure_id, value.period_id, souss_massa.pk, None)])

    assert Total.objects.get().place == souss_massa


def test_many_values_are_counted_with_as_many_queries_as_one(framework, souss_massa, oriental):
    def count(places):
        values = [
            EntryFactory(
                measure=framework["measures"][0], period=framework["periods"][0], place=place
            )
            for place in places
        ]
        with CaptureQueriesContext(connection) as queries:
            totals.refresh(totals.keys_of_all(values))
        Value.objects.all().delete()
        Total.objects.all().delete()
        return len(queries)

    assert count([souss_massa, oriental, None]) == count([souss_massa])


class TestCheckTotals:
    def test_passes_on_values_that_their_totals_equal(self, framework):
        value = EntryFactory(measure=framework["measures"][0], period=framework["periods"][0])
        totals.refresh(totals.keys_of(value))
        call_command("check_totals")

    def test_fails_and_repairs_after_a_write_behind_the_actions(self, framework):
        value = EntryFactory(measure=framework["measures"][0], period=framework["periods"][0])
        totals.refresh(totals.keys_of(value))
        Value.objects.update(number=22)

        with pytest.raises(CommandError, match="differ from the log or the values"):
            call_command("check_totals")
        call_command("check_totals", "--repair")

        assert_equal_to_the_values()
