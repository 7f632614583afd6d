"""The whole suite: on SQLite, and on PostgreSQL with Redis, journeys included."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO

from config.bootstrap.console import ROOT, VENV, Failed, say
from config.bootstrap.supervisor import die_with_parent

SQLITE, SERVICES = "SQLite", "PostgreSQL and Redis"
# What pytest answers where the marks leave no test: true of some parts when a path was given.
NO_TEST = 5

# Tests that watch a clock (journeys, faults, limits) come after the others, with nothing beside
# them: in company they would fail for want of a processor.
QUICK = {
    SQLITE: "not browser and not services and not slow",
    SERVICES: "not browser and not slow",
}
CALM = {
    SQLITE: "slow and not browser and not services",
    SERVICES: "slow or browser",
}


def run(arguments: Sequence[str], environments: dict[str, dict[str, str]]) -> None:
    """Run every test in both environments; Failed says where one did not pass."""
    codes = _quick(arguments, environments)
    for where, marks in CALM.items():
        say(f"Tests on {where}: those that want the machine to themselves")
        codes.append((where, _start(marks, arguments, environments[where]).wait()))
    failed = sorted({where for where, code in codes if code not in (0, NO_TEST)})
    if failed:
        raise Failed(f"Tests failed on {', and on '.join(failed)}.")
    if all(code == NO_TEST for _where, code in codes):
        raise Failed("No test was found.")


def _quick(
    arguments: Sequence[str], environments: dict[str, dict[str, str]]
) -> list[tuple[str, int]]:
    """Run the quick tests of both at once, one processor each, and print them in turn."""
    with tempfile.TemporaryFile("w+") as kept:
        aside = _start(QUICK[SQLITE], arguments, environments[SQLITE], kept)
        say(f"Tests on {SERVICES}, and beside them on {SQLITE}")
        try:
            code = _start(QUICK[SERVICES], arguments, environments[SERVICES]).wait()
            codes = [(SERVICES, code), (SQLITE, aside.wait())]
        finally:
            if aside.poll() is None:
                aside.send_signal(signal.SIGINT)
                aside.wait()
        kept.seek(0)
        say(f"Tests on {SQLITE}")
        print(kept.read(), flush=True)
    return codes


def _start(
    marks: str,
    arguments: Sequence[str],
    environment: dict[str, str],
    output: IO[str] | None = None,
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(VENV / "bin" / "pytest"), "-m", marks, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
