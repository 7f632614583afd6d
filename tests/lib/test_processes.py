"""Work that may go wrong, in a child process with limits."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lib.processes import ChildFailed, Reason, call_limited
from tests.lib import children

ROOT = Path(__file__).resolve().parents[2]


def call(target, *args, memory_mb=500, seconds=120):
    return call_limited(target, args, memory_mb=memory_mb, seconds=seconds)


def failure(target, *args, **limits):
    with pytest.raises(ChildFailed) as failed:
        call(target, *args, **limits)
    return failed.value


def is_alive(pid):
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_the_result_comes_back_whatever_was_printed():
    assert call(children.echo, b"\x00R\xff") == b"\x00R\xff"


def test_a_function_may_be_named():
    assert call("tests.lib.children:echo", b"") == b""


def test_large_arguments_and_results_pass():
    assert len(call(children.large, 20_000_000)) == 20_000_000
    data = os.urandom(5_000_000)
    assert call(children.echo, data) == data


def test_an_error_tells_where_it_happened():
    failed = failure(children.fail)
    assert failed.reason is Reason.ERROR
    assert str(failed) == "error: ValueError: pas de page"
    assert "children.py" in failed.detail


@pytest.mark.parametrize("target", [children.fill_memory, children.fill_memory_slowly])
def test_memory_is_limited(target):
    assert failure(target, memory_mb=200).reason is Reason.MEMORY


@pytest.mark.parametrize("target", [children.leave, children.crash])
def test_a_crash_stays_in_the_child(target):
    failed = failure(target)
    assert failed.reason is Reason.CRASH
    assert "status" in failed.detail


def test_only_bytes_come_back():
    assert "not bytes" in failure(children.wrong_type).detail


@pytest.mark.parametrize("name", ["tests.lib.nowhere:x", "tests.lib.children:x", "tests.lib:ROOT"])
def test_a_function_that_does_not_exist_is_an_error(name):
    assert failure(name).reason is Reason.ERROR


def test_time_is_limited_and_nothing_is_left(tmp_path):
    note = tmp_path / "note"
    for limit in (1.5, 6, 24, 96):
        # Longer than anybody waits below: nothing ends because it has slept enough.
        failed = failure(children.sleep, str(note), 600, seconds=limit)
        assert failed.reason is Reason.TIMEOUT
        # On a busy machine the limit may come before the child has begun.
        if note.exists() and note.read_text():
            break
    child, grandchild = map(int, note.read_text().split())
    assert eventually(lambda: not is_alive(child) and not is_alive(grandchild))


def test_the_child_dies_with_its_parent(tmp_path):
    note = tmp_path / "note"
    code = f"from tests.lib.children import parent_of; parent_of({str(note)!r}, 600)"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        assert eventually(lambda: note.exists() and note.read_text())
        child, grandchild = map(int, note.read_text().split())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert eventually(lambda: not is_alive(child))
    finally:
        parent.kill()
        parent.wait()
    # Beyond what this module promises; only tidied away.
    os.kill(grandchild, signal.SIGKILL)


def test_threads_call_at_the_same_time():
    results = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(call(children.echo, bytes([n]))))
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [b"\x00", b"\x01", b"\x02"]


def test_a_daemonic_worker_may_call():
    worker = multiprocessing.get_context("spawn").Process(target=children.daemon, daemon=True)
    worker.start()
    worker.join(120)
    assert worker.exitcode == 0
