"""Tests that drive Chromium wait for what they expect: a click ends before a page is there."""

import ast
import re

import pytest

from tests.architecture.test_house import modules, short, tree

EXPECT = "use playwright's expect(…), which waits: expect(…).to_"
#: What a locator or page says of this very moment, and what waits for it instead.
AT_ONCE = {
    "is_visible": f"{EXPECT}be_visible()",
    "is_hidden": f"{EXPECT}be_hidden()",
    "is_enabled": f"{EXPECT}be_enabled()",
    "is_disabled": f"{EXPECT}be_disabled()",
    "is_editable": f"{EXPECT}be_editable()",
    "is_checked": f"{EXPECT}be_checked()",
    "count": f"{EXPECT}have_count(…)",
    "inner_text": f"{EXPECT}have_text(…) or to_contain_text(…)",
    "text_content": f"{EXPECT}have_text(…) or to_contain_text(…)",
    "inner_html": f"{EXPECT}contain_text(…)",
    "all_inner_texts": f"{EXPECT}have_text([…])",
    "all_text_contents": f"{EXPECT}have_text([…])",
    "input_value": f"{EXPECT}have_value(…)",
    "get_attribute": f"{EXPECT}have_attribute(…)",
}
#: What waits for something else than it seems to.
NO_WAIT = {
    "wait_for_timeout": "too long at a desk and too short elsewhere: expect(…) what one waits for",
    "wait_for_load_state": "the page that one leaves is loaded already: use steps.leave_by",
    "is_visible": AT_ONCE["is_visible"],
    "is_hidden": AT_ONCE["is_hidden"],
}
DRIVERS = [
    path
    for path in modules("tests")
    if re.search(r"\bplaywright\b|\bchromium\b|mark\.browser\b", path.read_text())
    and path.parent.name != "architecture"
]


@pytest.mark.parametrize("path", DRIVERS, ids=short)
def test_nothing_is_read_of_a_page_before_it_is_there(path):
    assert not at_once(tree(path))


def at_once(module):
    """The lines that read what may still change, each with what to write instead."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found += said(node, NO_WAIT)
        elif isinstance(node, ast.Constant) and node.value == "networkidle":
            found.append(f"{node.lineno}: a busy machine is idle too: use steps.listening")
        elif isinstance(node, ast.Assert):
            for inner in ast.walk(node.test):
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                    found += said(inner, AT_ONCE)
                elif isinstance(inner, ast.Attribute) and ast.unparse(inner) == "page.url":
                    found.append(f"{inner.lineno}: use page.wait_for_url(…)")
    return sorted(set(found))


def said(call, instead):
    # A queryset is counted where it stands, and a list counts something.
    is_of_a_page = ".objects" not in ast.unparse(call.func) and not (
        call.func.attr == "count" and call.args
    )
    if call.func.attr in instead and is_of_a_page:
        return [f"{call.lineno}: {ast.unparse(call)[:60]}: {instead[call.func.attr]}"]
    return []


@pytest.mark.parametrize(
    "line",
    [
        "assert page.locator('h1').is_visible()",
        "assert not page.locator('h1').is_hidden()",
        "assert rows.count() == 3",
        "assert page.locator('h1').inner_text() == title",
        "assert page.input_value('#id_title') == title",
        "assert page.url.endswith('/')",
        "page.wait_for_timeout(300)",
        "page.goto('/', wait_until='networkidle')",
        "shown = page.locator('h1').is_visible()",
    ],
)
def test_such_a_line_is_found(line):
    assert len(at_once(ast.parse(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "expect(page.locator('h1')).to_be_visible()",
        "assert Decision.objects.filter(number=1).count() == 1",
        "assert text.count('-') == 1",
        "record = page.locator('a').get_attribute('href')",
    ],
)
def test_what_waits_is_left_alone(line):
    assert at_once(ast.parse(line)) == []


def test_each_browser_is_given_the_same_patience():
    """Playwright's own is a third of it."""
    found = [
        short(path)
        for path in DRIVERS
        if len(re.findall(r"\.new_context\(", path.read_text()))
        != path.read_text().count("set_default_timeout(PATIENCE_MS)")
    ]
    assert not found
