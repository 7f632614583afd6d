"""What figures of values are made of, read at once for any number of measures.

Only totals are read, never values: the queries do not grow with what people gave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, Sum

from actors.models import User
from actors.selectors.past import NOTHING_SINCE, Trail
from indicators.enums import ValueState
from indicators.models import (
    Declaration,
    Measure,
    Period,
    Target,
    Total,
    Value,
)
from indicators.selectors.past_framework import PastFramework, targets_then
from indicators.selectors.periods import regions_of
from indicators.totals import COLUMNS, Sums
from programmes.models import Programme
from regions.models import Place
from reports.figures.results_dimensions import DimensionRead, dimensions_of
from reports.figures.results_few import few_in_places, with_few
from reports.figures.results_types import PeriodRef, PlaceRef, ProgrammeRef
from reports.figures.suppression import (
    NOTHING_WITHHELD,
    WHOLE,
    Clearance,
    Pattern,
    Table,
    clearances,
    is_at_stake,
    pattern_of,
)

# Of a measure: by place (None is all of them), then by period.
Lines = dict[int | None, dict[int, Sums]]
# Of a measure and a place: by period, then by category.
Parts = dict[int, dict[int, Sums]]
# Of a measure: by category, in the periods that count.
PartSums = dict[int, Sums]
WAITING = (ValueState.SUBMITTED, ValueState.ENDORSED)


def _lines() -> defaultdict[int, Lines]:
    return defaultdict(lambda: defaultdict(dict))


@dataclass(slots=True)
class Book:
    """The totals of some measures, with their calendars, targets and what is withheld."""

    measures: Sequence[Measure]
    on: date
    since: date | None
    place: Place | None
    regions: Mapping[int, tuple[Place, ...]]
    periods: dict[int, list[Period]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, Lines] = field(default_factory=_lines)
    # Period by period, where some of them may have to be withheld; and those that count, added up.
    parts: dict[int, dict[int | None, Parts]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    )
    part_sums: dict[int, PartSums] = field(default_factory=lambda: defaultdict(dict))
    # By indicator.
    dimensions: Mapping[int, tuple[DimensionRead, ...]] = field(default_factory=dict)
    targets: dict[int, list[Target]] = field(default_factory=lambda: defaultdict(list))
    declared: set[tuple[int, int | None]] = field(default_factory=set)
    awaiting: dict[tuple[int, int, int | None], int] = field(default_factory=dict)
    # By period and region: how many values were given, and how many of them say something. Only
    # where it was read at once for all measures.
    came: dict[tuple[int, int | None], tuple[int, int]] = field(default_factory=dict)
    patterns: dict[int, Pattern] = field(default_factory=dict)
    # What happened since the day, to the frameworks and to what was asked for beside them.
    trail: Trail = NOTHING_SINCE
    # What the reader knows in full, by programme.
    clearances: Mapping[int, Clearance] = field(default_factory=dict)
    # What is asked of each calendar, found once for all of its measures.
    _asked: dict[int, list[Period]] = field(default_factory=dict)
    _partly: dict[int, list[Period]] = field(default_factory=dict)
    _refs: dict[int, PeriodRef] = field(default_factory=dict)
    _programmes: dict[int, ProgrammeRef] = field(default_factory=dict)

    @property
    def scope(self) -> int | None:
        """What totals the figures are made of: those of one place, or of all."""
        return self.place.pk if self.place else None

    def calendar(self, measure: Measure) -> list[Period]:
        return self.periods[measure.programme_id]

    def pattern(self, measure: Measure) -> Pattern:
        return self.patterns.get(measure.pk, NOTHING_WITHHELD)

    def places_of(self, measure: Measure) -> tuple[Place, ...]:
        return self.regions.get(measure.programme_id, ())

    def dimensions_of(self, measure: Measure) -> tuple[DimensionRead, ...]:
        """The ways in which a measure is broken down, in their order."""
        return self.dimensions.get(measure.indicator_id, ())

    def asked(self, measure: Measure) -> list[Period]:
        """The periods of a measure's calendar that lie in the asked days as a whole."""
        if measure.programme_id not in self._asked:
            within = [period for period in self.calendar(measure) if self._is_within(period)]
            self._asked[measure.programme_id] = within
        return self._asked[measure.programme_id]

    def partly(self, measure: Measure) -> list[Period]:
        """The periods that reach over an edge of the asked days."""
        if measure.programme_id not in self._partly:
            self._partly[measure.programme_id] = [
                period
                for period in self.calendar(measure)
                if period.starts_on <= self.on
                and (self.since is None or self.since <= period.ends_on)
                and not self._is_within(period)
            ]
        return self._partly[measure.programme_id]

    def programme_ref(self, measure: Measure) -> ProgrammeRef:
        """What figures say of a measure's programme."""
        if measure.programme_id not in self._programmes:
            self._programmes[measure.programme_id] = programme_ref(measure.programme)
        return self._programmes[measure.programme_id]

    def refs(self, periods: Iterable[Period]) -> tuple[PeriodRef, ...]:
        """What figures say of some periods."""
        return tuple(self.ref(period) for period in periods)

    def ref(self, period: Period) -> PeriodRef:
        """What figures say of a period."""
        if period.pk not in self._refs:
            self._refs[period.pk] = period_ref(period)
        return self._refs[period.pk]

    def _is_within(self, period: Period) -> bool:
        return period.ends_on <= self.on and (self.since is None or self.since <= period.starts_on)


