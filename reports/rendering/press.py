"""Where a PDF is made: a child process with a memory limit and a wall clock, kept warm."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings

from reports.enums import Failure
from reports.rendering.fonts import font_files

# Asks to be left alone while it works; who waits says in between that the work goes on.
LOOK_SECONDS = 1.0
# A fresh process now and then, whatever libraries may keep.
REPORTS_PER_CHILD = 50
_FRAME_SIZE = 8
_DETAIL = 4000
_OUT_OF_MEMORY = ("cannot allocate memory", "failed to map segment", "out of memory", "bad_alloc")


class TypesettingFailed(Exception):
    """No PDF came out. `reason` has the sentence for people; `detail` is for the log."""

    def __init__(self, reason: Failure, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail.strip()[-300:]}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and its number of pages."""

    pdf: bytes
    pages: int


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    last_words: IO[bytes]
    owner: int
    memory_mb: int
    reports: int = 0
    buffer: bytearray = field(default_factory=bytearray)

    @property
    def is_usable(self) -> bool:
        return (
            self.owner == os.getpid()
            and self.process.poll() is None
            and self.reports < REPORTS_PER_CHILD
            and self.memory_mb == settings.REPORT_RENDER_MEMORY_MB
        )


# One per process that makes reports; a worker takes one task at a time.
_child: _Child | None = None


def typeset(
    html: str, css: str, *, identifier: str, while_waiting: Callable[[], None] = lambda: None
) -> Printed:
    """The PDF of a page of HTML. Raises TypesettingFailed; what `while_waiting` raises ends it too.

    The identifier becomes the file's own; give it from the content, so that the same content
    gives the same bytes.
    """
    until = time.monotonic() + settings.REPORT_RENDER_TIMEOUT_SECONDS
    request = json.dumps(
        {
            "html": html,
            "css": css,
            "identifier": identifier,
            "max_pages": settings.REPORT_MAX_PAGES,
        }
    ).encode()
    child = _warm_child()
    try:
        answer = _ask(child, request, until, while_waiting)
    except BaseException:
        close()
        raise
    child.reports += 1
    return _result_of(answer)


def close() -> None:
    """Stop the child, if there is one."""
    global _child
    child, _child = _child, None
    if child is None or child.owner != os.getpid():
        return
    if child.process.poll() is None:
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()
    for pipe in (child.requests, child.answers, child.last_words):
        pipe.close()


def _warm_child() -> _Child:
    global _child
    if _child is not None and not _child.is_usable:
        close()
    if _child is None:
        files = {path.name: str(path) for path in font_files()}
        root = Path(__file__).resolve().parents[2]
        memory_mb = settings.REPORT_RENDER_MEMORY_MB
        # A file, not a pipe: a pipe that nobody reads stops who writes to it.
        last_words = tempfile.TemporaryFile()  # noqa: SIM115  closed with the child
        process = subprocess.Popen(
            [
                *[sys.executable, "-m", "reports.rendering.typesetter"],
                *[str(memory_mb), str(os.getpid()), json.dumps(files)],
            ],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=last_words,
            # Nothing of the portal's secrets: the child needs none of them.
            env={
                name: os.environ[name]
                for name in ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME")
                if name in os.environ
            },
            start_new_session=True,
        )
        requests, answers = process.stdin, process.stdout
        assert requests is not None, "asked for as a pipe"
        assert answers is not None, "asked for as a pipe"
        os.set_blocking(requests.fileno(), False)
        _child = _Child(process, requests, answers, last_words, os.getpid(), memory_mb)
    return _child


def _ask(child: _Child, request: bytes, until: float, while_waiting: Callable[[], None]) -> bytes:
    """Send a request and wait for its answer, however long both are."""
    waiting = memoryview(len(request).to_bytes(_FRAME_SIZE, "big") + request)
    told_at = time.monotonic()
    while True:
        if (answer := _next_frame(child.buffer)) is not None and answer[:1] != b"R":
            return answer
        now = time.monotonic()
        if now >= until:
            raise TypesettingFailed(Failure.TIMEOUT)
        if now - told_at >= LOOK_SECONDS:
            while_waiting()
            told_at = now
        readable, writable, _none = select.select(
            [child.answers],
            [child.requests] if waiting else [],
            [],
            min(LOOK_SECONDS, until - now),
        )
        if writable:
            waiting = waiting[_write(child, waiting) :]
        if readable:
            chunk = os.read(child.answers.fileno(), 1 << 20)
            if not chunk:
                raise _death_of(child)
            child.buffer += chunk


def _next_frame(buffer: bytearray) -> bytes | None:
    if len(buffer) < _FRAME_SIZE:
        return None
    length = int.from_bytes(buffer[:_FRAME_SIZE], "big")
    if len(buffer) < _FRAME_SIZE + length:
        return None
    frame = bytes(buffer[_FRAME_SIZE : _FRAME_SIZE + length])
    del buffer[: _FRAME_SIZE + length]
    return frame


def _write(child: _Child, data: memoryview) -> int:
    try:
        return os.write(child.requests.fileno(), data[: 1 << 16])
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        raise _death_of(child) from None


def _death_of(child: _Child) -> TypesettingFailed:
    """Why a child that answers no more has ended."""
    child.process.wait()
    child.last_words.seek(0)
    last_words = child.last_words.read()[-_DETAIL:].decode(errors="replace")
    # Libraries in C end the process themselves when an allocation fails.
    if any(words in last_words.lower() for words in _OUT_OF_MEMORY):
        return TypesettingFailed(Failure.MEMORY, last_words)
    return TypesettingFailed(
        Failure.CRASH, f"{last_words}\nended with status {child.process.returncode}"
    )


def _result_of(answer: bytes) -> Printed:
    kind, body = answer[:1], answer[1:]
    if kind == b"D":
        return Printed(pdf=body[_FRAME_SIZE:], pages=int.from_bytes(body[:_FRAME_SIZE], "big"))
    detail = body.decode(errors="replace")
    reasons = {b"M": Failure.MEMORY, b"P": Failure.PAGES, b"X": Failure.REFUSED}
    raise TypesettingFailed(reasons.get(kind, Failure.ERROR), detail)
