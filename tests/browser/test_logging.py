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


def expect_listed_once(page, title, language="fr"):
    """The list shows one record of a title."""
    page.goto(f"/{language}/activites/?q={title}")
    expect(page.locator("#results").get_by_text(title)).to_have_count(1)


def test_without_scripts(visit):
    title = unique("Atelier sans script")
    page = visit("staff", width=360, java_script_enabled=False)
    page.goto("/fr/activites/nouvelle/")
    steps.fill_activity(page, title)
    page.locator("form[data-submit-once] details > summary").first.click()
    page.locator("[name=places_typed]").fill("tiznit")
    steps.leave_by(page, page.locator("button[name=add][value=places]"))
    expect(page.locator("#id_title")).to_have_value(title)
    page.locator("input[type=checkbox][name=places]").first.check()
    page.locator("#id_participants").fill("1 200")
    page.locator("#id_women").fill("700")
    record = steps.submit_activity(page)
    page.goto(record)

    expect(page.locator("h1")).to_have_text(title)
    submit = f"form[action$='{record.split('/activites/')[1]}soumettre/']"
    expect(page.locator(submit)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("500")  # the men, computed by the server


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
    steps.listening(page, "data-picker")
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
    expect_listed_once(page, title, language)


def test_two_clicks_make_one_record(visit):
    title = unique("Atelier cliqué deux fois")
    page = visit("staff")
    page.goto("/fr/activites/nouvelle/")
    steps.fill_activity(page, title)
    page.locator("button[name=do][value=save]:not([tabindex='-1'])").dblclick()
    expect(page.locator("[role=status] a[href*='/activites/']").first).to_be_visible()

    expect_listed_once(page, title)


def test_what_was_typed_outlives_the_browser(visit):
    title = unique("Atelier interrompu")
    page = visit("staff")
    page.goto("/fr/activites/nouvelle/")
    steps.listening(page, "data-autosave-url")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as kept:
        page.locator("#id_title").fill(title)
    assert kept.value.ok
    expect(page.locator("[data-autosave-line]")).not_to_be_empty()
    page.context.close()

    later = visit("staff", width=360)
    later.goto("/fr/activites/")
    later.locator("a[href*='brouillon=']").filter(has_text=title).click()
    expect(later.locator("#id_title")).to_have_value(title)


@pytest.mark.parametrize("width", [1280, 360])
def test_two_people_save_the_same_record_and_neither_loses(width, visit):
    title = unique("Atelier partagé")
    first = visit("staff", width=width)
    first.goto("/fr/activites/nouvelle/")
    steps.fill_activity(first, title)
    steps.leave_by(first, first.locator("button[name=do][value=save]:not([tabindex='-1'])"))
    record = first.locator("[role=status] a[href*='/activites/']").first.get_attribute("href")
    second = visit("staff", width=width, expects=[409])
    for page in (first, second):
        page.goto(f"{record}modifier/")
    for page, words in ((first, "du premier"), (second, "du second")):
        page.locator("#id_title").fill(f"{title} {words}")
        steps.leave_by(page, page.locator("button[name=do][value=save]:not([tabindex='-1'])"))

    conflict = second.locator("tr:has(input[name='choose-title'])")
    expect(conflict).to_contain_text(f"{title} du premier")
    expect(conflict).to_contain_text(f"{title} du second")
    assert barriers(second) == []
    second.locator("input[name='choose-title'][value=theirs]").check()
    steps.leave_by(second, second.locator("main button[name=do]"))
    second.goto(record)
    expect(second.locator("h1")).to_have_text(f"{title} du premier")


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
    expect(page.locator("#id_title")).to_be_visible()
    page.goto(link)
    expect(page.locator("#id_password1")).to_have_count(0)


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
