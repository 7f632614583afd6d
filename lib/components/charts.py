"""Charts: marks in SVG, words in HTML, a table always beside; the same on a page and in a PDF."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lib import charts, formats
from lib.components.library import check, draw, need, register
from lib.components.texts import date_text, number_text

Item = TypeVar("Item")

# Above this many columns only every third month is named.
NAMED_MONTHS = 13


@register.filter
def unlocalized(value: Any) -> str:
    """A length for an SVG attribute: a dot whatever the language."""
    return f"{float(value):g}"


def _number(value: charts.Number | None) -> str:
    return formats.not_reported() if charts.is_missing(value) else number_text(value)


def _length(percent: float) -> str:
    """A length for a mark; empty where there is nothing to draw."""
    return unlocalized(percent) if percent else ""


def _all(tag: str, kind: type[Item], items: Iterable[Any]) -> list[Item]:
    checked = list(items)
    for item in checked:
        if not isinstance(item, kind):
            raise TemplateSyntaxError(
                f"{tag}: a lib.charts.{kind.__name__} is needed, not {item!r}"
            )
    return checked


@register.simple_block_tag
def chart(
    content: SafeString,
    title: Any,
    unit: Any = "",
    as_of: Any = None,
    source: Any = "",
    source_href: str = "",
    level: int = 3,
) -> str:
    """The frame of a chart: what it says, its unit and date, its source."""
    need("chart", title=title)
    check("chart", "level", level, (2, 3, 4))
    return draw(
        "chart",
        {
            "content": content,
            "title": title,
            "unit": unit,
            "as_of": date_text(as_of),
            "source": source,
            "source_href": source_href,
            "level": level,
        },
    )


@register.simple_tag
def bar_table(rows: Any, caption: Any, heading: Any, value_heading: Any) -> str:
    """Bars as a table; they mirror by themselves."""
    rows = _all("bar_table", charts.Bar, rows)
    top = charts.largest([row.value for row in rows])
    return draw(
        "bar_table",
        {
            "caption": caption,
            "heading": heading,
            "value_heading": value_heading,
            # Flat, and in words already: most of what a row costs is looking things up.
            "rows": [
                {
                    "label": row.label,
                    "href": row.href,
                    "note": row.note,
                    "text": _number(row.value),
                    "is_missing": charts.is_missing(row.value),
                    "length": _length(charts.percent_of(row.value, top)),
                    "fill": "mark-provisional" if row.is_provisional else "fill-1",
                }
                for row in rows
            ],
        },
    )


@register.simple_tag
def month_chart(months: Any, caption: Any, value_heading: Any) -> str:
    """One column per month, as a table that mirrors by itself."""
    months = _all("month_chart", charts.Month, months)
    top = charts.largest([month.value for month in months])
    every = 1 if len(months) <= NAMED_MONTHS else 3
    return draw(
        "month_chart",
        {
            "caption": caption,
            "value_heading": value_heading,
            "months": [
                {
                    "href": month.href,
                    "name": formats.month(month.on),
                    "short": formats.short_month(month.on)
                    if every == 1 or month.on.month % every == 1
                    else "",
                    "text": _number(month.value),
                    "is_missing": charts.is_missing(month.value),
                    "height": unlocalized(charts.percent_of(month.value, top)),
                    "from_top": unlocalized(100 - charts.percent_of(month.value, top)),
                }
                for month in months
            ],
        },
    )


@register.simple_tag
def line_chart(series: Any, points: Any, caption: Any, heading: Any) -> str:
    """Up to six lines over the same points, each named at its end."""
    series = _all("line_chart", charts.Series, series)
    points = list(points)
    if len(series) > charts.MAX_SERIES:
        raise TemplateSyntaxError("line_chart: more than six series; draw several charts")
    for line in series:
        if len(line.values) != len(points):
            raise TemplateSyntaxError(f"line_chart: {line.label} has no value for each point")
    plot = charts.plot(series)
    return draw(
        "line_chart",
        {
            "caption": caption,
            "heading": heading,
            "points": points,
            "plot": plot,
            "rules": [(_number(value), place) for value, place in plot.rules],
            "lines": [(line, _number(line.last)) for line in plot.lines],
            "rows": [
                (point, [_number(line.values[index]) for line in series])
                for index, point in enumerate(points)
            ],
            "series": series,
        },
    )


@register.simple_tag
def bullet(value: Any, target: Any = None, expected: Any = None) -> str:
    """What is reached against what was expected by now and the target; nothing without a target."""
    if charts.is_missing(target) or charts.is_missing(value):
        return ""
    top = max(charts.size(value), charts.size(target), charts.size(expected))
    return draw(
        "bullet",
        {
            "value": _number(value),
            "target": _number(target),
            "expected": "" if charts.is_missing(expected) else _number(expected),
            "reached": charts.percent_of(value, top),
            "target_at": charts.percent_of(target, top),
            "expected_at": None
            if charts.is_missing(expected)
            else charts.percent_of(expected, top),
        },
    )


@register.simple_tag
def sparkline(values: Any, label: Any = "") -> str:
    """The way a number took, in a table cell."""
    values = list(values)
    strokes, last = charts.spark(values)
    if last is None:
        return ""
    known = [value for value in values if not charts.is_missing(value)]
    return draw(
        "sparkline",
        {
            "label": label,
            "strokes": strokes,
            "last": last,
            "first_text": _number(known[0]),
            "last_text": _number(known[-1]),
            "width": charts.SPARK_WIDTH,
            "height": charts.SPARK_HEIGHT,
        },
    )


@register.simple_tag
def share_bar(parts: Any, caption: Any, value_heading: Any = None) -> str:
    """The parts of a whole on one line, with the list of them under it."""
    parts = _all("share_bar", charts.Share, parts)
    if len(parts) > charts.MAX_SERIES:
        raise TemplateSyntaxError("share_bar: more than six parts; use bar_table")
    placed = charts.shares(parts)
    return draw(
        "share_bar",
        {
            "caption": caption,
            "value_heading": value_heading or _("Number"),
            "parts": [
                {
                    "label": part.label,
                    "look": "mark-rest" if part.is_rest else f"fill-{rank}",
                    "start": unlocalized(start),
                    "length": unlocalized(length),
                    "text": _number(part.value),
                    "percent": formats.percent(length, 0),
                }
                for rank, (part, start, length) in enumerate(placed, start=1)
            ],
        },
    )
