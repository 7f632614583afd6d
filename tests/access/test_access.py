"""Every page, for everybody."""

import contextlib
import copy
import shutil
import socket

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse
from kombu.exceptions import OperationalError

from config.celery import app
from reports.tasks import dispatch
from tests.access.guarded import assert_guarded
from tests.access.matrix import API, OWN_ACCOUNT, PAGES, PUBLIC, TESTED_ELSEWHERE
from tests.access.world import PEOPLE, world
from tests.harness import HouseClient

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


class BlackHole:
    """A broker that takes connections and never says a word."""

    def __init__(self, listener):
        self._listener = listener
        self.address = "redis://127.0.0.1:{1}/0".format(*listener.getsockname())

    def connections(self):
        """How many were opened since the last time. The kernel takes them, so none is missed."""
        count = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                self._listener.accept()[0].close()
                count += 1
        return count


@pytest.fixture(scope="module")
def black_hole():
    """The broker of this portal swallows all."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        listener.setblocking(False)
        hole = BlackHole(listener)
        options = {"socket_timeout": 0.1}
        with override_settings(
            CELERY_BROKER_URL=hole.address, CELERY_BROKER_TRANSPORT_OPTIONS=options
        ):
            # As after a fork: Celery lets go of the connections that it keeps.
            app._after_fork()
            yield hole
        app._after_fork()


def test_a_word_to_the_broker_would_be_noticed(black_hole):
    with pytest.raises(OperationalError):
        dispatch.apply_async()

    assert black_hole.connections() > 0


@pytest.fixture(scope="module")
def browser_of(world):
    """A browser in which one of the people is signed in, as they were once for the whole module."""
    signed_in = {}
    for name in PEOPLE:
        browser = HouseClient()
        browser.force_login(world.people[name])
        signed_in[name] = browser.cookies

    def browser_of(name):
        browser = HouseClient()
        browser.cookies = copy.deepcopy(signed_in[name])
        return browser

    return browser_of


def commit(callbacks, aside):
    """Do what waits for the end of a transaction; files it deletes come back, as rows do."""
    shutil.copytree(settings.MEDIA_ROOT, aside)
    for callback in callbacks:
        callback()
    shutil.copytree(aside, settings.MEDIA_ROOT, dirs_exist_ok=True)


def ask(browser, row, world):
    """The answer to a row of the matrix, read to its end; it is guarded whoever asked."""
    answer = getattr(browser, row.method)(address(row, world), row.data)
    if answer.streaming:
        list(answer.streaming_content)  # reading a file to its end closes it
    assert_guarded(answer)
    return answer


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_in(
    row, db, world, browser_of, black_hole, django_capture_on_commit_callbacks, tmp_path
):
    seen = {}
    for name in PEOPLE:
        # A refused or accepted write must not spoil the next person's try.
        with transaction.atomic():
            browser = browser_of(name)
            with django_capture_on_commit_callbacks() as callbacks:
                answer = ask(browser, row, world)
            if callbacks:
                commit(callbacks, tmp_path / name)
            transaction.set_rollback(True)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), name
        if answer.status_code == 403 and row in PAGES:
            assert_says_why(answer)
        seen[name] = answer.status_code
    assert black_hole.connections() == 0, "a request talks to the broker"
    expected = {
        name: 403 if name in row.forbidden else 404 if name in row.hidden else "in"
        for name in PEOPLE
    }
    got = {name: code if code in {401, 403, 404, 500} else "in" for name, code in seen.items()}
    assert got == expected


def assert_says_why(refusal):
    sentence = str(refusal.context["exception"]) if refusal.context else ""
    assert len(sentence) > 15
    assert sentence in refusal.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nobody_gets_in_unnamed(row, db, world, client):
    answer = ask(client, row, world)
    if row.name.startswith("api:"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
