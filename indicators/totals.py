"""Totals of values, kept equal to the validated values in the transaction that changes them.

A value counts in few totals: its measure and period, its place and « all places », the whole and
each of its categories. These are counted again from the values, never added to, so they cannot
drift. Whoever counts a measure again holds its row meanwhile, measures in one order: two
signatures at once wait for each other instead of losing one or stopping both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from operator import attrgetter

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from indicators.models import Cell, Measure, Total, Value
from lib.bulk import insert_rows
from lib.quantities import Qualifier

# So many rows in one statement, and so many measures in memory while all are counted again.
BATCH = 500
MEASURES = 20

NONE_YET = Decimal(0)


@dataclass(frozen=True, slots=True)
class Key:
    """What a total is about; None stands for all places, and for the whole of all categories."""

    measure: int
    period: int
    place: int | None
    category: int | None

    @property
    def in_order(self) -> tuple[int, int, int, int]:
        return self.measure, self.period, self.place or 0, self.category or 0


@dataclass(slots=True)
class Sums:
    """The sums of one total, named as its columns."""

    given: int = 0
    reported: int = 0
    about: int = 0
    at_least: int = 0
    number: Decimal = NONE_YET
    largest: Decimal | None = None
    numerator: Decimal = NONE_YET
    denominator: Decimal = NONE_YET

    def add(self, other: "Sums") -> None:
        self.given += other.given
        self.reported += other.reported
        self.about += other.about
        self.at_least += other.at_least
        self.number += other.number
        self.numerator += other.numerator
        self.denominator += other.denominator
        if other.largest is not None and (self.largest is None or self.largest < other.largest):
            self.largest = other.largest


KEY = ("measure_id", "period_id", "place_id", "category_id")
COLUMNS = tuple(field.name for field in fields(Sums))


def keys_of(value: Value) -> set[Key]:
    """The totals that a value counts in, whatever its state; none for what a source claims."""
    return keys_of_all([value])


def keys_of_all(values: Collection[Value]) -> set[Key]:
    """The totals that some values count in, whatever their state. One query."""
    entries = {
        value.pk: (value.measure_id, value.period_id, value.place_id)
        for value in values
        if value.measure_id is not None and value.period_id is not None
    }
    keys = {
        Key(measure, period, where, None)
        for measure, period, place in entries.values()
        for where in (None, place)
    }
    parts = Cell.objects.filter(value__in=[pk for pk in entries if pk is not None])
    for pk, category in parts.order_by("pk").values_list("value", "category"):
        measure, period, place = entries[pk]
        keys |= {Key(measure, period, where, category) for where in (None, place)}
    return keys


@transaction.atomic
def refresh(keys: Iterable[Key]) -> None:
    """Count some totals again from the values.

    Call it last in the transaction, with the keys before the change and those after it.
    """
    wanted = set(keys)
    if not wanted:
        return
    measures = {key.measure for key in wanted}
    _hold(measures)
    about = Q(measure__in=measures) & Q(period__in={key.period for key in wanted})
    counted = count(Value.objects.entries().filter(about))
    kept = {key: row for row in Total.objects.filter(about) if (key := _key_of(row)) in wanted}
    _write(kept, {key: counted[key] for key in wanted if key in counted})


@transaction.atomic
def rebuild() -> int:
    """Count every total again from all values; the number of totals written."""
    return sum(recount(measures) for measures in _some_measures())


@transaction.atomic
def recount(measures: Collection[int]) -> int:
    """Count every total of some measures again; the number of totals written."""
    _hold(measures)
    Total.objects.filter(measure__in=measures).delete()
    counted = count(Value.objects.entries().filter(measure__in=measures))
    keys = sorted(counted, key=lambda key: key.in_order)
    told, sums = attrgetter(*(field.name for field in fields(Key))), attrgetter(*COLUMNS)
    insert_rows(Total, KEY + COLUMNS, ((*told(key), *sums(counted[key])) for key in keys))
    return len(counted)


def drift() -> list[Key]:
    """The totals that differ from the values; none, unless someone wrote behind the actions."""
    differing: set[Key] = set()
    for measures in _some_measures():
        counted = count(Value.objects.entries().filter(measure__in=measures))
        kept = {_key_of(row): _sums_of(row) for row in Total.objects.filter(measure__in=measures)}
        differing |= {
            key for key in counted.keys() | kept.keys() if counted.get(key) != kept.get(key)
        }
    return sorted(differing, key=lambda key: key.in_order)


def count(values: QuerySet[Value]) -> dict[Key, Sums]:
    """The totals of some entries, by what they are about. Only validated ones count."""
    counted: dict[Key, Sums] = defaultdict(Sums)
    # In no order: asked for one, PostgreSQL would sort millions of rows for nothing.
    entries = values.validated().order_by()  # type: ignore[attr-defined]
    columns = ("number", "numerator", "denominator")
    rows = entries.values_list("measure", "period", "place", "qualifier", *columns)
    for measure, period, place, qualifier, *numbers in rows.iterator(chunk_size=BATCH * 4):
        sums = _sums(qualifier, *numbers)
        for where in {None, place}:
            counted[Key(measure, period, where, None)].add(sums)
    parts = Cell.objects.filter(value__in=entries.values("pk")).order_by()
    of_value = ("value__measure", "value__period", "value__place", "category")
    for measure, period, place, category, *numbers in parts.values_list(
        *of_value, *columns
    ).iterator(chunk_size=BATCH * 4):
        sums = _sums(Qualifier.EXACT, *numbers)
        for where in {None, place}:
            counted[Key(measure, period, where, category)].add(sums)
    return dict(counted)


def _sums(
    qualifier: str,
    number: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
) -> Sums:
    """What one value, or one part of it, adds."""
    if number is None:
        return Sums(given=1)
    is_share = numerator is not None and denominator is not None
    return Sums(
        given=1,
        reported=1,
        about=int(qualifier == Qualifier.ABOUT),
        at_least=int(qualifier == Qualifier.AT_LEAST),
        number=number,
        largest=number,
        numerator=numerator if is_share and numerator is not None else NONE_YET,
        denominator=denominator if is_share and denominator is not None else NONE_YET,
    )


def _hold(measures: Collection[int]) -> None:
    """Keep others from counting the same measures until this transaction ends."""
    # Without the key: a value given meanwhile refers to its measure, and need not wait.
    no_key = connection.features.has_select_for_no_key_update
    rows = Measure.objects.filter(pk__in=measures).select_for_update(no_key=no_key)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _write(kept: dict[Key, Total], counted: dict[Key, Sums]) -> None:
    """Make the rows that are kept equal to what was counted."""
    changed = []
    for key, row in kept.items():
        if key in counted and counted[key] != _sums_of(row):
            for name, number in asdict(counted[key]).items():
                setattr(row, name, number)
            changed.append(row)
    gone = [row.pk for key, row in kept.items() if key not in counted]
    Total.objects.filter(pk__in=gone).delete()
    Total.objects.bulk_update(changed, COLUMNS, batch_size=BATCH // 5)
    Total.objects.bulk_create(
        [
            Total(
                measure_id=key.measure,
                period_id=key.period,
                place_id=key.place,
                category_id=key.category,
                **asdict(counted[key]),
            )
            for key in sorted(counted.keys() - kept.keys(), key=lambda key: key.in_order)
        ],
        batch_size=BATCH,
    )


def _some_measures() -> Iterator[list[int]]:
    """All measures, a few at a time, in one order."""
    ids = list(Measure.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), MEASURES):
        yield ids[start : start + MEASURES]


def _key_of(row: Total) -> Key:
    return Key(row.measure_id, row.period_id, row.place_id, row.category_id)


def _sums_of(row: Total) -> Sums:
    return Sums(**{name: getattr(row, name) for name in COLUMNS})
