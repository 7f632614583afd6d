"""Two regions of a programme, or two programmes, side by side; and who gave what of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actors.models import User
from indicators.enums import Counted
from indicators.models import Measure
from programmes.models import Programme
from regions.models import Place
from reports.figures import results
from reports.figures.results_types import (
    CompletenessMatrix,
    Given,
    MeasureFigure,
    ProgrammeResults,
)
from reports.selectors.amounts import given_short
from reports.selectors.results import ResultRow


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator on both sides; a side that does not measure it has none."""

    name: str
    unit: str
    left: ResultRow
    right: ResultRow
    # Persons of two programmes: the same one may be in both.
    may_count_twice: bool = False


def compare_places(
    programme: Programme, left: Place, right: Place, *, reader: User, on: date
) -> list[Pair]:
    """The indicators of a programme in two regions, in the order of its framework."""
    sides = [
        results.of_programme(programme, reader=reader, on=on, place=place).measures
        for place in (left, right)
    ]
    others = {figure.code: figure for figure in sides[1]}
    return [
        _pair(figure, others[figure.code], may_count_twice=False)
        for figure in sides[0]
        if figure.code in others
    ]


def compare_programmes(
    left: Programme, right: Programme, *, reader: User, on: date, place: Place | None = None
) -> list[Pair]:
    """The indicators of the library that two programmes both measure, in all regions or one."""
    found = results.of_programmes([left, right], reader=reader, on=on, place=place)
    return pairs_of(*found)


def pairs_of(left: ProgrammeResults, right: ProgrammeResults) -> list[Pair]:
    """The indicators of the library that stand in both frameworks. One query."""
    one, other = left.measures, right.measures
    shared = dict(
        Measure.objects.filter(code__in=[figure.code for figure in (*one, *other)]).values_list(
            "code", "indicator"
        )
    )
    by_indicator: dict[int, MeasureFigure] = {}
    for figure in other:
        by_indicator.setdefault(shared[figure.code], figure)
    return [
        _pair(
            figure,
            by_indicator[shared[figure.code]],
            may_count_twice=figure.counted == Counted.PERSONS,
        )
        for figure in one
        if shared[figure.code] in by_indicator
    ]


def _pair(left: MeasureFigure, right: MeasureFigure, *, may_count_twice: bool) -> Pair:
    return Pair(left.name, left.unit, ResultRow(left), ResultRow(right), may_count_twice)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one region gave for one programme; empty where nothing is expected of it."""

    given: Given | None

    @property
    def text(self) -> str:
        return given_short(self.given) if self.given and self.given.expected else ""

    @property
    def status(self) -> str:
        """Complete, on its way, or nothing yet."""
        if self.given is None or not self.given.expected:
            return ""
        if self.given.is_complete:
            return "ok"
        return "watch" if self.given.given else "late"

    @property
    def awaiting(self) -> int:
        return self.given.awaiting if self.given else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One region with what it gave for each programme."""

    name: str
    slug: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """Region × programme: one line per region, one for what programmes give as a whole."""

    matrix: CompletenessMatrix
    lines: tuple[Line, ...]
    whole: tuple[Cell, ...]
    totals: tuple[Cell, ...]


def completeness(programmes: Sequence[Programme], *, on: date) -> Completeness:
    """What came of what was expected, as a table."""
    matrix = results.completeness(programmes, on=on)
    by_key = {
        (row.programme.slug, cell.place.code if cell.place else ""): cell.given
        for row in matrix.rows
        for cell in row.cells
    }

    def cells(code: str) -> tuple[Cell, ...]:
        return tuple(Cell(by_key.get((row.programme.slug, code))) for row in matrix.rows)

    return Completeness(
        matrix=matrix,
        lines=tuple(Line(place.name, place.slug, cells(place.code)) for place in matrix.places),
        whole=cells(""),
        totals=tuple(Cell(row.given) for row in matrix.rows),
    )