def read(
    framework: PastFramework,
    *,
    reader: User | None,
    on: date,
    since: date | None,
    place: Place | None,
    by_place: Collection[int] = (),
) -> Book:
    """All that the figures of some measures take; `by_place` are those told by region as well."""
    programmes = {one.programme_id: one.programme for one in framework.measures}
    book = _opened(framework, programmes.values(), reader, on, since, place)
    book.dimensions = dimensions_of({one.indicator_id for one in framework.measures})
    staked = staked_of(book)
    _read_wholes(book, everywhere={*_telling(book, staked), *by_place})
    _read_parts_at_stake(book, staked)
    book.patterns = patterns_of(book, staked)
    return book


def _opened(
    framework: PastFramework,
    programmes: Collection[Programme],
    reader: User | None,
    on: date,
    since: date | None,
    place: Place | None,
) -> Book:
    """What the totals of some measures are read against."""
    book = Book(framework.measures, on, since, place, regions_of(programmes))
    for period in Period.objects.filter(programme__in=programmes).in_order():
        book.periods[period.programme_id].append(period)
    wanted = [measure.pk for measure in book.measures]
    for target in Target.objects.filter(measure__in=wanted).order_by("pk"):
        book.targets[target.measure_id].append(target)
    put_targets_back(book, framework)
    _read_progress(book, programmes, wanted)
    book.clearances = clearances(reader, programmes)
    return book


def put_targets_back(book: Book, framework: PastFramework) -> None:
    """Make the targets of a book, which holds those of today, those of its day."""
    for measure in framework.measures:
        if changes := framework.retargeted.get(measure.pk):
            book.targets[measure.pk] = targets_then(
                measure,
                book.targets[measure.pk],
                changes,
                periods={period.slug: period.pk for period in book.calendar(measure)},
                places={place.code: place.pk for place in book.places_of(measure)},
            )


def staked_of(book: Book) -> dict[int, Clearance]:
    """The measures of which something may have to be withheld."""
    return {
        measure.pk: book.clearances[measure.programme_id]
        for measure in book.measures
        if is_at_stake(measure.indicator, book.clearances[measure.programme_id])
    }


def read_parts(book: Book, counting: Mapping[int, Collection[int]]) -> None:
    """Add up in the database what each category has in the periods that count of a measure;
    nothing is asked where none is broken down."""
    if not book.dimensions:
        return
    by_periods: dict[frozenset[int], list[int]] = defaultdict(list)
    for measure, periods in counting.items():
        if periods:
            by_periods[frozenset(periods)].append(measure)
    if not by_periods:
        return
    condition = Q(pk__in=[])
    for periods, measures in by_periods.items():
        condition |= Q(measure__in=measures, period__in=periods)
    sums = {f"sum_{name}": (Max if name == "largest" else Sum)(name) for name in COLUMNS}
    rows = Total.objects.filter(condition, place=book.scope, category__isnull=False)
    grouped = rows.values_list("measure", "category").annotate(**sums).order_by()
    for measure, category, *numbers in grouped:
        book.part_sums[measure][category] = Sums(*numbers)


def _read_progress(book: Book, programmes: Collection[Programme], wanted: Collection[int]) -> None:
    """What was declared complete, and what waits for a signature."""
    declared = Declaration.objects.filter(
        period__programme__in=programmes, withdrawn_at__isnull=True
    )
    book.declared = set(declared.order_by("pk").values_list("period", "place"))
    waiting = Value.objects.filter(state__in=WAITING, measure__in=wanted)
    counts = waiting.values_list("measure", "period", "place").annotate(count=Count("pk"))
    book.awaiting = {tuple(key): count for *key, count in counts.order_by()}


def _read_wholes(book: Book, *, everywhere: Collection[int]) -> None:
    """The wholes of the place asked for; of some measures, those of every place. One query."""
    here = [one.pk for one in book.measures if one.pk not in everywhere]
    asked = Q(measure__in=here, place=book.scope)
    if everywhere:
        asked |= Q(measure__in=everywhere)
    rows = Total.objects.filter(asked, category__isnull=True)
    for measure, place, period, sums in _rows(rows, "measure", "place", "period"):
        book.lines[measure][place][period] = sums


