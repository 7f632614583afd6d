"""A portal of real processes under test: its own folder, port, database and broker."""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg2

from config.bootstrap.console import PYTHON, ROOT, VENDOR
from config.bootstrap.services import free_port
from config.bootstrap.supervisor import die_with_parent
from tests.run.processes import is_alive, wait_for, with_environment

START_SECONDS = 120
#: What the project promises: an edition is complete so long after the processes are back.
COMPLETE_SECONDS = 90
TOKEN = "f" * 32
#: The stages that take longest.
LAYOUT = {"layout", "pdf"}
#: Words of their command lines (config/management/commands/portal.py).
WORKER, BEAT, TYPESETTER = "ticks,reports", "--pidfile", "reports.rendering.typesetter"
WEB = "config.wsgi:application"
WITNESS = Path(__file__).parent / "witness"


@dataclass(frozen=True)
class Answer:
    """What a visitor got, and how long it took."""

    status: int
    seconds: float
    text: str
    location: str


class Visitor:
    """Somebody with a browser: signed in by the cookie of a session, follows no redirect."""

    def __init__(self, port: int, session: str):
        self._port = port
        self._cookie = f"sessionid={session}; csrftoken={TOKEN}"

    def get(self, path: str, *, timeout: float = 30) -> Answer:
        return self._ask("GET", path, None, timeout)

    def post(self, path: str, fields: dict[str, str], *, timeout: float = 30) -> Answer:
        return self._ask("POST", path, urlencode(fields, doseq=True), timeout)

    def _ask(self, method: str, path: str, body: str | None, timeout: float) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout)
        headers = {"Cookie": self._cookie, "X-CSRFToken": TOKEN}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        seconds = time.monotonic() - began
        return Answer(response.status, seconds, text, response.getheader("Location") or "")


@dataclass(frozen=True)
class Scene:
    """A database with people and records in it, to be copied for each portal."""

    database: str
    sessions: dict[str, str]
    secret: str


