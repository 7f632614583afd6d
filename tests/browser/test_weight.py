"""What pages weigh on the wire, as the embedded server packs them and Chromium fetches them."""

import pytest

from tests.browser.conftest import browser_of
from tests.browser.test_pages import ROWS

pytestmark = pytest.mark.browser

FIRST_VISIT = {"fr": 150_000, "ar": 220_000}
LATER_PAGE = 25_000


class Scale:
    """Adds up what a page fetches: answers as they came over the wire, headers included."""

    def __init__(self, page):
        self._page = page
        self._weights = {}
        self._names = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)

    def weigh(self, address) -> int:
        """Open a page, wait until all that it asked for has come, and weigh it."""
        self._names.clear()
        self._weights.clear()
        answer = self._page.goto(address)
        assert answer.status == 200
        self._page.evaluate("document.fonts.ready.then(() => true)")
        for _turn in range(500):
            if not self._names.keys() - self._weights.keys():
                return sum(self._weights.values())
            self._page.wait_for_timeout(20)
        raise AssertionError(f"Never came: {self._names}")

    def heaviest(self) -> list[tuple[int, str]]:
        """What weighed most, to say so when it is too much."""
        return sorted(((size, self._names[key]) for key, size in self._weights.items()))[::-1][:8]

    def _sent(self, event):
        self._names[event["requestId"]] = event["request"]["url"]

    def _failed(self, event):
        raise AssertionError(f"{self._names.get(event['requestId'])}: {event['errorText']}")

    def _finished(self, event):
        self._weights[event["requestId"]] = int(event["encodedDataLength"])


@pytest.fixture(scope="module")
def warm(chromium, portal):
    """Scales of people who came before: what does not change is in their browsers already."""
    opened = {}

    def scale_of(language, person):
        if (language, person) not in opened:
            holder = browser_of(chromium, portal, person, 1280)
            page, _watched = holder.__enter__()
            page.goto(f"/{language}/", wait_until="networkidle")
            opened[language, person] = holder, Scale(page)
        return opened[language, person][1]

    yield scale_of
    for holder, _scale in opened.values():
        holder.__exit__(None, None, None)


@pytest.mark.parametrize("language", FIRST_VISIT)
@pytest.mark.parametrize(
    ("person", "path"),
    [
        (None, "/compte/connexion/"),
        ("staff", "/"),
        # Whoever comes by a link from a mail.
        ("coordinator", "/programmes/prim/"),
        ("coordinator", "/regions/souss-massa/"),
    ],
)
def test_a_first_visit(language, person, path, chromium, portal):
    with browser_of(chromium, portal, person, 1280) as (page, _watched):
        scale = Scale(page)
        weight = scale.weigh(f"/{language}{path}")
        fonts = page.evaluate("[...document.fonts].filter((one) => one.status === 'loaded').length")

    assert weight <= FIRST_VISIT[language], scale.heaviest()
    # The weight of a page without its letters says little.
    assert fonts > 0


@pytest.mark.parametrize("language", FIRST_VISIT)
@pytest.mark.parametrize("name", ROWS)
def test_a_later_page(name, language, warm, portal):
    scale = warm(language, portal.scene["people"][name])
    address = portal.scene["addresses"][name].replace("/fr/", f"/{language}/")
    weight = scale.weigh(address)

    assert weight <= LATER_PAGE, scale.heaviest()
