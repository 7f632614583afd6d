"""Text of one direction within the other, in the markup that the typesetter understands."""

import re
import unicodedata

_ISOLATE = re.compile("([\u2066\u2067\u2068])([^\u2066-\u2069]*)\u2069")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"(<[^>]*>)")


def isolated(html: str) -> str:
    """The same page with markup in place of isolating characters.

    WeasyPrint leaves `<bdi>` the right way round but ignores the characters; what is left of
    them, and of any other reordering mark, is dropped.
    """
    parts = _TAG.split(html)
    return "".join(
        _REORDERING.sub("", part) if part.startswith("<") else _isolated_text(part)
        for part in parts
    )


def direction_of(text: str) -> str:
    """`rtl` or `ltr`, by the first letter that has a direction."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _isolated_text(text: str) -> str:
    def markup(found: re.Match[str]) -> str:
        mark, inside = found.groups()
        side = {"\u2066": "ltr", "\u2067": "rtl"}.get(mark) or direction_of(inside)
        return f'<bdi dir="{side}">{inside}</bdi>'

    while (changed := _ISOLATE.sub(markup, text)) != text:
        text = changed
    return _REORDERING.sub("", text)
