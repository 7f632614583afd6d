from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from reports.loading.press import load_press


class Command(BaseCommand):
    """The programmes, organisations, committees, facilities and figures known from the press."""

    help = "Load what is known from the press; a second run changes nothing."

    def handle(self, *, verbosity, **options):
        # Titles in the trail are written in the portal's first language.
        with translation.override("fr"):
            created = load_press(at=timezone.localtime())
        if verbosity:
            self.stdout.write(f"{created} records created.")
