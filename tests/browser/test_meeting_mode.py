"""A meeting in a room whose network fails: nothing lost, nothing twice."""

import pytest
from playwright.sync_api import Error, expect

from reports.loading.demo import PASSWORD
from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, browser_of, in_portal
from tests.browser.steps import listening, sign_in
from tests.browsers import PATIENCE_MS

pytestmark = pytest.mark.browser

COORDINATOR = ("karima.bennis@wasl.example", PASSWORD)

#: How long the outbox waits before it tries again (static/js/outbox.js).
AGAIN_MS = 15_000
TEXTS = {
    "fr": [
        "Tenir une journée commune PRIM–DEPOMI.",
        "Publier le calendrier.",
    ],
    "ar": ["تنظيم يوم مشترك بين البرنامجين.", "نشر جدول مكاتب الاستقبال."],
}


def kept(page, address):
    """Open the page, and wait until it and what takes decisions down are on the device."""
    page.goto(address)
    listening(page, "data-blocks")
    expect(page.locator("[data-outbox] form")).to_be_visible()
    expect(page.locator("html[data-kept=true]")).to_be_attached()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def take_down(page, text):
    page.locator("#id_text").fill(text)
    page.locator("#id_owner").select_option(index=1)
    page.locator("[data-outbox] form button[type=submit]").click()


def rows(page, state):
    return page.locator(f"[data-outbox-list] > [data-state={state}]")


def expect_shown(page, block):
    expect(page.locator("[data-block][data-current]")).to_have_attribute("id", block)


def expect_draft(page, text):
    """Wait until what is typed is on the device."""
    # Not by wait_for_function: a promise is true before it is kept.
    kept = page.evaluate(
        """async ([text, patience]) => {
            const answer = (asked) => new Promise((done, failed) => {
                asked.onsuccess = () => done(asked.result);
                asked.onerror = () => failed(asked.error);
            });
            const database = await answer(indexedDB.open("wasl-outbox"));
            for (const until = Date.now() + patience; Date.now() < until; ) {
                const held = database.transaction("drafts").objectStore("drafts");
                const drafts = await answer(held.getAll());
                if (drafts.some((draft) => draft.text === text)) return true;
                await new Promise((done) => setTimeout(done, 50));
            }
            return false;
        }""",
        [text, PATIENCE_MS],
    )
    assert kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_network_fails_and_comes_back(language, chromium, portal):
    code = in_portal(portal, "room", language, module="scene_steering")
    ahead, back = ("ArrowRight", "ArrowLeft")[:: 1 if LANGUAGES[language] == "ltr" else -1]
    with browser_of(chromium, portal, "coordinator", 1280) as (page, watched):
        page.clock.install()
        kept(page, f"/{language}/pilotage/figes/{code}/reunion/")
        assert barriers(page) == []
        assert watched.take() == []

        page.context.set_offline(True)
        page.keyboard.press(ahead)
        page.keyboard.press(ahead)
        expect_shown(page, "bloc-3")
        page.keyboard.press(back)
        expect_shown(page, "bloc-2")
        page.keyboard.press("End")
        page.keyboard.press(ahead)
        expect_shown(page, page.locator("[data-block]").last.get_attribute("id"))
        page.keyboard.press("Home")
        expect_shown(page, "bloc-1")
        for count, text in enumerate(TEXTS[language], start=1):
            take_down(page, text)
            # The form is emptied once the decision is kept.
            expect(rows(page, "waiting")).to_have_count(count)
        page.locator("#id_text").fill(TEXTS[language][0][:9])
        expect_draft(page, TEXTS[language][0][:9])

        page.reload()
        expect(rows(page, "waiting")).to_have_count(2)
        expect(page.locator("#id_text")).to_have_value(TEXTS[language][0][:9])
        expect(page.locator("[data-block]").nth(5)).to_be_attached()

        # The first answer is lost: the decision is recorded, and the device does not know.
        lost = []

        def lose(route):
            if not lost:
                lost.append(route.fetch().status)
                route.abort()
            else:
                route.continue_()

        page.route("**/api/v1/snapshots/*/decisions/", lose)
        with page.expect_event("requestfailed", lambda one: one.url.endswith("/decisions/")):
            page.context.set_offline(False)
            # It tries again by itself, now and then.
            page.clock.fast_forward(AGAIN_MS)
        page.locator("[data-outbox-send]").click()
        expect(rows(page, "saved")).to_have_count(2)
        expect(rows(page, "waiting")).to_have_count(0)
        assert lost == [201]
        page.reload()
        expect(rows(page, "saved")).to_have_count(2)
        faults = [one for one in watched.take() if "ERR_" not in one]

    assert faults == []
    written = in_portal(portal, "decided", language, module="scene_steering")
    assert [number for number, _text in written] == [2, 3]
    assert [text for _number, text in written] == TEXTS[language]


def test_nothing_kept_outlives_the_sign_out(chromium, portal):
    code = in_portal(portal, "room", "en", module="scene_steering")
    with browser_of(chromium, portal, None, 1280) as (page, _watched):
        sign_in(page, "fr", *COORDINATOR)
        kept(page, f"/fr/pilotage/figes/{code}/reunion/")
        page.context.set_offline(True)
        page.locator("#id_text").fill(TEXTS["fr"][0])
        page.locator("#id_owner").select_option(index=1)
        # The next one is begun in the moment in which this one is being kept.
        page.locator("#id_text").evaluate(
            "(box, next) => { box.form.requestSubmit(); box.value = next; }", TEXTS["fr"][1]
        )
        expect(rows(page, "waiting")).to_have_count(1)
        expect(rows(page, "waiting")).to_contain_text(TEXTS["fr"][0])
        expect(page.locator("#id_text")).to_have_value(TEXTS["fr"][1])
        # Before the network is back, with which it would be sent.
        page.route("**/api/v1/session/", lambda route: route.abort())
        page.context.set_offline(False)
        page.goto("/fr/")
        listening(page, "data-sign-out")
        page.locator(".site-tools summary").last.click()
        page.locator("header form[data-sign-out] button").click()
        page.wait_for_url("**/compte/deconnexion/")
        expect(page.locator("[data-unsent] li")).to_have_count(1)

        page.locator("[data-unsent-delete]").click()
        page.wait_for_url("**/compte/connexion/**")
        assert page.evaluate("caches.keys()") == []
        page.context.set_offline(True)
        with pytest.raises(Error, match="ERR_"):
            page.goto(f"/fr/pilotage/figes/{code}/reunion/")
