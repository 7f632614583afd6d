"""Looking at processes from outside, as a person with a terminal would."""

import contextlib
import os
import signal
import time
from pathlib import Path


def is_alive(pid):
    """Whether a process runs; one that is dead and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def with_environment(name, value):
    """Find the processes that were started with a variable in their environment."""
    wanted = f"{name}={value}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in variables and is_alive(folder.name):
            found.append(int(folder.name))
    return found


def wait_for(condition, seconds=120):
    """Return what the condition gives as soon as it is true; fail after some seconds.

    They are many: a machine with much else to do is no fault, and what is true costs no wait.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"Still not after {seconds} s: {condition}")


def end_all(name, value):
    """Kill the processes that carry a variable, those included that start meanwhile."""
    while found := with_environment(name, value):
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
