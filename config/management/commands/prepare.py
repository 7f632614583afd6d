"""Brings files, database and data to where the portal can be served."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compile, migrate, load, collect; each step changes nothing where it was done before."""

    help = "Prepare files, database and data; a second run changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--files-only", action="store_true", help="Leave the database alone.")

    def handle(self, *, files_only, **options):
        self._say("Compiling the message catalogues")
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compile_catalogue(source)
        self._say("Drawing the map")
        self._call("build_map", stdout=self.stdout)
        if files_only:
            return
        for name, what in [
            ("migrate", "Bringing the database up to date"),
            ("load_reference", "Loading places and other reference data"),
            ("load_press", "Loading the programmes known from the press"),
            ("load_demo", "Loading the demonstration accounts"),
        ]:
            self._say(what)
            self._call(name, verbosity=0)
        self._say("Collecting the static files")
        call_command("collectstatic", interactive=False, verbosity=0)

    def _call(self, name, **options):
        if name in get_commands():
            call_command(name, **options)

    def _say(self, text):
        self.stdout.write(f"· {text}")
        self.stdout.flush()


def compile_catalogue(source):
    """Write the .mo file beside a .po file, unless it is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    # Beside it and then renamed: another process may read the catalogue at this moment.
    written = target.with_suffix(".mo.new")
    with written.open("wb") as file:
        write_mo(file, catalogue)
    written.replace(target)
