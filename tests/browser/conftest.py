"""A portal of real processes and people who visit it with Chromium."""

import contextlib
import json
import os
import subprocess
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from django.conf import settings

from config.bootstrap.console import PYTHON, ROOT
from tests.browsers import PATIENCE_MS
from tests.faults.portal import Portal, drop_database, new_database

WIDTHS = {1280: 900, 360: 740}
LANGUAGES = {"fr": "ltr", "ar": "rtl"}


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[Portal]:
    """The portal as `make run` serves it, with the press data and one of each thing beside.

    On the database and broker of this run of the tests.
    """
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("portal")
        # Of its own, so that no other test's collected files are taken.
        (folder / "static").mkdir()
        database = f"sqlite:///{folder / 'wasl.sqlite3'}"
        server = os.environ.get("DATABASE_URL", "")
        if server.startswith("postgres"):
            database = new_database(server)
            stack.callback(drop_database, database)
        portal = Portal(
            folder,
            database=database,
            broker=os.environ.get("REDIS_URL", ""),
            secret="only-for-journeys",
            static=folder / "static",
        )
        portal.environment |= {
            "PUBLIC_URL": f"http://127.0.0.1:{portal.port}",
            # Fonts and map as they were set up for this checkout.
            "WASL_VENDOR": str(settings.VENDOR_DIR),
        }
        subprocess.run(
            [PYTHON, "manage.py", "prepare"],
            cwd=ROOT,
            env=portal.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        portal.stage = stack.enter_context(stage_of(portal))
        portal.scene = in_portal(portal, "settle")
        portal.sessions = portal.scene["sessions"]
        stack.callback(portal.end)
        portal.start()
        yield portal


@contextlib.contextmanager
def stage_of(portal) -> Iterator[subprocess.Popen]:
    """A process in which functions of tests/browser/scene.py and its parts run."""
    with (
        (portal.folder / "stage.log").open("w") as log,
        subprocess.Popen(
            [PYTHON, "-m", "tests.browser.stage"],
            cwd=ROOT,
            env=portal.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield process


def in_portal(portal, name, *words, module="scene"):
    """Run a function of tests/browser/scene.py, or of a part of it, in a process of the portal;
    gives its answer."""
    portal.stage.stdin.write(json.dumps([module, name, words]) + "\n")
    portal.stage.stdin.flush()
    line = portal.stage.stdout.readline()
    assert line, (portal.folder / "stage.log").read_text()
    answer = json.loads(line)
    assert "gave" in answer, answer["failed"]
    return answer["gave"]


@dataclass
class Watched:
    """What a browser must never do: complain, or ask another host for something."""

    host: str
    #: Statuses that are no fault: Chromium complains of every answer that is not a success.
    expects: Collection[int] = ()
    faults: list[str] = field(default_factory=list)

    def watch(self, context):
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        context.on("console", self._listen)
        context.on("request", self._look)

    def _listen(self, line):
        if any(f"status of {status} " in line.text for status in self.expects):
            return
        if line.type in {"error", "warning"}:
            self.faults.append(f"console: {line.text} {line.location.get('url', '')}")

    def _look(self, request):
        if not request.url.startswith((f"{self.host}/", "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def take(self) -> list[str]:
        """The faults since the last time."""
        faults, self.faults[:] = list(self.faults), []
        return faults


@pytest.fixture
def visit(chromium, portal):
    """Open a browser: `visit("staff", width=360)` is signed in, `visit()` is nobody yet.

    Gives its page, for which paths are enough. At the end nothing may have complained.
    """
    with ExitStack() as stack:
        watched = []

        def visit(person=None, *, width=1280, **options):
            page, one = stack.enter_context(browser_of(chromium, portal, person, width, **options))
            watched.append(one)
            return page

        yield visit
        faults = [fault for one in watched for fault in one.take()]
    assert faults == []


@contextlib.contextmanager
def browser_of(chromium, portal, person, width, *, expects=(), **options):
    """A browser of one's own at a width, in which a person of the scene may be signed in."""
    host = f"http://127.0.0.1:{portal.port}"
    context = chromium.new_context(
        base_url=host, viewport={"width": width, "height": WIDTHS[width]}, **options
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        if person:
            context.add_cookies(
                [{"name": "sessionid", "value": portal.sessions[person], "url": host}]
            )
        watched = Watched(host, expects)
        watched.watch(context)
        yield context.new_page(), watched
    finally:
        context.close()


def spoken(page) -> tuple[str, str]:
    """The language and direction that a page says it has."""
    return tuple(page.evaluate("[document.documentElement.lang, document.documentElement.dir]"))
