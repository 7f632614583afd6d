"""What the limited children of test_processes do."""

import ctypes
import io
import os
import subprocess
import sys
import time
from pathlib import Path

from lib.files import strip_image
from lib.processes import call_limited


def echo(data):
    sys.stdout.write("printed by the way\n")
    sys.stdout.flush()
    os.write(1, b"and below Python")
    return data


def large(size):
    return b"x" * size


def fill_memory():
    return bytes(2**40)


def fill_memory_slowly():
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def fail():
    raise ValueError("pas de page")


def leave():
    os._exit(7)


def crash():
    ctypes.string_at(0)


def wrong_type():
    return "text"


def sleep(note, seconds):
    """Sleep beside a grandchild; the note tells both process numbers."""
    grandchild = subprocess.Popen(["/bin/sleep", str(seconds)])
    Path(note).write_text(f"{os.getpid()} {grandchild.pid}")
    time.sleep(seconds)
    return b""


def parent_of(note, seconds):
    """Wait for a limited child of our own."""
    return call_limited(sleep, [note, seconds], memory_mb=500, seconds=seconds)


def strip(photograph):
    return strip_image(io.BytesIO(photograph))


def daemon():
    """What a Celery worker is: a process that multiprocessing allows no children."""
    if call_limited(echo, [b"done"], memory_mb=500, seconds=120) != b"done":
        raise SystemExit(3)
