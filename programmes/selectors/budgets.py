"""Budget lines and transactions as the trail keeps them, and in words."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from lib import formats
from programmes.models import BudgetLine, Transaction


def rate_in_words(currency: str, rate: Decimal | None, rate_on: date | None) -> str:
    """« 1 EUR = 10,85 MAD, 3 mars 2026 »; empty without a rate."""
    if rate is None:
        return ""
    # As one run: the two sides of the equation would change places in Arabic text.
    equation = f"1{formats.HARD}{currency} = {formats.number(rate, language='fr')}{formats.HARD}MAD"
    text = f"{formats.LEFT_TO_RIGHT}{equation}{formats.POP}"
    if rate_on is None:
        return text
    return _("%(rate)s, %(day)s") % {"rate": text, "day": formats.date(rate_on)}


def line_in_words(line: BudgetLine) -> dict[str, str]:
    """A budget line by field. Reads its component and its funder."""
    return {
        "label": line.label,
        "component": line.component.name if line.component else "",
        "funder": line.funder.name if line.funder else "",
        "amount": formats.money(line.amount, line.currency),
        "rate": rate_in_words(line.currency, line.rate, line.rate_on),
        "starts_on": formats.date(line.starts_on),
        "ends_on": formats.date(line.ends_on),
    }


def line_snapshot(line: BudgetLine) -> dict[str, str]:
    """A budget line as the trail keeps it. Reads its component and its funder."""
    return {
        "label": line.label,
        "component": line.component.name if line.component else "",
        "funder": line.funder.name if line.funder else "",
        "starts_on": line.starts_on.isoformat() if line.starts_on else "",
        "ends_on": line.ends_on.isoformat() if line.ends_on else "",
        **_money(line),
    }


def transaction_snapshot(entry: Transaction) -> dict[str, str]:
    """A transaction as the trail keeps it. Reads its line."""
    return {
        "line": entry.line.label,
        "kind": entry.kind,
        "value_on": entry.value_on.isoformat(),
        "reference": entry.reference,
        "note": entry.note,
        **_money(entry),
    }


def _money(of: BudgetLine | Transaction) -> dict[str, str]:
    return {
        "amount": f"{of.amount:.2f}",
        "currency": of.currency,
        "rate": f"{of.rate.normalize():f}" if of.rate else "",
        "rate_on": of.rate_on.isoformat() if of.rate_on else "",
    }
