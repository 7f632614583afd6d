"""How figures of results read in words: one place for page, PDF, workbook and API."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators.enums import UnitKind
from indicators.models import Period
from indicators.selectors import periods
from lib import formats
from lib.quantities import Qualifier, Quantity
from reports.figures.results_types import Amount, Given, PeriodRef

# Below this, what is expected has one decimal.
FINE = 100


def amount_text(amount: Amount, unit_kind: str) -> str:
    """A number as a reader may have it: `at least 30`, `42,5 %`, « withheld », « not reported »."""
    return told_text(amount.quantity, unit_kind, is_withheld=amount.is_withheld)


def told_text(quantity: Quantity, unit_kind: str, *, is_withheld: bool) -> str:
    """The same of an amount in its parts, as editions keep it."""
    return withheld() if is_withheld else quantity_text(quantity, unit_kind)


def quantity_text(quantity: Quantity, unit_kind: str) -> str:
    """A number with its qualifier; a percentage with its sign."""
    if unit_kind != UnitKind.PERCENTAGE or quantity.number is None:
        return formats.quantity(quantity)
    shown = formats.percent(quantity.number)
    if quantity.qualifier == Qualifier.ABOUT:
        return pgettext("quantity", "about %(number)s") % {"number": shown}
    if quantity.qualifier == Qualifier.AT_LEAST:
        return pgettext("quantity", "at least %(number)s") % {"number": shown}
    return shown


def number_text(number: Decimal | None, unit_kind: str) -> str:
    """A target or what is expected; nothing where there is none."""
    return "" if number is None else quantity_text(Quantity(number), unit_kind)


def expected_text(number: Decimal | None, unit_kind: str) -> str:
    """What a line between two targets comes to, with no more decimals than it can be sure of."""
    if number is None:
        return ""
    places = Decimal("0.1") if abs(number) < FINE else Decimal(1)
    return quantity_text(Quantity(number.quantize(places)), unit_kind)


def withheld() -> str:
    """What stands in the place of a number of so few people that they might be known."""
    return pgettext("in place of a number", "withheld")


def given_text(given: Given) -> str:
    """« 14 values received of 22 expected ». A value that nobody asked for counts as received."""
    if not given.expected and not given.given:
        return _("No value was expected by then")
    if not given.expected:
        return ngettext("%(given)s value received", "%(given)s values received", given.given) % {
            "given": formats.number(given.given)
        }
    return ngettext(
        "%(given)s value received of %(expected)s expected",
        "%(given)s values received of %(expected)s expected",
        given.given,
    ) % {"given": formats.number(given.given), "expected": formats.number(given.expected)}


def given_short(given: Given) -> str:
    """« 14 / 22 », for a cell."""
    return _("%(given)s of %(expected)s") % {
        "given": formats.number(given.given),
        "expected": formats.number(given.expected),
    }


def period_text(period: PeriodRef | None) -> str:
    """What a reporting period is called: its own name, or what its days are in the calendar."""
    if period is None:
        return ""
    return periods.name_of(
        Period(label=period.name, starts_on=period.starts_on, ends_on=period.ends_on)
    )
