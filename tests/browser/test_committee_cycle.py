"""The cycle of a committee: convened, frozen, held, decided, minuted, followed up at the next."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.barriers import barriers
from tests.browser.conftest import LANGUAGES, in_portal, spoken

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITEM = {"fr": "Bilans PRIM et DEPOMI", "ar": "حصيلة PRIM وDEPOMI"}
NOTE = {"fr": "Les deux régions présentent leurs projets.", "ar": "قدمت الجهتان مشاريعهما."}
DECISION = {"fr": "Tenir la journée commune", "ar": "عقد اليوم المشترك"}
WORD = {"fr": "La salle est retenue.", "ar": "تم حجز القاعة."}


@pytest.fixture
def scene(portal):
    return lambda name, *words: in_portal(portal, name, *words, module="scene_steering")


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_meetings_of_a_committee(language, visit, scene, tmp_path):
    slug = scene("cycle", language)
    at = f"/{language}/comites/{slug}/"
    secretary, member = visit("coordinator", accept_downloads=True), visit("member")

    first = plan(secretary, at, language, 1)
    assert spoken(secretary) == (language, LANGUAGES[language])
    add_item(secretary, first, language)
    convene(secretary, first)
    reply(member, first)
    frozen = freeze(secretary, language, slug, first)
    secretary.goto(frozen)
    kept = secretary.locator("main").inner_text()

    scene("the_day_comes", number_of(first))
    sit(secretary, first, language)
    minute(secretary, member, first, language)

    # Whoever is in charge finds it at home, and says what became of it.
    member.goto(f"/{language}/")
    steps.leave_by(member, member.locator(f"a[href*='/{slug}/decisions/1/']").first)
    assert barriers(member) == []
    member.locator("textarea[name=text]").fill(WORD[language])
    member.locator("label:has(> input[name=to][value=under_way])").click()
    steps.leave_by(member, member.locator("#suivi .form-actions button"))
    expect(member.get_by_text(WORD[language])).to_have_count(1)

    # It stands on the agenda of the next meeting by itself, with what became of it.
    second = plan(secretary, at, language, 2)
    secretary.goto(f"{second}ordre-du-jour/")
    expect(secretary.locator("main tbody li", has_text=DECISION[language])).to_have_count(1)
    assert barriers(secretary) == []

    file = dossier(secretary, language, second)
    printed = text_of(file, tmp_path)
    for word in (*DECISION[language].split(), *WORD[language].strip(".").split()):
        assert word in printed

    secretary.goto(frozen)
    expect(secretary.locator("main")).to_have_text(kept, use_inner_text=True)


def number_of(meeting):
    return meeting.rstrip("/").rsplit("/", 1)[1]


def send(page):
    steps.leave_by(
        page, page.locator("main form[method=post] .form-actions button[type=submit]").last
    )


def plan(page, at, language, number):
    """Plan a meeting; gives its address."""
    page.goto(at)
    steps.leave_by(page, page.locator("a[href$='/reunions/nouvelle/']").first)
    page.fill("[name=title_fr]", f"Réunion {number} du cycle")
    page.fill("[name=title_ar]", f"الاجتماع {number} من الدورة")
    page.fill("[name=day]", f"0{number}/06/2120")
    page.fill("[name=starts]", "9:30")
    page.fill("[name=ends]", "12:00")
    page.fill("[name=room]", "Salle B, Rabat")
    assert barriers(page) == []
    send(page)
    page.wait_for_url(re.compile(r"/reunions/\d+/"))
    return re.search(r"/\w\w/comites/[\w-]+/reunions/\d+/", page.url)[0]


def add_item(page, meeting, language):
    page.goto(f"{meeting}ordre-du-jour/nouveau/")
    page.fill("[name=text_fr]", ITEM["fr"])
    page.fill("[name=text_ar]", ITEM["ar"])
    page.select_option("[name=kind]", "to_decide")
    page.fill("[name=minutes]", "40")
    send(page)
    page.wait_for_url("**/ordre-du-jour/")
    expect(page.get_by_text(ITEM[language])).to_have_count(1)


def convene(page, meeting):
    page.goto(f"{meeting}convoquer/")
    assert barriers(page) == []
    send(page)
    page.wait_for_url(re.compile(r"/reunions/\d+/$"))


def reply(page, meeting):
    page.goto(f"{meeting}reponse/")
    page.locator("label:has(> input[name=reply][value=coming])").click()
    assert barriers(page) == []
    send(page)
    page.wait_for_url(re.compile(r"/reunions/\d+/$"))


def freeze(page, language, slug, meeting):
    """Freeze the dashboard for the meeting; gives the address of what is frozen."""
    page.goto(f"/{language}/pilotage/{slug}/figer/?reunion={number_of(meeting)}")
    send(page)
    page.wait_for_url("**/pilotage/figes/*/")
    assert barriers(page) == []
    return page.url


def sit(page, meeting, language):
    """Open the sitting, tap who is there, type a note and a decision."""
    page.goto(f"{meeting}seance/")
    steps.leave_by(page, page.locator("form[action$='/seance/ouvrir/'] button"))
    page.locator("button.mark").first.click()
    expect(page.locator("button.mark[aria-pressed=true]")).to_have_count(1)
    note = page.locator(".agenda-item", has_text=ITEM[language]).last
    note.locator("textarea").fill(NOTE[language])
    steps.leave_by(page, note.locator("form button"))
    page.wait_for_url("**/seance/#item-*")
    page.locator("#id_decision-text").fill(DECISION[language])
    page.locator("#id_decision-owner").select_option("afd")
    page.locator("#id_decision-due_on").fill("31/12/2119")
    steps.leave_by(page, page.locator("form[action$='/seance/decisions/'] button"))
    page.wait_for_url("**/seance/#decisions")
    expect(page.locator("ol", has_text=DECISION[language])).to_have_count(1)
    assert barriers(page) == []


def minute(page, member, meeting, language):
    """Circulate the minutes, take in a member's correction, approve and rectify."""
    minutes = f"{meeting}proces-verbal/"
    page.goto(minutes)
    steps.leave_by(page, page.locator("form[action$='/diffuser/'] button"))
    member.goto(minutes)
    expect(member.locator("main")).to_contain_text(NOTE[language])
    assert barriers(member) == []
    member.locator("form[action$='/corrections/'] textarea").fill(WORD[language])
    steps.leave_by(member, member.locator("form[action$='/corrections/'] button"))
    page.goto(minutes)
    steps.leave_by(page, page.locator("form[action$='/traiter/'] button"))
    steps.listening(page, "data-confirm")
    page.once("dialog", lambda dialog: dialog.accept())
    steps.leave_by(page, page.locator("form[action$='/approuver/'] button"))
    expect(page.locator("form[action$='/rectifier/']")).to_have_count(1)
    page.locator("form[action$='/rectifier/'] textarea").first.fill(WORD[language])
    page.locator("form[action$='/rectifier/'] textarea").last.fill(WORD[language])
    steps.leave_by(page, page.locator("form[action$='/rectifier/'] button"))
    expect(page.locator("#rectifications")).to_be_visible()
    assert barriers(page) == []


def dossier(page, language, meeting):
    """Ask for the file of a meeting and take it away."""
    page.goto(f"/{language}/rapports/reunions/{number_of(meeting)}/")
    page.locator("label:has(> input[name=kind][value=copil])").click()
    assert barriers(page) == []
    send(page)
    page.wait_for_url(re.compile(r"/rapports/[0-9a-f-]{36}/$"))
    return steps.download(page, steps.wait_until_made(page)).read_bytes()


def text_of(pdf, folder):
    (folder / "dossier.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", folder / "dossier.pdf", "-"], check=True, capture_output=True
    )
    return done.stdout.decode()
