"""What people do on the pages, told by the names of fields and the addresses of forms.

No step reads a sentence, so that each works in every language.
"""

import re
from pathlib import Path

from playwright.sync_api import expect

from reports.loading.demo import PASSWORD as DEMO_PASSWORD
from tests.factories.actors import PASSWORD

#: Who works in which language: a contributor and a validator of the same council.
COLLEAGUES = {
    "fr": (
        ("nadia.berrada@wasl.example", DEMO_PASSWORD),
        ("driss.amrani@wasl.example", DEMO_PASSWORD),
    ),
    "ar": (
        ("aziz.benjelloun@wasl.example", PASSWORD),
        ("fadma.ait.lahcen@wasl.example", PASSWORD),
    ),
}
MADE_SECONDS = 240


def listening(page, behaviour):
    """Wait until a behaviour of the page listens: modules come after the page itself."""
    expect(page.locator(f"[{behaviour}][data-started~={behaviour}]").first).to_be_attached()


def leave_by(page, way):
    """Click what opens another page, and wait until it is there; its address may be the same.

    A click by itself gives back as soon as it is made, while the old page still stands.
    """
    with page.expect_navigation():
        way.click()


def sign_in(page, language, email, password):
    """Sign in by the form; the person's own home follows."""
    page.goto(f"/{language}/compte/connexion/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(re.compile(rf"/{language}/$"))


def fill_activity(page, title):
    """Answer the four questions: what, which kind, when, for which programme."""
    page.locator("#id_title").fill(title)
    page.locator("label:has(> input[name=kind])").first.click()
    page.locator("label:has(> input[name=when][value=today])").click()
    page.locator("select[name=programme]").select_option("depomi")


def fill_details(page, *, place, participants, women):
    """Open the second block: where, and how many took part."""
    page.locator("form[data-submit-once] details > summary").first.click()
    listening(page, "data-picker")
    page.locator("#id_places").fill(place)
    option = page.locator("#id_places_list [role=option]").first
    expect(option).to_be_visible()
    option.click()
    page.locator("#id_participants").fill(str(participants))
    page.locator("#id_women").fill(str(women))


def submit_activity(page):
    """Save and submit; gives the address of the record."""
    leave_by(page, page.locator("button[name=do][value=submit]"))
    return page.locator("[role=status] a[href*='/activites/']").first.get_attribute("href")


def validate(page, language, record):
    """Find a record in the queue and sign it."""
    page.goto(f"/{language}/validation/")
    number = record.rstrip("/").rsplit("/", 1)[1]
    leave_by(page, page.locator(f"a[href*='fiche={number}']"))
    leave_by(page, page.locator(f"form[action$='/{number}/valider/'] button"))
    expect(page.locator(f"a[href*='fiche={number}']")).to_have_count(0)


def counted(page, address, code):
    """The number that a page shows for a counted figure."""
    page.goto(address)
    card = page.locator(f".key-figure:has(a[href$='/v/{code}/']) .key-figure__value")
    return int(re.sub(r"\D", "", card.inner_text()))


def request_report(page, language, *, start, end):
    """Ask for the DEPOMI report of a period in a language; the page of the edition follows."""
    page.goto(f"/{language}/rapports/nouveau/?programme=depomi")
    page.locator("label:has(> input[name=period][value=dates])").click()
    page.locator("#id_du").fill(start)
    page.locator("#id_au").fill(end)
    page.locator(f"label:has(> input[name=language][value={language}])").click()
    page.locator("main form[data-submit-once] button[type=submit]").click()
    page.wait_for_url(re.compile(rf"/{language}/rapports/[0-9a-f-]{{36}}/$"))


def wait_until_made(page):
    """Watch the page of an edition until it offers the file, without doing anything."""
    button = page.locator("form[action$='/pdf/'] button")
    expect(button).to_be_visible(timeout=MADE_SECONDS * 1000)
    return button


def download(page, button) -> Path:
    with page.expect_download() as coming:
        button.click()
    return Path(coming.value.path())


def compare(page, file, name="rapport.pdf"):
    """Let the page compare a file with the edition; gives which of its two answers it gave."""
    listening(page, "data-file-hash")
    box = page.locator("input[data-file-hash]")
    box.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": file})
    answers = {box.get_attribute(f"data-{kind}"): kind for kind in ("same", "other")}
    told = page.locator("[data-file-hash-result]")
    expect(told).to_have_text(re.compile("|".join(map(re.escape, answers))))
    return answers[told.inner_text()]


def tab_to(page, selector, limit=80):
    """Press Tab until the focus is on an element."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{limit} tabs do not reach {selector}")
