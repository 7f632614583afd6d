"""Planned, committed, disbursed and spent, as of a day: the one place that adds up money.

Amounts in different currencies are never added; what they come to in dirhams is told only where
each of them has its own dated rate, and the rates are told with it (docs/adr/0021).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from programmes.enums import Currency, TransactionKind
from programmes.models import BudgetLine, Programme, Transaction

CENT = Decimal("0.01")
# In place of the kind of a transaction: what a line plans.
PLANNED = ""
# Where a query leaves its sum.
_SUM = "whole"


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in its own currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts by currency, and what they come to in dirhams where each has a rate.

    Without parts nothing was entered, which is not 0.
    """

    parts: tuple[Part, ...] = ()
    in_dirhams: Decimal | None = None

    @property
    def is_entered(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """What was planned for a component, a funder, one of both or a whole programme."""

    # The position of the component; None where none is named.
    component: int | None
    component_name: str
    funder: str
    funder_name: str
    planned: Money
    committed: Money
    disbursed: Money
    spent: Money

    @property
    def execution(self) -> Decimal | None:
        """What is spent of what is planned, in percent; None where the two do not compare."""
        return share(self.spent, self.planned)


@dataclass(frozen=True, slots=True)
class RateRange:
    """The rates at which a currency was counted in dirhams, and their days."""

    currency: str
    lowest: Decimal
    highest: Decimal
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Spending:
    """The money of one programme as of a day: by component and funder, by either, and as a whole.

    Each rounding is made in a cell, so that cells add up to their totals to the cent.
    """

    programme: str
    cells: tuple[SpendingRow, ...]
    components: tuple[SpendingRow, ...]
    funders: tuple[SpendingRow, ...]
    total: SpendingRow
    rates: tuple[RateRange, ...]


# One row of the query, without the programme.
_Entry = tuple[int | None, str, str, str, str, str, Decimal | None, date | None, Decimal]


def spending(programmes: Sequence[Programme], *, on: date) -> tuple[Spending, ...]:
    """The money of those of some programmes that have any, in their order. One query.

    A transaction counts from its value date on. One that was withdrawn counts on no day: its
    counter-entry bears the same date.
    """
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for slug, *entry, amount in _rows(programmes, on):
        # SQLite adds amounts up as floating-point numbers; they have two decimals.
        exact = amount.quantize(CENT, rounding=ROUND_HALF_UP)
        if exact:
            entries[slug].append((*entry, exact))
    return tuple(
        _spending(one.slug, entries[one.slug]) for one in programmes if one.slug in entries
    )


def share(part: Money, whole: Money) -> Decimal | None:
    """The one in percent of the other: in their one currency, or in dirhams."""
    if not part.parts or not whole.parts:
        return None
    if len(part.parts) == len(whole.parts) == 1 and (
        part.parts[0].currency == whole.parts[0].currency
    ):
        return part.parts[0].amount * 100 / whole.parts[0].amount
    if part.in_dirhams is None or not whole.in_dirhams:
        return None
    return part.in_dirhams * 100 / whole.in_dirhams


def _rows(programmes: Sequence[Programme], on: date) -> Iterable[Any]:
    """Sums of equal kind, currency and rate by component and funder: of lines, of the ledger."""
    lines = BudgetLine.objects.filter(programme__in=programmes)
    ledger = Transaction.objects.filter(line__programme__in=programmes).until(on)
    planned = _summed(lines, "", Value(PLANNED, output_field=CharField()))
    return planned.union(_summed(ledger, "line__", F("kind")), all=True)


def _summed(rows: QuerySet[Any], to_line: str, kind: F | Value) -> QuerySet[Any]:
    return (
        rows.order_by()
        .annotate(
            what=kind,
            component_name=_named(f"{to_line}component__name"),
            funder_name=_named(f"{to_line}funder__name"),
        )
        .values(
            f"{to_line}programme__slug",
            f"{to_line}component__position",
            "component_name",
            f"{to_line}funder__slug",
            "funder_name",
            "what",
            "currency",
            "rate",
            "rate_on",
        )
        .annotate(**{_SUM: Sum("amount")})
        .values_list(
            f"{to_line}programme__slug",
            f"{to_line}component__position",
            "component_name",
            f"{to_line}funder__slug",
            "funder_name",
            "what",
            "currency",
            "rate",
            "rate_on",
            _SUM,
        )
    )


def _named(field: str) -> Coalesce:
    """A translated name in the language in force, or in the first that has it."""
    spoken = (get_language() or "fr")[:2]
    languages = dict.fromkeys((spoken, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES))
    written = [NullIf(F(f"{field}_{language}"), Value("")) for language in languages]
    return Coalesce(*written, Value(""), output_field=CharField())


def _spending(slug: str, entries: Sequence[_Entry]) -> Spending:
    cells: dict[tuple[Any, ...], list[_Entry]] = defaultdict(list)
    for entry in entries:
        cells[entry[:4]].append(entry)
    rows = sorted((_cell(group) for group in cells.values()), key=_order)
    return Spending(
        programme=slug,
        cells=tuple(rows),
        components=_together(rows, lambda row: (row.component, row.component_name, "", "")),
        funders=_together(rows, lambda row: (None, "", row.funder, row.funder_name)),
        total=_together(rows, lambda row: (None, "", "", ""))[0],
        rates=_rates(entries),
    )


def _order(row: SpendingRow) -> tuple[Any, ...]:
    """By component and funder, what names none last."""
    return (
        row.component is None,
        row.component or 0,
        not row.funder,
        row.funder_name,
        row.funder,
    )


def _cell(entries: Sequence[_Entry]) -> SpendingRow:
    component, component_name, funder, funder_name = entries[0][:4]
    said: dict[str, list[Money]] = defaultdict(list)
    for entry in entries:
        kind, currency, rate, _rate_on, amount = entry[4:]
        said[kind].append(Money((Part(currency, amount),), _in_dirhams(currency, rate, amount)))
    return SpendingRow(
        component,
        component_name,
        funder or "",
        funder_name,
        planned=_added(said[PLANNED]),
        committed=_added(said[TransactionKind.COMMITMENT]),
        disbursed=_added(said[TransactionKind.DISBURSEMENT]),
        spent=_added(said[TransactionKind.EXPENDITURE]),
    )


def _in_dirhams(currency: str, rate: Decimal | None, amount: Decimal) -> Decimal | None:
    if currency == Currency.MAD:
        return amount
    if rate is None:
        return None
    return (amount * rate).quantize(CENT, rounding=ROUND_HALF_UP)


def _added(several: Iterable[Money]) -> Money:
    entered = [one for one in several if one.is_entered]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in entered:
        for part in one.parts:
            sums[part.currency] += part.amount
    known = [one.in_dirhams for one in entered if one.in_dirhams is not None]
    return Money(
        tuple(Part(currency, sums[currency]) for currency in sorted(sums)),
        sum(known, Decimal(0)) if entered and len(known) == len(entered) else None,
    )


def _together(
    rows: Sequence[SpendingRow], key: Callable[[SpendingRow], tuple[int | None, str, str, str]]
) -> tuple[SpendingRow, ...]:
    groups: dict[tuple[int | None, str, str, str], list[SpendingRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    added = (
        SpendingRow(
            *names,
            planned=_added(row.planned for row in group),
            committed=_added(row.committed for row in group),
            disbursed=_added(row.disbursed for row in group),
            spent=_added(row.spent for row in group),
        )
        for names, group in groups.items()
    )
    return tuple(sorted(added, key=_order))


def _rates(entries: Sequence[_Entry]) -> tuple[RateRange, ...]:
    rates: dict[str, set[tuple[Decimal, date]]] = defaultdict(set)
    for entry in entries:
        currency, rate, rate_on = entry[5:8]
        if rate is not None and rate_on is not None:
            rates[currency].add((rate, rate_on))
    return tuple(
        RateRange(
            currency,
            min(rate for rate, _on in used),
            max(rate for rate, _on in used),
            min(on for _rate, on in used),
            max(on for _rate, on in used),
        )
        for currency, used in sorted(rates.items())
    )
