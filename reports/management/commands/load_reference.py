from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.loading.reference import load_reference


class Command(BaseCommand):
    """Places, national plans, kinds of activities and participation categories."""

    help = "Load the reference data; a second run changes nothing."

    def handle(self, *, verbosity, **options):
        written = load_reference(at=timezone.now())
        if verbosity:
            self.stdout.write(f"{written} rows written.")
