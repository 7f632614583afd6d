"""Every page of the access matrix, in two languages and at two widths, as a person meets it.

Each is opened once, and all that is held against a page is read from that visit.
"""

import pytest
from playwright.sync_api import expect

from tests.access.matrix import PAGES
from tests.browser.barriers import barriers, too_wide
from tests.browser.conftest import LANGUAGES, WIDTHS, browser_of, spoken
from tests.browser.scale import Scale

pytestmark = pytest.mark.browser

#: What may come over the wire for one more page: all that never changes is there already.
LATER_PAGE = 25_000
# Answers to scripts, and files: no pages.
NO_PAGE = {
    "indicators:decision_file",
    "indicators:value_file",
    "programmes:activity_counts",
    "programmes:document_download",
    "programmes:organisation_search",
    "programmes:place_search",
    "programmes:activity_places",
    "programmes:activity_organisations",
    "programmes:evidence_download",
    "reports:edition_progress",
}
ROWS = [str(row) for row in PAGES if row.method == "get" and row.name not in NO_PAGE]
# Pages that the matrix does not list, or that are other pages for other people.
ELSEWHERE = {
    "sign in": (None, "/compte/connexion/"),
    "password forgotten": (None, "/compte/mot-de-passe/oublie/"),
    "password sent": (None, "/compte/mot-de-passe/oublie/envoye/"),
    "verify": (None, "/verifier/"),
    "verify a code": (None, "/verifier/{edition_code}/"),
    "accessibility": (None, "/accessibilite/"),
    "personal data": (None, "/donnees-personnelles/"),
    "security": ("validator", "/compte/securite/"),
    "change of password": ("validator", "/compte/mot-de-passe/"),
    "sign out": ("validator", "/compte/deconnexion/"),
    "roles": (None, "/roles/"),
    "one's own roles": ("validator", "/roles/"),
    "API": (None, "/api/v1/docs/"),
    "activities that a filter leaves out": ("staff", "/activites/?q=introuvable"),
    "validation": ("validator", "/validation/"),
    "values to sign": ("validator", "/validation/valeurs/"),
    "changes of values": ("validator", "/validation/modifications/"),
    "delegation": ("validator", "/compte/delegation/"),
    "an empty period": ("coordinator", "/programmes/depomi/tableau/?du=1999-01-01&au=1999-12-31"),
    "a programme without figures": ("coordinator", "/programmes/indimaj-2/tableau/"),
    "facts of PRIM": ("coordinator", "/programmes/prim/"),
    **{
        f"home of {name}": (name, "/")
        for name in ("staff", "validator", "officer", "donor", "member", "coordinator", "admin")
    },
}
REFUSALS = {
    "a page that is not there": ("staff", "/nulle-part/", 404),
    "a page that is not theirs": ("staff", "/personnes/", 403),
    "a code of no report": (None, "/verifier/AAAA-AAAA/", 404),
    "an invitation of nobody": (None, "/invitation/inconnue/", 404),
}


@pytest.fixture(scope="module")
def pages(chromium, portal):
    """A browser per language and person, which goes from page to page.

    Its person came before: what does not change is there already.
    """
    opened = {}

    def page_of(language, person):
        key = (language, person)
        if key not in opened:
            holder = browser_of(chromium, portal, person, 1280, reduced_motion="reduce")
            page, watched = holder.__enter__()
            scale = Scale(page)
            scale.weigh(f"/{language}/")
            opened[key] = holder, (page, watched, scale)
        return opened[key][1]

    yield page_of
    for holder, _page in opened.values():
        holder.__exit__(None, None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ROWS)
def test_a_page_of_the_matrix(name, language, pages, portal):
    page, watched, scale = pages(language, portal.scene["people"][name])
    watched.take()

    weight = scale.weigh(portal.scene["addresses"][name].replace("/fr/", f"/{language}/"))
    heaviest = scale.heaviest()
    look(page, watched, language)

    assert weight <= LATER_PAGE, heaviest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_another_page(name, language, pages, portal):
    person, path = ELSEWHERE[name]
    page, watched, _scale = pages(language, person)
    address = path.format(**portal.scene)

    go(page, watched, address if "/api/" in address else f"/{language}{address}")
    look(page, watched, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal(name, language, pages):
    person, path, status = REFUSALS[name]
    page, watched, _scale = pages(language, person)

    go(page, watched, f"/{language}{path}", status)
    look(page, watched, language)


def go(page, watched, address, status=200):
    """Open a page that answers so."""
    watched.take()
    watched.expects = [] if status == 200 else [status]
    assert page.goto(address).status == status


def look(page, watched, language):
    """Hold an open page, at each width, to what every page must be."""
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {one}" for one in barriers(page)]
    # A page at 400 % on a common screen, or the smallest phone.
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"320: {one}" for one in too_wide(page)]
    assert found + watched.take() == []
    expect(page.locator("h1")).to_have_count(1)
    if "/api/" not in page.url:
        assert spoken(page) == (language, LANGUAGES[language])
