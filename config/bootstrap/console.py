"""What a person at the terminal reads, and the way commands are run for them."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VAR = Path(os.environ.get("WASL_VAR") or ROOT / "var").resolve()
VENDOR = Path(os.environ.get("WASL_VENDOR") or VAR / "vendor").resolve()
PYTHON = VENV / "bin" / "python"


class Failed(Exception):
    """Something that a person must mend; the message says what and how."""


def say(text: str) -> None:
    """Print one line, at once."""
    print(f"· {text}", flush=True)


def warn(text: str) -> None:
    """Print what is missing but does not stop the work."""
    print(f"! {text}", file=sys.stderr, flush=True)


def run(*command: object, **options: Any) -> None:
    """Run a command from the project's folder; Failed if it does not succeed."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=ROOT, check=False, **options).returncode != 0:
        raise Failed(f"This command failed: {shlex.join(words)}")


def succeeds(*command: object, **options: Any) -> bool:
    """Tell whether a command succeeds, without showing what it prints."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **options,
        )
    except OSError:
        return False
    return done.returncode == 0
