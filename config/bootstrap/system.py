"""What the portal and its tests need from Debian, and how it gets there."""

import ctypes
import os
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap.console import Failed, run, say, succeeds, warn


@dataclass(frozen=True)
class Need:
    """One thing of the system: how to see that it is there, and the packages that bring it."""

    purpose: str
    packages: tuple[str, ...]
    is_present: Callable[[], bool]
    #: Without it the portal still runs, with less.
    is_optional: bool = False


def command(name: str) -> str | None:
    """Find a program by name, or in the folder where Debian keeps PostgreSQL's."""
    found = shutil.which(name)
    if found:
        return found
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return None


def _library(*names: str) -> Callable[[], bool]:
    def is_present() -> bool:
        try:
            for name in names:
                ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return is_present


def _programs(*names: str) -> Callable[[], bool]:
    return lambda: all(command(name) for name in names)


def chromium() -> str | None:
    """Find the browser that the journeys drive."""
    return command("chromium") or command("chromium-browser") or command("google-chrome")


PDF = Need(
    "PDF reports",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    _library("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
)
FONTS = Need(
    "the fonts of the PDF reports",
    ("fonts-noto-core",),
    lambda: Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf").exists(),
    is_optional=True,
)
NPM = Need(
    "the web fonts and the map outlines", ("nodejs", "npm"), _programs("npm"), is_optional=True
)
TO_RUN = [PDF, FONTS, NPM]
TO_TEST = [
    Need("tests on PostgreSQL", ("postgresql",), _programs("initdb", "postgres")),
    Need("tests on Redis", ("redis-server",), _programs("redis-server")),
    Need("browser journeys", ("chromium",), lambda: chromium() is not None),
    Need("tests that read the PDFs", ("poppler-utils",), _programs("pdftotext", "pdftoppm")),
]


def _as_root() -> list[str] | None:
    """Say how commands become root's: as they are, with sudo, or not at all."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def install_command(packages: list[str]) -> str:
    """Write the command that a person may type to install these packages."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def apt_install(packages: list[str]) -> bool:
    """Install packages where this is permitted; tell whether it was done."""
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)}")
    options = ["-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    words = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *options]
    if succeeds(*words, *packages):
        return True
    # The list of packages is empty on a fresh machine, and old on a neglected one.
    if not succeeds(*prefix, "apt-get", "update", "-qq"):
        warn("apt-get update failed; this machine's package sources may be out of reach.")
    try:
        run(*words, *packages)
    except Failed:
        return False
    return True


def provide(needs: list[Need], *, strict: bool) -> None:
    """Install what is missing; Failed names what could not be, with the command that does it.

    Where `strict` is off, optional things are only warned about.
    """
    missing = [need for need in needs if not need.is_present()]
    if not missing:
        return
    apt_install([package for need in missing for package in need.packages])
    missing = [need for need in missing if not need.is_present()]
    fatal = [need for need in missing if strict or not need.is_optional]
    for need in missing:
        warn(f"Missing for {need.purpose}: {shlex.join(need.packages)}")
    if missing:
        warn(install_command([package for need in missing for package in need.packages]))
    if fatal:
        raise Failed("What is missing could not be installed; the command above does it.")
