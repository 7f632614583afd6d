"""A framework built from the library as an officer does it: a result, then ten indicators."""

import pytest

from tests.browser.conftest import LANGUAGES, spoken

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_framework_of_ten_measures_from_the_library(language, visit):
    page = visit("officer")
    page.goto(f"/{language}/programmes/depomi/cadre/")
    page.locator("main a[href$='/cadre/resultats/nouveau/']").first.click()
    number = f"J{language}"
    page.fill("[name=number]", number)
    page.fill("[name=title_fr]", "Les communes accueillent mieux")
    page.fill("[name=title_ar]", "تستقبل الجماعات بشكل أفضل")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/{language}/programmes/depomi/cadre/")

    result = page.locator(".branch", has_text=number)
    result.locator("a[href*='ajouter']").click()
    # What is ticked stays so while one searches for more.
    for code in ("EXT-01", "EXT-02", "EXT-03", "EXT-04", "EXT-05", "EXT-06"):
        page.check(f"[name=indicators][value={code}]")
    page.fill("[name=q]", "migr" if language == "fr" else "الهجرة")
    page.locator("button[name=do][value=search]").click()
    for code in ("EXT-01", "EXT-06"):
        assert page.is_checked(f"[name=indicators][value={code}]")
    page.fill("[name=q]", "")
    page.locator("button[name=do][value=search]").click()
    for code in ("EXT-07", "EXT-08", "EXT-09", "EXT-10"):
        page.check(f"[name=indicators][value={code}]")
    # A value of the programme is validated, so this is an amendment.
    page.fill("[name=reason]", "Nouvelle convention avec le bailleur")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**/{language}/programmes/depomi/cadre/")
    assert page.locator(".branch", has_text=number).locator("tbody tr").count() == 10

    page.locator("main a[href$='/cadre/avenants/']").click()
    assert page.get_by_text("Nouvelle convention avec le bailleur").count() >= 1


RAISED = {
    "fr": ("1 200", "Le comité de pilotage relève la cible"),
    "ar": ("1 300", "رفعت لجنة القيادة القيمة المستهدفة"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_raised_with_its_reason(language, visit):
    number, reason = RAISED[language]
    page = visit("officer")
    page.goto(f"/{language}/programmes/depomi/cadre/")
    page.locator(".branch tbody th a").first.click()
    page.locator("a[href$='/modifier/']").click()
    page.fill("[name=target_]", number)
    page.locator("main form button[type=submit]").click()
    page.locator("#id_reason[aria-invalid=true]").wait_for()
    assert page.input_value("[name=target_]") == number
    page.fill("[name=reason]", reason)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/cadre/indicateurs/*/")
    assert spoken(page) == (language, LANGUAGES[language])
    assert page.get_by_text(reason).count() == 1
    assert page.locator("main").get_by_text(number.replace(" ", "\u202f")).count() >= 1
