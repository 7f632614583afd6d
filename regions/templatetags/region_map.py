"""The map of the twelve regions: outlines where the operator wants them, tiles otherwise."""

import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string

from lib import charts, formats
from lib.components.library import check, need
from lib.components.texts import number_text

register = template.Library()

STYLES = ("outlines", "tiles")

# From north-west to south, four in a row: close enough to where they lie to be found, and it
# fits a phone. Read from left to right in every language, as a map is.
TILE_ORDER = (
    *("MA-01", "MA-04", "MA-03", "MA-02"),
    *("MA-06", "MA-05", "MA-07", "MA-08"),
    *("MA-12", "MA-11", "MA-10", "MA-09"),
)


@register.simple_tag
def region_map(areas, caption, value_heading, current="", style=""):
    """One value per region, as shapes or tiles, with its table."""
    need("region_map", caption=caption, value_heading=value_heading)
    style = style or settings.MAP_STYLE
    check("region_map", "style", style, STYLES)
    areas = {area.code: _drawn(area) for area in _all_areas(areas)}
    top = charts.largest([entry["value"] for entry in areas.values()])
    marked = current.split()
    for code, entry in areas.items():
        step = charts.step_of(entry["value"], top)
        entry["step"] = "none" if step is None else step
        entry["is_current"] = code in marked
    outlines = read_outlines(Path(settings.MAP_DIR) / "regions.json")
    context = {
        "caption": caption,
        "value_heading": value_heading,
        "rows": list(areas.values()),
        "scale": _scale(top),
        "has_missing": any(entry["is_missing"] for entry in areas.values()),
    }
    if style == "outlines" and outlines:
        context |= {
            "outlines": [
                {"path": shape["path"], "look": _look(areas.get(code))}
                for code, shape in outlines["regions"].items()
            ],
            "labels": [
                areas[code] | {"x": str(shape["x"]), "y": str(shape["y"])}
                for code, shape in outlines["regions"].items()
                if code in areas and (areas[code]["has_value"] or areas[code]["is_current"])
            ],
            "width": outlines["width"] * 10,
            "height": outlines["height"] * 10,
            "attribution": outlines["attribution"],
        }
        return render_to_string("components/region_map.html", context)
    context["tiles"] = [areas[code] for code in TILE_ORDER if code in areas]
    return render_to_string("components/region_tiles.html", context)


@lru_cache(maxsize=4)
def read_outlines(path):
    """The outlines that `build_map` wrote, read once per process; None where there are none."""
    if not path.exists():
        return None
    return json.loads(path.read_text(encoding="utf-8"))


def _all_areas(areas):
    for area in areas:
        if not isinstance(area, charts.Area):
            raise TemplateSyntaxError(f"region_map: a lib.charts.Area is needed, not {area!r}")
        yield area


def _drawn(area):
    missing = charts.is_missing(area.value)
    # Flat, and in words already: most of what a label costs is looking things up.
    return {
        "label": area.label,
        "href": area.href,
        "value": area.value,
        "is_missing": missing,
        "has_value": charts.size(area.value) > 0,
        "text": formats.not_reported() if missing else number_text(area.value),
    }


def _look(entry):
    """The classes of an outline."""
    if entry is None:
        return "step-none"
    return f"step-{entry['step']}{' is-current' if entry['is_current'] else ''}"


def _scale(top):
    """The steps of the colours in words: 0, then four equal parts of the largest value."""
    if top <= 0:
        return []
    edges = [0, *(int(top * step // 4) for step in range(1, 4)), int(top)]
    steps = [(0, formats.number(0))]
    for step in range(1, 5):
        low, high = edges[step - 1] + 1, edges[step]
        if low > high:
            continue
        words = formats.number(high)
        if low < high:
            words = f"{formats.number(low)}–{formats.number(high)}"
        steps.append((step, words))
    return steps
