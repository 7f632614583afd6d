"""The steps behind the Makefile: python3 -m config.bootstrap STEP [arguments of the step]."""

import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from config.bootstrap import checks, frontend, python, services, suite, system
from config.bootstrap.console import PYTHON, ROOT, VAR, Failed, run, say


def setup(arguments: list[str]) -> None:
    """Install everything that work on the portal needs, tests' services apart."""
    python.ensure(python.DEV_LOCK)
    system.provide(system.TO_RUN, strict=False)
    frontend.ensure(strict=False)
    run(PYTHON, "manage.py", "prepare", "messages", "map")


def start(arguments: list[str]) -> None:
    """Set up, then serve the portal until Ctrl-C."""
    _ready_to_run()
    _become("manage.py", "portal", *arguments)


def develop(arguments: list[str]) -> None:
    """Set up, then serve the portal, starting again whenever the code changes."""
    os.environ["DEBUG"] = "1"
    _ready_to_run()
    _become("manage.py", "portal", "--reload", *arguments)


def check(arguments: list[str]) -> None:
    """Run every check that needs no service."""
    setup([])
    checks.check()


def fix(arguments: list[str]) -> None:
    """Format, and mend what the linter can mend."""
    python.ensure(python.DEV_LOCK)
    checks.fix()


def test(arguments: list[str]) -> None:
    """Run every test on SQLite, and on PostgreSQL and Redis, journeys included."""
    _ready_to_test()
    own = {"WASL_CHROMIUM": system.chromium() or ""}
    with _services() as addresses:
        environments = {suite.SQLITE: own, suite.SERVICES: {**own, **addresses}}
        suite.run(arguments, environments)


def bench(arguments: list[str]) -> None:
    """Measure pages and reports against what they stand on."""
    _ready_to_test()
    with _services() as addresses:
        run(PYTHON, "manage.py", "bench", *arguments, env={**os.environ, **addresses})


def with_services(arguments: list[str]) -> None:
    """Run a command beside a PostgreSQL and a Redis of its own."""
    _ready_to_test()
    with _services() as addresses:
        run(*arguments, env={**os.environ, **addresses})


def messages(arguments: list[str]) -> None:
    """Bring the message catalogues up to date with the code, and compile them."""
    gettext = system.Need("messages", ("gettext",), lambda: bool(system.command("xgettext")))
    setup([])
    system.provide([gettext], strict=True)
    run(PYTHON, "manage.py", "make_messages")
    run(PYTHON, "manage.py", "prepare", "messages", "map")


def docs(arguments: list[str]) -> None:
    """Write the generated documents anew."""
    setup([])
    run(PYTHON, "manage.py", "write_docs")


def lock(arguments: list[str]) -> None:
    """Lock the newest versions that pyproject.toml and package.json allow."""
    python.lock()
    run("npm", "install", "--package-lock-only")


def reset(arguments: list[str]) -> None:
    """Forget everything that running made: database, files, secret."""
    if "--yes" not in arguments:
        answer = input(f"Delete {VAR} with its database, reports and evidence? [yes/no] ")
        if answer.strip() != "yes":
            raise Failed("Nothing was deleted.")
    shutil.rmtree(VAR, ignore_errors=True)
    say(f"{VAR.name}/ is gone; make run starts afresh")


def image(arguments: list[str]) -> None:
    """Make what a production image carries: fonts, modules, outlines, catalogues, static files."""
    frontend.copy_fonts()
    frontend.copy_scripts()
    environment = {**os.environ, **checks.PRODUCTION}
    run(PYTHON, "manage.py", "prepare", "messages", "map", "static", env=environment)


STEPS = {
    "setup": setup,
    "run": start,
    "dev": develop,
    "check": check,
    "fix": fix,
    "test": test,
    "bench": bench,
    "services": with_services,
    "messages": messages,
    "docs": docs,
    "lock": lock,
    "reset": reset,
    "image": image,
}

#: Steps that start many a Python. An image carries none of what they keep, `reset` deletes it.
KEEPS_BYTECODE = STEPS.keys() - {"image", "reset"}


def _ready_to_run() -> None:
    python.ensure(python.RUNTIME_LOCK)
    system.provide(system.TO_RUN, strict=False)
    frontend.ensure(strict=False)
    run(PYTHON, "manage.py", "prepare")


def _ready_to_test() -> None:
    python.ensure(python.DEV_LOCK)
    system.provide([*system.TO_RUN, *system.TO_TEST], strict=True)
    frontend.ensure(strict=True)
    run(PYTHON, "manage.py", "prepare", "messages", "map")


def _become(*words: str) -> None:
    """Hand this process over, so that signals and the exit code are the program's own."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *words])


@contextlib.contextmanager
def _services() -> Iterator[dict[str, str]]:
    with services.postgresql() as database, services.redis() as broker:
        yield {"DATABASE_URL": database, "REDIS_URL": broker}


def _end_on_signal(number: int, frame: FrameType | None) -> None:
    """Leave through the `finally` blocks, which end what was started."""
    raise SystemExit(128 + number)


def main() -> int:
    """Run one step."""
    name, *arguments = sys.argv[1:] or ["setup"]
    if name not in STEPS:
        print(f"Unknown step {name}; there are {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    if name in KEEPS_BYTECODE:
        python.keep_bytecode()
    signal.signal(signal.SIGTERM, _end_on_signal)
    signal.signal(signal.SIGHUP, _end_on_signal)
    try:
        STEPS[name](arguments)
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
