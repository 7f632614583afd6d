"""How much of what was expected has come: region × programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, F, Sum, When

from indicators.enums import CollectedBy, UnitKind
from indicators.models import Declaration, Measure, Period, Total, Value
from indicators.selectors.periods import falls_due, regions_of
from programmes.models import Programme
from regions.models import Place
from reports.figures.results_reading import WAITING, Book, place_ref, programme_ref
from reports.figures.results_types import (
    CompletenessCell,
    CompletenessMatrix,
    CompletenessRow,
    Given,
    PeriodRef,
    all_given,
)

# A period, and who gave: a region, or None for the programme as a whole.
Sheet = tuple[int, int | None]
# A period with what figures say of it.
Ended = tuple[int, PeriodRef]
# How many values were given, and how many of them say something.
Totals = Mapping[Sheet, Sequence[int]]


class Asked(NamedTuple):
    """What of a measure says of whom a value is expected, and when."""

    pk: int
    programme: int
    collected_by: str
    frequency: str
    unit_kind: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What was expected, and what was said beside the values."""

    programmes: Sequence[Programme]
    regions: Mapping[int, Sequence[Place]]
    # By programme.
    periods: Mapping[int, Sequence[Ended]]
    measures: Sequence[Asked]
    waiting: Mapping[Sheet, int]
    declared: set[Sheet]


def completeness(
    programmes: Sequence[Programme], *, on: date, since: date | None = None
) -> CompletenessMatrix:
    """What came of what was expected in the periods that ended within the year before a day, or
    since another. It says how many, never what: all who see a programme get the same.

    Bring programmes that the reader sees.
    """
    since = since or _year_before(on)
    frame = _read(programmes, since, on)
    return _matrix(frame, _totals(frame), since, on)


def of_regions(book: Book, programmes: Sequence[Programme]) -> CompletenessMatrix:
    """The same of the regions alone, from the beginning to the day of a book that was read of all
    measures of some programmes."""
    periods = {
        programme.pk: [
            (period.pk, book.ref(period))
            for period in book.periods[programme.pk]
            if period.ends_on <= book.on
        ]
        for programme in programmes
    }
    asked = asked_of_regions(book.measures)
    of_asked = {one.pk for one in asked}
    waiting: Counter[Sheet] = Counter()
    for (measure, period, place), count in book.awaiting.items():
        if measure in of_asked:
            waiting[period, place] += count
    frame = Frame(programmes, book.regions, periods, asked, waiting, book.declared)
    return _matrix(frame, book.came, date.min, book.on)


def asked_of_regions(measures: Iterable[Measure]) -> list[Asked]:
    """The measures that regions give; what the portal counts by itself is asked of nobody."""
    return [
        Asked(one.pk, one.programme_id, one.collected_by, one.frequency, one.indicator.unit_kind)
        for one in measures
        if one.collected_by == CollectedBy.REGION and not hasattr(one, "rule")
    ]


def saying(measures: Iterable[Asked]) -> Case | F:
    """How many values of a total say something: a text does without a number."""
    texts = [one.pk for one in measures if one.unit_kind == UnitKind.TEXT]
    return (
        Case(When(measure__in=texts, then="given"), default="reported") if texts else F("reported")
    )


def _matrix(frame: Frame, totals: Totals, since: date, on: date) -> CompletenessMatrix:
    asked: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for measure in frame.measures:
        asked[measure.programme][measure.collected_by, measure.frequency] += 1
    shown = [frame.regions.get(programme.pk, ()) for programme in frame.programmes]
    places = {place.pk: place_ref(place) for several in shown for place in several}
    rows = []
    for programme in frame.programmes:
        periods = frame.periods[programme.pk]
        expected = _expected(asked[programme.pk], [ref for _pk, ref in periods])
        cells = []
        for place in (*frame.regions.get(programme.pk, ()), None):
            kind = CollectedBy.REGION if place else CollectedBy.PROGRAMME
            if kind in expected:
                sheets = [(pk, place.pk if place else None) for pk, _ref in periods]
                given = _given(frame, totals, sheets, expected[kind])
                cells.append(CompletenessCell(places[place.pk] if place else None, given))
        rows.append(
            CompletenessRow(
                programme_ref(programme),
                tuple(cells),
                all_given(cell.given for cell in cells),
                tuple(ref for _pk, ref in periods),
            )
        )
    in_order = sorted(places.values(), key=lambda place: place.code)
    return CompletenessMatrix(since, on, tuple(in_order), tuple(rows))


