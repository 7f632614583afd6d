"""manage.py portal: web, worker and beat in one."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import uuid
from pathlib import Path

import pytest

from config.bootstrap.console import PYTHON, ROOT
from config.bootstrap.services import free_port
from tests.migrated import begin_as_migrated
from tests.run.processes import end_all, wait_for, with_environment

pytestmark = pytest.mark.slow

HALF_SENT = {
    "headers": b"GET /healthz/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: y",
    "body": b"POST /fr/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf=",
}


def ask(port):
    """Ask for a page as a patient visitor would; give the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/healthz/")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An embedded portal of its own: empty database, own broker."""
    kept = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL"}}
    folder = tmp_path_factory.mktemp("portal")
    (folder / "vendor" / "fonts").mkdir(parents=True)
    begin_as_migrated(folder / "wasl.sqlite3")
    kept |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder / 'wasl.sqlite3'}",
        "WASL_VAR": str(folder),
        "DEBUG": "1",
        "WASL_TEST_MARK": uuid.uuid4().hex,
    }
    subprocess.run(
        [PYTHON, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=kept, check=True
    )
    return kept


@pytest.fixture
def portal(environment):
    """A portal that serves; gives its process and port."""
    port = free_port()
    process = subprocess.Popen(
        [PYTHON, "manage.py", "portal", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines = iter(process.stdout.readline, "")
    assert any(f"http://127.0.0.1:{port}" in line for line in lines)
    yield process, port
    end_all("WASL_TEST_MARK", environment["WASL_TEST_MARK"])
    process.communicate()


def processes_of(environment, word):
    """Find the processes with a word in their command line."""
    found = set()
    for pid in with_environment("WASL_TEST_MARK", environment["WASL_TEST_MARK"]):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if any(word in part for part in words):
                found.add(pid)
    return found


def programs_of(environment):
    """Name the programs that run."""
    return {name for name in ("granian", "worker", "beat") if processes_of(environment, name)}


def test_ctrl_c_stops_web_worker_and_beat_and_leaves_nothing(portal, environment):
    process, port = portal
    assert ask(port) == 200
    wait_for(lambda: programs_of(environment) == {"granian", "worker", "beat"})

    # As a terminal does it: to the whole foreground group.
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=120)

    assert process.returncode == 0
    assert with_environment("WASL_TEST_MARK", environment["WASL_TEST_MARK"]) == []
    with pytest.raises(OSError, match="refused"):
        ask(port)


def test_nothing_is_left_when_the_command_itself_is_killed(portal, environment):
    process, _ = portal
    wait_for(lambda: programs_of(environment) == {"granian", "worker", "beat"})

    process.kill()

    wait_for(lambda: with_environment("WASL_TEST_MARK", environment["WASL_TEST_MARK"]) == [])


def test_a_worker_that_is_killed_comes_back(portal, environment):
    wait_for(lambda: programs_of(environment) == {"granian", "worker", "beat"})
    first = processes_of(environment, "worker")

    for pid in first:
        os.kill(pid, signal.SIGKILL)

    wait_for(lambda: processes_of(environment, "worker") - first)


@pytest.mark.parametrize("part", HALF_SENT)
def test_eighty_half_sent_requests_leave_the_pages_answering(portal, part):
    _, port = portal
    opened = []
    try:
        for _ in range(80):
            opened.append(socket.create_connection(("127.0.0.1", port), timeout=60))
            opened[-1].sendall(HALF_SENT[part])

        assert ask(port) == 200
    finally:
        for connection in opened:
            connection.close()


def test_a_taken_port_is_named_with_the_way_out(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [PYTHON, "manage.py", "portal", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
