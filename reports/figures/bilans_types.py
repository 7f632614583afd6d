"""Two programmes side by side, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lib.dates import PartialDate, Period
from lib.quantities import Quantity
from programmes.models import Activity
from reports.figures.results_types import PlaceRef, ProgrammeRef
from reports.figures.types import Figure, KindCount, PlaceCount, RegionKindCount


@dataclass(frozen=True, slots=True)
class PartnerRef:
    """An organisation with the words of its roles in one programme, or in both."""

    slug: str
    name: str
    roles: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two programmes does in a period."""

    programme: ProgrammeRef
    starts: PartialDate
    ends: PartialDate
    regions: tuple[PlaceRef, ...]
    partners: tuple[PartnerRef, ...]
    activities: int
    # Validated, but no source says when: they are not among those counted in the period.
    undated: int
    # Logged in the period and not signed yet: they count nowhere.
    awaiting: int
    participants: Quantity
    women: Quantity
    kinds: tuple[KindCount, ...]
    places: tuple[PlaceCount, ...]
    crossed: tuple[RegionKindCount, ...]
    # Publics that the records of its activities name, where enough people stand behind the word.
    publics: tuple[str, ...]
    facilities: int
    claims: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Activities of both programmes of one kind, at one place, on days that meet."""

    place: str
    kind: str
    left: Activity
    right: Activity


@dataclass(frozen=True, slots=True)
class Apart:
    """What one programme has and the other has not: a gap, or a division of work."""

    regions: tuple[PlaceRef, ...]
    partners: tuple[PartnerRef, ...]
    kinds: tuple[str, ...]
    publics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What the programmes do of one kind in one region; (acronym, activities), the most first."""

    programmes: tuple[tuple[str, int], ...]

    @property
    def is_shared(self) -> bool:
        return len(self.programmes) > 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """Region × kind of work × programme. `rows` are (region, cells in the order of `kinds`)."""

    kinds: tuple[str, ...]
    rows: tuple[tuple[PlaceRef, tuple[MatrixCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Both sides, what they have in common, and what only one of them has."""

    left: Side
    right: Side
    period: Period
    regions: tuple[PlaceRef, ...]
    # Regions of the country that neither names, and where neither has logged anything.
    uncovered: tuple[PlaceRef, ...]
    partners: tuple[PartnerRef, ...]
    publics: tuple[str, ...]
    kinds: tuple[tuple[str, int, int], ...]
    committees: tuple[str, ...]
    # How many records are attributed to both, each counted once in a region.
    attributed_to_both: int
    alike: tuple[Alike, ...]
    matrix: Matrix

    @property
    def sides(self) -> tuple[Side, Side]:
        return (self.left, self.right)

    @property
    def apart(self) -> tuple[tuple[Side, Apart], tuple[Side, Apart]]:
        """Each side with what it has and the other has not."""
        return (
            (self.left, _apart(self.left, self.right)),
            (self.right, _apart(self.right, self.left)),
        )

    @property
    def years(self) -> tuple[date, date] | None:
        """The days in which both ran, as far as their dates are known; None where they do not
        meet or a date is missing."""
        starts = [side.starts.earliest for side in self.sides]
        if None in starts:
            return None
        ends = [side.ends.latest or self.period.end for side in self.sides]
        first, last = max(day for day in starts if day), min(ends)
        return (first, last) if first <= last else None


def _apart(one: Side, other: Side) -> Apart:
    theirs = {kind.name for kind in other.kinds}
    partners = {partner.slug for partner in other.partners}
    return Apart(
        regions=tuple(region for region in one.regions if region not in other.regions),
        partners=tuple(partner for partner in one.partners if partner.slug not in partners),
        kinds=tuple(kind.name for kind in one.kinds if kind.name not in theirs),
        publics=tuple(public for public in one.publics if public not in other.publics),
    )
