"""Outlines of the regions: TopoJSON simplified with its topology kept, drawn as SVG paths.

Neighbours share their arcs. Each arc is simplified once, so that a border stays one line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Arc = list[Point]

# The drawing is this wide; one unit is about 4 km, well under the width of a stroke on the page.
WIDTH = 360
# What is dropped: bends smaller than this many units, islands smaller than this many square units.
TOLERANCE = 0.4
SMALLEST_ISLAND = 4.0


@dataclass(frozen=True)
class Outline:
    """The shape of one region, and where its label stands, in percent of the drawing."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """All outlines, on one sheet."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


def draw(topology: dict[str, Any], width: int = WIDTH, tolerance: float = TOLERANCE) -> Drawing:
    """The regions of a TopoJSON file, projected, simplified and placed on a sheet."""
    arcs, height = _placed(_arcs(topology), width)
    simple = [simplify(arc, tolerance) for arc in arcs]
    (collection,) = topology["objects"].values()
    outlines = [
        _outline(shape, simple, width, height)
        for shape in sorted(collection["geometries"], key=lambda shape: shape["id"])
    ]
    return Drawing(width=width, height=math.ceil(height), outlines=tuple(outlines))


def simplify(arc: Arc, tolerance: float) -> Arc:
    """Fewer points, none of the dropped ones further than `tolerance` from the line; ends stay."""
    if len(arc) < 3:
        return arc
    if arc[0] == arc[-1]:
        # A ring on its own has no chord to measure from: it is cut at its furthest point.
        far = max(range(len(arc)), key=lambda index: math.dist(arc[0], arc[index]))
        return simplify(arc[: far + 1], tolerance)[:-1] + simplify(arc[far:], tolerance)
    keep = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        far = max(inner, key=lambda index: _distance(arc[index], arc[first], arc[last]))
        if _distance(arc[far], arc[first], arc[last]) > tolerance:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [arc[index] for index in sorted(keep)]


def area(ring: Sequence[Point]) -> float:
    """The area of a ring; its sign is the way round."""
    shifted = [*ring[1:], ring[0]]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, shifted, strict=True)) / 2


def anchor(ring: Sequence[Point], steps: int = 24) -> Point:
    """A point well inside a ring: the one of a grid that is furthest from the border."""
    columns, rows = [x for x, _y in ring], [y for _x, y in ring]
    candidates = [
        (
            min(columns) + (max(columns) - min(columns)) * across / steps,
            min(rows) + (max(rows) - min(rows)) * down / steps,
        )
        for across in range(1, steps)
        for down in range(1, steps)
    ]
    inside = [point for point in candidates if contains(ring, point)]
    return max(inside, key=lambda point: _from_border(ring, point)) if inside else ring[0]


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point is inside a ring: a ray from it crosses the border an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def _arcs(topology: dict[str, Any]) -> list[Arc]:
    """Arcs in degrees: TopoJSON stores whole steps from one point to the next."""
    (scale_x, scale_y), (start_x, start_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: Arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + start_x, y * scale_y + start_y))
        arcs.append(arc)
    return arcs


def _placed(arcs: list[Arc], width: int) -> tuple[list[Arc], float]:
    """Arcs in Mercator's projection on a sheet of that width, and the height it takes."""
    projected = [
        [(math.radians(x), math.log(math.tan(math.pi / 4 + math.radians(y) / 2))) for x, y in arc]
        for arc in arcs
    ]
    west, east = _range(x for arc in projected for x, _y in arc)
    south, north = _range(y for arc in projected for _x, y in arc)
    margin = 2
    scale = (width - 2 * margin) / (east - west)
    placed = [
        [(margin + (x - west) * scale, margin + (north - y) * scale) for x, y in arc]
        for arc in projected
    ]
    return placed, (north - south) * scale + 2 * margin


def _range(values: Iterable[float]) -> tuple[float, float]:
    known = list(values)
    return min(known), max(known)


def _outline(shape: dict[str, Any], arcs: list[Arc], width: int, height: float) -> Outline:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [_ring(indexes, arcs) for polygon in polygons for indexes in polygon]
    largest = max(rings, key=lambda ring: abs(area(ring)))
    kept = [ring for ring in rings if ring is largest or abs(area(ring)) >= SMALLEST_ISLAND]
    x, y = anchor(largest)
    return Outline(
        code=shape["id"],
        path="".join(_path(ring) for ring in kept),
        x=round(x / width * 100),
        y=round(y / height * 100),
    )


def _ring(indexes: Iterable[int], arcs: list[Arc]) -> list[Point]:
    """One closed ring out of arcs; a negative index walks its arc backwards."""
    ring: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring[:-1]


def _path(ring: Sequence[Point]) -> str:
    """An SVG path in tenths of a unit, as steps from point to point."""
    places = [(round(x * 10), round(y * 10)) for x, y in ring]
    start, *rest = places
    steps, here = [], start
    for place in rest:
        step = (place[0] - here[0], place[1] - here[1])
        if step != (0, 0):
            steps.append(step)
            here = place
    return f"M{start[0]} {start[1]}l{_joined(steps)}z"


def _joined(steps: Sequence[tuple[int, int]]) -> str:
    """Numbers with as few separators as SVG needs: a minus sign is one."""
    text = ""
    for number in (number for step in steps for number in step):
        text += f" {number}" if text and number >= 0 else str(number)
    return text


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point is from a segment."""
    (px, py), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    if length == 0:
        return math.dist(point, start)
    along = max(0.0, min(1.0, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length))
    return math.dist(point, (x1 + along * (x2 - x1), y1 + along * (y2 - y1)))


def _from_border(ring: Sequence[Point], point: Point) -> float:
    return min(
        _distance(point, start, end) for start, end in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
