"""The behaviours of static/js, in Chromium, on the gallery."""

import json

import pytest

from tests.browsers import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELLO = b"hello"


@pytest.fixture
def page(chromium, live_server):
    context = chromium.new_context(locale="en", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.goto(f"{live_server.url}/components/", wait_until="networkidle")
    yield page
    context.close()
    assert faults == []


def options(page):
    return page.locator("#id_places_list [role=option]").all_inner_texts()


def chosen(page):
    return page.evaluate(
        "[...document.querySelector('#id_places_select').selectedOptions].map(one => one.text)"
    )


def test_the_list_of_errors_takes_the_focus(page):
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_an_error_leads_to_its_field(page):
    page.click(".error-summary a[href='#id_total']")

    assert page.evaluate("document.activeElement.id") == "id_total"


def test_men_are_computed_while_typing(page):
    line = page.locator("[data-computed-men]")
    assert line.is_hidden()
    page.fill("#id_total", "1 234")
    page.fill("#id_women", "15")
    assert line.inner_text() == "Men: 1\u202f219 (computed)"
    page.fill("#id_women", "2000")
    assert line.inner_text() == "More women than participants"


@pytest.mark.parametrize(("typed", "found"), [("beni", "Béni Mellal"), ("اكادير", "أكادير")])
def test_typing_finds_an_option_whatever_its_accents(page, typed, found):
    page.fill("#id_places", typed)

    assert options(page) == [found]


def test_several_options_are_chosen_and_taken_back_by_keyboard(page):
    for typed in ("agadir", "tiznit"):
        page.fill("#id_places", typed)
        page.press("#id_places", "ArrowDown")
        page.press("#id_places", "Enter")
    assert chosen(page) == ["Tiznit", "Agadir"]

    page.get_by_role("button", name="Remove Agadir").click()
    assert chosen(page) == ["Tiznit"]


def test_the_label_of_a_list_names_its_box(page):
    page.get_by_label("Places", exact=False).first.fill("mellal")

    assert options(page) == ["Béni Mellal"]


def test_a_draft_says_where_it_is(page):
    sent = []

    def answer(route):
        sent.append((route.request.method, json.loads(route.request.post_data)))
        route.fulfill(json={"message": "Draft saved on the server at 14:32"})

    page.route("**/components/draft/", answer)
    page.fill("#form #id_title", "ورشة بأكادير")
    page.wait_for_function(
        "() => document.querySelector('[data-autosave-line]').textContent.includes('14:32')"
    )

    assert [method for method, _draft in sent] == ["PUT"]
    assert sent[0][1]["title"] == "ورشة بأكادير"
    assert "csrfmiddlewaretoken" not in sent[0][1]


def test_a_draft_that_cannot_be_saved_says_so(page):
    page.route("**/components/draft/", lambda route: route.abort())
    page.fill("#form #id_title", "Atelier")
    page.wait_for_function(
        "() => document.querySelector('[data-autosave-line]').textContent.startsWith('Not saved')"
    )


def test_a_second_click_sends_nothing(page):
    sent = []

    def hold(route):
        sent.append(route.request.url)
        route.abort()

    page.route(lambda url: True, hold)
    page.evaluate(
        """() => {
          const form = document.querySelector('#form form');
          form.noValidate = true;
          const button = form.querySelector('.button--primary');
          button.click();
          button.click();
        }"""
    )
    page.wait_for_timeout(300)

    assert len(sent) == 1


def test_a_refused_confirmation_sends_nothing(page):
    asked, sent = [], []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: sent.append(request.url))
    page.click("#form .button--danger")

    assert asked == ["Delete this draft?"]
    assert sent == []


@pytest.mark.parametrize(
    ("content", "answer"), [(HELLO, "This is the report."), (b"other", "This is not the report.")]
)
def test_a_file_is_compared_without_being_sent(page, content, answer):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files(
        "#compared", {"name": "report.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.wait_for_function(
        "text => document.querySelector('[data-file-hash-result]').textContent === text", arg=answer
    )

    assert sent == []


def test_a_key_opens_the_list_of_shortcuts_and_another_reaches_the_filters(page):
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.closest('[data-filters]') !== null")


def test_a_shortcut_is_a_letter_while_typing_and_can_be_turned_off(page):
    page.fill("#form #id_title", "")
    page.type("#form #id_title", "a/n?")
    assert page.input_value("#form #id_title") == "a/n?"

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("[data-shortcuts-on]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")

    assert page.locator("#shortcuts").is_hidden()


def test_an_empty_filter_stays_out_of_the_address(page):
    page.select_option("#filter_programme", "prim")
    page.wait_for_url("**/components/?programme=prim")


def test_back_shows_a_whole_page_after_a_fragment(page, live_server):
    page.select_option("#filter_programme", "prim")
    page.wait_for_url("**/components/?programme=prim")
    page.goto(f"{live_server.url}/fr/accessibilite/")
    page.go_back(wait_until="networkidle")

    assert page.url.endswith("/components/?programme=prim")
    assert page.locator(".site-header").count() == 1


def test_a_menu_closes_with_escape(page, live_server, staff, client_for):
    session = client_for(staff).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/en/", wait_until="networkidle")
    summary = page.locator(".site-nav summary")
    summary.click()
    assert page.locator(".site-nav details").get_attribute("open") is not None
    page.keyboard.press("Escape")

    page.wait_for_function("!document.querySelector('.site-nav details').open")
    page.wait_for_function("document.activeElement.tagName === 'SUMMARY'")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_page_is_never_wider_than_the_screen(chromium, live_server, language, width):
    context = chromium.new_context(locale=language, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/components/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_page_works_without_javascript(chromium, live_server):
    context = chromium.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/components/")
    page.select_option("#filter_programme", "prim")
    page.get_by_role("button", name="Show the results").click()

    assert "programme=prim" in page.url
    assert page.locator("select#id_places").is_visible()
    context.close()
