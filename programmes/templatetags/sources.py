"""Sources as footnotes: a mark where a fact stands, their list at the foot of the page.

`{% source_mark partnership.source %}` after the fact, `{% source_list %}` once, after the last
mark. A page that cites nothing has no list.
"""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def source_number(context, source):
    """The number of a source on this page, which cites it from now on."""
    cited = _cited(context)
    cited.setdefault(source.code, source)
    return list(cited).index(source.code) + 1


@register.simple_tag(takes_context=True)
def source_mark(context, source):
    """The number of a source on this page, as a link to its line in the list."""
    if source is None:
        return ""
    number = source_number(context, source)
    label = _("Source %(number)s: %(title)s") % {"number": number, "title": source.title}
    return format_html(
        '<a class="source-mark" href="#source-{}" title="{}" aria-label="{}">[{}]</a>',
        number,
        label,
        label,
        number,
    )


@register.simple_tag(takes_context=True)
def source_list(context):
    """The sources that this page has cited so far, in the order of their first mention."""
    cited = _cited(context)
    if not cited:
        return ""
    return render_to_string("programmes/institutions/_sources.html", {"sources": cited.values()})


def _cited(context):
    # On the request, so that marks in fragments and component blocks count together.
    request = context.request
    if not hasattr(request, "cited_sources"):
        request.cited_sources = {}
    return request.cited_sources
