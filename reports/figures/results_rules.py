"""How values of several places and periods make one figure, and how it stands against a target.

Every percentage is made of sums of numerators and denominators, never of percentages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.enums import Direction, OverPlaces, OverTime
from indicators.models import Indicator
from indicators.totals import Sums
from lib.quantities import Qualifier, Quantity
from reports.figures.results_types import NOT_TOLD, Amount, Standing, TargetPoint, Trend

# At least so much of what was expected is on track, and to watch; below is late.
ON_TRACK = Decimal("0.9")
WATCH = Decimal("0.7")
# As many decimals as are stored.
SMALLEST = Decimal("0.0001")

# Over these, a figure of some periods is made of the sums of all of them.
ADDING = {OverTime.SUM, OverTime.CUMULATIVE, OverTime.AVERAGE}
# The places of a period add up; otherwise one of them stands for all, or none does.
POOLING = {OverPlaces.SUM, OverPlaces.WEIGHTED, OverPlaces.RATIO}


def together(several: Iterable[Sums]) -> Sums:
    """The sums of several totals."""
    whole = Sums()
    for one in several:
        whole.add(one)
    return whole


def of_period(indicator: Indicator, sums: Sums, *, places: int) -> Amount:
    """What the values of one period come to; of several places by the indicator's rule."""
    if not sums.reported:
        return NOT_TOLD
    if places == 1 or sums.reported == 1:
        return _pooled(indicator, sums)
    if indicator.over_places in POOLING:
        if indicator.over_places != OverPlaces.SUM and not sums.denominator:
            return NOT_TOLD
        return _pooled(indicator, sums)
    if indicator.over_places == OverPlaces.MAXIMUM:
        return Amount(sums.largest, _qualifier(sums, misses=True))
    # One stands for all only where all say the same.
    agree = sums.largest is not None and sums.largest * sums.reported == sums.number
    if indicator.over_places == OverPlaces.LATEST and agree:
        return Amount(sums.largest, _qualifier(sums, misses=False))
    return NOT_TOLD


def over_time(indicator: Indicator, periods: Sequence[Sums], *, places: int) -> Amount:
    """What the values of some periods, in their order, come to by the indicator's rule."""
    if indicator.over_time in ADDING:
        until = Until(indicator, places)
        for sums in periods:
            until.add(sums)
        return until.amount
    amounts = [of_period(indicator, sums, places=places) for sums in periods]
    told = [amount for amount in amounts if amount.is_reported]
    if not told:
        return NOT_TOLD
    if indicator.over_time == OverTime.LATEST:
        return told[-1]
    return max(told, key=lambda amount: amount.number or Decimal(0))


class Until:
    """A figure that grows period by period, where periods add up or are averaged."""

    def __init__(self, indicator: Indicator, places: int) -> None:
        self._indicator, self._places = indicator, places
        self._adds_up = adds_up(indicator)
        self._sums = Sums()
        self._whole = Quantity(0)
        self._told = 0

    def add(self, sums: Sums) -> None:
        """Count one more period."""
        if self._adds_up:
            self._sums.add(sums)
        elif sums.given:
            amount = of_period(self._indicator, sums, places=self._places)
            self._whole += amount.quantity
            self._told += amount.is_reported

    @property
    def amount(self) -> Amount:
        """What it has come to."""
        if self._adds_up:
            return of_period(self._indicator, self._sums, places=self._places)
        if not self._told:
            return NOT_TOLD
        number = Decimal(self._whole.number or 0)
        if self._indicator.over_time != OverTime.AVERAGE and not self._indicator.is_share:
            return Amount(number, self._whole.qualifier)
        exact = self._whole.qualifier == Qualifier.EXACT
        qualifier = Qualifier.EXACT if exact else Qualifier.ABOUT
        return Amount(mean(number, self._told), qualifier)


def mean(number: Decimal, told: int) -> Decimal:
    """The mean of so many numbers whose sum is given, with one decimal more than they have: no
    reader is told of ten-thousandths of a person."""
    decimals = -int(number.normalize().as_tuple().exponent)
    return (number / Decimal(told)).quantize(
        max(SMALLEST, Decimal(1).scaleb(-max(decimals, 0) - 1))
    )


def adds_up(indicator: Indicator) -> bool:
    """Whether a figure of several periods is made of the sums of all their values at once."""
    if indicator.over_time not in ADDING or indicator.over_places not in POOLING:
        return False
    return indicator.is_share or indicator.over_time != OverTime.AVERAGE


