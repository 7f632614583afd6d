"""The supervisor: starts, restarts, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import uuid

import pytest

from config.bootstrap.console import ROOT
from tests.run.processes import end_all, is_alive, wait_for, with_environment

SUPERVISE = """
import sys
from config.bootstrap.supervisor import Program, Supervisor
programs = [
    Program(name, ["bash", "-c", script], {}, stop_seconds=1)
    for name, script in zip(sys.argv[1::2], sys.argv[2::2])
]
Supervisor(programs).run(on_start=lambda: print("started", flush=True))
print("stopped", flush=True)
"""
#: A program with a child of its own.
FAMILY = "sleep 300 & sleep 300"
#: One that is deaf to the polite signal, and so is its child.
DEAF = "trap '' TERM INT; sleep 300 & sleep 300; sleep 300"
#: One whose child left for a session of its own.
RUNAWAY = "setsid sleep 300 & sleep 300"


@pytest.fixture
def mark():
    """A name that the processes of one test carry in their environment."""
    return uuid.uuid4().hex


@pytest.fixture
def supervise(mark):
    """Start a supervisor over programs given as name and script."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, *words],
            cwd=ROOT,
            env={**os.environ, "WASL_TEST_MARK": mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout.readline() == "started\n"
        return process

    yield start
    end_all("WASL_TEST_MARK", mark)
    for process in started:
        process.communicate()


def family_of(mark, size):
    """Wait until as many processes run, and return them."""

    def complete():
        found = with_environment("WASL_TEST_MARK", mark)
        return found if len(found) == size else None

    return wait_for(complete)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_program_and_what_it_started(supervise, mark, number):
    process = supervise("one", FAMILY, "two", FAMILY)
    family_of(mark, 7)

    process.send_signal(number)

    assert process.communicate(timeout=120)[0] == "stopped\n"
    assert process.returncode == 0
    assert with_environment("WASL_TEST_MARK", mark) == []


@pytest.mark.parametrize("script", [DEAF, RUNAWAY])
def test_one_that_will_not_go_is_killed(supervise, mark, script):
    process = supervise("one", script)
    family_of(mark, 4)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)

    assert with_environment("WASL_TEST_MARK", mark) == []


def test_a_program_that_dies_is_started_again_and_its_children_end(supervise, mark):
    process = supervise("one", f"echo first $$ >&2; {FAMILY}")
    first = int(process.stderr.readline().split()[1])
    children = [pid for pid in family_of(mark, 4) if pid not in {first, process.pid}]

    os.kill(first, signal.SIGKILL)

    assert "one ended (-9); starting it again" in process.stderr.readline()
    second = int(process.stderr.readline().split()[1])
    assert second != first
    wait_for(lambda: not any(is_alive(pid) for pid in children))


def test_one_that_dies_at_once_is_started_more_and_more_slowly(supervise):
    process = supervise("one", "exit 3")

    pauses = [int(process.stderr.readline().split()[-2]) for attempt in range(3)]

    assert pauses == [1, 3, 7]


def test_the_programs_end_when_the_supervisor_itself_is_killed(supervise, mark):
    process = supervise("one", "exec sleep 300", "two", "exec sleep 300")
    family_of(mark, 3)

    process.kill()

    wait_for(lambda: with_environment("WASL_TEST_MARK", mark) == [])
