"""The style sheets keep to the tokens, mirror by themselves and can be read."""

import re

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"

# Mirrored on purpose by a rule of their own, next to them.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom"
    r"|(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|scroll-(?:margin|padding)-(?:left|right)"
    r"|width|height|(?:min|max)-(?:width|height))\s*:"
)
PHYSICAL_VALUE = re.compile(r"(?:text-align|float|clear)\s*:\s*(?:left|right)")
LITERAL_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|:\s*(?:white|black|red)\b")


def rules(path):
    """The sheet without comments, nor the conditions of media and container queries."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"@(?:media|container)[^{]+", "@", text)


def test_a_page_links_five_sheets_at_most(client):
    """Each is a request on a slow line."""
    html = client.get("/components/").content.decode()

    assert 0 < html.count('rel="stylesheet"') <= 5


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_side_is_physical(path):
    assert PHYSICAL.findall(rules(path)) == []
    assert PHYSICAL_VALUE.findall(rules(path)) == []


@pytest.mark.parametrize("path", [s for s in SHEETS if s != TOKENS], ids=lambda path: path.name)
def test_no_colour_outside_the_tokens(path):
    # An id selector such as #main would look like a colour: none is used.
    assert LITERAL_COLOUR.findall(rules(path)) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_in_use_exists(path):
    used = set(re.findall(r"var\((--[\w-]+)", rules(path)))

    assert used - set(tokens()) == set()


def test_arabic_has_its_own_line_and_no_slant():
    base = rules(settings.BASE_DIR / "static" / "css" / "base.css")

    assert re.search(r":lang\(ar\) \{[^}]*line-height: 1\.75;[^}]*letter-spacing: 0;", base)
    assert re.search(r":lang\(ar\) :is\(em, i, cite[^}]*font-style: normal", base)
    assert not re.search(r"letter-spacing: [^0]", "".join(rules(path) for path in SHEETS))


# Text, its ground, and the least contrast: 4.5 for text, 3 for the edge of a control or a mark.
PAIRS = [
    *((f"--c-{text}", f"--c-{ground}", 4.5) for ground in ("paper", "canvas") for text in (
        "ink", "ink-2", "ink-3", "brand", "brand-strong", "link", "link-hover", "visited", "accent",
        "ok", "late", "none", "info", "watch",
    )),
    *((f"--c-{text}", "--c-sunken", 4.5) for text in ("ink", "ink-2", "ink-3", "link")),
    *((f"--c-{tone}", f"--c-{tone}-soft", 4.5) for tone in ("ok", "watch", "late", "none", "info")),
    *(("--c-ink", f"--c-{tone}-soft", 4.5) for tone in ("ok", "watch", "late", "none", "info")),
    ("--c-ink", "--c-brand-soft", 4.5),
    *(("--c-link", f"--c-{tone}-soft", 4.5) for tone in ("brand", "info", "watch", "late", "ok")),
    ("--c-brand", "--c-brand-soft", 4.5),
    ("--c-on-brand", "--c-brand", 4.5),
    ("--c-on-brand", "--c-brand-strong", 4.5),
    ("--c-ink", "--q0", 4.5),
    ("--c-ink", "--q1", 4.5),
    ("--c-ink", "--q2", 4.5),
    ("--c-on-brand", "--q3", 4.5),
    ("--c-on-brand", "--q4", 4.5),
    ("--c-control", "--c-paper", 3),
    ("--c-control", "--c-canvas", 3),
    ("--c-focus", "--c-ink", 3),
    ("--c-focus", "--c-brand-strong", 3),
    *((f"--s{rank}", "--c-canvas", 3) for rank in range(1, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_what_is_written_can_be_read(text, ground, least):
    colours = tokens()

    assert contrast(colours[text], colours[ground]) >= least


def tokens():
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", rules(TOKENS)))


def contrast(one, other):
    """The contrast of two colours as WCAG 2 computes it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_contrast_is_that_of_the_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