class Portal:
    """Web server, worker and beat under their supervisor, as `make run` starts them."""

    def __init__(self, folder: Path, *, database: str, broker: str = "", secret: str, static: Path):
        self.folder = folder
        self.port = free_port()
        self.mark = uuid.uuid4().hex
        self.sessions: dict[str, str] = {}
        self._database = database
        self._process: subprocess.Popen | None = None
        self._log = folder / "log"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "static").exists():
            (folder / "static").symlink_to(static)
        inherited = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
        self.environment = inherited | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": database,
            "WASL_VAR": str(folder),
            "WASL_VENDOR": str(VENDOR),
            "SECRET_KEY": secret,
            "WASL_TEST_MARK": self.mark,
            "WASL_TEST_CONNECTIONS": str(folder / "connections"),
            "PYTHONPATH": str(WITNESS),
        }
        if broker:
            self.environment["REDIS_URL"] = broker

    # Its life

    def start(self) -> None:
        """Start the processes, and come back when the web server answers and a worker runs."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [PYTHON, "manage.py", "portal", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal of the tests is for the tests, which end what they started.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        try:
            wait_for(self._answers, START_SECONDS)
            wait_for(self._works, START_SECONDS)
        except AssertionError as failure:
            raise AssertionError(f"The portal did not start:\n{self.log()}") from failure

    def ctrl_c(self) -> int:
        """Press Ctrl-C in its terminal; gives the exit code."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(60)

    def end(self) -> None:
        """End every process, whatever state the test left them in."""
        for pid in with_environment("WASL_TEST_MARK", self.mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.visitor("nobody").get("/healthz/", timeout=2).status == 200
        return False

    def _works(self) -> bool:
        assert self._process.poll() is None, "ended by itself"
        # The worker and at least one process of its pool.
        return bool(self.pids(BEAT)) and len(self.pids(WORKER)) > 1

    def log(self) -> str:
        """The last that its processes said."""
        return self._log.read_text(errors="replace")[-6_000:] if self._log.exists() else ""

    # Its processes

    def pids(self, word: str) -> set[int]:
        """The processes with a word in their command line; those of the typesetter by parent."""
        found = set()
        for pid in with_environment("WASL_TEST_MARK", self.mark):
            with contextlib.suppress(OSError):
                if word in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                    found.add(pid)
        return found

    def connections(self, word: str) -> list[str]:
        """Every connection that a program has opened in Python so far, as `port 6379`."""
        sessions = {str(os.getsid(pid)) for pid in self.pids(word)}
        lines = (self.folder / "connections").read_text().splitlines()
        noted = [
            what
            for session, _, what in (line.partition(" ") for line in lines)
            if session in sessions
        ]
        assert "watched" in noted, f"nobody watches {word}"
        return [what for what in noted if what != "watched"]

    def typesetters(self) -> set[int]:
        """The processes that lay out pages; they get nothing of the worker's environment."""
        workers = self.pids(WORKER)
        found = set()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_text().split("\0")
                owner = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if TYPESETTER in words and owner in workers and is_alive(entry.name):
                    found.add(int(entry.name))
        return found

    def kill_worker_group(self) -> None:
        """kill -9 the worker and its pool, all at once; the typesetter dies with who started it."""
        everyone = self.pids(WORKER) | self.typesetters()
        for group in {os.getpgid(pid) for pid in self.pids(WORKER)}:
            os.killpg(group, signal.SIGKILL)
        wait_for(lambda: not any(is_alive(pid) for pid in everyone))

    def wait_for_worker(self) -> None:
        """Wait until the supervisor has started the worker again, and its pool runs."""
        wait_for(self._works, START_SECONDS)

    def kill_typesetters(self) -> None:
        """kill -9 what lays out pages, and only that."""
        for pid in wait_for(self.typesetters):
            os.kill(pid, signal.SIGKILL)

    # What is in it

    def inside(self, name: str):
        """Run a function of tests/faults/scene.py in a process of the portal."""
        call = (
            "import django, json; django.setup(); from tests.faults import scene;"
            f" print(json.dumps(scene.{name}()))"
        )
        done = subprocess.run(
            [PYTHON, "-c", call],
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def visitor(self, name: str) -> Visitor:
        """A person of the scene, signed in; anybody else is nobody."""
        return Visitor(self.port, self.sessions.get(name, "none"))

    def rows(self, sql: str) -> list[tuple]:
        """Ask the database itself."""
        if self._database.startswith("sqlite"):
            path = self._database.removeprefix("sqlite:///")
            with contextlib.closing(sqlite3.connect(path, timeout=20)) as connection:
                return connection.execute(sql).fetchall()
        with (
            contextlib.closing(psycopg2.connect(self._database)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
            return cursor.fetchall()

    def ask_for_report(self, *, until: str, timeout: float = 30) -> Answer:
        """Ask as Nadia, in the browser, for the report of this year until a day."""
        ((programme,),) = self.rows("SELECT id FROM programmes_programme")
        fields = {
            "kind": "capitalisation",
            "programmes": programme,
            "period": "dates",
            "du": "01/01/2026",
            "au": until,
            "language": "fr",
        }
        return self.visitor("nadia").post("/fr/rapports/nouveau/", fields, timeout=timeout)

    def begin_report(self, *, until: str, stages: Collection[str]) -> int:
        """Ask for a report, and come back when a worker is at one of these stages of it."""
        answer = self.ask_for_report(until=until)
        assert answer.status == 302, answer.text
        pk = self.newest_edition()

        def reached():
            edition = self.edition(pk)
            assert edition["state"] in {"queued", "running"}, (edition, self.log())
            return edition["stage"] in stages

        wait_for(reached, COMPLETE_SECONDS)
        return pk

    def newest_edition(self) -> int:
        ((pk,),) = self.rows("SELECT max(id) FROM reports_edition")
        return pk

    def editions_until(self, day: str) -> int:
        """How many editions end on a day."""
        ((found,),) = self.rows(f"SELECT count(*) FROM reports_edition WHERE ends_on = '{day}'")
        return found

    def edition(self, pk: int) -> dict:
        """The row of an edition, without its content."""
        names = (
            "code state stage number attempts pdf pdf_sha256 workbook workbook_sha256 uuid failure"
        )
        columns = ", ".join(names.split())
        (row,) = self.rows(f"SELECT {columns} FROM reports_edition WHERE id = {pk}")
        return dict(zip(names.split(), row, strict=True))

    def files_of(self, edition: dict) -> dict[str, str]:
        """The files kept for an edition, each with its hash."""
        folder = self.folder / "media" / "editions" / str(uuid.UUID(str(edition["uuid"])))
        return {
            f"editions/{folder.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()
        }

    def completed(self, pk: int) -> dict:
        """Wait until an edition is ready, and hold it to be whole: once, numbered, two files."""

        def ended():
            edition = self.edition(pk)
            return edition if edition["state"] in {"ready", "failed", "unchanged"} else None

        try:
            edition = wait_for(ended, COMPLETE_SECONDS)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self.edition(pk)}\n{self.log()}") from failure
        assert edition["state"] == "ready", (edition, self.log())
        assert self.files_of(edition) == {
            edition["pdf"]: edition["pdf_sha256"],
            edition["workbook"]: edition["workbook_sha256"],
        }
        return edition


def copy_scene(scene: Scene, folder: Path) -> str:
    """A database of one's own that begins as the scene; gives its DATABASE_URL."""
    folder.mkdir(parents=True, exist_ok=True)
    if scene.database.startswith("sqlite"):
        copy = folder / "wasl.sqlite3"
        shutil.copyfile(scene.database.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"
    return new_database(scene.database, template=scene.database.rsplit("/", 1)[1])


def new_database(server: str, *, template: str = "template1") -> str:
    """Create a database on a PostgreSQL; gives its DATABASE_URL."""
    name = f"faults_{uuid.uuid4().hex[:12]}"
    _command(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server.rsplit('/', 1)[0]}/{name}"


def drop_database(address: str) -> None:
    _command(address, f'DROP DATABASE IF EXISTS "{address.rsplit("/", 1)[1]}" WITH (FORCE)')


def _command(address: str, sql: str) -> None:
    # From beside it: nobody may be in a database that is copied or dropped.
    connection = psycopg2.connect(f"{address.rsplit('/', 1)[0]}/postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
