"""Key figures: a value, how sure it is, what it counts and where it comes from."""

from typing import Any

from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString

from lib.components.library import check, draw, need, register
from lib.components.statuses import KINDS
from lib.components.texts import number_text
from lib.quantities import Qualifier, Quantity


@register.simple_block_tag
def figure_row(content: SafeString) -> str:
    """Four to six key figures side by side."""
    return draw("figure_row", {"content": content})


@register.simple_tag
def key_figure(
    label: Any,
    value: Any,
    qualifier: Any = "",
    unit: Any = "",
    note: Any = "",
    source: Any = "",
    href: str = "",
    status: str = "",
) -> str:
    """One figure. None, or a quantity that is not reported, says so in words and is never 0."""
    need("key_figure", label=label)
    if status:
        check("key_figure", "status", status, KINDS)
    if isinstance(value, bool | float):
        raise TemplateSyntaxError(f"key_figure: {value!r} is not a number as sources give them")
    if isinstance(value, Quantity):
        if value.qualifier != Qualifier.EXACT:
            qualifier = qualifier or value.qualifier.label
        value = value.number
    return draw(
        "key_figure",
        {
            "label": label,
            "is_missing": value is None or value == "",
            "value": "" if value is None else number_text(value),
            "qualifier": qualifier,
            "unit": unit,
            "note": note,
            "source": source,
            "href": href,
            "status": status,
        },
    )
