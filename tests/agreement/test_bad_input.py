"""The tests that docs/bad-input.md names are there."""

import re

import pytest
from django.conf import settings

NAMED = re.findall(
    r"`(tests/[\w/]+\.py)::(\w+)`",
    (settings.BASE_DIR / "docs" / "bad-input.md").read_text(encoding="utf-8"),
)


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_a_test_that_the_page_names_is_there(path, name):
    assert re.search(
        rf"^\s*def {name}\(", (settings.BASE_DIR / path).read_text(encoding="utf-8"), re.MULTILINE
    )
