"""Addresses of lists: `{% load pages %}`."""

from typing import Any

from django import template

from lib.pages import PAGE_KEY, with_query

register = template.Library()


@register.simple_tag(takes_context=True)
def querystring(context: template.Context, **changes: Any) -> str:
    """This page's query with some keys replaced; None removes the key.

    Unlike Django's tag of the same name it goes back to the first page, unless told a page:
    a changed filter or order makes the old page number meaningless.
    """
    return with_query(context["request"].GET, {PAGE_KEY: None} | changes)
