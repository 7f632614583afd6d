"""Every page, for everybody."""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from tests.access.matrix import API, OWN_ACCOUNT, PAGES, PUBLIC, TESTED_ELSEWHERE
from tests.access.world import PEOPLE, world

__all__ = ["world"]

ROWS = [*PAGES, *API]


def named_routes(patterns, namespace=""):
    """The names of all addresses below some patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{namespace}{pattern.name}"
            continue
        inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
        yield from named_routes(pattern.url_patterns, inner)


def test_every_page_is_in_the_matrix():
    names = {
        name
        for name in named_routes(get_resolver().url_patterns)
        if not name.startswith(OWN_ACCOUNT)
    }
    listed = {row.name for row in ROWS} | PUBLIC | TESTED_ELSEWHERE
    assert names - listed == set(), "say in tests/access/matrix.py who may open these"
    assert listed - names == set(), "these are no longer there"


def address(row, world):
    url = reverse(row.name, args=row.arguments(world))
    return f"{url}?{row.query}" if row.query else url


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_in(row, db, world, client_for):
    seen = {}
    for name in PEOPLE:
        # A refused or accepted write must not spoil the next person's try.
        with transaction.atomic():
            client = client_for(world.people[name])
            answer = getattr(client, row.method)(address(row, world), row.data)
            seen[name] = answer.status_code
            if answer.streaming:
                list(answer.streaming_content)  # reading a file to its end closes it
            transaction.set_rollback(True)
    expected = {
        name: 403 if name in row.forbidden else 404 if name in row.hidden else "in"
        for name in PEOPLE
    }
    got = {name: code if code in {401, 403, 404, 500} else "in" for name, code in seen.items()}
    assert got == expected


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nobody_gets_in_unnamed(row, db, world, client):
    answer = getattr(client, row.method)(address(row, world), row.data)
    if row.name.startswith("api:"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("row", [row for row in PAGES if row.forbidden], ids=str)
def test_a_refusal_says_why(row, db, world, client_for):
    name = sorted(row.forbidden)[0]
    answer = getattr(client_for(world.people[name]), row.method)(address(row, world), row.data)
    sentence = answer.context["exception"] if answer.context else ""
    assert len(str(sentence)) > 15
    assert str(sentence) in answer.content.decode().replace("&#x27;", "'")
