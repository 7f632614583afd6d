"""Starts the portal's processes, starts again the one that dies, and leaves none behind."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from config.bootstrap.console import ROOT, say, warn

# From <sys/prctl.h>.
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

#: One that lived shorter than this is started again more and more slowly.
SHORT_LIFE_SECONDS = 10
SLOWEST_RESTART_SECONDS = 30
LOOK_SECONDS = 0.2

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(with_signal: int) -> Callable[[], None]:
    """Return what a child runs before its program, so that it ends when its parent is killed."""
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


@dataclass(frozen=True)
class Program:
    """A process to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    #: How long it may finish what it does after the polite signal.
    stop_seconds: float = 10


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    start_again_at: float = 0
    failures: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            list(self.program.command),
            cwd=ROOT,
            env={**os.environ, **self.program.environment},
            stdin=subprocess.DEVNULL,
            # A session of its own: Ctrl-C reaches the supervisor alone, which stops the others
            # in order, and a signal to the group reaches what the program started in turn.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None


class Supervisor:
    """Runs programs until it is told to stop."""

    def __init__(self, programs: Sequence[Program]):
        self._children = [_Child(program) for program in programs]
        self._stops_asked = 0
        self._changed: Callable[[], bool] = lambda: False

    def restart_when(self, changed: Callable[[], bool]) -> None:
        """Ask this at each look, and start all programs again when it says yes."""
        self._changed = changed

    def run(self, *, on_start: Callable[[], None] = lambda: None) -> None:
        """Start everything, call `on_start` once, and come back when all is stopped."""
        # What a program left behind when it died becomes ours to end.
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for child in self._children:
                child.start()
            on_start()
            while not self._stops_asked:
                self._look()
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stops_asked += 1

    def _look(self) -> None:
        self._reap()
        if self._changed():
            say("The code changed: starting again")
            self._stop_politely()
            for child in self._children:
                child.start()
            return
        now = time.monotonic()
        for child in self._children:
            if child.is_running:
                continue
            if child.process is not None:
                self._after_death(child, now)
            if now >= child.start_again_at:
                child.start()

    def _after_death(self, child: _Child, now: float) -> None:
        child.signal_group(signal.SIGKILL)
        lived = now - child.started_at
        child.failures = child.failures + 1 if lived < SHORT_LIFE_SECONDS else 0
        pause = min(2**child.failures - 1, SLOWEST_RESTART_SECONDS) if child.failures else 0
        status = child.process.returncode if child.process else 0
        warn(f"{child.program.name} ended ({status}); starting it again in {pause} s")
        child.start_again_at = now + pause
        child.process = None

    def _reap(self) -> None:
        """Take note of every process that ended, ours or left to us by one of ours."""
        own = {child.process.pid: child.process for child in self._children if child.process}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid in own:
                own[pid].returncode = os.waitstatus_to_exitcode(status)
        for process in own.values():
            # Somebody else may have waited for it.
            if process.returncode is None and not Path(f"/proc/{process.pid}").exists():
                process.returncode = 0

    def _stop_politely(self) -> None:
        for child in self._children:
            if child.process is not None and child.is_running:
                with suppress(ProcessLookupError):
                    os.kill(child.process.pid, signal.SIGTERM)
        asked_at = time.monotonic()
        longest = max(child.program.stop_seconds for child in self._children)
        while time.monotonic() - asked_at < longest and self._stops_asked < 2:
            self._reap()
            waited = time.monotonic() - asked_at
            if not any(
                child.is_running and waited < child.program.stop_seconds for child in self._children
            ):
                break
            time.sleep(0.05)
        for child in self._children:
            child.signal_group(signal.SIGKILL)

    def _stop(self) -> None:
        self._stop_politely()
        # Whatever took a session of its own was left to us when its parent ended.
        until = time.monotonic() + 5
        while time.monotonic() < until:
            self._reap()
            left = children_of(os.getpid())
            if not left:
                break
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def children_of(parent: int) -> list[int]:
    """List the processes that a process has, dead ones waiting for it left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The program's name, in parentheses, may hold spaces.
            state, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if int(owner) == parent and state != "Z":
            found.append(int(entry.name))
    return found
