"""The few numbers at the head of a steering dashboard, whatever they come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators.enums import UnitKind
from lib.dates import Precision, partial
from lib.quantities import Quantity
from programmes.models import Programme
from reports.figures import computed
from reports.figures.results_types import Amount, MeasureFigure, ProgrammeRef
from reports.figures.steering_types import KeyFigure, KeyKind
from reports.figures.types import Figure, Tally


def claim_figure(figure: Figure, programme: ProgrammeRef | None) -> KeyFigure:
    """What a published text says, with its own words and date."""
    return KeyFigure(
        code=figure.code,
        kind=KeyKind.CLAIM,
        programme=programme,
        label=figure.short_label or figure.label,
        name=figure.label,
        unit=figure.unit,
        unit_kind=UnitKind.NUMBER,
        amount=_amount(figure.quantity),
        is_marked=figure.is_key,
        reading=figure.reading,
        wording=figure.wording,
        as_of=figure.as_of,
        source=figure.source,
    )


def measure_figure(figure: MeasureFigure) -> KeyFigure:
    """A key indicator of a framework."""
    ends_on = figure.as_of.ends_on if figure.as_of else None
    return KeyFigure(
        code=figure.code,
        kind=KeyKind.MEASURE,
        programme=figure.programme,
        label=figure.short_name,
        name=figure.name,
        unit=figure.unit,
        unit_kind=figure.unit_kind,
        amount=figure.amount,
        is_marked=True,
        as_of=partial(ends_on, Precision.DAY) if ends_on else None,
    )


def counted_figures(programmes: Sequence[Programme], tally: Tally, *, on: date) -> list[KeyFigure]:
    """What the log counts, where it counts something. Of several programmes together a figure has
    no address of its own: it stands only here."""
    programme = programmes[0] if len(programmes) == 1 else None
    found = computed(programme.slug if programme else "", tally, on=on, programme=programme)
    return [
        KeyFigure(
            code=figure.code if programme else "",
            kind=KeyKind.COUNTED,
            programme=None,
            label=figure.short_label,
            name=figure.label,
            unit=figure.unit,
            unit_kind=UnitKind.NUMBER,
            amount=_amount(figure.quantity),
            reading=figure.reading,
            as_of=figure.as_of,
        )
        for figure in found
        if figure.quantity.number
    ]


def _amount(quantity: Quantity) -> Amount:
    number = quantity.number
    return Amount(None if number is None else Decimal(number), quantity.qualifier)
