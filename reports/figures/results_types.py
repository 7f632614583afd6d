"""What a results framework says, as plain frozen data: the same for page, PDF, workbook and API."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lib.quantities import NOT_REPORTED, Qualifier, Quantity


class Standing(TextChoices):
    """Where a measure stands against what was expected by then."""

    ON_TRACK = "on_track", _("on track")
    WATCH = "watch", _("to watch")
    LATE = "late", _("late")
    NO_TARGET = "no_target", _("no target")
    NO_VALUE = "no_value", _("no value yet")
    # Neither way is better, or there is no number to compare.
    NOT_JUDGED = "not_judged", _("not judged")
    WITHHELD = "withheld", _("withheld")


class Trend(TextChoices):
    """How the last two periods of a series compare."""

    UP = "up", _("rising")
    DOWN = "down", _("falling")
    LEVEL = "level", _("unchanged")
    UNKNOWN = "unknown", _("not known")


@dataclass(frozen=True, slots=True)
class ProgrammeRef:
    slug: str
    acronym: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceRef:
    code: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class PeriodRef:
    """A reporting period; `name` is empty where its days say it."""

    slug: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was reported, or added up of such numbers, and how to read it.

    A share has its numerator and denominator, and `number` is 100 times their ratio. Withheld:
    there is a number, of so few people that they might be known, or one that would give such a
    number away; then it holds none.
    """

    number: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_withheld: bool = False

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.number, self.qualifier)

    @property
    def is_reported(self) -> bool:
        return self.number is not None

    @property
    def is_share(self) -> bool:
        return self.denominator is not None


NOT_TOLD = Amount()
WITHHELD = Amount(is_withheld=True)


@dataclass(frozen=True, slots=True)
class Given:
    """How many values came of those that were expected: « 14 of 22 ».

    `not_reported` of them say that there is no number. `declared` counts the sheets (a place in
    a period) whose blanks are intentional.
    """

    given: int = 0
    expected: int = 0
    not_reported: int = 0
    awaiting: int = 0
    declared: int = 0

    @property
    def missing(self) -> int:
        return max(self.expected - self.given, 0)

    @property
    def is_complete(self) -> bool:
        return self.given >= self.expected


def all_given(several: Iterable[Given]) -> Given:
    """How much came of several."""
    several = list(several)
    return Given(
        given=sum(one.given for one in several),
        expected=sum(one.expected for one in several),
        not_reported=sum(one.not_reported for one in several),
        awaiting=sum(one.awaiting for one in several),
        declared=sum(one.declared for one in several),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one category in an amount."""

    code: str
    name: str
    amount: Amount
    is_sensitive: bool = False
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An amount by the categories of a dimension; with `rest`, « not broken down », the parts add
    up to it. Withheld as a whole: one missing part could be had by subtraction. The rest of
    shares is not made: what is not broken down of a ratio has no meaning."""

    code: str
    name: str
    parts: tuple[Part, ...]
    rest: Amount
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class TargetPoint:
    """What should have been reached by a day; without a period it is the final target."""

    number: Decimal
    by: date | None
    period: PeriodRef | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    quantity: Quantity = NOT_REPORTED
    year: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series.

    `amount` is of this period alone, `running` of all until then where periods add up (since the
    beginning, where a measure is cumulative). A period that is withheld by itself is counted in
    the next `running` that is shown.
    """

    period: PeriodRef
    amount: Amount
    running: Amount
    given: Given
    target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """A measure in one region."""

    place: PlaceRef
    amount: Amount
    as_of: PeriodRef | None
    given: Given
    target: Decimal | None = None
    expected: Decimal | None = None
    standing: Standing = Standing.NO_TARGET


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """An indicator of a framework as it stands on a day: against what, since when, of how many.

    `amount` follows the rules over time and places of the indicator; `as_of` is the last period
    that it counts. `expected` is what should have been reached at the end of that period.
    """

    code: str
    name: str
    short_name: str
    # The indicator of the library that it is.
    indicator: str
    indicator_name: str
    unit: str
    unit_kind: str
    direction: str
    counted: str
    over_time: str
    over_places: str
    level: str
    result_number: str
    result_title: str
    is_key: bool
    is_computed: bool
    programme: ProgrammeRef
    place: PlaceRef | None
    on: date
    amount: Amount
    as_of: PeriodRef | None
    given: Given
    baseline: Baseline = field(default_factory=Baseline)
    # What is expected at `expected_on`, and of which targets that follows.
    expected: Decimal | None = None
    expected_on: date | None = None
    next_target: TargetPoint | None = None
    final_target: TargetPoint | None = None
    standing: Standing = Standing.NO_VALUE
    trend: Trend = Trend.UNKNOWN
    breakdowns: tuple[Breakdown, ...] = ()
    # Of a measure asked for by itself.
    series: tuple[Point, ...] = ()
    places: tuple[PlaceFigure, ...] = ()
    # The periods whose values the amount counts.
    counting: tuple[PeriodRef, ...] = ()
    # A later period of which too few values have come to stand for the whole.
    begun: PeriodRef | None = None
    # Periods that reach over the edge of the asked days, and count in nothing.
    partly: tuple[PeriodRef, ...] = ()
    # Persons counted in several regions or periods: the same one may be there twice.
    may_count_twice: bool = False
    # Where the portal counts and people typed: the one of the two that is not in use.
    not_used: Amount | None = None

    @property
    def has_withheld(self) -> bool:
        """Whether something of it is not shown to this reader."""
        return (
            self.amount.is_withheld
            or any(each.is_withheld for each in self.breakdowns)
            or any(each.amount.is_withheld or each.running.is_withheld for each in self.series)
            or any(each.amount.is_withheld for each in self.places)
        )


@dataclass(frozen=True, slots=True)
class ProgrammeResults:
    """All measures of a framework as they stand on a day, in the order of the framework."""

    programme: ProgrammeRef
    place: PlaceRef | None
    on: date
    since: date | None
    measures: tuple[MeasureFigure, ...]
    given: Given
    # Of the asked days, the periods that lie in them only in part.
    partly: tuple[PeriodRef, ...] = ()

    def standing(self, standing: Standing) -> tuple[MeasureFigure, ...]:
        return tuple(each for each in self.measures if each.standing == standing)


@dataclass(frozen=True, slots=True)
class AcrossFigure:
    """An indicator of the library over several programmes. Persons carry « possible duplicates »:
    who took part in two programmes is counted in both."""

    indicator: str
    name: str
    unit: str
    counted: str
    amount: Amount
    measures: tuple[MeasureFigure, ...]
    may_count_twice: bool = False


@dataclass(frozen=True, slots=True)
class CompletenessCell:
    """What one place (None: the programme as a whole) gave of what was expected of it."""

    place: PlaceRef | None
    given: Given


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    programme: ProgrammeRef
    cells: tuple[CompletenessCell, ...]
    given: Given
    periods: tuple[PeriodRef, ...]


@dataclass(frozen=True, slots=True)
class CompletenessMatrix:
    """Region × programme: what came of what was expected between two days."""

    since: date
    on: date
    places: tuple[PlaceRef, ...]
    rows: tuple[CompletenessRow, ...]

    def cell(self, programme: str, place: str) -> Given | None:
        """What a place gave for a programme; None where nothing is expected of it."""
        return self._by_key().get((programme, place))

    def _by_key(self) -> dict[tuple[str, str], Given]:
        return {
            (row.programme.slug, cell.place.code if cell.place else ""): cell.given
            for row in self.rows
            for cell in row.cells
        }
