"""Numbers of so few people that they might be known: who does not read them, and what else is
withheld so that no difference of shown figures gives them back.

Who sees the values of a place before they are signed reads its small counts too: the place itself
and its validators, the programme's agency, the coordination. All others are outsiders there, and
of an indicator that counts persons they read:

* a figure of all places at those periods only where what outsiders give together since the last
  such period is nobody, or enough people. Small periods are merged with the next ones, since
  everybody may ask for a figure as of any day, and take one from the other;
* a place all the time, or not at all: not where one of its periods is small, and not where it
  would be the only one missing of a whole;
* a breakdown, in all its categories or not at all: not where a category, or what is not broken
  down, is small; and of single places only where that holds of each of them.

Where periods do not add up (latest, maximum) each of them is judged alone. All of it follows from
the values alone, never from the days a reader asks for: two questions get no more than one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q

from actors.models import User
from indicators.enums import Counted
from indicators.models import Indicator
from indicators.totals import Sums
from programmes.models import Programme
from reports.figures.results_rules import ADDING, POOLING, together

# What stands for values that the programme gives as a whole, among its places.
WHOLE = 0


@dataclass(frozen=True, slots=True)
class Clearance:
    """Of whom a person reads small counts in a programme."""

    everything: bool = False
    places: frozenset[str] = frozenset()


def clearances(reader: User | None, programmes: Iterable[Programme]) -> dict[int, Clearance]:
    """What a person reads in full, by programme; nobody (a publication) reads no small count."""
    programmes = list(programmes)
    if reader is None or not reader.is_authenticated:
        return {programme.pk: Clearance() for programme in programmes}
    scope = reader.scope()
    if scope.sees_everything:
        return {programme.pk: Clearance(everything=True) for programme in programmes}
    own: set[int] = set()
    if scope.implementing_ids:
        implemented = Programme.objects.implemented_by(scope.implementing_ids)
        own = set(
            implemented.filter(pk__in=[one.pk for one in programmes]).values_list("pk", flat=True)
        )
    return {
        programme.pk: Clearance(programme.pk in own, scope.region_codes) for programme in programmes
    }


def is_at_stake(indicator: Indicator, clearance: Clearance) -> bool:
    """Whether something of an indicator might have to be withheld from a person."""
    return indicator.counted == Counted.PERSONS and not clearance.everything


def small_totals() -> Q:
    """The totals that are small, as `is_small` says it of sums."""
    below = settings.SUPPRESSION_BELOW_PEOPLE
    of_share = (
        Q(numerator__gt=0, numerator__lt=below)
        | Q(denominator__gt=0, denominator__lt=below)
        | Q(denominator__gt=F("numerator"), denominator__lt=F("numerator") + below)
    )
    return Q(denominator=0, number__gt=0, number__lt=below) | (~Q(denominator=0) & of_share)


def is_small(sums: Sums) -> bool:
    """Whether a sum is of so few people that they might be known: those counted, those they are
    counted among, or those that are left."""
    counts = [sums.number]
    if sums.denominator:
        counts = [sums.numerator, sums.denominator, sums.denominator - sums.numerator]
    return any(0 < count < settings.SUPPRESSION_BELOW_PEOPLE for count in counts)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What of one measure is shown to one reader. Without `withholds`, all of it."""

    withholds: bool = False
    # The periods that count together in a figure of all places; what is not in one is not shown.
    blocks: tuple[tuple[int, ...], ...] = ()
    hidden: frozenset[tuple[int, int]] = frozenset()
    hidden_dimensions: frozenset[tuple[int, int]] = frozenset()
    hidden_place_dimensions: frozenset[tuple[int, int]] = frozenset()
    clear: frozenset[int] = frozenset()

    def shows_alone(self, period: int) -> bool:
        """Whether the figure of all places is shown for one period by itself."""
        return not self.withholds or (period,) in self.blocks

    def shows_until(self, period: int) -> bool:
        """Whether a figure of all places up to a period is shown."""
        return not self.withholds or any(block[-1] == period for block in self.blocks)

    def whole_blocks(self, periods: Collection[int]) -> list[int]:
        """Of some periods, those whose sum is shown."""
        if not self.withholds:
            return list(periods)
        asked = set(periods)
        shown = {one for block in self.blocks if asked.issuperset(block) for one in block}
        return [one for one in periods if one in shown]

    def shows_place(self, place: int, period: int) -> bool:
        return not self.withholds or place in self.clear or (place, period) not in self.hidden

    def shows_parts(self, dimension: int, period: int) -> bool:
        return not self.withholds or (dimension, period) not in self.hidden_dimensions

    def shows_parts_of_place(self, place: int, dimension: int, period: int) -> bool:
        if not self.withholds or place in self.clear:
            return True
        return (
            dimension,
            period,
        ) not in self.hidden_place_dimensions and self.shows_place(place, period)


NOTHING_WITHHELD = Pattern()


@dataclass(slots=True)
class Table:
    """All values of one measure, by place and period, and their parts.

    `lines` holds each place, and under WHOLE what the programme gave as a whole. `parts` are by
    dimension, place (None: all of them; and those that the reader knows), period and category;
    without them no part of all places is shown. `few_in_places` has the dimensions and periods in
    which a part of another place is small; without it no part of a single place is shown.
    """

    indicator: Indicator
    # In the order of the calendar.
    periods: Sequence[int]
    lines: Mapping[int, Mapping[int, Sums]]
    # The categories of each.
    dimensions: Mapping[int, Collection[int]]
    parts: Mapping[int, Mapping[int | None, Mapping[int, Mapping[int, Sums]]]] | None = None
    few_in_places: Collection[tuple[int, int]] | None = None


