"""What a first visit weighs; test_pages.py weighs each page of somebody who came before."""

import pytest

from tests.browser.conftest import browser_of
from tests.browser.scale import Scale

pytestmark = pytest.mark.browser

FIRST_VISIT = {"fr": 150_000, "ar": 220_000}


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
