"""What somebody says for a measure in a period, whichever way it comes in: grid, paste, API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from actors.models import User
from indicators.models import Measure, Value, ValueFile
from lib.quantities import Qualifier
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Part:
    """What one category has of a value; without a number it is "not reported"."""

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def is_reported(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Told:
    """All that one says for a measure, a place and a period.

    Blank (nothing was said), not available (said to be unknown) and 0 are three things. A share
    has its numerator and denominator, and `number` is their ratio, of a percentage 100 times
    that. The words of a text indicator are its `comment`. `cells` maps categories to their
    parts; one that is missing is blank.
    """

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    is_not_available: bool = False
    comment: str = ""
    cells: Mapping[int, Part] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was said."""
        return not (self.is_not_available or self.is_reported or self.comment or self.cells)

    @property
    def is_reported(self) -> bool:
        return self.number is not None


BLANK = Told()


def share(numerator: Decimal, denominator: Decimal, *, per: int = 100) -> Decimal:
    """A ratio as the number that is stored beside it: a percentage, or so many of one thing per
    one of another."""
    return (per * numerator / denominator).quantize(Decimal("0.0001"))


def told_of(value: Value | None) -> Told:
    """What a stored value says; blank for none. Reads `cells`, prefetched or not."""
    if value is None:
        return BLANK
    is_text = not value.indicator.is_numeric
    return Told(
        number=value.number,
        numerator=value.numerator,
        denominator=value.denominator,
        qualifier=Qualifier(value.qualifier),
        is_not_available=value.number is None and not (is_text and value.comment),
        comment=value.comment,
        cells={
            cell.category_id: Part(cell.number, cell.numerator, cell.denominator)
            for cell in value.cells.all()
        },
    )


def told(value: Value) -> dict[str, Any]:
    """What a value says, as the trail and revisions keep it."""
    return snapshot(told_of(value))


def snapshot(said: Told) -> dict[str, Any]:
    """The same in plain JSON, comparable: equal numbers are written alike."""
    return {
        "number": _text(said.number),
        "numerator": _text(said.numerator),
        "denominator": _text(said.denominator),
        "qualifier": str(said.qualifier),
        "is_not_available": said.is_not_available,
        "comment": said.comment,
        "cells": {
            str(category): [_text(part.number), _text(part.numerator), _text(part.denominator)]
            for category, part in sorted(said.cells.items())
        },
    }


def from_snapshot(kept: Mapping[str, Any]) -> Told:
    """What `snapshot` kept."""
    return Told(
        number=_decimal(kept.get("number")),
        numerator=_decimal(kept.get("numerator")),
        denominator=_decimal(kept.get("denominator")),
        qualifier=Qualifier(kept.get("qualifier") or Qualifier.EXACT),
        is_not_available=bool(kept.get("is_not_available")),
        comment=str(kept.get("comment") or ""),
        cells={
            int(category): Part(*(_decimal(one) for one in numbers))
            for category, numbers in (kept.get("cells") or {}).items()
        },
    )


def entries_of(measures: list[Measure], *, user: User) -> QuerySet[Value]:
    """The entries of some measures that a person sees, with their parts."""
    rows = Value.objects.visible_to(user).entries().filter(measure__in=measures)
    return rows.select_related("indicator").prefetch_related("cells").order_by("pk")


def files_visible_to(user: User) -> QuerySet[ValueFile]:
    """Evidence may name people: only those whose value it is open it, and the coordination."""
    scope = user.scope()
    files = ValueFile.objects.select_related("value").order_by("pk")
    if scope.sees_everything:
        return files
    own = files.filter(value__place__code__in=scope.region_codes)
    implemented = Programme.objects.implemented_by(scope.implementing_ids)
    return own | files.filter(value__programme__in=implemented)


def _text(number: Decimal | None) -> str | None:
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: Any) -> Decimal | None:
    return None if text is None else Decimal(str(text))
