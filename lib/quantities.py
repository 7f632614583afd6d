"""Numbers as sources give them: exact, about, at least, or not reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Qualifier(TextChoices):
    """How sure the source is of a number."""

    EXACT = "exact", _("exact")
    ABOUT = "about", _("about")
    AT_LEAST = "at_least", _("at least")


@dataclass(frozen=True)
class Quantity:
    """A number and how to read it. Without a number it is "not reported", which is never 0.

    Adding follows what may honestly be said of the sum:

    * exact + exact is exact;
    * about + exact, about + about is about;
    * at least + anything is at least: the sum may be larger, whatever the rest;
    * a number + not reported is at least that number (what is missing is not negative);
    * not reported + not reported is not reported.
    """

    number: Decimal | int | None
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        # A float would bring digits that no source gave; True would count as 1.
        if isinstance(self.number, bool) or not isinstance(self.number, Decimal | int | None):
            raise TypeError(f"A quantity is a Decimal, an int or None, not {self.number!r}.")
        # Rows carry the plain code; "not reported" has one form, so that two of them are equal.
        if self.number is None:
            object.__setattr__(self, "qualifier", Qualifier.EXACT)
        elif not isinstance(self.qualifier, Qualifier):
            object.__setattr__(self, "qualifier", Qualifier(self.qualifier))

    @property
    def is_reported(self) -> bool:
        return self.number is not None

    def __add__(self, other: Quantity) -> Quantity:
        if not isinstance(other, Quantity):
            return NotImplemented
        if self.number is None and other.number is None:
            return NOT_REPORTED
        if self.number is None:
            return Quantity(other.number, Qualifier.AT_LEAST)
        if other.number is None:
            return Quantity(self.number, Qualifier.AT_LEAST)
        qualifiers = {self.qualifier, other.qualifier}
        if Qualifier.AT_LEAST in qualifiers:
            qualifier = Qualifier.AT_LEAST
        elif Qualifier.ABOUT in qualifiers:
            qualifier = Qualifier.ABOUT
        else:
            qualifier = Qualifier.EXACT
        return Quantity(self.number + other.number, qualifier)


NOT_REPORTED = Quantity(None)


def total(quantities: Iterable[Quantity]) -> Quantity:
    """The sum of some quantities; of none at all it is not reported.

    Callers who know that nothing happened say so with `Quantity(0)`.
    """
    quantities = list(quantities)
    return reduce(add, quantities) if quantities else NOT_REPORTED


def tells_of_few(counts: Iterable[int]) -> bool:
    """Whether one of some counts is of so few people that they might be known."""
    return any(0 < count < settings.SUPPRESSION_BELOW_PEOPLE for count in counts)
