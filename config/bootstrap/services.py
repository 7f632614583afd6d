"""PostgreSQL and Redis of our own for the length of one test run, on free ports."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.bootstrap import system
from config.bootstrap.console import Failed, say
from config.bootstrap.supervisor import die_with_parent

START_SECONDS = 30


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL that keeps nothing; gives its DATABASE_URL."""
    account = _unprivileged()
    with _folder(account) as folder:
        password = secrets.token_urlsafe(24)
        secret = folder / "password"
        secret.write_text(password)
        secret.chmod(0o600)
        if account:
            os.chown(secret, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _complete(
            [
                _program("initdb"),
                *["--pgdata", str(data), "--username", "wasl", "--pwfile", str(secret)],
                *["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"],
                "--no-sync",
            ],
            account,
            folder,
        )
        port = free_port()
        # Nothing here outlives the run, so nothing waits for the disk.
        options = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options += ["max_connections=100", f"unix_socket_directories={folder}"]
        words = [_program("postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port)]
        for option in options:
            words += ["-c", option]
        with _server("PostgreSQL", words, account, folder, signal.SIGINT, signal.SIGQUIT):
            _wait_until("PostgreSQL", lambda: _answers(port), folder)
            _wait_until("PostgreSQL", lambda: _accepts(port, password), folder)
            yield f"postgresql://wasl:{password}@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing; gives its REDIS_URL."""
    account = _unprivileged()
    with _folder(account) as folder:
        port = free_port()
        words = [_program("redis-server"), "--bind", "127.0.0.1", "--port", str(port)]
        words += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        with _server("Redis", words, account, folder, signal.SIGTERM, signal.SIGKILL):
            _wait_until("Redis", lambda: _answers(port), folder)
            yield f"redis://127.0.0.1:{port}/0"


def _program(name: str) -> str:
    found = system.command(name)
    if found is None:
        raise Failed(f"{name} is missing; make test installs it where it may.")
    return found


def _unprivileged() -> pwd.struct_passwd | None:
    """Choose who runs the servers: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Failed("No unprivileged account (postgres or nobody) to run PostgreSQL as.")


@contextlib.contextmanager
def _folder(account: pwd.struct_passwd | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wasl-services-"))
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _complete(words: list[str], account: pwd.struct_passwd | None, folder: Path) -> None:
    done = subprocess.run(
        words, cwd=folder, check=False, capture_output=True, text=True, **_identity(account)
    )
    if done.returncode != 0:
        raise Failed(f"{words[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


@contextlib.contextmanager
def _server(
    name: str,
    words: list[str],
    account: pwd.struct_passwd | None,
    folder: Path,
    stop_signal: int,
    death_signal: int,
) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # After the change of user, which would clear it: Python runs this last.
            preexec_fn=die_with_parent(death_signal),
            **_identity(account),
        )
    say(f"{name} of our own started")
    try:
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _accepts(port: int, password: str) -> bool:
    return (
        subprocess.run(
            [
                *[_program("psql"), "-h", "127.0.0.1", "-p", str(port)],
                *["-U", "wasl", "-d", "postgres", "-c", "select 1"],
            ],
            check=False,
            env={**os.environ, "PGPASSWORD": password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
        == 0
    )


def _wait_until(name: str, ready: Callable[[], bool], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if ready():
            return
        time.sleep(0.1)
    raise Failed(f"{name} did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
