"""The front-end packages: npm fetches them, only the files that are served are copied."""

import shutil

from config.bootstrap import system
from config.bootstrap.console import ROOT, VENDOR, Failed, run, say, warn
from config.bootstrap.python import digest

PACKAGES = ROOT / "node_modules"
FONTS = VENDOR / "fonts"
SCRIPTS = VENDOR / "js"
#: Package, the subsets of it that the portal's three languages need.
FAMILIES = {
    "ibm-plex-sans": ["latin", "latin-ext"],
    "ibm-plex-sans-arabic": ["arabic"],
    "amiri": ["arabic", "latin"],
}
#: The page uses two weights; the fallback of the PDF has its own two.
WEIGHTS = {"amiri": [400, 700]}


def ensure(*, strict: bool) -> None:
    """Fetch the packages and copy the fonts; nothing to do, and no network, if it was done.

    Where `strict` is off, a machine without npm goes on with its own fonts and the tile map.
    """
    lock = ROOT / "package-lock.json"
    stamp = PACKAGES / ".wasl.sha256"
    if not (stamp.exists() and stamp.read_text() == digest(lock)):
        try:
            _fetch()
        except Failed as failure:
            if strict:
                raise
            warn(f"{failure}")
            warn("The portal goes on with the fonts of each visitor's system and the map of tiles.")
            FONTS.mkdir(parents=True, exist_ok=True)
            SCRIPTS.mkdir(parents=True, exist_ok=True)
            return
        stamp.write_text(digest(lock))
    copied = FONTS / ".wasl.sha256"
    if not (copied.exists() and copied.read_text() == digest(lock)):
        copy_fonts()
        copy_scripts()
        copied.write_text(digest(lock))


def _fetch() -> None:
    if not system.NPM.is_present():
        raise Failed("There is no npm.")
    say("Fetching the web fonts and the map outlines")
    run("npm", "ci", "--silent", "--no-audit", "--no-fund")


def copy_fonts() -> None:
    """Copy the fonts that the pages and the PDF use, with their licences."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for family, subsets in FAMILIES.items():
        package = PACKAGES / "@fontsource" / family
        shutil.copyfile(package / "LICENSE", FONTS / f"{family}-LICENSE.txt")
        for subset in subsets:
            for weight in WEIGHTS.get(family, [400, 600]):
                source = package / "files" / f"{family}-{subset}-{weight}-normal.woff2"
                shutil.copyfile(source, FONTS / f"{family}-{subset}-{weight}.woff2")


def copy_scripts() -> None:
    """Copy the module that reads and writes a browser's own database, with its licence."""
    shutil.rmtree(SCRIPTS, ignore_errors=True)
    SCRIPTS.mkdir(parents=True)
    package = PACKAGES / "idb"
    shutil.copyfile(package / "LICENSE", SCRIPTS / "idb-LICENSE.txt")
    shutil.copyfile(package / "build" / "index.js", SCRIPTS / "idb.js")
