"""Tags of the PDF templates: `{% load pdf %}`."""

import re
from decimal import Decimal
from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lib import formats
from lib.quantities import Quantity
from lib.text import clean
from reports.figures.results_types import Given
from reports.rendering.isolation import direction_of
from reports.selectors import amounts

register = template.Library()

# A line does not end after « nor before » : ; ! ?
_FRENCH_SPACES = re.compile("(?<=«) | (?=[»:;!?])")
_ISOLATES = "\u2066\u2067\u2068\u2069"


@register.filter
def said(text) -> SafeString:
    """Text that people wrote, on its own side, in its own language as far as its letters tell."""
    text = _FRENCH_SPACES.sub("\u00a0", clean(str(text or "")))
    if not text:
        return mark_safe("")
    side = direction_of(text)
    here = translation.get_language()
    if side == formats.direction(here):
        return format_html('<bdi dir="{}">{}</bdi>', side, text)
    return format_html('<bdi dir="{}" lang="{}">{}</bdi>', side, _language_of(side), text)


@register.filter
def quote(text) -> SafeString:
    """Words of a source between the quotation marks of the report's language."""
    opening, closing = formats.quoted("\n").split("\n")
    return format_html("{}{}{}", opening.rstrip(_ISOLATES), said(text), closing.lstrip(_ISOLATES))


@register.filter
def side_of(text) -> str:
    """`rtl` or `ltr`: the `dir` of a paragraph that people wrote."""
    return direction_of(str(text or ""))


@register.filter
def lines(text) -> SafeString:
    """The lines of a paragraph, broken where its author broke them."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))


@register.filter
def cited(number) -> SafeString:
    """The mark that leads to a source in the annex."""
    if not number:
        return mark_safe("")
    return format_html('<sup class="ref"><a href="#source-{0}">{0}</a></sup>', number)


@register.filter
def column_label(column) -> str:
    """The name of a column of the chart over time."""
    start, months = column["start"], column["months"]
    if months == 12:
        return formats.year(start)
    if months == 3:
        names = {"quarter": (start.month - 1) // 3 + 1, "year": start.year}
        return _("Q%(quarter)s %(year)s") % names
    return formats.short_month(start)


@register.filter
def amount(told: dict[str, Any], unit_kind: str) -> str:
    """An amount of the content: `at least 30`, `42,5 %`, « withheld », « not reported »."""
    return amounts.told_text(told["quantity"], unit_kind, is_withheld=told["is_withheld"])


@register.filter
def aim(quantity: Quantity | None, unit_kind: str) -> str:
    """A target; nothing where there is none."""
    return "" if quantity is None else amounts.quantity_text(quantity, unit_kind)


@register.filter
def expectation(quantity: Quantity | None, unit_kind: str) -> str:
    """What was expected by then, with no more decimals than it can be sure of."""
    if quantity is None or quantity.number is None:
        return ""
    return amounts.expected_text(Decimal(quantity.number), unit_kind)


@register.filter
def received(given: dict[str, int]) -> str:
    """« 14 values received of 22 expected »."""
    return amounts.given_text(Given(**given))


@register.filter
def received_short(given: dict[str, int]) -> str:
    """« 14 of 22 »; nothing where nothing is expected."""
    return amounts.given_short(Given(**given)) if given["expected"] else ""


def _language_of(side: str) -> str:
    return "ar" if side == "rtl" else "fr"
