"""The whole way of results: a framework is built, a period filled and signed, a total followed to
its value, a target and a value changed with their reasons; a second edition says so."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, in_portal, spoken
from tests.browser.steps import leave_by, listening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Of the library: numbers that are broken down by nothing.
CODES = [
    *("OUT-02", "OUT-11", "EXT-01", "EXT-02", "EXT-03"),
    *("EXT-05", "EXT-07", "EXT-09", "EXT-10", "EXT-18"),
]
TARGET_REASON = {"fr": "Le comité relève la cible.", "ar": "رفعت اللجنة القيمة المستهدفة."}
VALUE_REASON = {"fr": "Une antenne manquait.", "ar": "كانت ملحقة ناقصة."}


@pytest.fixture
def scene(portal):
    return lambda name, *words: in_portal(portal, name, *words, module="scene_values")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_framework_to_the_edition_that_lists_its_changes(language, visit, scene):
    scene("journey", language)
    # The last year, whose values are due until the end of this one.
    year = timezone.localdate().year - 1
    days = (f"{year}-01-01", f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}")
    officer, staff, validator = visit("officer"), visit("staff"), visit("validator")

    build(officer, language, year)
    assert barriers(officer) == []
    set_target(officer, language, "150")
    fill(staff, language)
    sign_all(validator, language)

    # What is signed counts at once; from the figure one comes to the value behind it.
    code, total = follow(officer, language)
    assert total == "100"
    first = scene("report_on", language, language, *days)
    assert (first["number"], first["sha256"]) == (1, first["kept"])

    set_target(officer, language, "200", reason=TARGET_REASON[language])
    expect(officer.get_by_text(TARGET_REASON[language])).to_have_count(1)
    change(staff, validator, language, code, "120", VALUE_REASON[language])
    assert follow(officer, language) == (code, "120")
    changes = officer.locator("section[aria-labelledby=revisions]")
    expect(changes.get_by_text(VALUE_REASON[language])).to_have_count(1)

    second = scene("report_on", language, language, *days)
    assert scene("edition_of", first["code"]) == first
    assert second["number"] == 2
    (framework,) = second["content"]["results"]
    (amendment,), (revision,) = framework["amendments"], framework["revisions"]
    assert amendment["reason"] == TARGET_REASON[language]
    assert (amendment["changes"][0]["before"], amendment["changes"][0]["after"]) == ("150", "200")
    assert revision["reason"] == VALUE_REASON[language]
    assert (revision["changes"][0]["before"], revision["changes"][0]["after"]) == ("100", "120")
    for word in (*TARGET_REASON[language].split(), *VALUE_REASON[language].split()):
        assert word.strip(".") in second["text"]
    assert VALUE_REASON[language].split()[-1].strip(".") not in first["text"]


def slug_of(language):
    return f"parcours-{language}"


def frame(language):
    return f"/{language}/programmes/{slug_of(language)}/cadre/"


def send(page):
    leave_by(page, page.locator("main form[method=post] button[type=submit]").last)


def build(page, language, year):
    """The calendar, a result, ten indicators from the library, and the period of a year."""
    page.goto(frame(language))
    assert spoken(page) == (language, LANGUAGES[language])
    leave_by(page, page.locator("main a[href$='/cadre/reglages/']"))
    page.locator("label:has(> input[name=frequency][value=yearly])").click()
    page.fill("[name=first_on]", f"01/01/{year}")
    page.fill("[name=due_days]", "365")
    send(page)
    page.wait_for_url(f"**{frame(language)}")

    leave_by(page, page.locator("main a[href$='/cadre/resultats/nouveau/']").first)
    page.fill("[name=number]", "1.1")
    page.fill("[name=title_fr]", "Les communes accueillent mieux")
    page.fill("[name=title_ar]", "تستقبل الجماعات بشكل أفضل")
    send(page)
    leave_by(page, page.locator(".branch a[href*='ajouter']"))
    for code in CODES:
        page.check(f"[name=indicators][value={code}]")
    send(page)
    page.wait_for_url(f"**{frame(language)}")
    expect(page.locator(".branch tbody tr")).to_have_count(len(CODES))

    leave_by(page, page.locator("main a[href$='/periodes/']"))
    page.fill("[name=until]", f"31/12/{year}")
    send(page)
    expect(page.locator("main tbody tr")).to_have_count(1)


def set_target(page, language, number, *, reason=""):
    """What the first indicator should reach at the end."""
    page.goto(frame(language))
    leave_by(page, page.locator(".branch tbody th a").first)
    leave_by(page, page.locator("a[href$='/modifier/']"))
    page.fill("[name=target_]", number)
    if reason:
        page.fill("[name=reason]", reason)
    send(page)
    page.wait_for_url("**/cadre/indicateurs/*/")


def fill(page, language):
    """Give ten values by keyboard, 100 and more, and hand them in."""
    page.goto(f"/{language}/saisie/")
    page.locator(f"a[href*='/saisie/{slug_of(language)}/souss-massa/']").click()
    page.wait_for_url(f"**/saisie/{slug_of(language)}/souss-massa/*/")
    listening(page, "data-grid")
    page.locator(".grid-row__this [data-cell]").first.focus()
    for number in range(len(CODES)):
        page.keyboard.type(str(100 + number))
        page.keyboard.press("Enter")
    expect(page.locator("[data-row][data-state=draft]")).to_have_count(len(CODES))
    page.locator("button[name=do][value=submit]").click()
    expect(page.locator("[data-row][data-state=submitted]")).to_have_count(len(CODES))


def sign_all(page, language):
    """Sign the ten values together, on whichever pages of the queue they stand."""
    mine = page.locator("li", has=page.locator("bdi", has_text=slug_of(language).upper()))
    boxes = mine.locator("input[name=value]:enabled")
    signed = number = 0
    while signed < len(CODES):
        number += 1
        page.goto(f"/{language}/validation/valeurs/?page={number}")
        here = boxes.count()
        if here:
            for box in boxes.all():
                box.check()
            leave_by(page, page.locator("form:has(input[name=value]) button"))
            expect(page.locator(".notice, [role=status]").first).to_be_visible()
            signed, number = signed + here, 0
        assert number < 10, "the queue has not as many pages"


def follow(page, language):
    """From the results to the first indicator and to the value behind it; gives its code and
    the number that the results show."""
    page.goto(f"/{language}/programmes/{slug_of(language)}/resultats/")
    first = page.locator(f"a[href$='/mesures/{slug_of(language)}-1-1-1/']")
    row = page.locator("main tbody tr", has=first)
    shown = row.locator("td.num b").inner_text()
    row.locator("th a").click()
    page.wait_for_url(re.compile("/mesures/"))
    page.locator("section[aria-labelledby=entries] a[href*='/v/']").click()
    page.wait_for_url(re.compile("/v/"))
    assert barriers(page) == []
    return page.url.rstrip("/").rsplit("/", 1)[1], shown


def change(author, decider, language, code, number, reason):
    """Propose another number for a signed value; somebody else accepts it."""
    author.goto(f"/{language}/v/{code}/")
    leave_by(author, author.locator("main a[href$='/modifier/']"))
    author.fill("#v", number)
    author.fill("#id_reason", reason)
    send(author)
    author.wait_for_url(re.compile(r"/modifications/\d+/$"))
    decider.goto(author.url)
    leave_by(decider, decider.locator("form[action$='/accepter/'] button[type=submit]").first)
    expect(decider.locator("form[action$='/accepter/']")).to_have_count(0)