def _read(programmes: Sequence[Programme], since: date, on: date) -> Frame:
    ids = [programme.pk for programme in programmes]
    periods = _periods(ids, since, on)
    # What the portal counts by itself is asked of nobody.
    measures = Measure.objects.active().filter(programme__in=ids, rule__isnull=True)
    columns = ("pk", "programme_id", "collected_by", "frequency", "indicator__unit_kind")
    # In no order, as all that follows: each row stands for itself.
    asked = [Asked(*row) for row in measures.order_by().values_list(*columns)]
    ended = [pk for several in periods.values() for pk, _ref in several]
    waiting = Value.objects.filter(
        state__in=WAITING, period__in=ended, measure__in=[one.pk for one in asked]
    )
    counts = waiting.values_list("period", "place").annotate(count=Count("pk")).order_by()
    declared = Declaration.objects.filter(period__in=ended, withdrawn_at__isnull=True)
    return Frame(
        programmes=programmes,
        regions=regions_of(ids),
        periods=periods,
        measures=asked,
        waiting={(period, place): count for period, place, count in counts},
        declared=set(declared.order_by().values_list("period", "place")),
    )


def _periods(programmes: Sequence[int], since: date, on: date) -> dict[int, list[Ended]]:
    """The periods of each programme that ended between two days, in order."""
    found: dict[int, list[Ended]] = {programme: [] for programme in programmes}
    rows = Period.objects.filter(programme__in=programmes, ends_on__gt=since, ends_on__lte=on)
    columns = ("programme_id", "pk", "slug", "label", "starts_on", "ends_on")
    for programme, pk, *told in rows.order_by().values_list(*columns):
        found[programme].append((pk, PeriodRef(*told)))
    for several in found.values():
        several.sort(key=lambda one: (one[1].starts_on, one[1].ends_on, one[0]))
    return found


def _year_before(day: date) -> date:
    # The 29th of February has no day a year before.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _expected(asked: Mapping[tuple[str, str], int], periods: Sequence[PeriodRef]) -> dict[str, int]:
    """How many values are expected of each place, and of the programme as a whole; nothing is
    said of those of whom none ever is."""
    counts: dict[str, int] = defaultdict(int)
    for (collected_by, frequency), measures in asked.items():
        due = sum(falls_due(frequency, one.starts_on, one.ends_on) for one in periods)
        counts[collected_by] += measures * due
    return counts


def _totals(frame: Frame) -> Totals:
    """What was given of the measures and periods of a frame. A query for each kind of place."""
    totals: dict[Sheet, Sequence[int]] = {}
    by_kind: dict[str, list[int]] = defaultdict(list)
    for one in frame.measures:
        by_kind[one.collected_by].append(one.pk)
    periods = [pk for several in frame.periods.values() for pk, _ref in several]
    places = {place.pk for several in frame.regions.values() for place in several}
    said = saying(frame.measures)
    for kind, asked in by_kind.items():
        where = {"place__in": places} if kind == CollectedBy.REGION else {"place": None}
        # With every column of its index named, PostgreSQL walks only to what it needs.
        rows = Total.objects.filter(measure__in=asked, category=None, period__in=periods, **where)
        grouped = rows.order_by().values_list("period", "place")
        sums = grouped.annotate(came=Sum("given"), told=Sum(said))
        totals |= {(period, place): both for period, place, *both in sums}
    return totals


def _given(
    frame: Frame,
    totals: Totals,
    sheets: Iterable[Sheet],
    expected: int,
) -> Given:
    """What one place gave in some periods, of so many values that were expected."""
    given = told = awaiting = declared = 0
    for sheet in sheets:
        came, reported = totals.get(sheet, (0, 0))
        given += came
        told += reported
        awaiting += frame.waiting.get(sheet, 0)
        declared += sheet in frame.declared
    return Given(given, expected, given - told, awaiting, declared)
