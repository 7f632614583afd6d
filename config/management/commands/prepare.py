"""Brings files, database and data to where the portal can be served."""

import hashlib
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MAP_SOURCE = settings.BASE_DIR / "node_modules" / "morocco-map"
#: In the order in which they need each other.
PARTS = ("messages", "map", "database", "demo", "static")


class Command(BaseCommand):
    """Bring everything, or the parts named, to where the portal can be served."""

    help = "Prepare messages, map, database, demo and static; a second run changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("parts", nargs="*", help=f"Of {', '.join(PARTS)}; all by default.")

    def handle(self, *, parts, **options):
        unknown = set(parts) - set(PARTS)
        if unknown:
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}; there are {PARTS}.")
        for name in PARTS:
            if name in (parts or PARTS):
                getattr(self, f"prepare_{name}")()

    def prepare_messages(self):
        """Compile the message catalogues."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compile_catalogue(source)

    def prepare_map(self):
        """Draw the outlines; without the package the portal shows its map of tiles."""
        stamp = Stamp(settings.MAP_DIR / ".made-from.sha256", map_signature())
        if MAP_SOURCE.exists() and not stamp.is_current:
            self._do("Drawing the map", "build_map")
            stamp.renew()

    def prepare_database(self):
        """Migrate, and load what is the same in every portal."""
        is_behind = bool(pending_migrations())
        self._do("Bringing the database up to date", "migrate", interactive=False)
        if is_behind:
            # A release may count what the totals did not hold before.
            self._do("Counting the totals again", "check_totals", repair=True)
        self._do("Loading places and other reference data", "load_reference")
        self._do("Loading the programmes known from the press", "load_press")

    def prepare_demo(self):
        """Load the demonstration accounts; production leaves this part out."""
        self._do("Loading the demonstration accounts", "load_demo")

    def prepare_static(self):
        """Collect the static files; with DEBUG they are served from where they are."""
        stamp = Stamp(settings.STATIC_ROOT / ".made-from.sha256", static_signature())
        if not (settings.DEBUG or stamp.is_current):
            self._do("Collecting the static files", "collectstatic", interactive=False, clear=True)
            stamp.renew()

    def _do(self, what, name, **options):
        self.stdout.write(f"· {what}")
        self.stdout.flush()
        call_command(name, verbosity=0, **options)


def pending_migrations():
    """The migrations that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


class Stamp:
    """Remembers beside what was made what it was made from."""

    def __init__(self, path, signature):
        self._path = path
        self._signature = signature

    @property
    def is_current(self):
        """Whether it was made from the same."""
        return self._path.exists() and self._path.read_text() == self._signature

    def renew(self):
        """Say that it is made from this now."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._signature)


def compile_catalogue(source):
    """Write the .mo file beside a .po file, unless it is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    # Beside it and then renamed: another process may read the catalogue at this moment.
    written = target.with_suffix(".mo.new")
    with written.open("wb") as file:
        write_mo(file, catalogue)
    written.replace(target)


def map_signature():
    """Sum up what the map is drawn from: the locked package and the code that draws."""
    files = [settings.BASE_DIR / "package-lock.json"]
    files += sorted((settings.BASE_DIR / "regions").glob("geometry.py"))
    files += sorted((settings.BASE_DIR / "regions").glob("management/commands/build_map.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def static_signature():
    """Sum up the static files of every app by name, size and time."""
    found = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
