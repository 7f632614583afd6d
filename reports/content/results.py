"""Where the programmes' frameworks stand at the end of a report's period, and what changed in them.

Figures are those of `reports.figures.results`, as everybody may read them: a report reaches people
whose pages withhold small numbers, so it withholds the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lib import formats
from lib.quantities import Quantity
from programmes.models import Programme
from regions.models import Place
from reports.content import changes
from reports.content.activities import Scope
from reports.content.plain import day, number, quantity
from reports.figures import results as figures
from reports.figures.results_types import (
    Amount,
    Breakdown,
    Given,
    MeasureFigure,
    ProgrammeResults,
)
from reports.selectors.amounts import period_text
from reports.selectors.results import KEY_FIGURES, ResultRow, in_order


def results(scope: Scope, *, on: date) -> list[dict[str, Any]]:
    """Each framework with its indicators; programmes without any are left out."""
    until = min(scope.period.end, on)
    found = figures.of_programmes(scope.programmes, reader=None, on=until, place=scope.region)
    return [
        _programme(one, programme, scope.region)
        for one, programme in zip(found, scope.programmes, strict=True)
        if one.measures
    ]


def key(frameworks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The codes of the indicators that stand first: the key ones of each framework in turn, and
    of a framework that marks none the first that have a value."""
    return [row["code"] for one in frameworks for row in _key(one["measures"])]


def _key(measures: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    marked = [row for row in measures if row["is_key"]]
    told = [row for row in measures if row["amount"]["quantity"]["number"] is not None]
    return marked or told[:KEY_FIGURES]


def without(frameworks: Sequence[Mapping[str, Any]], programmes: Sequence[Programme]) -> list[str]:
    """The programmes of a report that have no indicator in the portal yet."""
    having = {one["slug"] for one in frameworks}
    return [programme.acronym for programme in programmes if programme.slug not in having]


def _programme(
    found: ProgrammeResults, programme: Programme, region: Place | None
) -> dict[str, Any]:
    return {
        "programme": found.programme.acronym,
        "slug": found.programme.slug,
        "on": day(found.on),
        "given": given(found.given),
        "partly": formats.join_words([period_text(one) for one in found.partly]),
        "measures": [_measure(row) for row in in_order(found.measures)],
        **changes.of_framework(programme, place=region, until=found.on),
    }


def _measure(row: ResultRow) -> dict[str, Any]:
    return {
        **measure(row),
        "breakdowns": [_breakdown(one) for one in row.figure.breakdowns if _says(one)],
        "has_withheld": _withholds(row.figure),
    }


def measure(row: ResultRow) -> dict[str, Any]:
    """An indicator as it stands, without its parts."""
    figure = row.figure
    return {
        "code": figure.code,
        "name": figure.name,
        "unit": figure.unit,
        "unit_kind": figure.unit_kind,
        "level": figure.level,
        "result": figure.result_number,
        "result_title": figure.result_title,
        "is_key": figure.is_key,
        "is_computed": figure.is_computed,
        "baseline": {
            "quantity": quantity(figure.baseline.quantity),
            "year": figure.baseline.year,
            "note": figure.baseline.note,
        },
        "amount": amount(figure.amount),
        "as_of": period_text(figure.as_of),
        "expected": _aim(figure.expected),
        "expected_on": day(figure.expected_on),
        "target": _aim(row.target.number) if row.target else None,
        "target_by": day(row.target.by) if row.target else None,
        "standing": figure.standing.value,
        "standing_label": row.standing,
        "trend": row.trend,
        "given": given(figure.given),
        "may_count_twice": figure.may_count_twice,
    }


def amount(told: Amount) -> dict[str, Any]:
    """A number with how to read it; no number where it is withheld."""
    return {
        "quantity": quantity(told.quantity),
        "numerator": number(told.numerator),
        "denominator": number(told.denominator),
        "is_withheld": told.is_withheld,
    }


def _aim(aimed: Any) -> dict[str, Any] | None:
    """A target, or what is expected; None where there is none."""
    return None if aimed is None else quantity(Quantity(aimed))


def given(came: Given) -> dict[str, int]:
    """How much came of what was expected."""
    return {
        "given": came.given,
        "expected": came.expected,
        "not_reported": came.not_reported,
        "awaiting": came.awaiting,
    }


def _says(breakdown: Breakdown) -> bool:
    """Whether a dimension has anything to print: a part, or that it is withheld."""
    return breakdown.is_withheld or any(part.amount.is_reported for part in breakdown.parts)


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    return {
        "name": breakdown.name,
        "is_withheld": breakdown.is_withheld,
        "parts": [{"name": part.name, "amount": amount(part.amount)} for part in breakdown.parts],
        "rest": amount(breakdown.rest) if breakdown.rest.is_reported else None,
    }


def _withholds(figure: MeasureFigure) -> bool:
    """Whether something printed of an indicator is withheld."""
    return figure.amount.is_withheld or any(one.is_withheld for one in figure.breakdowns)
