"""Logging an activity as people do it: on a slow line, without scripts, by keyboard, together."""

import re
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, in_portal, spoken
from tests.run.processes import wait_for

pytestmark = pytest.mark.browser


def unique(words):
    return f"{words} {uuid4().hex[:8]}"


def listed(page, title, language="fr"):
    """How many records of a title the list shows."""
    page.goto(f"/{language}/activites/?q={title}")
    return page.locator("#results").get_by_text(title).count()


def test_without_scripts(visit):
    title = unique("Atelier sans script")
    page = visit("staff", width=360, java_script_enabled=False)
    page.goto("/fr/activites/nouvelle/")
    steps.fill_activity(page, title)
    page.locator("form[data-submit-once] details > summary").first.click()
    page.locator("[name=places_typed]").fill("tiznit")
    page.locator("button[name=add][value=places]").click()
    assert page.locator("#id_title").input_value() == title
    page.locator("input[type=checkbox][name=places]").first.check()
    page.locator("#id_participants").fill("1 200")
    page.locator("#id_women").fill("700")
    record = steps.submit_activity(page)
    page.goto(record)

    assert page.locator("h1").inner_text() == title
    assert page.locator(f"form[action$='{record.split('/activites/')[1]}soumettre/']").count() == 0
    assert "500" in page.locator("main").inner_text()  # the men, computed by the server


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(language, visit):
    title = unique("Atelier au clavier")
    page = visit("staff")
    page.goto(f"/{language}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    steps.tab_to(page, "a[href$='/activites/nouvelle/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/activites/nouvelle/$"))
    steps.tab_to(page, "#id_title")
    page.keyboard.type(title)
    steps.tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    steps.tab_to(page, "input[name=when]")
    page.keyboard.press("Space")
    steps.tab_to(page, "select[name=programme]")
    page.keyboard.type("DEPOMI")
    steps.tab_to(page, "button[name=do][value=submit]:not([tabindex='-1'])")
    page.keyboard.press("Enter")

    expect(page.locator("[role=status] a[href*='/activites/']").first).to_be_visible()
    assert listed(page, title, language) == 1


def test_two_clicks_make_one_record(visit):
    title = unique("Atelier cliqué deux fois")
    page = visit("staff")
    page.goto("/fr/activites/nouvelle/")
    steps.fill_activity(page, title)
    page.locator("button[name=do][value=save]:not([tabindex='-1'])").dblclick()
    expect(page.locator("[role=status] a[href*='/activites/']").first).to_be_visible()

    assert listed(page, title) == 1


def test_what_was_typed_outlives_the_browser(visit):
    title = unique("Atelier interrompu")
    page = visit("staff")
    page.goto("/fr/activites/nouvelle/")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as kept:
        page.locator("#id_title").fill(title)
    assert kept.value.ok
    expect(page.locator("[data-autosave-line]")).not_to_be_empty()
    page.context.close()

    later = visit("staff", width=360)
    later.goto("/fr/activites/")
    later.locator("a[href*='brouillon=']").filter(has_text=title).click()
    assert later.locator("#id_title").input_value() == title


@pytest.mark.parametrize("width", [1280, 360])
def test_two_people_save_the_same_record_and_neither_loses(width, visit):
    title = unique("Atelier partagé")
    first = visit("staff", width=width)
    first.goto("/fr/activites/nouvelle/")
    steps.fill_activity(first, title)
    first.locator("button[name=do][value=save]:not([tabindex='-1'])").click()
    record = first.locator("[role=status] a[href*='/activites/']").first.get_attribute("href")
    second = visit("staff", width=width, expects=[409])
    for page in (first, second):
        page.goto(f"{record}modifier/")
    for page, words in ((first, "du premier"), (second, "du second")):
        page.locator("#id_title").fill(f"{title} {words}")
        page.locator("button[name=do][value=save]:not([tabindex='-1'])").click()
        page.wait_for_load_state()

    conflict = second.locator("tr:has(input[name='choose-title'])")
    assert f"{title} du premier" in conflict.inner_text()
    assert f"{title} du second" in conflict.inner_text()
    assert barriers(second) == []
    second.locator("input[name='choose-title'][value=theirs]").check()
    second.locator("main button[name=do]").click()
    second.goto(record)
    assert second.locator("h1").inner_text() == f"{title} du premier"


def test_the_language_changes_and_the_page_stays(visit):
    page = visit("staff")
    page.goto("/fr/activites/?q=atelier")
    for language in ("ar", "en", "fr"):
        page.locator(f".site-tools a[hreflang={language}]").click()
        page.wait_for_url(re.compile(rf"/{language}/activites/\?q=atelier$"))
        assert spoken(page) == (language, "rtl" if language == "ar" else "ltr")


def test_an_invitation_opens_an_account(visit, portal):
    email = in_portal(portal, "invite")
    link = link_in_mail_to(portal, email)
    # A link that was used answers 409.
    page = visit(width=360, expects=[409])
    page.goto(link)
    assert spoken(page) == ("ar", "rtl")
    page.locator("#id_password1").fill("Une-phrase-assez-longue-2026")
    page.locator("#id_password2").fill("Une-phrase-assez-longue-2026")
    page.locator("main form[data-submit-once] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/ar/(compte/connexion/)?$"))
    if "connexion" in page.url:
        steps.sign_in(page, "ar", email, "Une-phrase-assez-longue-2026")

    page.goto("/ar/activites/nouvelle/")
    assert page.locator("#id_title").is_visible()
    page.goto(link)
    assert page.locator("#id_password1").count() == 0


def link_in_mail_to(portal, email):
    """The address that the worker sent to somebody."""

    def arrived():
        for mail in sorted((portal.folder / "mail").glob("*.log")):
            message = message_from_bytes(mail.read_bytes(), policy=policy.default)
            if message["To"] == email:
                text = message.get_body().get_content()
                return re.search(r"https?://\S+/invitation/\S+", text)
        return None

    return wait_for(arrived).group()