def rest_of(whole: Amount, parts: Iterable[Amount]) -> Amount:
    """What the parts leave of the whole: « not broken down ». Shares leave nothing that adds."""
    if whole.number is None or whole.is_share:
        return NOT_TOLD
    told = sum((part.number for part in parts if part.number is not None), Decimal(0))
    return Amount(whole.number - told, whole.qualifier)


def _pooled(indicator: Indicator, sums: Sums) -> Amount:
    if not indicator.is_share:
        return Amount(sums.number, _qualifier(sums, misses=True))
    if sums.denominator:
        share = (indicator.per * sums.numerator / sums.denominator).quantize(SMALLEST)
        return Amount(share, _of_share(sums), sums.numerator, sums.denominator)
    # A share whose sides nobody told: it stands for itself, and adds to nothing.
    return Amount(sums.number, _of_share(sums)) if sums.reported == 1 else NOT_TOLD


def _qualifier(sums: Sums, *, misses: bool) -> Qualifier:
    """How sure a sum is; one to which somebody gave no number may be larger."""
    if sums.at_least or (misses and sums.reported < sums.given):
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if sums.about else Qualifier.EXACT


def _of_share(sums: Sums) -> Qualifier:
    """A ratio of inexact counts may be larger or smaller."""
    if sums.reported == 1 and sums.at_least:
        return Qualifier.AT_LEAST
    return Qualifier.ABOUT if sums.about or sums.at_least else Qualifier.EXACT


# Against a target


@dataclass(frozen=True, slots=True)
class Course:
    """What should be reached by when: where it begins, and its targets in order of their days."""

    begins_on: date | None
    begins_at: Decimal | None
    targets: tuple[TargetPoint, ...]

    def expected(self, day: date) -> Decimal | None:
        """What should be reached by a day: on the line between the points around it.

        The line begins at the last target before it, or at the beginning; without either,
        nothing is expected until a target falls due.
        """
        dated = [(point.by, point.number) for point in self.targets if point.by is not None]
        before = [point for point in dated if point[0] <= day]
        after = [point for point in dated if point[0] > day]
        if before and (before[-1][0] == day or not after):
            return before[-1][1]
        if not after:
            return None
        begins = (
            before[-1]
            if before
            else (self.begins_on, self.begins_at)
            if self.begins_on is not None and self.begins_at is not None
            else None
        )
        if begins is None:
            return None
        (start, low), (end, high) = begins, after[0]
        if end <= start or day <= start:
            return low if day <= start else high
        share = Decimal((day - start).days) / Decimal((end - start).days)
        return (low + (high - low) * share).quantize(SMALLEST)

    @property
    def final(self) -> TargetPoint | None:
        """The target at the end of the programme."""
        last = self.targets[-1] if self.targets else None
        return last if last is not None and last.period is None else None

    def next(self, day: date) -> TargetPoint | None:
        """The target that falls due next, or on that day."""
        return next((point for point in self.targets if point.by and point.by >= day), None)


def standing_of(
    amount: Amount, expected: Decimal | None, *, direction: str, has_target: bool
) -> Standing:
    """Where an amount stands: nine tenths of what is expected is on track, seven to watch.

    Where less is better it is mirrored: what is expected is so much of the amount.
    """
    if not has_target:
        return Standing.NO_TARGET
    if amount.is_withheld:
        return Standing.WITHHELD
    if amount.number is None:
        return Standing.NO_VALUE
    if direction == Direction.NEUTRAL or expected is None:
        return Standing.NOT_JUDGED
    reached, asked = amount.number, expected
    if direction == Direction.DOWN:
        reached, asked = expected, amount.number
    if reached >= asked * ON_TRACK:
        return Standing.ON_TRACK
    return Standing.WATCH if reached >= asked * WATCH else Standing.LATE


def trend_of(amounts: Sequence[Amount]) -> Trend:
    """How the last two periods compare; not known where one of them is missing or withheld."""
    last = [amount.number for amount in amounts[-2:]]
    if len(last) < 2 or last[0] is None or last[1] is None:
        return Trend.UNKNOWN
    if last[0] == last[1]:
        return Trend.LEVEL
    return Trend.UP if last[0] < last[1] else Trend.DOWN
