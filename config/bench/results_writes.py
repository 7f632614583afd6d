"""What it costs to save a row of the grid, and to sign five hundred values."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from actors.models import User
from config.bench.clock import Times, collector_off, in_turns
from config.bench.pages import people
from config.bench.results import FIRST
from config.bench.writes import select_rows
from indicators.actions import entries, review
from indicators.enums import ValueState
from indicators.models import Category, Cell, Measure, Period, Total, Value
from indicators.selectors.entries import Part, Told, share
from programmes.models import Programme
from regions.models import Place
from reports.figures import results
from reports.loading.synthetic import AUTHORS

SIGNED = 500


@dataclass(frozen=True, slots=True)
class Written:
    """The times of what writes values."""

    saving: Times
    inserting: Times
    rows: int
    # Of the same in the database alone, and in how many statements; and of correcting a row.
    saving_in_database: Times
    inserting_in_database: Times
    correcting_in_database: Times
    saving_statements: float
    correcting_statements: float
    # Of signing many at once, in the database and in all; and of signing one until it is seen.
    in_database: float
    signing: float
    statements: int
    until_seen: Times


@dataclass
class Spent:
    """The time that statements took."""

    seconds: float = 0
    statements: int = 0

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
            self.statements += 1


@contextmanager
def database_time() -> Iterator[Spent]:
    """Add up what the database takes meanwhile."""
    spent = Spent()
    with connection.execute_wrapper(spent):
        yield spent


def measure_writes(*, runs: int, at: datetime) -> Written:
    """Save rows of a grid, insert the same rows by hand, sign a batch and a single value."""
    programme = Programme.objects.get(slug=FIRST)
    measures = list(
        Measure.objects.filter(programme=programme)
        .select_related("indicator", "programme")
        .prefetch_related("indicator__dimensions__categories")
        .in_order()
    )
    places = list(Place.objects.regions())
    categories = list(Category.objects.filter(cells__value__programme=programme).distinct())
    cells = [(measure, place) for measure in measures for place in places]
    officer = people()["officer"]
    grid, copies, first, second = (_open_period(programme, at) for _turn in range(4))
    free, begun = iter(cells), iter(cells)

    def give(where: tuple[Measure, Place], told: Told, version: int) -> Value:
        measure, place = where
        return entries.save(
            measure=measure, place=place, period=grid, told=told, version=version, by=officer, at=at
        )

    def save() -> Value:
        where = next(free)
        return give(where, _told(where[0], categories), 0)

    def correct() -> Value:
        where = next(begun)
        told = _told(where[0], categories)
        first = min(told.cells)
        # One part less, which says why; the others stay.
        parts = {one: part for one, part in told.cells.items() if one != first}
        return give(where, replace(told, cells=parts, comment="Registre corrigé."), 1)

    rows = _rows_of(save())
    again = iter(cells)
    insert = partial(_insert, rows, again, copies)
    taken = in_turns({"saving": save, "inserting": insert}, runs=runs)
    in_database, statements = _in_database(
        {"saving": save, "inserting": insert, "correcting": correct}, runs=runs
    )
    author = User.objects.get(email=AUTHORS[0])
    waiting = _waiting(cells, categories, [first, second], author, at)
    versions = {value.pk: value.version for value in waiting[:SIGNED]}
    with collector_off(), database_time() as spent:
        began = time.perf_counter()
        batch = review.sign_all(versions=versions, by=officer, at=at)
        signing = time.perf_counter() - began
    if len(batch.signed) != len(versions):
        raise ValueError(f"Left unsigned: {batch.left[0].sentence}")
    return Written(
        saving=taken["saving"],
        inserting=taken["inserting"],
        rows=sum(len(found) for found in rows.values()),
        saving_in_database=in_database["saving"],
        inserting_in_database=in_database["inserting"],
        correcting_in_database=in_database["correcting"],
        saving_statements=statements["saving"],
        correcting_statements=statements["correcting"],
        in_database=spent.seconds,
        signing=signing,
        statements=spent.statements,
        until_seen=_until_seen(waiting[SIGNED:], officer, at),
    )


def _in_database(
    things: Mapping[str, Callable[[], Any]], *, runs: int
) -> tuple[dict[str, Times], dict[str, float]]:
    """The time of the statements of each thing, done in turns, and how many they are."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    statements = dict.fromkeys(things, 0.0)
    with collector_off():
        for _run in range(runs):
            for name, do in things.items():
                with database_time() as spent:
                    do()
                taken[name].append(spent.seconds)
                statements[name] += spent.statements / runs
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}, statements


