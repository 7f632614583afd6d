"""Dates as sources give them, and the periods of a calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CheckConstraint, Q, TextChoices
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _


class Precision(TextChoices):
    """How much of a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    UNKNOWN = "unknown", _("unknown")


@dataclass(frozen=True)
class PartialDate:
    """A date, how much of it is known, and the words of the source ("jeudi dernier").

    Columns that hold one are `<prefix>_on`, `<prefix>_precision` and `<prefix>_words`.
    """

    on: date | None
    precision: Precision
    words: str = ""

    @classmethod
    def of(cls, thing: Any, prefix: str) -> PartialDate:
        """The partial date in the three columns of a row."""
        return partial(
            getattr(thing, f"{prefix}_on"),
            getattr(thing, f"{prefix}_precision"),
            getattr(thing, f"{prefix}_words", ""),
        )

    @property
    def is_known(self) -> bool:
        return self.on is not None and self.precision != Precision.UNKNOWN

    @property
    def earliest(self) -> date | None:
        """The first day that it can be; None when unknown."""
        if self.on is None or self.precision == Precision.UNKNOWN:
            return None
        if self.precision == Precision.YEAR:
            return self.on.replace(month=1, day=1)
        if self.precision == Precision.MONTH:
            return self.on.replace(day=1)
        return self.on

    @property
    def latest(self) -> date | None:
        """The last day that it can be; None when unknown."""
        if self.on is None or self.precision == Precision.UNKNOWN:
            return None
        if self.precision == Precision.YEAR:
            return self.on.replace(month=12, day=31)
        if self.precision == Precision.MONTH:
            return _last_of_month(self.on)
        return self.on

    @property
    def sort_key(self) -> tuple[date, date]:
        """Orders by first possible day, the more precise first; unknown dates come last."""
        return self.earliest or date.max, self.latest or date.max

    def normalised(self) -> PartialDate:
        """The same date as it is stored: first day of its month or year, unknown without a day."""
        precision = Precision.UNKNOWN if self.on is None else Precision(self.precision)
        return PartialDate(PartialDate(self.on, precision).earliest, precision, self.words)


def partial(on: date | None, precision: str = Precision.DAY, words: str = "") -> PartialDate:
    """A partial date in its stored form; without a day it is unknown."""
    return PartialDate(on, Precision(precision), words).normalised()


def partial_constraint(prefix: str, name: str) -> CheckConstraint:
    """A precision is stated exactly when there is a date to state it of."""
    on, precision = f"{prefix}_on", f"{prefix}_precision"
    stated = [Precision.DAY.value, Precision.MONTH.value, Precision.YEAR.value]
    return CheckConstraint(
        condition=Q(**{f"{on}__isnull": True, precision: Precision.UNKNOWN.value})
        | Q(**{f"{on}__isnull": False, f"{precision}__in": stated}),
        name=name,
        violation_error_message=_("Give a date and how precise it is, or neither."),
    )


class Frequency(TextChoices):
    """How often something comes back."""

    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_yearly", _("every half-year")
    YEARLY = "yearly", _("every year")


_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}


@dataclass(frozen=True, order=True)
class Period:
    """All days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"The period ends ({self.end}) before it begins ({self.start}).")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def contains(self, day: date) -> bool:
        return day in self

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end

    def months(self) -> tuple[date, ...]:
        """The first day of each calendar month that the period touches, in order."""
        return tuple(
            month.start for month in periods_between(Frequency.MONTHLY, self.start, self.end)
        )

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def end_of_day(day: date) -> datetime:
    """The first moment that a day does not hold any more, where the portal stands."""
    return make_aware(datetime.combine(day + timedelta(days=1), time()))


def period_of(frequency: str, day: date) -> Period:
    """The calendar month, quarter, half-year or year that holds a day."""
    length = _MONTHS[Frequency(frequency)]
    first = (day.month - 1) // length * length + 1
    start = day.replace(month=first, day=1)
    return Period(start, _last_of_month(start.replace(month=first + length - 1)))


def month_of(day: date) -> Period:
    return period_of(Frequency.MONTHLY, day)


def quarter_of(day: date) -> Period:
    return period_of(Frequency.QUARTERLY, day)


def half_year_of(day: date) -> Period:
    return period_of(Frequency.HALF_YEARLY, day)


def year_of(day: date) -> Period:
    return period_of(Frequency.YEARLY, day)


def previous_period(frequency: str, day: date) -> Period:
    """The whole calendar period that ended last before the one that holds a day."""
    return period_of(frequency, period_of(frequency, day).start - timedelta(days=1))


def previous_quarter(day: date) -> Period:
    return previous_period(Frequency.QUARTERLY, day)


def periods_between(frequency: str, start: date, end: date) -> list[Period]:
    """The whole calendar periods that touch the days from `start` to `end`, in order.

    The first and the last may reach outside; there are none when `end` is before `start`.
    """
    return list(_periods(frequency, start, end))


def _periods(frequency: str, start: date, end: date) -> Iterator[Period]:
    day = start
    while day <= end:
        period = period_of(frequency, day)
        yield period
        if period.end == date.max:
            return
        day = period.end + timedelta(days=1)


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
