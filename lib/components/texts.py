"""Texts that people wrote, names of people and places, links to files."""

import datetime as dt
from typing import Any

from django.template import TemplateSyntaxError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lib import formats
from lib.components.library import draw, need, register
from lib.dates import PartialDate
from lib.quantities import Quantity


def date_text(when: Any) -> str:
    """A date, a moment or a partial date in the reader's language; words come back as they are."""
    if when is None:
        return ""
    if isinstance(when, PartialDate):
        return formats.partial_date(when)
    if isinstance(when, dt.datetime):
        return formats.datetime(when)
    if isinstance(when, dt.date):
        return formats.date(when)
    return str(when)


def number_text(value: Any) -> str:
    """A number or a quantity in the reader's language; words come back as they are."""
    if isinstance(value, Quantity):
        return formats.quantity(value)
    if isinstance(value, str):
        return value
    return formats.number(value)


@register.simple_tag
def user_text(value: Any) -> str:
    """One line that a person wrote: it takes the direction of its own first letter."""
    if value is None or value == "":
        return ""
    return format_html('<span dir="auto">{}</span>', value)


@register.simple_tag
def user_paragraphs(value: Any) -> str:
    """Several lines that a person wrote; line breaks are kept, markup is shown as text."""
    if value is None or value == "":
        return ""
    return format_html('<div class="prose" dir="auto">{}</div>', value)


@register.simple_tag
def person(name: Any, role: Any = "", href: str = "") -> str:
    """A person, with what they are."""
    need("person", name=name)
    return draw("who", {"name": name, "detail": role, "href": href, "code": ""})


@register.simple_tag
def organisation(name: Any, acronym: str = "", role: Any = "", href: str = "") -> str:
    """An organisation, with its acronym and its part."""
    need("organisation", name=name)
    return draw("who", {"name": name, "detail": role, "href": href, "code": acronym})


@register.simple_tag
def pill(text: Any, href: str = "") -> str:
    """A short label: a region, a theme, a code."""
    need("pill", text=text)
    return draw("pill", {"text": text, "href": href})


@register.simple_block_tag
def downloads(content: SafeString) -> str:
    """The files of something, one `download` each."""
    return draw("downloads", {"content": content})


@register.simple_tag
def download(
    href: str, format: str, label: Any = "", size: int | None = None, language: str = ""
) -> str:
    """One file: what it is, its format and its weight in bytes."""
    need("download", href=href, format=format)
    if size is not None and not isinstance(size, int):
        raise TemplateSyntaxError("download: size is a number of bytes")
    return draw(
        "download",
        {
            "href": href,
            "format": format,
            "label": label,
            "size": "" if size is None else formats.file_size(size),
            "language": language,
        },
    )


@register.simple_tag
def cite(address: str, code: str = "") -> str:
    """The lasting address of what is shown, to copy into a document."""
    need("cite", address=address)
    return draw("cite", {"address": address, "code": code})
