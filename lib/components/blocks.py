"""Titles, notices, lists and the other blocks that a page is made of."""

from typing import Any

from django.template import Context, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lib.components.library import check, draw, need, pairs, register, trimmed
from lib.components.statuses import KINDS, TONES
from lib.components.texts import date_text

NOTICE_TONES = ("plain", "brand", "info", "success", "warning", "danger")
EMPTY_KINDS = ("nothing", "filtered", "scope")
TABLE_LAYOUTS = ("scroll", "cards")
BUTTON_TONES = ("plain", "primary", "danger", "quiet")
BUTTON_SIZES = ("normal", "small")


@register.simple_tag
def breadcrumbs(*labels_and_addresses: Any) -> str:
    """The way to this page. The last address is empty: it is the page itself."""
    crumbs = pairs("breadcrumbs", labels_and_addresses)
    if not crumbs:
        raise TemplateSyntaxError("breadcrumbs: at least one label and its address")
    return draw("breadcrumbs", {"crumbs": crumbs})


@register.simple_block_tag
def page_head(
    content: SafeString,
    title: Any,
    subtitle: Any = "",
    as_of: Any = None,
    status: str = "",
    status_label: Any = "",
) -> str:
    """The one h1 of a page; the block holds its actions, one of them primary."""
    need("page_head", title=title)
    if status:
        check("page_head", "status", status, KINDS)
    return draw(
        "page_head",
        {
            "content": trimmed(content),
            "title": title,
            "subtitle": subtitle,
            "as_of": as_of,
            "status": status,
            "status_label": status_label,
        },
    )


@register.simple_tag
def as_of(when: Any, words: Any = "") -> str:
    """« Data as of … » under a title."""
    return draw("as_of", {"when": date_text(when), "words": words})


@register.simple_block_tag
def notice(content: SafeString, title: Any = "", tone: str = "brand") -> str:
    """A message inside a page."""
    check("notice", "tone", tone, NOTICE_TONES)
    return draw("notice", {"content": content, "title": title, "tone": tone})


@register.simple_tag
def status(kind: str, label: Any = "", tone: str = "") -> str:
    """A word, a shape and a colour."""
    check("status", "kind", kind, KINDS)
    usual_tone, usual_label = KINDS[kind]
    if tone:
        check("status", "tone", tone, TONES)
    return draw("status", {"tone": tone or usual_tone, "label": label or usual_label})


@register.simple_block_tag
def empty_state(content: SafeString, kind: str, title: Any = "") -> str:
    """What stands where a list would: nothing yet, nothing matches, or not in your scope."""
    check("empty_state", "kind", kind, EMPTY_KINDS)
    return draw("empty_state", {"content": trimmed(content), "kind": kind, "title": title})


@register.simple_block_tag
def table(
    content: SafeString, caption: Any, layout: str = "scroll", caption_hidden: bool = False
) -> str:
    """A data table in a region that scrolls by itself, or whose rows become cards on a phone."""
    need("table", caption=caption)
    check("table", "layout", layout, TABLE_LAYOUTS)
    return draw(
        "table",
        {
            "content": content,
            "caption": caption,
            "layout": layout,
            "caption_hidden": caption_hidden,
        },
    )


@register.simple_block_tag
def facts(content: SafeString) -> str:
    """A list of names and what they are."""
    return draw("facts", {"content": content})


@register.simple_block_tag
def fact(content: SafeString, name: Any) -> str:
    """One row of facts; an empty block says so in words."""
    need("fact", name=name)
    return draw("fact", {"content": trimmed(content), "name": name})


@register.simple_block_tag
def worklist(content: SafeString) -> str:
    """What waits for someone, one line each."""
    return draw("worklist", {"content": content})


@register.simple_block_tag
def work(
    content: SafeString,
    title: Any,
    kind: str = "",
    status_label: Any = "",
    note: Any = "",
    href: str = "",
) -> str:
    """One line of a worklist; the block holds its action."""
    need("work", title=title)
    if kind:
        check("work", "kind", kind, KINDS)
    return draw(
        "work",
        {
            "content": trimmed(content),
            "title": title,
            "kind": kind,
            "status_label": status_label,
            "note": note,
            "href": href,
        },
    )


@register.simple_tag
def button(
    text: Any,
    tone: str = "primary",
    name: Any = "",
    value: Any = "",
    confirm: Any = "",
    size: str = "normal",
) -> str:
    """A button that submits the form around it."""
    need("button", text=text)
    check("button", "tone", tone, BUTTON_TONES)
    check("button", "size", size, BUTTON_SIZES)
    return draw(
        "button",
        {
            "text": text,
            "tone": tone,
            "name": name,
            "value": value,
            "confirm": confirm,
            "size": size,
        },
    )


@register.simple_tag
def link_button(text: Any, href: str, tone: str = "plain", size: str = "normal") -> str:
    """A link that looks like a button, because it starts something."""
    need("link_button", text=text, href=href)
    check("link_button", "tone", tone, BUTTON_TONES)
    check("link_button", "size", size, BUTTON_SIZES)
    return draw("link_button", {"text": text, "href": href, "tone": tone, "size": size})


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    text: Any,
    action: str,
    tone: str = "plain",
    confirm: Any = "",
    name: Any = "",
    value: Any = "",
    size: str = "normal",
) -> str:
    """A form of one button: an action on the thing shown."""
    need("post_button", text=text, action=action)
    check("post_button", "tone", tone, BUTTON_TONES)
    check("post_button", "size", size, BUTTON_SIZES)
    return draw(
        "post_button",
        {
            "csrf_token": context.get("csrf_token", ""),
            "text": text,
            "action": action,
            "tone": tone,
            "confirm": confirm,
            "name": name,
            "value": value,
            "size": size,
        },
    )


@register.simple_tag(takes_context=True)
def tabs(context: Context, *labels_and_addresses: Any, label: Any = None) -> str:
    """Parts of one thing, each with its own address."""
    path = context["request"].path
    return draw(
        "tabs",
        {
            "label": label or _("Sections"),
            "tabs": [
                {"label": text, "href": href, "is_current": href == path}
                for text, href in pairs("tabs", labels_and_addresses)
            ],
        },
    )


@register.simple_block_tag
def disclosure(
    content: SafeString, title: Any, hint: Any = "", opened: bool = False, look: str = "ruled"
) -> str:
    """Something folded away until asked for."""
    need("disclosure", title=title)
    check("disclosure", "look", look, ("ruled", "plain"))
    return draw(
        "disclosure",
        {"content": content, "title": title, "hint": hint, "opened": opened, "look": look},
    )


@register.simple_block_tag
def timeline(content: SafeString, label: Any = None) -> str:
    """Events in order, the reader's way down."""
    return draw("timeline", {"content": content, "label": label or _("Timeline")})


@register.simple_block_tag
def timeline_event(
    content: SafeString, when: Any, title: Any, tone: str = "ok", href: str = ""
) -> str:
    """One event of a timeline; `when` is a date or words already formatted."""
    need("timeline_event", title=title)
    check("timeline_event", "tone", tone, TONES)
    return draw(
        "timeline_event",
        {
            "content": trimmed(content),
            "when": date_text(when),
            "title": title,
            "tone": tone,
            "href": href,
        },
    )


@register.simple_tag
def progress(stage: Any, done: int | None = None, of: int | None = None) -> str:
    """How far a long job is: a stage in words and a true count, never a made-up percentage."""
    need("progress", stage=stage)
    if (done is None) != (of is None):
        raise TemplateSyntaxError("progress: done and of come together")
    return draw("progress", {"stage": stage, "done": done, "of": of})
