"""Filling in a period as people do it: by keyboard, by a pasted block, together, scriptless."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES
from tests.browser.scene_values import ROWS
from tests.browser.steps import leave_by, listening

pytestmark = pytest.mark.browser

GRID = "saisie/saisie/souss-massa"


def open_grid(page, slug, language="fr"):
    rows = see_grid(page, slug, language)
    listening(page, "data-grid")
    return rows


def see_grid(page, slug, language="fr"):
    page.goto(f"/{language}/{GRID}/{slug}/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(ROWS)
    return rows


def cells(page):
    """The main boxes of the grid, from above: two for a share."""
    return page.locator(".grid-row__this [data-cell]")


def expect_saved(page, count=ROWS):
    """Wait until the server has so many rows."""
    expect(page.locator("[data-row][data-state=draft]")).to_have_count(count)


def expect_states(page, *states):
    """Wait until the first rows stand so."""
    for place, state in enumerate(states):
        expect(page.locator("[data-row]").nth(place)).to_have_attribute("data-state", state)


def typed_here(page):
    return [box.input_value() for box in cells(page).all()]


def kept_there(page, slug, language="fr"):
    """What the boxes say when the page is opened anew: what the server has."""
    open_grid(page, slug, language)
    return typed_here(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_by_keyboard_alone(language, visit):
    slug = f"clavier-{language}"
    page = visit("staff")
    page.goto(f"/{language}/saisie/")
    page.keyboard.press("Tab")
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(end) => document.activeElement.href?.endsWith(end)", f"/{slug}/"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{slug}/$"))
    listening(page, "data-grid")
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-cell]')"):
            break
    toward_next = "ArrowLeft" if language == "ar" else "ArrowRight"
    for number in range(ROWS):
        if number % 7 == 6:
            page.keyboard.type(str(number))
            page.keyboard.press("Tab")
            page.keyboard.type("40")
            # Back to the numerator's column for what follows.
            page.keyboard.press("Enter")
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type({2: "n", 3: "0", 4: "~30", 5: "≥ 12"}.get(number, str(number + 1)))
            page.keyboard.press("Enter")
    expect_saved(page)

    # Moves and second thoughts leave what is saved alone.
    cells(page).nth(6).focus()
    page.keyboard.press(toward_next)
    assert page.evaluate("document.activeElement.name").startswith("b-")
    page.keyboard.press("F2")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.value") == "40"
    # The panel of the first row: its parts, and the rest that they leave.
    cells(page).first.focus()
    page.keyboard.press("Control+Enter")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]").first.locator("[data-slot^=rest-]")).to_have_text(
        re.compile(r"^\s*0\s*$")
    )
    seen = kept_there(page, slug, language)
    assert seen[:7] == ["1", "2", "n.d.", "0", "30", "12", "6"]
    expect(page.locator(".grid-context progress")).to_have_attribute("value", str(ROWS))
    assert barriers(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_by_a_pasted_block(language, visit):
    slug = f"bloc-{language}"
    page = visit("staff")
    open_grid(page, slug, language)
    lines = [f"{n}/50" if n % 7 == 6 else str(100 + n) for n in range(ROWS)]
    lines[3] = "1.234"
    cells(page).first.focus()
    page.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const options = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        "\r\n".join(lines),
    )
    dialog = page.locator("dialog[data-grid-paste]")
    expect(dialog.locator("[data-paste-box]")).to_have_count(ROWS + 3)
    expect(dialog.locator(".field__error")).to_have_count(1)
    expect(page.locator("[data-state=draft]")).to_have_count(0)
    assert barriers(page) == []
    expect(dialog.locator("[data-paste-apply]")).to_be_focused()
    page.keyboard.press("Enter")
    expect_saved(page, ROWS - 1)
    wrong = page.locator("[data-state=invalid]")
    expect(wrong).to_have_count(1)
    expect(wrong.locator("[data-cell]").first).to_have_value("1.234")
    wrong.locator("[data-cell]").first.fill("1234")
    wrong.locator("[data-cell]").first.press("Enter")
    expect_saved(page)

    seen = kept_there(page, slug, language)
    assert seen[:3] == ["100", "101", "102"]
    assert "1234" in seen
    assert seen[6:8] == ["6", "50"]


def test_two_people_in_one_cell_see_both_versions(visit):
    first, second = visit("staff"), visit("staff")
    for page in (first, second):
        open_grid(page, "conflit")
    for page, typed in ((first, "25"), (second, "30")):
        cells(page).nth(1).fill(typed)
        cells(page).nth(1).press("Enter")
        expect(page.locator("[data-row]").nth(1)).to_have_attribute(
            "data-state", re.compile("draft|conflict")
        )
    row = second.locator("[data-row]").nth(1)
    expect(row).to_have_attribute("data-state", "conflict")
    for number in ("25", "30"):
        expect(row.locator("dl")).to_contain_text(re.compile(rf"\b{number}\b"))
    assert barriers(second) == []
    row.locator("button[name=take]").click()
    expect(second.locator("[data-row]").nth(1)).to_have_attribute("data-state", "draft")
    expect(cells(second).nth(1)).to_have_value("25")


def test_what_cannot_be_sent_says_so_and_is_sent_later(visit):
    page = visit("staff", expects=[502])
    open_grid(page, "conflit")
    page.route("**/enregistrer/", lambda route: route.fulfill(status=502, body=""))
    cells(page).nth(4).fill("8")
    cells(page).nth(4).press("Enter")
    row = page.locator("[data-row]").nth(4)
    expect(row).to_have_attribute("data-state", "waiting")
    expect(page.locator("[data-grid-line]")).not_to_be_empty()
    page.unroute("**/enregistrer/")
    expect(row).to_have_attribute("data-state", "draft")
    expect(page.locator("[data-grid-line]")).to_be_empty()


def test_without_scripts_on_a_phone(visit):
    page = visit("staff", width=360, java_script_enabled=False, expects=[422])
    see_grid(page, "sans-script")
    cells(page).nth(0).fill("12")
    cells(page).nth(1).fill("900")
    cells(page).nth(2).fill("1.234")
    leave_by(page, page.locator("button[name=do][value=save]:not([tabindex='-1'])"))
    expect_states(page, "draft", "draft", "invalid")
    cells(page).nth(2).fill("1 234")
    # 900 is more than usual, and the first is not broken down: both wait for a comment.
    leave_by(page, page.locator("button[name=do][value=submit]"))
    expect(page.locator(".error-summary li")).to_have_count(2)
    for place in (0, 1):
        page.locator("[data-row]").nth(place).locator("textarea").fill("Vérifié au registre.")
    leave_by(page, page.locator("button[name=do][value=submit]"))
    expect_states(page, "submitted", "submitted", "submitted", "blank")
