"""Where marks stand."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template import engines
from django.utils import translation

from lib import charts
from lib.charts import Bar, Series, Share
from lib.quantities import NOT_REPORTED, Qualifier, Quantity


def test_a_bar_is_as_long_as_its_share_of_the_longest():
    assert charts.percent_of(5, 20) == 25
    assert charts.percent_of(Quantity(10, Qualifier.AT_LEAST), 20) == 50
    assert charts.percent_of(Decimal("6.6"), 20) == 33
    assert charts.percent_of(None, 20) == 0
    assert charts.percent_of(5, 0) == 0


@pytest.mark.parametrize(
    ("top", "end"), [(0, 4), (3, 4), (5, 8), (9, 20), (16, 20), (21, 40), (88, 100), (2639, 4000)]
)
def test_a_scale_ends_at_a_round_number_that_four_divides(top, end):
    assert charts.nice_top(top) == end
    assert end % 4 == 0


def test_a_missing_value_is_a_gap_in_the_line():
    (line,) = charts.plot([Series("PRIM", [1, 2, None, 4, 5])]).lines

    assert len(line.paths) == 2
    assert len(line.points) == 4


def test_a_quantity_not_reported_is_a_gap_too():
    (line,) = charts.plot([Series("PRIM", [1, NOT_REPORTED, 3])]).lines

    assert line.paths == ()
    assert len(line.points) == 2


def test_the_highest_value_stands_no_higher_than_the_sheet():
    plot = charts.plot([Series("A", [0, 20]), Series("B", [5, 10])])
    heights = [y for line in plot.lines for _x, y in line.points]

    assert min(heights) == 0
    assert max(heights) == charts.PLOT_HEIGHT


def test_labels_of_lines_that_end_together_are_moved_apart():
    plot = charts.plot([Series(str(rank), [0]) for rank in range(6)])
    places = sorted(line.label_at for line in plot.lines)

    assert places[-1] <= 100
    assert all(later - earlier >= 13 for earlier, later in pairwise(places))


def test_shares_follow_one_another_and_fill_the_bar():
    placed = charts.shares([Share("a", 41), Share("b", 36), Share("c", 23)])

    assert [(start, length) for _share, start, length in placed] == [(0, 41), (41, 36), (77, 23)]


def test_a_long_sparkline_goes_from_the_first_to_the_last_value_in_few_points():
    (stroke,), last = charts.spark(list(range(1, 201)))

    assert stroke.count("L") == charts.SPARK_POINTS - 1
    assert stroke.startswith(f"M{charts._SPARK_MARGIN} ")
    assert last == (charts.SPARK_WIDTH - charts._SPARK_MARGIN, charts._SPARK_MARGIN)


def test_a_sparkline_keeps_its_gaps_and_ends_at_the_last_known_value():
    strokes, last = charts.spark([1, 2, None, 3, 4, None])

    assert len(strokes) == 2
    assert last[1] == pytest.approx(4)


def test_nothing_to_draw_draws_nothing():
    assert charts.spark([None, None]) == ([], None)
    assert charts.plot([]).lines == ()


@pytest.mark.parametrize(
    ("value", "step"), [(None, None), (NOT_REPORTED, None), (0, 0), (1, 1), (4, 1), (5, 2), (16, 4)]
)
def test_the_colour_of_a_region_follows_its_value(value, step):
    assert charts.step_of(value, 16) == step


def draw(source, **context):
    return engines["django"].from_string(source).render(context)


def test_a_value_that_is_missing_has_no_bar_and_says_so():
    html = draw(
        '{% bar_table bars caption="A" heading="A" value_heading="A" %}',
        bars=[Bar("Known", 3), Bar("Zero", 0), Bar("Missing", None)],
    )

    assert html.count("<rect") == 1
    assert html.count("bars__missing") == 1


def test_lengths_are_written_with_a_dot_in_every_language():

    with translation.override("fr"):
        html = draw(
            '{% bar_table bars caption="A" heading="A" value_heading="A" %}',
            bars=[Bar("A", 3), Bar("B", 1)],
        )

    assert 'width="33.3%"' in html


def test_a_bullet_without_a_target_draws_nothing():
    assert draw("{% bullet 16 %}") == ""
    assert "bullet__target" in draw("{% bullet 16 target=20 %}")


def test_no_word_stands_inside_a_drawing(client):
    """WeasyPrint does not shape Arabic inside SVG, and a browser does not reorder it."""
    html = client.get("/components/").content.decode()

    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)

    assert len(drawings) > 20
    assert [one for one in drawings if re.sub(r"<[^>]*>|\s", "", one)] == []
