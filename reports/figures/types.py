"""What the portal counts, as plain frozen data: the same for page, PDF, workbook and API."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from lib.dates import PartialDate
from lib.quantities import Quantity


class FigureKind(StrEnum):
    CLAIMED = auto()
    COMPUTED = auto()


@dataclass(frozen=True, slots=True)
class SourceRef:
    """The published text a figure comes from."""

    code: str
    title: str
    publication: str
    published: PartialDate
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with all that it takes to read and to check it.

    `code` is its permanent address (`/v/<code>/`). A figure has no target: none is stated
    anywhere yet, and « no target » is a normal state.
    """

    code: str
    kind: FigureKind
    label: str
    short_label: str
    unit: str
    quantity: Quantity
    reading: str = ""
    wording: str = ""
    as_of: PartialDate | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    source: SourceRef | None = None
    programme: str = ""
    place: str = ""
    is_key: bool = False
    # A number of so few people that they might be known, or that would give one away.
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Activities begun in one month; `month` is its first day, None where no date is stated."""

    month: date | None
    activities: int
    participants: Quantity


@dataclass(frozen=True, slots=True)
class KindCount:
    code: str
    name: str
    activities: int
    participants: Quantity


@dataclass(frozen=True, slots=True)
class Tally:
    """How many activities, how many people took part, and how many activities tell that."""

    activities: int
    participants: Quantity
    with_participants: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Activities of one region or province; one held in two of them counts once in each."""

    code: str
    name: str
    slug: str
    activities: int
    participants: Quantity


@dataclass(frozen=True, slots=True)
class RegionKindCount:
    """One cell of the table region × kind."""

    place_code: str
    kind_code: str
    activities: int


@dataclass(frozen=True, slots=True)
class Participants:
    """People who took part, as counts; `sex_not_reported` is of activities that do not say."""

    total: Quantity
    women: Quantity
    men: Quantity
    sex_not_reported: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the validated activities say what one would expect them to say."""

    activities: int
    with_participants: int
    with_sex: int
    with_place: int
    with_evidence: int
    awaiting_validation: int
    # Validated, but no source says when: a period leaves them out, and says so.
    undated: int


@dataclass(frozen=True, slots=True)
class ActivitySummary:
    """All that is counted about the validated activities of a programme, a place, or both."""

    activities: int
    participants: Participants
    months: tuple[MonthCount, ...]
    kinds: tuple[KindCount, ...]
    places: tuple[PlaceCount, ...]
    crossed: tuple[RegionKindCount, ...]
    completeness: Completeness

    @property
    def is_empty(self) -> bool:
        return self.activities == 0

    @property
    def tally(self) -> Tally:
        told = self.completeness.with_participants
        return Tally(self.activities, self.participants.total, told)


@dataclass(frozen=True, slots=True)
class RegionComponentCount:
    """What a place saw of a component of a programme; None: the records do not state which."""

    place_code: str
    place_name: str
    programme: str
    component: int | None
    activities: int
    participants: Quantity


@dataclass(frozen=True, slots=True)
class Progress:
    """What some programmes did: as a whole, by region, and by region and component."""

    tally: Tally
    awaiting: int
    places: tuple[PlaceCount, ...]
    components: tuple[RegionComponentCount, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeRegionCount:
    """One cell of the table programme × region."""

    programme: str
    place_code: str
    validated: int
    awaiting: int
