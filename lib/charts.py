"""Geometry of charts: where marks stand, as pure numbers. Templates draw them, words stay in HTML.

Marks are drawn for a left-to-right reader; style sheets mirror them for Arabic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lib.quantities import Quantity

Number = int | float | Decimal | Quantity

MAX_SERIES = 6

# The drawing area of a line chart; its width follows the page, its proportions stay.
PLOT_WIDTH = 600
PLOT_HEIGHT = 220
SPARK_WIDTH = 96
SPARK_HEIGHT = 24
_SPARK_MARGIN = 4
#: As many points as so small a line can show.
SPARK_POINTS = 24


@dataclass(frozen=True)
class Bar:
    """One line of a bar table. A value of None is "not reported" and has no bar."""

    label: str
    value: Number | None
    href: str = ""
    note: str = ""
    #: A dashed bar: the value is not validated yet.
    is_provisional: bool = False


@dataclass(frozen=True)
class Month:
    """One month of a column chart; `on` is any day of it."""

    on: dt.date
    value: Number | None
    href: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a line chart: a value, or None, per point."""

    label: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Share:
    """One part of a whole. `is_rest` is what nobody broke down: drawn without a fill."""

    label: str
    value: Number
    is_rest: bool = False


@dataclass(frozen=True)
class Area:
    """What a map says of one region; `code` is the ISO one (`MA-09`)."""

    code: str
    label: str
    value: Number | None
    href: str = ""


@dataclass(frozen=True)
class Line:
    """A series, drawn: its strokes (a gap where a value is missing), its points, its end."""

    label: str
    rank: int
    paths: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    #: Where the label beside the last point stands, in percent from the top.
    label_at: int
    last: Number | None


@dataclass(frozen=True)
class Plot:
    """A line chart, drawn."""

    lines: tuple[Line, ...]
    #: Value and place of each rule of the scale, in percent from the top.
    rules: tuple[tuple[Number, int], ...]
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT


def size(value: Number | None) -> float:
    """The number to draw: a quantity is drawn at its number, what is missing at nothing."""
    number = value.number if isinstance(value, Quantity) else value
    return float(number) if number is not None else 0.0


def is_missing(value: Number | None) -> bool:
    """Whether nothing was reported."""
    return value is None or (isinstance(value, Quantity) and value.number is None)


def percent_of(value: Number | None, whole: float) -> float:
    """The length of a bar, between 0 and 100, with one decimal."""
    if whole <= 0:
        return 0.0
    return round(min(max(size(value) / whole, 0.0), 1.0) * 100, 1)


def largest(values: Sequence[Number | None]) -> float:
    return max((size(value) for value in values), default=0.0)


def nice_top(top: float) -> int:
    """The end of a scale that begins at 0: 1, 2, 4, 5, 8 or 10 times a power of ten."""
    if top <= 4:
        return 4
    power = 1
    while True:
        for step in (1, 2, 4, 5, 8, 10):
            if step * power >= top and (step * power) % 4 == 0:
                return step * power
        power *= 10


def plot(series: Sequence[Series]) -> Plot:
    """Lines over points at equal distances, on a scale that begins at 0."""
    top = nice_top(max((largest(line.values) for line in series), default=0))
    drawn = [_line(line, rank, top) for rank, line in enumerate(series, start=1)]
    return Plot(
        lines=tuple(_apart(drawn)),
        rules=tuple((top * quarter // 4, 100 - quarter * 25) for quarter in range(5)),
    )


def _line(series: Series, rank: int, top: float) -> Line:
    band = PLOT_WIDTH / max(len(series.values), 1)
    strokes: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(series.values):
        if is_missing(value):
            strokes.append([])
        else:
            across = round((index + 0.5) * band, 1)
            strokes[-1].append((across, round(PLOT_HEIGHT * (1 - size(value) / top), 1)))
    known = [value for value in series.values if not is_missing(value)]
    last = known[-1] if known else None
    return Line(
        label=series.label,
        rank=rank,
        paths=tuple(_path(stroke) for stroke in strokes if len(stroke) > 1),
        points=tuple(point for stroke in strokes for point in stroke),
        label_at=round(100 - percent_of(last, top)),
        last=last,
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _apart(lines: Sequence[Line], gap: int = 13) -> list[Line]:
    """The lines with their labels moved so that none covers another."""
    ordered = sorted(lines, key=lambda line: line.label_at)
    places: list[int] = []
    for line in ordered:
        places.append(max(line.label_at, places[-1] + gap) if places else line.label_at)
    overflow = max((places[-1] if places else 0) - 100, 0)
    for index in range(len(places) - 1, -1, -1):
        limit = 100 if index == len(places) - 1 else places[index + 1] - gap
        places[index] = max(min(places[index], limit), 0) if overflow else places[index]
    moved = {line.rank: place for line, place in zip(ordered, places, strict=True)}
    return [
        Line(line.label, line.rank, line.paths, line.points, moved[line.rank], line.last)
        for line in lines
    ]


def spark(values: Sequence[Number | None]) -> tuple[list[str], tuple[float, float] | None]:
    """The strokes of a sparkline and its last point; its scale begins at 0. Of a long series as
    many points as there is room for, evenly from the first to the last."""
    if len(values) > SPARK_POINTS:
        apart = (len(values) - 1) / (SPARK_POINTS - 1)
        values = [values[round(index * apart)] for index in range(SPARK_POINTS)]
    top = largest(values) or 1.0
    step = (SPARK_WIDTH - 2 * _SPARK_MARGIN) / max(len(values) - 1, 1)
    inner = SPARK_HEIGHT - 2 * _SPARK_MARGIN
    strokes: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if is_missing(value):
            strokes.append([])
        else:
            height = round(_SPARK_MARGIN + inner * (1 - size(value) / top), 1)
            strokes[-1].append((round(_SPARK_MARGIN + index * step, 1), height))
    points = [point for stroke in strokes for point in stroke]
    return [_path(stroke) for stroke in strokes if len(stroke) > 1], points[-1] if points else None


def shares(parts: Sequence[Share]) -> list[tuple[Share, float, float]]:
    """Each part with where it begins and how long it is, in percent of the whole."""
    whole = sum(size(part.value) for part in parts)
    placed, start = [], 0.0
    for part in parts:
        length = percent_of(part.value, whole)
        placed.append((part, round(start, 1), length))
        start += length
    return placed


def step_of(value: Number | None, top: float) -> int | None:
    """The step of the colour scale, 0 to 4; None where nothing was reported."""
    if is_missing(value):
        return None
    if size(value) <= 0 or top <= 0:
        return 0
    return min(4, max(1, -int(-size(value) * 4 // top)))
