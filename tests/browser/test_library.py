"""An indicator that the library lacks: proposed for a framework, then kept by the coordination."""

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, spoken
from tests.browser.steps import leave_by

pytestmark = pytest.mark.browser

#: In each language of the journey: the words by which it is found again.
NAMES = {
    "fr": ("Part des guichets tenus le samedi", "نسبة الشبابيك المفتوحة يوم السبت"),
    "ar": ("Part des guichets tenus le soir", "نسبة الشبابيك المفتوحة مساء"),
}
REASON = {"fr": "Avenant à la convention", "ar": "ملحق للاتفاقية"}


def choose(page, name, value):
    page.locator(f"label:has(> input[name={name}][value={value}])").click()


def save(page):
    leave_by(page, page.locator("main form[method=post] button[type=submit]").last)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_proposed_for_a_framework_and_kept_by_the_coordination(language, visit):
    in_french, in_arabic = NAMES[language]
    officer = visit("officer", width=360)
    officer.goto(f"/{language}/programmes/depomi/cadre/")
    leave_by(officer, officer.locator(".branch a[href*='ajouter']").first)
    leave_by(officer, officer.locator("main a[href*='/indicateurs/nouveau/']"))
    assert spoken(officer) == (language, LANGUAGES[language])
    officer.fill("[name=name_fr]", in_french)
    officer.fill("[name=name_ar]", in_arabic)
    officer.fill("[name=definition_fr]", "Guichets ouverts hors des heures de bureau.")
    choose(officer, "unit_kind", "percentage")
    officer.fill("[name=unit_fr]", "%")
    officer.fill("[name=unit_ar]", "%")
    # Values of the programme are validated: the framework asks why it changes.
    officer.fill("[name=reason]", REASON[language])
    save(officer)
    # A percentage of several regions is no sum: said beside the field, and nothing is lost.
    expect(officer.locator("#id_over_places[aria-invalid=true]")).to_be_visible()
    expect(officer.locator("[name=name_fr]")).to_have_value(in_french)
    assert barriers(officer) == []
    officer.select_option("[name=over_places]", "ratio")
    officer.select_option("[name=over_time]", "latest")
    save(officer)
    officer.wait_for_url(f"**/{language}/programmes/depomi/cadre/")
    named = in_arabic if language == "ar" else in_french
    expect(officer.locator(".branch tbody tr", has_text=named)).to_have_count(1)

    officer.goto(f"/{language}/indicateurs/")
    officer.goto(f"/{language}/indicateurs/?q={named}")
    leave_by(officer, officer.locator("#results tbody th a"))
    card = officer.url
    expect(officer.locator("main a[href$='/modifier/']")).to_have_count(1)

    keeper = visit("coordinator")
    keeper.goto(card)
    leave_by(keeper, keeper.locator("main a[href$='/modifier/']"))
    choose(keeper, "origin", "sourced")
    save(keeper)
    expect(keeper.locator("#id_origin_note[aria-invalid=true]")).to_be_visible()
    keeper.fill("[name=origin_note]", "Convention de financement, annexe 2")
    save(keeper)
    keeper.wait_for_url(card)
    expect(keeper.get_by_text("Convention de financement, annexe 2").first).to_be_visible()
    assert barriers(keeper) == []

    # What a source names is the coordination's to change.
    officer.goto(card)
    expect(officer.locator("main a[href$='/modifier/']")).to_have_count(0)
