"""What the pages of results show: figures in words, what needs attention first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from actors.models import User
from indicators.enums import UnitKind
from indicators.selectors.periods import regions_of
from lib import formats
from lib.quantities import Quantity
from programmes.models import Programme
from regions.models import Place
from reports.figures import results
from reports.figures.results_types import (
    MeasureFigure,
    ProgrammeResults,
    Standing,
    TargetPoint,
    Trend,
)
from reports.selectors.amounts import (
    amount_text,
    expected_text,
    given_short,
    given_text,
    number_text,
    period_text,
    quantity_text,
)

# A standing as the kind of status that pages draw, what needs attention first.
STATUS = {
    Standing.LATE: "late",
    Standing.WATCH: "watch",
    Standing.NO_VALUE: "none",
    Standing.WITHHELD: "info",
    Standing.NOT_JUDGED: "none",
    Standing.NO_TARGET: "no_target",
    Standing.ON_TRACK: "ok",
}
EXCEPTIONS = (Standing.LATE, Standing.WATCH)
ATTENTION = list(STATUS)
KEY_FIGURES = 6


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An indicator of a framework in words."""

    figure: MeasureFigure

    @property
    def status(self) -> str:
        return STATUS[self.figure.standing]

    @property
    def standing(self) -> str:
        return str(self.figure.standing.label)

    @property
    def value(self) -> str:
        """The latest validated figure; a dash where nothing was given yet."""
        if not self.figure.given.given and not self.figure.amount.is_reported:
            return "" if not self.figure.amount.is_withheld else self._amount()
        return self._amount()

    def _amount(self) -> str:
        return amount_text(self.figure.amount, self.figure.unit_kind)

    @property
    def as_of(self) -> str:
        return period_text(self.figure.as_of)

    @property
    def baseline(self) -> str:
        """What it was before, with the year where that is stated; nothing where none is."""
        baseline = self.figure.baseline
        if not baseline.quantity.is_reported:
            return ""
        shown = quantity_text(baseline.quantity, self.figure.unit_kind)
        if baseline.year is None:
            return shown
        return _("%(value)s (%(year)s)") % {"value": shown, "year": formats.year(baseline.year)}

    @property
    def expected(self) -> str:
        return expected_text(self.figure.expected, self.figure.unit_kind)

    @property
    def expected_on(self) -> str:
        return formats.date(self.figure.expected_on)

    @property
    def target(self) -> TargetPoint | None:
        """The final target; where there is none, the next one."""
        return self.figure.final_target or self.figure.next_target

    @property
    def target_text(self) -> str:
        return number_text(self.target.number, self.figure.unit_kind) if self.target else ""

    @property
    def target_by(self) -> str:
        """By when the target is to be reached: the end, or a period's last day."""
        return formats.date(self.target.by) if self.target else ""

    @property
    def bar(self) -> Quantity:
        """What the bar draws: nothing where the number is withheld or missing."""
        return self.figure.amount.quantity

    @property
    def given(self) -> str:
        return given_short(self.figure.given) if self.figure.given.expected else ""

    @property
    def trend(self) -> str:
        trend = self.figure.trend
        return "" if trend == Trend.UNKNOWN else str(trend.label)

    @property
    def unit(self) -> str:
        return "" if self.figure.unit_kind == UnitKind.PERCENTAGE else self.figure.unit


@dataclass(frozen=True, slots=True)
class Counted:
    """How many indicators stand in one way."""

    standing: Standing
    count: int

    @property
    def status(self) -> str:
        return STATUS[self.standing]


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """The results of a programme on a day: key indicators first, exceptions first."""

    results: ProgrammeResults
    rows: tuple[ResultRow, ...]
    key: tuple[ResultRow, ...]
    counts: tuple[Counted, ...]

    @property
    def given(self) -> str:
        return given_text(self.results.given)

    @property
    def partly(self) -> str:
        """The periods that reach over the edge of the asked days, by name."""
        return formats.join_words([period_text(one) for one in self.results.partly])


def results_table(
    programme: Programme,
    *,
    reader: User,
    on: date,
    since: date | None = None,
    place: Place | None = None,
    standing: str = "",
) -> ResultsTable:
    """Count and arrange; `standing` keeps the indicators that stand in one way."""
    found = results.of_programme(programme, reader=reader, on=on, since=since, place=place)
    rows = in_order(found.measures)
    counts = tuple(
        Counted(one, sum(row.figure.standing == one for row in rows)) for one in ATTENTION
    )
    return ResultsTable(
        results=found,
        rows=tuple(row for row in rows if not standing or row.figure.standing == standing),
        key=tuple(row for row in rows if row.figure.is_key)[:KEY_FIGURES],
        counts=tuple(one for one in counts if one.count),
    )


def in_order(figures: Iterable[MeasureFigure]) -> list[ResultRow]:
    """Key indicators first, then what is late or to watch, then the rest in their order."""
    rows = [ResultRow(figure) for figure in figures]
    return sorted(
        rows,
        key=lambda row: (
            not row.figure.is_key,
            ATTENTION.index(row.figure.standing) if row.figure.standing in EXCEPTIONS else 9,
        ),
    )


def places_of(programme: Programme) -> list[Place]:
    """The regions of which a programme's results may be asked."""
    return list(regions_of([programme]).get(programme.pk, ()))
