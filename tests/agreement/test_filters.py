"""A filter value that does not exist, in every list of the portal."""

import lxml.html
import pytest
from django.urls import resolve, reverse

from tests.access.matrix import API, PAGES
from tests.access.world import world

__all__ = ["world"]

NONSENSE = ["nulle-part", "-1", "9" * 30, "' OR 1=1 --", "a\x00b", "☃", "[]", "", " "]
LISTS = [
    row
    for row in [*PAGES, *API]
    if row.method == "get"
    and row.name.endswith(
        ("_list", "-list", ":audit", ":dashboard", "indicators:library", ":amendments")
    )
]


def filters_of(page) -> dict[str, bool]:
    """The filters that a page offers, and whether one may write there what one likes."""
    return {
        field.get("name"): field.tag == "input" and field.get("type") in {"text", "search"}
        for field in lxml.html.fromstring(page).xpath(
            "//main//form[@role='search']//*[self::select or self::input][@name]"
        )
    }


@pytest.mark.parametrize("row", [row for row in LISTS if row in PAGES], ids=str)
def test_in_a_page_is_no_error_and_is_said(row, db, world, client_for):
    client = client_for(world.people[guest(row, world)])
    address = reverse(row.name, args=row.arguments(world))
    filters = filters_of(client.get(address).content.decode())

    for value in NONSENSE:
        for name in filters:
            assert client.get(address, {name: value}).status_code == 200, (name, value)
        assert client.get(address, dict.fromkeys(filters, value)).status_code == 200, value
    for name, is_free in filters.items():
        if not is_free:
            page = client.get(address, {name: "nulle-part"}).content.decode()
            assert "field__error" in page or "notice--" in page, name
    for page in ("0", "-3", "9" * 30, "x"):
        assert client.get(address, {"page": page}).status_code in {200, 404}


@pytest.mark.parametrize("row", [row for row in LISTS if row in API], ids=str)
def test_in_the_api_is_named(row, db, world, client_for):
    client = client_for(world.people[guest(row, world)])
    address = reverse(row.name)
    view = resolve(address).func.cls
    filterset = getattr(view, "filterset_class", None)
    names = filterset.base_filters if filterset else ["programme", "region", "first", "last"]

    for name in names:
        for value in NONSENSE:
            answer = client.get(address, {name: value})
            assert answer.status_code in {200, 400}, (name, value)
            if answer.status_code == 400:
                assert answer["Content-Type"].startswith("application/problem+json")
    for cursor in ("x", "9" * 40):
        assert client.get(address, {"cursor": cursor}).status_code in {200, 400, 404}


def guest(row, world):
    """Somebody who gets in, the same at each run."""
    return sorted(set(world.people) - row.forbidden - row.hidden)[0]
