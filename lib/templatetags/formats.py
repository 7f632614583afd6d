"""Filters for numbers and dates: `{% load formats %}`. They only call `lib.formats`."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lib import formats
from lib.dates import PartialDate
from lib.quantities import Quantity

register = template.Library()

NOUGHT = '<span class="muted">0</span>'


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return "" if value == "" else formats.number(value, decimals)


@register.filter
def signed(value: Any, decimals: int | None = None) -> str:
    return "" if value == "" else formats.signed(value, decimals)


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    return "" if value == "" else formats.percent(value, decimals)


@register.filter
def money(value: Any, currency: str) -> str:
    return "" if value == "" else formats.money(value, currency)


@register.filter
def quantity(value: Quantity) -> str:
    return formats.quantity(value)


@register.filter
def date_text(value: dt.date | None) -> str:
    return formats.date(value or None)


@register.filter
def month_text(value: dt.date | None) -> str:
    return formats.month(value or None)


@register.filter
def short_month(value: dt.date | None) -> str:
    return formats.short_month(value or None)


@register.filter
def year_text(value: dt.date | int | None) -> str:
    return formats.year(value) if value else ""


@register.filter
def time_text(value: dt.datetime | dt.time) -> str:
    return formats.time(value)


@register.filter
def datetime_text(value: dt.datetime | None) -> str:
    return formats.datetime(value or None)


@register.filter
def partial_date(value: PartialDate) -> str:
    return formats.partial_date(value)


@register.filter
def period_text(start: dt.date | None, end: dt.date | None) -> str:
    """`{{ programme.start|period_text:programme.end }}`"""
    return formats.period(start or None, end or None)


@register.filter
def file_size(value: int) -> str:
    return formats.file_size(value)


@register.filter
def duration_text(value: Any) -> str:
    return formats.duration(value)


@register.filter
def join_words(words: Any) -> str:
    return formats.join_words(words)


@register.filter
def isolated(value: object) -> SafeString:
    """The value in a `<bdi>`: names and codes that must not disturb the sentence around them."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def number_cells(values: Iterable[int]) -> SafeString:
    """The cells of a row of counts, 0 standing back. All at once: a table has hundreds."""
    language = translation.get_language()
    texts = (formats.number(value, language=language) if value else NOUGHT for value in values)
    # Digits and the blanks between them: nothing to escape.
    return mark_safe("".join(f'<td class="num">{text}</td>' for text in texts))


@register.filter
def dir_of(language: str | None) -> str:
    """`rtl` or `ltr`, for a language code; the current language when it is empty."""
    return formats.direction(language or None)


@register.simple_tag(name="dir_of")
def current_direction() -> str:
    """`{% dir_of %}`: the direction of the current language."""
    return formats.direction()
