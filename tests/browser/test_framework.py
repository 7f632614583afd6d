"""A framework built from the library as an officer does it: a result, then ten indicators."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LANGUAGES, spoken
from tests.browser.steps import leave_by

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_framework_of_ten_measures_from_the_library(language, visit):
    page = visit("officer")
    page.goto(f"/{language}/programmes/depomi/cadre/")
    leave_by(page, page.locator("main a[href$='/cadre/resultats/nouveau/']").first)
    number = f"J{language}"
    page.fill("[name=number]", number)
    page.fill("[name=title_fr]", "Les communes accueillent mieux")
    page.fill("[name=title_ar]", "تستقبل الجماعات بشكل أفضل")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/{language}/programmes/depomi/cadre/")

    result = page.locator(".branch", has_text=number)
    leave_by(page, result.locator("a[href*='ajouter']"))
    # What is ticked stays so while one searches for more.
    for code in ("EXT-01", "EXT-02", "EXT-03", "EXT-04", "EXT-05", "EXT-06"):
        page.check(f"[name=indicators][value={code}]")
    page.fill("[name=q]", "migr" if language == "fr" else "الهجرة")
    leave_by(page, page.locator("button[name=do][value=search]"))
    for code in ("EXT-01", "EXT-06"):
        expect(page.locator(f"[name=indicators][value={code}]")).to_be_checked()
    page.fill("[name=q]", "")
    leave_by(page, page.locator("button[name=do][value=search]"))
    for code in ("EXT-07", "EXT-08", "EXT-09", "EXT-10"):
        page.check(f"[name=indicators][value={code}]")
    # A value of the programme is validated, so this is an amendment.
    page.fill("[name=reason]", "Nouvelle convention avec le bailleur")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**/{language}/programmes/depomi/cadre/")
    expect(page.locator(".branch", has_text=number).locator("tbody tr")).to_have_count(10)

    page.locator("main a[href$='/cadre/avenants/']").click()
    expect(page.get_by_text("Nouvelle convention avec le bailleur").first).to_be_visible()


RAISED = {
    "fr": ("1 200", "Le comité de pilotage relève la cible"),
    "ar": ("1 300", "رفعت لجنة القيادة القيمة المستهدفة"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_raised_with_its_reason(language, visit):
    number, reason = RAISED[language]
    page = visit("officer")
    page.goto(f"/{language}/programmes/depomi/cadre/")
    leave_by(page, page.locator(".branch tbody th a").first)
    leave_by(page, page.locator("a[href$='/modifier/']"))
    page.fill("[name=target_]", number)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#id_reason[aria-invalid=true]")).to_be_visible()
    expect(page.locator("[name=target_]")).to_have_value(number)
    page.fill("[name=reason]", reason)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/cadre/indicateurs/*/")
    assert spoken(page) == (language, LANGUAGES[language])
    expect(page.get_by_text(reason)).to_have_count(1)
    expect(page.locator("main").get_by_text(number.replace(" ", "\u202f")).first).to_be_visible()
