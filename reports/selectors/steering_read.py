"""What a body of a steering dashboard says: its days and numbers again, and its blocks in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lib.charts import Area
from lib.dates import PartialDate
from lib.dates import partial as partial_date
from lib.quantities import Qualifier, Quantity
from reports.figures.results_types import Given
from reports.selectors.amounts import told_text
from reports.selectors.spending import Block as Money

Plain = Mapping[str, Any]


def day_of(told: Plain | None) -> date | None:
    """A day as the body writes it."""
    return date.fromisoformat(told["day"]) if told else None


def partial_of(told: Plain | None) -> PartialDate | None:
    """A partial date as the body writes it."""
    if told is None:
        return None
    on = date.fromisoformat(told["on"]) if told["on"] else None
    return partial_date(on, told["precision"], told["words"])


def quantity_of(told: Plain) -> Quantity:
    number = told["number"]
    return Quantity(None if number is None else Decimal(number), Qualifier(told["qualifier"]))


def amount_of(told: Plain, unit_kind: str) -> str:
    """An amount in words: with its qualifier, « withheld », « not reported »."""
    return told_text(quantity_of(told["quantity"]), unit_kind, is_withheld=told["is_withheld"])


def given_of(told: Plain) -> Given:
    return Given(told["given"], told["expected"], told["not_reported"], told["awaiting"])


@dataclass(frozen=True, slots=True)
class Key:
    """A key figure: a text where the number needs its sign or is withheld, else a quantity."""

    label: str
    value: str | Quantity
    unit: str
    note: str
    href: str
    source: str


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A line of « to be dealt with »."""

    status: str
    label: str
    name: str
    note: str
    href: str
    code: str
    can_explain: bool
    reason: str
    reason_on: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table of results."""

    name: str
    programme: str
    href: str
    value: str
    unit: str
    as_of: str
    expected: str
    target: str
    status: str
    standing: str
    bar: Quantity
    aim: Decimal | None
    expected_number: Decimal | None
    course: tuple[Quantity, ...]
    is_key: bool


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    href: str
    activities: int
    participants: Quantity
    given: str
    # What stands in each column of the components, with its name.
    pairs: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision in one line."""

    number: int
    text: str
    status: str
    label: str
    note: str
    href: str
    said: str


@dataclass(frozen=True, slots=True)
class Feared:
    """A risk in one line."""

    title: str
    level: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """All that a dashboard shows, block by block."""

    title: str
    name: str
    kind: str
    slug: str
    on: date
    is_empty: bool
    last_known_on: date | None
    headline: str
    headline_as_of: date | None
    key: tuple[Key, ...]
    exceptions: tuple[Exceptional, ...]
    overdue: tuple[Taken, ...]
    more_exceptions: int
    lines: tuple[Line, ...]
    more_lines: int
    frameworks: tuple[tuple[str, str], ...]
    given: str
    regions: tuple[Region, ...]
    columns: tuple[str, ...]
    areas: tuple[Area, ...]
    covered: str
    activities: int
    awaiting: int
    decisions: tuple[Taken, ...]
    more_decisions: int
    risks: tuple[Feared, ...]
    more_risks: int
    risk_lists: tuple[tuple[str, str], ...]
    spending: tuple[Money, ...]
