"""Work that may go wrong, in a child process with a memory limit and a wall clock."""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, BinaryIO


class Reason(Enum):
    """Why a child gave no result."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    ERROR = "error"


class ChildFailed(Exception):
    """The child gave no result. `detail` is for the log: a trace, or its last words."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(
            f"{reason.value}: {detail.strip().splitlines()[-1]}" if detail.strip() else reason.value
        )
        self.reason = reason
        self.detail = detail


_DETAIL = 4000
_RESULT, _MEMORY, _ERROR = b"R", b"M", b"E"
# How the dynamic loader and Python say that an allocation failed, beside MemoryError.
_OUT_OF_MEMORY = ("cannot allocate memory", "failed to map segment", "out of memory", "bad_alloc")
_PR_SET_PDEATHSIG = 1


def call_limited(
    target: Callable[..., bytes] | str, args: Sequence[Any] = (), *, memory_mb: int, seconds: float
) -> bytes:
    """What a module's function returns (bytes), called in a fresh Python with limits.

    `target` is the function or its name as `package.module:function`; `args` can be pickled.
    The child has not set Django up: a target that needs it calls `django.setup()`. It dies with
    this process, and with the thread that waits here. Raises ChildFailed.
    """
    name = target if isinstance(target, str) else f"{target.__module__}:{target.__qualname__}"
    # Not multiprocessing: a Celery worker is daemonic, and may have no such children.
    child = subprocess.Popen(
        [sys.executable, "-m", "lib.processes", str(memory_mb), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)},
        # Its own group, so that what the child starts is stopped with it.
        start_new_session=True,
    )
    try:
        answer, last_words = child.communicate(pickle.dumps((name, tuple(args))), timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ChildFailed(Reason.TIMEOUT, f"no result after {seconds:g} s") from None
    finally:
        _end(child)
    return _result_of(answer, last_words.decode(errors="replace")[-_DETAIL:], child.returncode)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _result_of(answer: bytes, last_words: str, returncode: int) -> bytes:
    kind, body = answer[:1], answer[1:]
    if kind == _RESULT and returncode == 0:
        return body
    if kind == _MEMORY:
        raise ChildFailed(Reason.MEMORY, body.decode(errors="replace"))
    if kind == _ERROR:
        raise ChildFailed(Reason.ERROR, body.decode(errors="replace"))
    # Libraries in C end the process themselves when an allocation fails.
    if any(words in last_words.lower() for words in _OUT_OF_MEMORY):
        raise ChildFailed(Reason.MEMORY, last_words)
    raise ChildFailed(Reason.CRASH, f"{last_words}\nended with status {returncode}".strip())


def _main(memory_mb: int, parent: int) -> int:
    """The child: limit itself, read the call, answer."""
    _die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # The answer has a channel of its own: whatever prints must not end up in it.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        # Pickled by our own parent, never by anyone else.
        name, args = pickle.load(sys.stdin.buffer)
        result = _function(name)(*args)
        if not isinstance(result, bytes):
            raise TypeError(f"{name} returned {type(result).__name__}, not bytes.")
    # Whatever happens in here, the parent is told.
    except BaseException as error:
        return _tell(answer, error)
    answer.write(_RESULT)
    answer.write(result)
    answer.close()
    return 0


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before that line.
    if os.getppid() != parent:
        os._exit(1)


def _function(name: str) -> Callable[..., Any]:
    module, _colon, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    if not callable(found):
        raise TypeError(f"{name} is not a function.")
    return found  # type: ignore[no-any-return]  # no more is known of it


def _tell(answer: BinaryIO, error: BaseException) -> int:
    text = f"{type(error).__name__}: {error}"
    short = isinstance(error, MemoryError) or any(words in text.lower() for words in _OUT_OF_MEMORY)
    if not short:
        text = "".join(traceback.format_exception(error))
    # Let go of what filled the memory before writing about it.
    error.__traceback__ = None
    gc.collect()
    answer.write((_MEMORY if short else _ERROR) + text[-_DETAIL:].encode(errors="replace"))
    answer.close()
    return 1


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2])))
