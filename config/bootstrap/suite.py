"""The whole suite: on SQLite, and on PostgreSQL with Redis, journeys included."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.bootstrap.console import PYTHON, ROOT, VENV, Failed, say
from config.bootstrap.supervisor import die_with_parent

SQLITE, SERVICES = "SQLite", "PostgreSQL and Redis"
#: Names the SQLite database that every other one of the run begins as a copy of.
MIGRATED = "WASL_TEST_MIGRATED"
# What pytest answers where the marks leave no test: true of some parts when a path was given.
NO_TEST = 5
LOOK_SECONDS = 0.2
STOP_SECONDS = 30

Environment = dict[str, str]

#: Dozens of processes read the same modules; not compiled anew by each, whatever this machine says.
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Part:
    """Some of the tests in one environment, for one pytest."""

    what: str
    where: str
    marks: str

    def __str__(self) -> str:
        return f"{self.what} on {self.where}"


#: What is told once of the two, is told of production's.
EMBEDDED = "not browser and not services and not once"
# The longest first, so that none is left alone at the end. Each test is in one part per
# environment; journeys drive the portal of production's kind.
PARTS = (
    Part("quick tests", SERVICES, "not browser and not slow"),
    Part("quick tests", SQLITE, f"{EMBEDDED} and not slow"),
    Part("journeys", SERVICES, "browser"),
    Part("slow tests", SQLITE, f"{EMBEDDED} and slow"),
    Part("slow tests", SERVICES, "slow and not browser"),
)
#: Two even on one processor: each waits now and then, for a worker, a browser or a lease.
AT_ONCE = max(2, os.cpu_count() or 2)


def run(arguments: Sequence[str], environments: Mapping[str, Environment]) -> None:
    """Run every test in both environments; Failed says where one did not pass."""
    with _migrated(environments) as shared:
        codes = _run_all(
            [
                _Run(
                    str(part),
                    [str(VENV / "bin" / "pytest"), "-m", part.marks, *arguments],
                    {**environments[part.where], **shared},
                )
                for part in PARTS
            ]
        )
    failed = [what for what, code in codes.items() if code not in (0, NO_TEST)]
    if failed:
        raise Failed(f"Not passed: {', '.join(failed)}.")
    if all(code == NO_TEST for code in codes.values()):
        raise Failed("No test was found.")


@contextlib.contextmanager
def _migrated(environments: Mapping[str, Environment]) -> Iterator[Environment]:
    """Apply every migration once on each engine; all databases of the run begin as copies.

    On PostgreSQL the template of all new databases is migrated, and nobody needs to know.
    """
    with tempfile.TemporaryDirectory(prefix="wasl-migrated-") as folder:
        file = Path(folder) / "migrated.sqlite3"
        server = environments[SERVICES]["DATABASE_URL"].rpartition("/")[0]
        addresses = {SQLITE: f"sqlite:///{file}", SERVICES: f"{server}/template1"}
        migrate = [str(PYTHON), "manage.py", "migrate", "--verbosity", "0"]
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
        codes = _run_all(
            [
                _Run(f"migrations on {where}", migrate, {**settings, "DATABASE_URL": address})
                for where, address in addresses.items()
            ]
        )
        failed = [what for what, code in codes.items() if code]
        if failed:
            raise Failed(f"Not passed: {', '.join(failed)}.")
        yield {MIGRATED: str(file)}


@dataclass
class _Run:
    """A command whose words are kept aside while another one runs beside it."""

    what: str
    words: list[str]
    environment: Environment
    began: float = 0
    process: subprocess.Popen[bytes] | None = None
    output: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def start(self) -> None:
        say(f"{self.what}: begun")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.words,
            cwd=ROOT,
            env={**os.environ, **COMPILED_ONCE, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    @property
    def code(self) -> int | None:
        return self.process.poll() if self.process else None

    def tell(self) -> None:
        """Print what it said, and how it ended."""
        self.output.seek(0)
        print(self.output.read().decode(errors="replace"), flush=True)
        self.output.close()
        how = {0: "passed", NO_TEST: "no test"}.get(self.code or 0, "FAILED")
        say(f"{self.what}: {how} after {time.monotonic() - self.began:.0f} s")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # Whoever was started in the background may be deaf to it.
                self.process.kill()
                self.process.wait()


def _run_all(runs: Sequence[_Run]) -> dict[str, int]:
    """Run some commands, AT_ONCE at a time, in this order; gives how each ended."""
    waiting, running = list(runs), list[_Run]()
    codes: dict[str, int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                running.append(waiting.pop(0))
                running[-1].start()
            time.sleep(LOOK_SECONDS)
            for one in [one for one in running if one.code is not None]:
                running.remove(one)
                one.tell()
                codes[one.what] = one.code or 0
    finally:
        for one in running:
            one.stop()
    return codes
