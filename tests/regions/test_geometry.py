"""Outlines of regions: simplified without tearing neighbours apart."""

import math
import re
from itertools import pairwise

import pytest

from regions import geometry

# Two squares side by side with a crooked border between them, and an islet off the second one.
#   arc 0: border, from (10, 0) to (10, 10); arc 1: around the west; arc 2: around the east
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [-10, 30]},
    "objects": {
        "regions": {
            "type": "GeometryCollection",
            "geometries": [
                {"id": "MA-02", "type": "MultiPolygon", "arcs": [[[2, ~0]], [[3]]]},
                {"id": "MA-01", "type": "Polygon", "arcs": [[0, 1]]},
            ],
        }
    },
    "arcs": [
        [[10, 0], [1, 2], [-1, 3], [1, 2], [-1, 3]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
        [[21, 5], [0, 1], [1, 0], [0, -1], [-1, 0]],
    ],
}


def points(path):
    """The corners of each ring of a path, in whole units of the file."""
    rings = []
    for ring in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        corners = [(x, y)]
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + step_x, y + step_y
            corners.append((x, y))
        rings.append(corners)
    return rings


def test_neighbours_keep_one_border():
    drawing = geometry.draw(TOPOLOGY, tolerance=30)
    west, east = drawing.outlines
    shared = set(points(west.path)[0]) & set(points(east.path)[0])

    assert [west.code, east.code] == ["MA-01", "MA-02"]
    # At this tolerance the crooked border is a straight one for both: its two ends remain.
    assert len(shared) == 2


def test_the_border_keeps_its_bends_where_they_can_be_seen():
    drawing = geometry.draw(TOPOLOGY, tolerance=0.5)
    west, east = drawing.outlines

    assert len(set(points(west.path)[0]) & set(points(east.path)[0])) == 5


def test_an_islet_is_dropped_and_an_island_kept():
    east = geometry.draw(TOPOLOGY, width=40, tolerance=0.1).outlines[1]
    assert len(points(east.path)) == 1

    large = geometry.draw(TOPOLOGY, width=400, tolerance=0.1).outlines[1]
    assert len(points(large.path)) == 2


def test_labels_stand_inside_their_region():
    drawing = geometry.draw(TOPOLOGY)

    for outline in drawing.outlines:
        place = (outline.x / 100 * drawing.width * 10, outline.y / 100 * drawing.height * 10)
        assert geometry.contains(points(outline.path)[0], place)


def test_north_is_up_and_west_is_on_the_left():
    west, east = geometry.draw(TOPOLOGY).outlines

    assert west.x < east.x
    top = min(y for _x, y in points(west.path)[0])
    assert top < 100


def test_simplifying_drops_no_point_that_is_far_from_the_line():
    wave = [(index / 10, math.sin(index / 10)) for index in range(200)]
    kept = geometry.simplify(wave, 0.05)

    assert len(kept) < len(wave) / 3
    assert (kept[0], kept[-1]) == (wave[0], wave[-1])
    for point in wave:
        gap = min(geometry._distance(point, start, end) for start, end in pairwise(kept))
        assert gap <= 0.05 + 1e-9


def test_a_ring_on_its_own_stays_a_ring():
    ring = [(math.cos(turn / 20), math.sin(turn / 20)) for turn in range(125)]
    ring.append(ring[0])
    kept = geometry.simplify(ring, 0.01)

    assert kept[0] == kept[-1]
    assert 8 <= len(kept) < 60


@pytest.mark.parametrize(
    ("ring", "expected"),
    [([(0, 0), (4, 0), (4, 3), (0, 3)], 12), ([(0, 0), (0, 3), (4, 3), (4, 0)], -12)],
)
def test_the_area_of_a_ring(ring, expected):
    assert geometry.area(ring) == expected
