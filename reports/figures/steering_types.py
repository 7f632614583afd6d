"""What a steering dashboard says, as plain frozen data: live, frozen, printed or read in a room."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.dates import PartialDate
from lib.quantities import Quantity
from reports.figures.results_types import (
    Amount,
    Given,
    MeasureFigure,
    PlaceFigure,
    PlaceRef,
    ProgrammeRef,
    ProgrammeResults,
)
from reports.figures.spending import Spending
from reports.figures.types import SourceRef


class Trouble(TextChoices):
    """Why something stands under « to be dealt with », the gravest first."""

    LATE = "late", _("late")
    MISSING = "missing", pgettext_lazy("of a value", "missing")
    WATCH = "watch", _("to watch")
    INCOMPLETE = "incomplete", _("values missing")
    NO_TARGET = "no_target", _("no target")


class KeyKind(StrEnum):
    """Where a key figure comes from: a published text, the framework, the log of activities."""

    CLAIM = auto()
    MEASURE = auto()
    COUNTED = auto()


@dataclass(frozen=True, slots=True)
class AboutRef:
    """The programme or the committee that a dashboard is about."""

    kind: str
    slug: str
    name: str
    acronym: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the few numbers at the head; `reading` says how to take it, `source` who says it."""

    code: str
    kind: KeyKind
    programme: ProgrammeRef | None
    # Short, for the head of a page; `name` is the whole of it.
    label: str
    name: str
    unit: str
    unit_kind: str
    amount: Amount
    is_marked: bool = False
    reading: str = ""
    wording: str = ""
    as_of: PartialDate | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """The latest explanation of a measure; of the measure as a whole."""

    text: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Concern:
    """A measure, or a published figure, that a committee should look at.

    A figure that stands in no framework has no measure, so nobody can explain it here.
    """

    trouble: Trouble
    programme: ProgrammeRef | None
    code: str
    label: str
    measure: MeasureFigure | None = None
    claim: KeyFigure | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ComponentCell:
    """What one region saw of one component; an empty name: the records do not state which."""

    programme: str
    component: str
    activities: int
    participants: Quantity


@dataclass(frozen=True, slots=True)
class RegionProgress:
    """One region: its activities as a whole and by component, what it gave, its key results.

    The whole counts each activity once, so that it may be less than its components together.
    """

    place: PlaceRef
    activities: int
    participants: Quantity
    components: tuple[ComponentCell, ...] = ()
    results: tuple[tuple[MeasureFigure, PlaceFigure], ...] = ()
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A region of the map; `is_covered` where one of the programmes names it."""

    iso_code: str
    code: str
    name: str
    slug: str
    activities: int
    is_covered: bool


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as it stood on the day. `note` is the latest follow-up until then."""

    pk: int
    committee: str
    committee_name: str
    number: int
    kind: str
    text: str
    origin: str
    owner: str
    due_on: date | None
    priority: str
    state: str
    is_open: bool
    is_overdue: bool
    closed_on: date | None
    meeting: str
    meeting_held: PartialDate | None
    note: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk that was open on the day; `weight` is probability times severity, 1 to 9."""

    pk: int
    programme: str
    place: str
    component: str
    title: str
    probability: str
    severity: str
    weight: int
    mitigation: str
    owner: str
    raised_on: date


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence that somebody wrote in one language."""

    text: str
    as_of: date
    version: int


@dataclass(frozen=True, slots=True)
class Steering:
    """All that the steering dashboard of a programme or a committee says as of a day."""

    about: AboutRef
    on: date
    programmes: tuple[ProgrammeRef, ...]
    headline: Headline | None
    key: tuple[KeyFigure, ...]
    # Published figures that no framework measures: results without a target.
    claims: tuple[KeyFigure, ...]
    concerns: tuple[Concern, ...]
    results: tuple[ProgrammeResults, ...]
    progress: tuple[RegionProgress, ...]
    activities: int
    participants: Quantity
    awaiting: int
    map: tuple[MapRegion, ...]
    decisions: tuple[DecisionLine, ...]
    risks: tuple[RiskLine, ...]
    spending: tuple[Spending, ...]
    # The last day of which there is something validated, where the asked day has nothing.
    last_known_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was validated or decided until the day."""
        told = any(
            figure.given.given or figure.amount.is_reported
            for result in self.results
            for figure in result.measures
        )
        entered = self.claims or self.activities or self.decisions or self.risks or self.spending
        return not (told or entered)
