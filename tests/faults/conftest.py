"""Portals of real processes, each with a folder, a database and a broker of its own."""

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.bootstrap import services
from config.bootstrap.console import PYTHON, ROOT, VENDOR
from tests.faults.portal import Portal, Scene, copy_scene, drop_database, new_database
from tests.faults.proxy import Mode, Proxy
from tests.faults.redis_server import Redis
from tests.migrated import begin_as_migrated

EMBEDDED = "SQLite and files"
SERVICES = "PostgreSQL and Redis"
#: `make test` runs everything once on each; what is started here goes with that.
HERE = SERVICES if os.environ.get("DATABASE_URL", "").startswith("postgres") else EMBEDDED


@pytest.fixture(scope="session")
def static(tmp_path_factory) -> Path:
    """The collected static files, shared by all portals."""
    folder = tmp_path_factory.mktemp("collected")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "WASL_VAR": str(folder),
        "WASL_VENDOR": str(VENDOR),
    }
    subprocess.run(
        [PYTHON, "manage.py", "prepare", "static"], cwd=ROOT, env=environment, check=True
    )
    return folder / "static"


@pytest.fixture(scope="session")
def scene_on(tmp_path_factory, static) -> Iterator[Callable[[str], Scene]]:
    """Make, once per kind of database, the database that all portals begin with."""
    made = {}
    with ExitStack() as stack:

        def scene_on(kind: str) -> Scene:
            if kind not in made:
                folder = tmp_path_factory.mktemp("scene")
                if kind == SERVICES:
                    database = new_database(stack.enter_context(_postgresql()))
                    stack.callback(drop_database, database)
                else:
                    begin_as_migrated(folder / "wasl.sqlite3")
                    database = f"sqlite:///{folder / 'wasl.sqlite3'}"
                made[kind] = _settled(folder, database, static)
            return made[kind]

        yield scene_on


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    """A PostgreSQL server: the one of this run, or one for these tests."""
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        yield address
        return
    with services.postgresql() as address:
        yield address


def _settled(folder: Path, database: str, static: Path) -> Scene:
    secret = secrets.token_urlsafe(50)
    portal = Portal(folder, database=database, secret=secret, static=static)
    subprocess.run(
        [PYTHON, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=portal.environment,
        check=True,
    )
    return Scene(database, portal.inside("settle"), secret)


@pytest.fixture(scope="session")
def portal_on(
    scene_on, static, tmp_path_factory
) -> Iterator[Callable[[str, Proxy | Redis | None], Portal]]:
    """Start a portal on a kind of database; whatever happens, nothing of it is left."""
    with ExitStack() as stack:

        def portal_on(kind: str, broker: Proxy | Redis | None = None) -> Portal:
            scene = scene_on(kind)
            folder = tmp_path_factory.mktemp("portal")
            database = copy_scene(scene, folder)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            if kind == SERVICES:
                stack.callback(drop_database, database)
                if broker is None:
                    broker = Redis(folder / "redis")
                    stack.callback(broker.kill)
                    broker.start()
            address = f"redis://127.0.0.1:{broker.port}/0" if broker else ""
            portal = Portal(
                folder, database=database, broker=address, secret=scene.secret, static=static
            )
            portal.sessions = scene.sessions
            stack.callback(portal.end)
            portal.start()
            return portal

        yield portal_on


@pytest.fixture(scope="session")
def portal(portal_on) -> Portal:
    """A portal that serves, on the database and broker of this run. Each test leaves it so."""
    return portal_on(HERE)


@pytest.fixture(scope="session")
def redis(tmp_path_factory) -> Iterator[Redis]:
    """A Redis that may be killed."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def wire(redis) -> Iterator[Proxy]:
    """The wire to that Redis, which may be cut."""
    proxy = Proxy(redis.port)
    proxy.switch(Mode.PASS)
    yield proxy
    with contextlib.suppress(OSError):
        proxy.close()
