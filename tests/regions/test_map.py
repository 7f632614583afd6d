"""The map of the regions, its file and its fallback."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.template import engines

from lib.charts import Area
from regions.templatetags import region_map
from tests.regions.test_geometry import TOPOLOGY

AREAS = [
    Area("MA-01", "Tanger-Tétouan-Al Hoceima", 4, href="/fr/regions/tanger/"),
    Area("MA-02", "الشرق", 16),
]
SOURCE = (
    "{% load region_map %}"
    '{% region_map areas caption="Activities" value_heading="Activities" current="MA-02" %}'
)


@pytest.fixture
def map_folder(settings, tmp_path):
    settings.MAP_DIR = tmp_path
    settings.MAP_STYLE = "outlines"
    region_map.read_outlines.cache_clear()
    yield tmp_path
    region_map.read_outlines.cache_clear()


def draw(areas=AREAS):
    return engines["django"].from_string(SOURCE).render({"areas": areas})


def build(folder):
    source = folder / "topology.json"
    source.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    call_command("build_map", source=source, output=folder / "regions.json", verbosity=0)


def test_the_outlines_carry_their_licence(map_folder):
    build(map_folder)
    content = json.loads((map_folder / "regions.json").read_text(encoding="utf-8"))

    assert content["licence"] == "ODbL-1.0"
    assert "OpenStreetMap contributors" in content["notice"]
    assert sorted(content["regions"]) == ["MA-01", "MA-02"]


def test_the_map_names_whom_it_is_from(map_folder):
    build(map_folder)

    assert "© OpenStreetMap contributors" in draw()


def test_the_map_has_a_shape_a_label_and_a_row_for_each_region(map_folder):
    build(map_folder)
    html = draw()

    assert html.count("<path") == 2
    assert "step-4 is-current" in html
    assert html.count('class="map__label') == 2
    assert html.count('<th scope="row"') == 2


def test_without_outlines_there_are_tiles(map_folder):
    html = draw()

    assert 'class="tiles"' in html
    assert "<path" not in html
    assert "OpenStreetMap" not in html


def test_the_operator_may_choose_tiles(map_folder, settings):
    build(map_folder)
    settings.MAP_STYLE = "tiles"

    assert 'class="tiles"' in draw()


def test_a_tile_prints_its_value_and_says_where_one_is(map_folder):
    html = draw()

    assert "<b>16</b>" in html
    assert 'class="tile step-4" aria-current="true"' in html


def test_a_region_that_reported_nothing_is_not_a_zero(map_folder):
    html = draw([Area("MA-01", "Tanger", None), Area("MA-02", "Oriental", 0)])

    assert "step-none" in html
    assert "tile__missing" in html
    assert "<b>0</b>" in html


def test_the_twelve_regions_have_a_tile():
    assert sorted(region_map.TILE_ORDER) == [f"MA-{number:02}" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (0, []),
        (1, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (16, ["0", "1–4", "5–8", "9–12", "13–16"]),
    ],
)
def test_the_scale_says_each_step_once(top, words):
    assert [text for _step, text in region_map._scale(top)] == words


def test_a_value_has_the_colour_that_the_scale_says():
    for top in range(1, 60):
        scale = dict(region_map._scale(top))
        for value in range(top + 1):
            step = region_map.charts.step_of(value, top)
            low, _dash, high = scale[step].partition("–")
            assert int(low) <= value <= int(high or low)


def test_a_missing_source_says_what_to_do(tmp_path):
    with pytest.raises(CommandError, match="npm ci"):
        call_command("build_map", source=tmp_path / "none.json", output=tmp_path / "out.json")
