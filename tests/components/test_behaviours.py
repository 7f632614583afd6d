"""The behaviours of static/js, in Chromium, on the gallery."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import listening
from tests.browsers import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELLO = b"hello"


@pytest.fixture
def opened(chromium, live_server):
    """Open the gallery in a browser of its own: `opened(java_script_enabled=False)`."""
    contexts = []

    def open_gallery(**options):
        context = chromium.new_context(**{"locale": "en", "base_url": live_server.url, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield open_gallery
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened):
    page = opened(viewport={"width": 1280, "height": 900})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.goto("/components/")
    # It moves the focus, and must not do so in the middle of a test.
    listening(page, "data-focus-first")
    yield page
    assert faults == []


def options(page):
    return page.locator("#id_places_list [role=option]")


def chosen(page):
    return page.locator("#id_places_select option:checked")


def sendings(page):
    """What leaves the page from now on; its own modules may still be on their way to it."""
    sent = []
    page.on("request", lambda request: "/static/" in request.url or sent.append(request.url))
    return sent


def test_the_list_of_errors_takes_the_focus(page):
    expect(page.locator(".error-summary").first).to_be_focused()


def test_an_error_leads_to_its_field(page):
    page.click(".error-summary a[href='#id_total']")

    expect(page.locator("#id_total:focus")).to_be_attached()


def test_men_are_computed_while_typing(page):
    listening(page, "data-computed-men")
    line = page.locator("[data-computed-men]")
    expect(line).to_be_hidden()
    page.fill("#id_total", "1 234")
    page.fill("#id_women", "15")
    # A pattern, because plain text matches whichever space it is.
    expect(line).to_have_text(re.compile("^Men: 1\u202f219 \\(computed\\)$"))
    page.fill("#id_women", "2000")
    expect(line).to_have_text("More women than participants")


@pytest.mark.parametrize(("typed", "found"), [("beni", "Béni Mellal"), ("اكادير", "أكادير")])
def test_typing_finds_an_option_whatever_its_accents(page, typed, found):
    listening(page, "data-typeahead")
    page.fill("#id_places", typed)

    expect(options(page)).to_have_text([found])


def test_several_options_are_chosen_and_taken_back_by_keyboard(page):
    listening(page, "data-typeahead")
    for typed in ("Agadir", "Tiznit"):
        page.fill("#id_places", typed.lower())
        expect(options(page)).to_have_text([typed])
        page.press("#id_places", "ArrowDown")
        page.press("#id_places", "Enter")
    expect(chosen(page)).to_have_text(["Tiznit", "Agadir"])

    page.get_by_role("button", name="Remove Agadir").click()
    expect(chosen(page)).to_have_text(["Tiznit"])


def test_the_label_of_a_list_names_its_box(page):
    listening(page, "data-typeahead")
    page.get_by_label("Places", exact=False).first.fill("mellal")

    expect(options(page)).to_have_text(["Béni Mellal"])


def test_a_draft_says_where_it_is(page):
    sent = []

    def answer(route):
        sent.append((route.request.method, json.loads(route.request.post_data)))
        route.fulfill(json={"message": "Draft saved on the server at 14:32"})

    page.route("**/components/draft/", answer)
    listening(page, "data-autosave-url")
    page.fill("#form #id_title", "ورشة بأكادير")
    expect(page.locator("[data-autosave-line]").first).to_contain_text("14:32")

    assert [method for method, _draft in sent] == ["PUT"]
    assert sent[0][1]["title"] == "ورشة بأكادير"
    assert "csrfmiddlewaretoken" not in sent[0][1]


def test_a_draft_that_cannot_be_saved_says_so(page):
    page.route("**/components/draft/", lambda route: route.abort())
    listening(page, "data-autosave-url")
    page.fill("#form #id_title", "Atelier")
    expect(page.locator("[data-autosave-line]").first).to_have_text(re.compile("^Not saved"))


def test_a_second_click_sends_nothing(page):
    listening(page, "data-submit-once")
    sent = page.evaluate(
        """() => {
          const form = document.querySelector('#form form');
          form.noValidate = true;
          const sent = [];
          document.addEventListener('submit', (event) => {
            sent.push(!event.defaultPrevented);
            event.preventDefault();
          });
          const button = form.querySelector('.button--primary');
          button.click();
          button.click();
          return sent;
        }"""
    )

    assert sent == [True, False]


def test_a_refused_confirmation_sends_nothing(page):
    listening(page, "data-confirm")
    asked, sent = [], sendings(page)
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click("#form .button--danger")

    assert asked == ["Delete this draft?"]
    assert sent == []


@pytest.mark.parametrize(
    ("content", "answer"), [(HELLO, "This is the report."), (b"other", "This is not the report.")]
)
def test_a_file_is_compared_without_being_sent(page, content, answer):
    listening(page, "data-file-hash")
    sent = sendings(page)
    page.set_input_files(
        "#compared", {"name": "report.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    expect(page.locator("[data-file-hash-result]")).to_have_text(answer)

    assert sent == []


def press(page, key):
    """Press a key while no field has the focus."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)


def test_a_key_opens_the_list_of_shortcuts_and_another_reaches_the_filters(page):
    listening(page, "data-shortcuts")
    shortcuts = page.locator("#shortcuts")
    press(page, "?")
    expect(shortcuts).to_be_visible()
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()
    press(page, "/")

    expect(page.locator("[data-filters] :focus")).to_be_attached()


def test_a_shortcut_is_a_letter_while_typing_and_can_be_turned_off(page):
    listening(page, "data-shortcuts")
    shortcuts = page.locator("#shortcuts")
    page.fill("#form #id_title", "")
    page.type("#form #id_title", "a/n?")
    expect(page.locator("#form #id_title")).to_have_value("a/n?")

    press(page, "?")
    page.uncheck("[data-shortcuts-on]")
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()
    press(page, "?")

    expect(shortcuts).to_be_hidden()


def filter_by_programme(page):
    listening(page, "data-filters")
    page.select_option("#filter_programme", "prim")
    page.wait_for_url("**/components/?programme=prim")


def test_an_empty_filter_stays_out_of_the_address(page):
    filter_by_programme(page)


def test_back_shows_a_whole_page_after_a_fragment(page):
    filter_by_programme(page)
    page.goto("/fr/accessibilite/")
    page.go_back()

    page.wait_for_url("**/components/?programme=prim")
    expect(page.locator(".site-header")).to_have_count(1)


def test_a_menu_closes_with_escape(page, live_server, staff, client_for):
    session = client_for(staff).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/en/")
    listening(page, "data-menu")
    menu = page.locator(".site-nav details")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", re.compile(""))
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_page_is_never_wider_than_the_screen(opened, language, width):
    page = opened(locale=language, viewport={"width": width, "height": 800})
    page.goto("/components/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_works_without_javascript(opened):
    page = opened(java_script_enabled=False)
    page.goto("/components/")
    page.select_option("#filter_programme", "prim")
    page.get_by_role("button", name="Show the results").click()

    page.wait_for_url("**/components/?*programme=prim*")
    expect(page.locator("select#id_places")).to_be_visible()
