"""The money of programmes as plain data: the same for their pages, a dashboard and paper."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from programmes.models import Programme
from reports.content.plain import day, number
from reports.figures.results_types import ProgrammeRef
from reports.figures.spending import Money, RateRange, Spending, SpendingRow

TENTH = Decimal("0.1")


def told(
    found: Iterable[Spending], programmes: Iterable[Programme | ProgrammeRef]
) -> list[dict[str, Any]]:
    """What was planned, committed, disbursed and spent, a block for each programme."""
    names = {one.slug: one.acronym for one in programmes}
    return [
        {
            "programme": one.programme,
            "acronym": names[one.programme],
            "cells": [_row(row) for row in one.cells],
            "components": [_row(row) for row in one.components],
            "funders": [_row(row) for row in one.funders],
            "total": _row(one.total),
            "rates": [_rate(rate) for rate in one.rates],
        }
        for one in found
    ]


def _row(row: SpendingRow) -> dict[str, Any]:
    execution = row.execution
    return {
        "position": row.component,
        "component": row.component_name,
        "funder": row.funder,
        "funder_name": row.funder_name,
        "planned": _money(row.planned),
        "committed": _money(row.committed),
        "disbursed": _money(row.disbursed),
        "spent": _money(row.spent),
        "execution": None
        if execution is None
        else number(execution.quantize(TENTH, rounding=ROUND_HALF_UP)),
    }


def _money(money: Money) -> dict[str, Any]:
    return {
        "parts": [
            {"currency": part.currency, "amount": number(part.amount)} for part in money.parts
        ],
        "in_dirhams": number(money.in_dirhams),
    }


def _rate(rate: RateRange) -> dict[str, Any]:
    return {
        "currency": rate.currency,
        "lowest": number(rate.lowest),
        "highest": number(rate.highest),
        "first_on": day(rate.first_on),
        "last_on": day(rate.last_on),
    }