def _telling(book: Book, staked: Mapping[int, Clearance]) -> Collection[int]:
    """Of what may have to be withheld, the measures of which every place has to be read: a figure
    of one place hangs on the others where one of them is small."""
    if book.place is None:
        return staked.keys()
    codes = {code for clearance in staked.values() for code in clearance.places}
    return with_few(staked.keys(), _known(book, codes))


def _read_parts_at_stake(book: Book, staked: Mapping[int, Clearance]) -> None:
    """The parts of every period in all places, where some of them may have to be withheld; and
    those of the places that the reader knows."""
    if not staked or book.place is not None:
        return
    rows = Total.objects.filter(measure__in=staked, category__isnull=False)
    codes = {code for clearance in staked.values() for code in clearance.places}
    rows = rows.filter(Q(place__isnull=True) | Q(place__in=_known(book, codes)))
    columns = ("measure", "place", "period", "category")
    for measure, place, period, category, sums in _rows(rows, *columns):
        book.parts[measure][place][period][category] = sums


def patterns_of(book: Book, staked: Mapping[int, Clearance]) -> dict[int, Pattern]:
    """What of some measures is withheld, from all of their periods."""
    tables = {}
    for measure in book.measures:
        if measure.pk in staked:
            tables[measure.pk] = _table(book, measure), _clear(book, staked[measure.pk])
    few = few_in_places(tables) if book.place is not None else {}
    return {
        pk: pattern_of(replace(table, few_in_places=few.get(pk)), clear)
        for pk, (table, clear) in tables.items()
    }


def _clear(book: Book, clearance: Clearance) -> set[int]:
    """The places of which a reader knows all values."""
    clear = _known(book, clearance.places)
    if book.place is not None and book.place.code in clearance.places:
        clear.add(book.place.pk)
    return clear


def _table(book: Book, measure: Measure) -> Table:
    """All that was read of a measure: in a book of one place, without the others where none of
    them is small."""
    lines = book.lines[measure.pk]
    periods = [period.id for period in book.calendar(measure)]
    placed = {place: line for place, line in lines.items() if place is not None}
    whole = {
        period: sums
        for period in periods
        if (sums := _rest(lines[None].get(period), [line.get(period) for line in placed.values()]))
    }
    dimensions = {
        dimension.pk: frozenset(category.pk for category in dimension.categories)
        for dimension in book.dimensions_of(measure)
    }
    return Table(
        indicator=measure.indicator,
        periods=periods,
        lines={**placed, WHOLE: whole} if whole else placed,
        dimensions=dimensions,
        parts=_parts(book, measure, dimensions) if book.place is None else None,
    )


def _parts(
    book: Book, measure: Measure, dimensions: Mapping[int, Collection[int]]
) -> dict[int, dict[int | None, Parts]]:
    """The parts that were read of a measure, by dimension."""
    return {
        dimension: {
            place: {
                period: {pk: sums for pk, sums in by_category.items() if pk in categories}
                for period, by_category in by_period.items()
            }
            for place, by_period in book.parts[measure.pk].items()
        }
        for dimension, categories in dimensions.items()
    }


def _rest(whole: Sums | None, parts: Iterable[Sums | None]) -> Sums | None:
    """What was given by no place, but by the programme as a whole."""
    if whole is None:
        return None
    told = [part for part in parts if part is not None]
    given = whole.given - sum(part.given for part in told)
    if not given:
        return None
    rest = whole.number - sum(part.number for part in told)
    return Sums(
        given=given,
        reported=whole.reported - sum(part.reported for part in told),
        number=rest,
        largest=rest,
        numerator=whole.numerator - sum(part.numerator for part in told),
        denominator=whole.denominator - sum(part.denominator for part in told),
    )


def _known(book: Book, codes: Collection[str]) -> set[int]:
    """The regions of the programmes that have some codes."""
    places = (place for several in book.regions.values() for place in several)
    return {place.pk for place in places if place.code in codes}


def _rows(rows: Any, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The columns of some totals, and their sums. In no order: each stands for itself."""
    width = len(columns)
    for row in rows.order_by().values_list(*columns, *COLUMNS):
        yield (*row[:width], Sums(*row[width:]))


# What figures say of rows


def programme_ref(programme: Programme) -> ProgrammeRef:
    return ProgrammeRef(programme.slug, programme.acronym, programme.name)


def place_ref(place: Place) -> PlaceRef:
    return PlaceRef(place.code, place.name, place.slug)


def period_ref(period: Period) -> PeriodRef:
    return PeriodRef(period.slug, period.label, period.starts_on, period.ends_on)
