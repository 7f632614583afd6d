"""The frame around every page: navigation, languages, account."""

from typing import Any

from django.conf import settings
from django.template import Context, TemplateSyntaxError
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_info

from lib.components.library import draw, register

SHORT_NAMES = {"ar": "ع"}
ICONS = ("", "home", "activities", "add", "committees", "reports", "more")


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, url_name: str, label: Any, icon: str = "", exact: bool = False
) -> str:
    """A line of the navigation; it is marked on its own page and on those below it."""
    if icon not in ICONS:
        raise TemplateSyntaxError(f"nav_link: unknown icon {icon!r}")
    try:
        href = reverse(url_name)
    except NoReverseMatch:
        # An app that is not installed has no line; tests/components checks the lines of the portal.
        return ""
    request = context.get("request")
    path = request.path if request else ""
    is_here = path == href
    is_under = not exact and len(href) > len("/fr/") and path.startswith(href)
    current = "page" if is_here else "true" if is_under else ""
    return draw("nav_link", {"href": href, "label": label, "icon": icon, "current": current})


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> str:
    """This page in the other languages of the portal."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    here = get_language()
    languages = [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            # On a phone there is room for two letters.
            "short": SHORT_NAMES.get(code, code.upper()),
            "href": translate_url(path, code),
            "direction": "rtl" if get_language_info(code)["bidi"] else "ltr",
        }
        for code, _name in settings.LANGUAGES
        if code != here
    ]
    return draw("language_links", {"languages": languages})


@register.simple_tag
def home_address() -> str:
    """The home page in the reader's language."""
    try:
        return reverse("reports:home")
    except NoReverseMatch:
        return "/"


@register.simple_tag
def portal_version() -> str:
    """Which version answers."""
    return settings.PORTAL_VERSION


@register.filter
def notice_tone(level_tag: str) -> str:
    """The tone of a notice for a message of django.contrib.messages."""
    return {"error": "danger", "debug": "plain"}.get(level_tag, level_tag or "info")
