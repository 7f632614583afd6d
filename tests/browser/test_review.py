"""Signing values as validators do: by keyboard, in a batch, without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import in_portal
from tests.browser.steps import leave_by

pytestmark = pytest.mark.browser

QUEUE = "validation/valeurs"


@pytest.fixture
def to_sign(portal):
    """The codes of four values that wait, of a programme of their own."""
    return lambda name, year: in_portal(portal, "to_sign", name, year, module="scene_values")


@pytest.fixture
def state_of(portal):
    return lambda code: in_portal(portal, "state_of", code, module="scene_values")


def press(page, key):
    """A key of the queue, once it listens: then it names its keys."""
    expect(page.locator("[data-review-keys]")).to_be_visible()
    page.keyboard.press(key)


@pytest.mark.parametrize(("language", "year"), [("fr", 2001), ("ar", 2002)])
def test_one_after_the_other_by_keyboard(language, year, to_sign, state_of, visit):
    first, second, third, fourth = to_sign(f"clavier-{language}", year)
    page = visit("validator")
    page.goto(f"/{language}/{QUEUE}/?valeur={first}")

    press(page, "j")
    page.wait_for_url(f"**?valeur={second}#shown")
    press(page, "j")
    page.wait_for_url(f"**?valeur={third}#shown")
    press(page, "k")
    page.wait_for_url(f"**?valeur={second}#shown")
    press(page, "r")
    expect(page.locator("#id_question")).to_be_focused()
    page.keyboard.type("vj ?")
    expect(page.locator("#id_question")).to_have_value("vj ?")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**?valeur={third}")
    press(page, "v")
    page.wait_for_url(f"**?valeur={fourth}")

    assert [state_of(code) for code in (first, second, third)] == [
        "submitted",
        "returned",
        "validated",
    ]


def test_several_at_once_without_scripts(to_sign, state_of, visit):
    codes = to_sign("lot", 2003)
    page = visit("validator", width=360, java_script_enabled=False)
    page.goto(f"/fr/{QUEUE}/")

    expect(page.locator(f"input[value^='{codes[1]}:']")).to_be_disabled()
    for code in (codes[0], codes[2]):
        page.locator(f"input[value^='{code}:']").check()
    leave_by(page, page.locator("form:has(input[name=value]) button"))

    assert [state_of(code) for code in codes] == [
        "validated",
        "submitted",
        "validated",
        "submitted",
    ]
    page.goto(f"/fr/{QUEUE}/?valeur={codes[1]}")
    leave_by(page, page.locator("[data-review-sign] button"))
    assert state_of(codes[1]) == "validated"
