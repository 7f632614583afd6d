"""What a report draws beside its words: the code to scan, the map, columns and bars, as numbers."""

import datetime as dt
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from regions.templatetags.region_map import TILE_ORDER

# WeasyPrint applies no style sheet inside a drawing: its colours are attributes.
FILLS = {
    "own": "#0b5563",
    "other": "#78b4bd",
    "rest": "#d9e6e8",
    # Of two programmes: each alone, and both.
    "left": "#2a7886",
    "right": "#9a5b13",
    "both": "#083e49",
}
# More columns than this do not fit a page: months become quarters, quarters become years.
MOST_COLUMNS = 18
TILES_IN_A_ROW = 4


def frozen(identity: dict[str, Any]) -> dict[str, Any]:
    """What is drawn from files of today: kept with the content, so that a later day agrees."""
    return {"qr": _qr(identity["address"]), "map": _map()}


def numbered_map(
    outlines: dict[str, Any] | None, own: dict[str, str], counted: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """The regions with a number on each that the table beside them names: outlines, or tiles."""
    names = {code: row["name"] for code, row in counted.items()} | own
    drawn = _marked(outlines, names, {code: "own" if code in own else "other" for code in names})
    for region in drawn["named"]:
        region["activities"] = counted.get(region["code"], {}).get("activities", 0)
    return drawn


def map_of_two(
    outlines: dict[str, Any] | None, left: dict[str, str], right: dict[str, str]
) -> dict[str, Any]:
    """The same of the regions of two programmes: those of one, of the other, of both."""

    def look(code: str) -> str:
        return "both" if code in left and code in right else "left" if code in left else "right"

    names = left | right
    return _marked(outlines, names, {code: look(code) for code in names})


def _marked(
    outlines: dict[str, Any] | None, names: dict[str, str], looks: dict[str, str]
) -> dict[str, Any]:
    """All regions, those that have a name with a number and their own fill."""
    named = [code for code in sorted(TILE_ORDER) if code in names]
    marks = {code: rank for rank, code in enumerate(named, start=1)}

    def look(code: str) -> dict[str, Any]:
        fill = FILLS[looks.get(code, "rest")]
        return {"mark": marks.get(code), "is_named": code in marks, "fill": fill}

    tiles = [look(code) for code in TILE_ORDER]
    return {
        "outlines": outlines,
        "regions": [
            {**look(code), **{key: shape[key] for key in ("path", "x", "y")}}
            for code, shape in (outlines or {"regions": {}})["regions"].items()
        ],
        "tiles": [tiles[start : start + TILES_IN_A_ROW] for start in range(0, 12, TILES_IN_A_ROW)],
        "named": [
            {"code": code, "mark": marks[code], "name": names[code], "look": looks[code]}
            for code in named
        ],
    }


def columns(dated: dict[dt.date, int]) -> list[dict[str, Any]]:
    """Counts by month as columns, by month, quarter or year, whichever fits the page."""
    first, last = min(dated), max(dated)
    for length in (1, 3, 12):
        found = _columns(dated, first, last, length)
        if len(found) <= MOST_COLUMNS:
            break
    top = max(column["activities"] for column in found)
    return [{**column, "height": _share(column["activities"], top)} for column in found]


def _qr(address: str) -> dict[str, Any]:
    """The address as a QR code: the size of its side, and one path of all dark squares."""
    code = segno.make(address, error="m", micro=False)
    path = []
    for y, row in enumerate(code.matrix):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return {"size": len(code.matrix), "path": "".join(path)}


def _map() -> dict[str, Any] | None:
    """The outlines that set-up built; None where the operator wants none or set-up made none."""
    path = Path(settings.MAP_DIR) / "regions.json"
    if settings.MAP_STYLE != "outlines" or not path.exists():
        return None
    outlines = json.loads(path.read_text(encoding="utf-8"))
    return {key: outlines[key] for key in ("attribution", "width", "height", "regions")}


def _share(value: int, top: int) -> str:
    """A length in percent for a style, with a point whatever the language."""
    return f"{100 * value / top:.1f}" if top else "0"


def with_lengths(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    top = max((row["activities"] for row in rows), default=0)
    return [{**row, "length": _share(row["activities"], top)} for row in rows]


def _columns(
    dated: dict[dt.date, int], first: dt.date, last: dt.date, length: int
) -> list[dict[str, Any]]:
    """One column per stretch of so many months, from the first month counted to the last."""
    columns = []
    index = (first.year * 12 + first.month - 1) // length
    end = (last.year * 12 + last.month - 1) // length
    while index <= end:
        month = index * length
        start = dt.date(month // 12, month % 12 + 1, 1)
        inside = [
            count
            for day, count in dated.items()
            if (day.year * 12 + day.month - 1) // length == index
        ]
        columns.append({"start": start, "months": length, "activities": sum(inside)})
        index += 1
    return columns
