"""The Python environment in .venv, filled from the locks."""

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from config.bootstrap import system
from config.bootstrap.console import PYTHON, ROOT, VAR, VENV, Failed, run, say, succeeds

RUNTIME_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
LOCK_NOTE = (
    "# Locked by `make lock` from pyproject.toml, "
    "with the hash of every file that may be installed.\n"
)


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ensure(lock: Path) -> None:
    """Make .venv hold what a lock lists; nothing to do, and no network, if it already does."""
    stamp = VENV / f".{lock.stem}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest(lock):
        return
    if not (PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version")):
        _create()
    say(f"Installing the Python packages of {lock.name}")
    if not _install_with_uv(lock):
        run(
            PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock, env=_environment()
        )
    stamp.write_text(digest(lock))
    if lock == DEV_LOCK:
        # The test environment holds all that running needs.
        (VENV / f".{RUNTIME_LOCK.stem}.sha256").write_text(digest(RUNTIME_LOCK))


def keep_bytecode() -> None:
    """Let every Python that is started from here compile a module once, not at each start.

    Kept under var/: an account that asks for no bytecode asks for a clean checkout, and gets it.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(VAR / "bytecode")


def lock() -> None:
    """Write both locks anew from pyproject.toml."""
    ensure(DEV_LOCK)
    common = ["--quiet", "--generate-hashes", "--no-header", "--universal"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
    for path, extra in [
        (RUNTIME_LOCK, []),
        (DEV_LOCK, ["--extra", "dev", "--constraint", RUNTIME_LOCK.name]),
    ]:
        say(f"Locking {path.name}")
        words = [PYTHON, "-m", "uv", "pip", "compile", *common, *extra]
        run(*words, "pyproject.toml", "--output-file", path.name, env=_environment())
        path.write_text(LOCK_NOTE + path.read_text().removeprefix(LOCK_NOTE))


def _create() -> None:
    if sys.version_info < (3, 11):
        raise Failed("Python 3.11 or newer is needed: sudo apt-get install python3")
    say("Making the Python environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian keeps the module that makes environments in a package of its own.
    if succeeds(sys.executable, "-m", "venv", VENV):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    system.apt_install(["python3-venv"])
    if not succeeds(sys.executable, "-m", "venv", VENV):
        raise Failed(
            "The Python environment could not be made: " + system.install_command(["python3-venv"])
        )


def _install_with_uv(lock: Path) -> bool:
    """Install with uv, which takes seconds where pip takes a minute; tell whether it worked."""
    if not succeeds(PYTHON, "-m", "uv", "--version"):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as own_lock:
            own_lock.write(_entry("uv"))
            own_lock.flush()
            words = ["install", "-q", "--require-hashes", "-r", own_lock.name]
            if not succeeds(PYTHON, "-m", "pip", *words, env=_environment()):
                return False
    words = ["pip", "install", "--quiet", "--require-hashes"]
    words += ["--python", str(PYTHON), "-r", str(lock)]
    return succeeds(PYTHON, "-m", "uv", *words, env=_environment())


def _entry(name: str) -> str:
    """Cut the lines of one package out of the lock, hashes included."""
    lines = DEV_LOCK.read_text().splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = start + 1
    while end < len(lines) and lines[end].startswith("    --hash"):
        end += 1
    return "\n".join(lines[start:end]) + "\n"


def _environment() -> dict[str, str]:
    """Let uv trust the certificates that this machine trusts, as pip and apt do."""
    certificates = Path("/etc/ssl/certs/ca-certificates.crt")
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if certificates.exists():
        environment.setdefault("PIP_CERT", str(certificates))
        environment.setdefault("SSL_CERT_FILE", str(certificates))
    return environment
