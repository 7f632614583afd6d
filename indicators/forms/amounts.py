"""Amounts as people type them: « 1 250 », « ~30 », « au moins 30 », « n.d. », « 12/40 »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from lib.forms import DecimalNumberField
from lib.quantities import Qualifier
from lib.text import clean_line, fold

NOT_AVAILABLE = "n.d."

# As `fold` leaves them: without dots, accents and case.
_NOT_AVAILABLE = {
    "n",
    "nd",
    "n d",
    "na",
    "n a",
    "non disponible",
    "not available",
    "not reported",
    "غ م",
    "غير متوفر",
    "غير متاح",
}
_PREFIXES = {
    Qualifier.ABOUT: ("~", "≈", "env.", "environ", "à peu près", "about", "حوالي", "نحو"),
    Qualifier.AT_LEAST: (
        "≥",
        ">=",
        "au moins",
        "plus de",
        "at least",
        "more than",
        "على الأقل",
        "أكثر من",
        "لا يقل عن",
    ),
}
_MARKS = re.compile("[\u061c\u200e\u200f]")


@dataclass(frozen=True, slots=True)
class Amount:
    """What was typed into one box; the qualifier only where it was typed too."""

    number: Decimal | None = None
    qualifier: Qualifier | None = None
    is_not_available: bool = False

    @property
    def is_blank(self) -> bool:
        return self.number is None and not self.is_not_available


class AmountField(DecimalNumberField):
    """The portal's number field, below 0 too: whether that is right is the indicator's matter."""

    def __init__(self) -> None:
        super().__init__(min_value=-999_999_999_999, required=False)


_FIELD = AmountField()


def read_amount(typed: str) -> Amount:
    """What a person means; raises ValidationError with the sentence of the number field."""
    text = _MARKS.sub("", clean_line(typed)).strip()
    if not text:
        return Amount()
    if fold(text) in _NOT_AVAILABLE:
        return Amount(is_not_available=True)
    qualifier, rest = _qualified(text)
    number = _FIELD.clean(rest)
    return Amount(None if number is None else Decimal(number), qualifier)


def write_amount(number: Decimal | None) -> str:
    """A number as the boxes show it, and read it back."""
    return "" if number is None else str(_FIELD.prepare_value(number))


def split_share(typed: str) -> tuple[str, str]:
    """« 12/40 » as its two sides; the second is empty where there is no stroke."""
    above, _stroke, below = clean_line(typed).partition("/")
    return above.strip(), below.strip()


def _qualified(text: str) -> tuple[Qualifier | None, str]:
    lowered = text.casefold()
    for qualifier, prefixes in _PREFIXES.items():
        for prefix in prefixes:
            if lowered.startswith(prefix):
                return qualifier, text[len(prefix) :].strip()
    if text.endswith("+") and len(text) > 1:
        return Qualifier.AT_LEAST, text[:-1].strip()
    return None, text
