"""How money reads in words, from what a body says of it: one place for page, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lib import formats
from programmes.models import BudgetLine, Transaction
from programmes.selectors.budgets import rate_in_words

Plain = Mapping[str, Any]
DIRHAM = "MAD"
# As many components and donors as a dashboard shows; pages of their own and papers show all.
MOST_ROWS = 7
KINDS = {
    "planned": pgettext_lazy("money", "Planned"),
    "committed": pgettext_lazy("money", "Committed"),
    "disbursed": pgettext_lazy("money", "Disbursed"),
    "spent": pgettext_lazy("money", "Spent"),
}


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """Amounts by currency, and the same in dirhams where it says something more."""

    parts: tuple[str, ...]
    in_dirhams: str
    # The sum in dirhams by itself, empty where it is not known.
    dirhams: str
    currencies: frozenset[str]

    @property
    def by_currency(self) -> str:
        """Each amount as it was entered, on one line."""
        return " + ".join(self.parts) or "–"

    @property
    def text(self) -> str:
        """All on one line."""
        if not self.parts:
            return formats.not_reported()
        amounts = " + ".join(self.parts)
        return f"{amounts} ({self.in_dirhams})" if self.in_dirhams else amounts


@dataclass(frozen=True, slots=True)
class Row:
    """What was planned for something, and what became of it."""

    component: str
    funder: str
    planned: MoneyWords
    committed: MoneyWords
    disbursed: MoneyWords
    spent: MoneyWords
    execution: str

    @property
    def amounts(self) -> tuple[MoneyWords, ...]:
        """In the order of the columns."""
        return self.planned, self.committed, self.disbursed, self.spent

    @property
    def short(self) -> tuple[tuple[str, str], ...]:
        """The name of each column with one amount: in the currency of all of them if they have
        one, so that they show what the rate of execution says; else in dirhams, where known."""
        currencies = frozenset[str]().union(*(money.currencies for money in self.amounts))
        return tuple(
            (
                str(label),
                money.by_currency if len(currencies) == 1 else money.dirhams or money.by_currency,
            )
            for label, money in zip(KINDS.values(), self.amounts, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Block:
    """The money of one programme, with the rates it was counted at."""

    programme: str
    slug: str
    cells: tuple[Row, ...]
    components: tuple[Row, ...]
    funders: tuple[Row, ...]
    total: Row
    rates: tuple[str, ...]
    # Whether some amount has no rate, so that a sum in dirhams is missing.
    lacks_rates: bool

    @property
    def shown_components(self) -> tuple[Row, ...]:
        """By component, where a dashboard has room for it and it says more than the whole."""
        return self.components if 1 < len(self.components) <= MOST_ROWS else ()

    @property
    def shown_funders(self) -> tuple[Row, ...]:
        """By donor, where there is still room."""
        room = MOST_ROWS - len(self.shown_components)
        return self.funders if 1 < len(self.funders) <= room else ()


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line with its words."""

    line: BudgetLine
    rate: str
    period: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A transaction with its words; `withdrawal` is the counter-entry, if there is one."""

    entry: Transaction
    rate: str
    withdrawal: Transaction | None


def line_rows(lines: Iterable[BudgetLine]) -> list[LineRow]:
    """Budget lines of `for_table()` as their table prints them."""
    return [
        LineRow(
            line,
            rate_in_words(line.currency, line.rate, line.rate_on),
            formats.period(line.starts_on, line.ends_on),
        )
        for line in lines
    ]


def entry_rows(entries: Iterable[Transaction]) -> list[EntryRow]:
    """Transactions of `for_table()` as the ledger prints them."""
    return [
        EntryRow(
            entry,
            rate_in_words(entry.currency, entry.rate, entry.rate_on),
            # Joined by `for_table()`, which leaves None where there is none.
            getattr(entry, "withdrawal", None),
        )
        for entry in entries
    ]


def blocks(told: Sequence[Plain]) -> tuple[Block, ...]:
    """What a body says of spending; nothing where none was entered."""
    return tuple(_block(one) for one in told)


def money_words(told: Plain) -> MoneyWords:
    """One money as it is read; it is said in dirhams only if it is not in dirhams already."""
    parts = told["parts"]
    amount = told["in_dirhams"]
    is_foreign = any(part["currency"] != DIRHAM for part in parts)
    dirhams = formats.money(Decimal(amount), DIRHAM) if amount is not None else ""
    return MoneyWords(
        tuple(formats.money(Decimal(part["amount"]), part["currency"]) for part in parts),
        _("that is %(amount)s") % {"amount": dirhams} if is_foreign and dirhams else "",
        dirhams,
        frozenset(part["currency"] for part in parts),
    )


def _block(told: Plain) -> Block:
    return Block(
        programme=told["acronym"],
        slug=told["programme"],
        cells=tuple(_row(row) for row in told["cells"]),
        components=tuple(_row(row) for row in told["components"]),
        funders=tuple(_row(row) for row in told["funders"]),
        total=_row(told["total"]),
        rates=tuple(_rate(rate) for rate in told["rates"]),
        lacks_rates=any(
            told["total"][kind]["parts"] and told["total"][kind]["in_dirhams"] is None
            for kind in KINDS
        ),
    )


def _row(told: Plain) -> Row:
    execution = told["execution"]
    return Row(
        component=told["component"] or _("the whole programme"),
        funder=told["funder_name"] or _("not stated"),
        planned=money_words(told["planned"]),
        committed=money_words(told["committed"]),
        disbursed=money_words(told["disbursed"]),
        spent=money_words(told["spent"]),
        execution="" if execution is None else formats.percent(Decimal(execution)),
    )


def _rate(told: Plain) -> str:
    """« 1 EUR = 10,85 MAD, 3 mars 2026 », or from which rate to which."""
    currency = told["currency"]
    lowest, highest = Decimal(told["lowest"]), Decimal(told["highest"])
    first, last = _day(told["first_on"]), _day(told["last_on"])
    if lowest == highest and first == last:
        return rate_in_words(currency, lowest, first)
    days = formats.period(first, last)
    if lowest == highest:
        return f"{rate_in_words(currency, lowest, None)} {days}"
    return _("1 %(currency)s = %(lowest)s to %(highest)s MAD, %(days)s") % {
        "currency": currency,
        "lowest": formats.number(lowest),
        "highest": formats.number(highest),
        "days": days,
    }


def _day(told: Plain | date) -> date:
    """A day as a body writes it, or as a paper has revived it."""
    return told if isinstance(told, date) else date.fromisoformat(told["day"])
