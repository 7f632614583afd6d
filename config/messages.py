"""The message catalogues: how they are made, and what makes them complete."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

LANGUAGES = ["fr", "ar"]

OPTIONS: dict[str, Any] = {
    "locale": LANGUAGES,
    # The style sheet of the printed reports is a template too: it prints the page numbers.
    "extensions": ["html", "txt", "py", "css"],
    # No line numbers: a catalogue changes when a sentence does, not when a line moves.
    "no_location": True,
    "no_wrap": True,
    "no_obsolete": True,
    "ignore_patterns": ["node_modules", "var", ".venv", "tests"],
    "verbosity": 0,
}


def problems() -> list[str]:
    """What the committed catalogues lack, a line each; none when they are complete.

    Extracts the messages again into a copy of the committed ones, so a new sentence without
    a translation, an outdated catalogue, a fuzzy guess and a missing plural are all found.
    """
    with tempfile.TemporaryDirectory() as folder:
        # makemessages writes to the first "locale" it finds on its walk, whatever the settings
        # say: it walks a folder of links to the code, beside the copy.
        root = Path(folder).resolve()
        for path in settings.BASE_DIR.iterdir():
            if path.name not in {"locale", *OPTIONS["ignore_patterns"]}:
                (root / path.name).symlink_to(path)
        shutil.copytree(settings.LOCALE_PATHS[0], root / "locale")
        with (
            contextlib.chdir(root),
            override_settings(LOCALE_PATHS=[str(root / "locale")]),
        ):
            call_command("makemessages", **OPTIONS, symlinks=True)
        return [
            f"{language}: {problem}"
            for language in LANGUAGES
            for problem in _in_catalogue(_read(root / "locale", language))
        ]


def _read(folder: Path, language: str) -> Catalog:
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def _in_catalogue(catalogue: Catalog) -> list[str]:
    found = []
    for message in catalogue:
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        name = message.id[0] if isinstance(message.id, tuple) else message.id
        if message.fuzzy:
            found.append(f"a guess to confirm: {name!r}")
        elif not all(texts):
            found.append(f"not translated: {name!r}")
        elif isinstance(message.id, tuple) and len(texts) != catalogue.num_plurals:
            found.append(f"{len(texts)} plural forms of {catalogue.num_plurals}: {name!r}")
        else:
            found += [f"{error}: {name!r}" for error in message.check(catalogue)]
    return found