def pattern_of(table: Table, clear: Collection[int]) -> Pattern:
    """What is shown of a table to a reader who knows the values of some places, and no others."""
    others = {place: line for place, line in table.lines.items() if place not in clear}
    outside = {
        period: _of_places(
            table.indicator, [line[period] for line in others.values() if period in line]
        )
        for period in table.periods
    }
    hidden: set[tuple[int, int]] = set()
    dimensions: set[tuple[int, int]] = set()
    place_dimensions: set[tuple[int, int]] = set()
    shown: list[tuple[int, ...]] = []
    for periods, blocks in _groups(table, outside):
        shown += blocks
        places = _hidden_places(table.indicator, others, periods, blocks)
        hidden |= {(place, period) for place in places for period in periods}
        for dimension in table.dimensions:
            of_dimension = {(dimension, period) for period in periods}
            if table.parts is None or _has_small_part(
                outside, _without(table.parts.get(dimension, {}), clear), blocks
            ):
                dimensions |= of_dimension
            if (
                places
                or table.few_in_places is None
                or not of_dimension.isdisjoint(table.few_in_places)
            ):
                place_dimensions |= of_dimension
    return Pattern(
        withholds=True,
        blocks=tuple(shown),
        hidden=frozenset(hidden),
        hidden_dimensions=frozenset(dimensions),
        hidden_place_dimensions=frozenset(place_dimensions),
        clear=frozenset(clear),
    )


# Periods that are judged together, and the blocks of them whose sums are shown.
Group = tuple[Sequence[int], list[tuple[int, ...]]]


def _groups(table: Table, outside: Mapping[int, Sums]) -> list[Group]:
    """Where periods add up, all of them; otherwise each by itself."""
    if table.indicator.over_time in ADDING:
        return [(table.periods, _blocks(table.periods, outside))]
    return [
        ((period,), [] if is_small(outside[period]) else [(period,)]) for period in table.periods
    ]


def _blocks(periods: Sequence[int], outside: Mapping[int, Sums]) -> list[tuple[int, ...]]:
    """Periods, merged until what outsiders gave in them is nobody or enough."""
    blocks = []
    block: list[int] = []
    for period in periods:
        block.append(period)
        if not is_small(together(outside[one] for one in block)):
            blocks.append(tuple(block))
            block = []
    return blocks


def _of_places(indicator: Indicator, several: list[Sums]) -> Sums:
    """What a figure of several places tells of them."""
    whole = together(several)
    if indicator.over_places in POOLING or whole.largest is None:
        return whole
    return Sums(given=whole.given, reported=whole.reported, number=whole.largest)


def _hidden_places(
    indicator: Indicator,
    others: Mapping[int, Mapping[int, Sums]],
    periods: Sequence[int],
    blocks: Sequence[tuple[int, ...]],
) -> set[int]:
    """The places that are small in one of these periods; and where one of them would be the only
    one missing of a shown sum, the smallest other as well."""
    hidden = {
        place
        for place, line in others.items()
        if any(is_small(line[period]) for period in periods if period in line)
    }
    if not hidden or indicator.over_places not in POOLING:
        return hidden
    # A place hidden for another one's sake may be alone in a block that was seen already.
    while covers := {
        cover for block in blocks for cover in _covers(others, hidden, block) if cover not in hidden
    }:
        hidden |= covers
    return hidden


def _covers(
    others: Mapping[int, Mapping[int, Sums]], hidden: set[int], block: tuple[int, ...]
) -> set[int]:
    """Another place to hide in a block, if the only hidden one is small there."""
    gave = {
        place: together(line[period] for period in block if period in line)
        for place, line in others.items()
    }
    gave = {place: sums for place, sums in gave.items() if sums.reported}
    alone = [place for place in gave if place in hidden]
    if len(alone) != 1:
        return set()
    line = others[alone[0]]
    singly = [line[period] for period in block if period in line]
    if not any(is_small(sums) for sums in (*singly, gave[alone[0]])):
        return set()
    candidates = [place for place in gave if place not in hidden]
    # Nobody is a poor cover: whoever guesses it knows the other.
    best = sorted(candidates, key=lambda place: (not gave[place].number, gave[place].number, place))
    return set(best[:1])


def _has_small_part(
    wholes: Mapping[int, Sums],
    parts: Mapping[int, Mapping[int, Sums]],
    blocks: Iterable[tuple[int, ...]],
) -> bool:
    """Whether a category, or what is not broken down, is small in one of some blocks."""
    for block in blocks:
        by_category: dict[int, list[Sums]] = defaultdict(list)
        for period in block:
            for category, sums in parts.get(period, {}).items():
                by_category[category].append(sums)
        if not by_category:
            continue
        of_each = [together(several) for several in by_category.values()]
        whole = together(wholes[period] for period in block if period in wholes)
        rest = less(whole, together(of_each))
        if any(is_small(sums) for sums in (*of_each, rest)):
            return True
    return False


def _without(
    parts: Mapping[int | None, Mapping[int, Mapping[int, Sums]]], clear: Collection[int]
) -> dict[int, dict[int, Sums]]:
    """The parts of all places, less those of some."""
    return {
        period: {
            category: less(
                sums,
                together(
                    parts[place][period][category]
                    for place in clear
                    if category in parts.get(place, {}).get(period, {})
                ),
            )
            for category, sums in by_category.items()
        }
        for period, by_category in parts.get(None, {}).items()
    }


def less(whole: Sums, part: Sums) -> Sums:
    """What a part leaves of the whole."""
    return Sums(
        given=whole.given - part.given,
        reported=whole.reported - part.reported,
        number=whole.number - part.number,
        numerator=whole.numerator - part.numerator,
        denominator=whole.denominator - part.denominator,
    )