def _until_seen(waiting: list[Value], officer: User, at: datetime) -> Times:
    """Sign values one by one, and read the total of each that shows it."""
    seconds = []
    with collector_off():
        for value in waiting:
            before = _given(value)
            began = time.perf_counter()
            review.sign(value=value, version=value.version, by=officer, at=at)
            results.of_measure(value.measure, reader=officer, on=value.ends_on)
            seconds.append(time.perf_counter() - began)
            if _given(value) != before + 1:
                raise ValueError("A signed value is not in its total.")
    return Times(tuple(seconds))


def _given(value: Value) -> int:
    total = Total.objects.filter(
        measure=value.measure_id, period=value.period_id, place=None, category=None
    ).first()
    return total.given if total else 0


def _open_period(programme: Programme, at: datetime) -> Period:
    """A period of one day in which values may be given now."""
    today: date = timezone.localdate(at)
    before = Period.objects.filter(programme=programme, slug__startswith="mesure-").count()
    day = today - timedelta(days=before + 1)
    return Period.objects.create(
        programme=programme,
        slug=f"mesure-{before + 1}",
        starts_on=day,
        ends_on=day,
        opens_on=day,
        due_on=today + timedelta(days=30),
        locks_on=today + timedelta(days=60),
    )


def _told(measure: Measure, categories: list[Category]) -> Told:
    """A value with five parts that leave nothing: nothing about it asks for a comment."""
    by_dimension: dict[int, list[Category]] = {}
    for category in categories:
        by_dimension.setdefault(category.dimension_id, []).append(category)
    # More than any synthetic value: nothing falls.
    number, part = Decimal(6000), {}
    per = measure.indicator.per
    for several in by_dimension.values():
        for category in several:
            one = number / len(several)
            part[category.pk] = (
                Part(share(one / 2, one, per=per), one / 2, one)
                if measure.indicator.is_share
                else Part(one)
            )
    if measure.indicator.is_share:
        return Told(share(number / 2, number, per=per), number / 2, number, cells=part)
    return Told(number, cells=part)


def _waiting(
    cells: list[tuple[Measure, Place]],
    categories: list[Category],
    periods: list[Period],
    author: User,
    at: datetime,
) -> list[Value]:
    """Values handed in by somebody else, enough for a batch and a few more."""
    values, parts = [], []
    for period in periods:
        for measure, place in cells:
            said = _told(measure, categories)
            value = Value(
                code=f"{measure.code}--{place.slug}--{period.slug}",
                measure=measure,
                period=period,
                indicator=measure.indicator,
                programme_id=measure.programme_id,
                place=place,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                number=said.number,
                numerator=said.numerator,
                denominator=said.denominator,
                state=ValueState.SUBMITTED,
                entered_by=author,
                entered_at=at,
                submitted_by=author,
                submitted_at=at,
            )
            values.append(value)
            parts += [
                Cell(
                    value=value,
                    category_id=category,
                    number=part.number,
                    numerator=part.numerator,
                    denominator=part.denominator,
                )
                for category, part in said.cells.items()
            ]
    Value.objects.bulk_create(values)
    Cell.objects.bulk_create(parts)
    return values


def _rows_of(value: Value) -> Mapping[str, list[dict]]:
    """What saving a value has written, table by table, its trail included."""
    trail = select_rows("actors_event", "about_id", str(value.pk))
    label = Value._meta.label_lower
    return {
        "indicators_value": select_rows("indicators_value", "id", value.pk),
        "indicators_cell": select_rows("indicators_cell", "value_id", value.pk),
        "actors_event": [row for row in trail if row["about_model"] == label],
    }


def _insert(
    rows: Mapping[str, list[dict]], cells: Iterator[tuple[Measure, Place]], period: Period
) -> None:
    """The same rows again, for another value: one statement for each table."""
    measure, place = next(cells)
    with transaction.atomic(), connection.cursor() as cursor:
        pk: Any = None
        for table, written in rows.items():
            lines = []
            for row in written:
                values = {name: value for name, value in row.items() if name != "id"}
                if table == "indicators_value":
                    values |= {"measure_id": measure.pk, "place_id": place.pk}
                    values |= {"period_id": period.pk}
                    values["code"] = f"{measure.code}--{place.slug}--{period.slug}"
                elif table == "actors_event":
                    values["about_id"] = str(pk)
                else:
                    values["value_id"] = pk
                lines.append(values)
            columns = ", ".join(f'"{name}"' for name in lines[0])
            marks = ", ".join(f"({', '.join(['%s'] * len(line))})" for line in lines)
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) VALUES {marks} RETURNING "id"',
                [value for line in lines for value in line.values()],
            )
            pk = cursor.fetchone()[0] if table == "indicators_value" else pk
