from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.loading.synthetic import populate, take_away


class Command(BaseCommand):
    """Synthetic activities for load tests and design work."""

    help = "Add activities that are clearly labelled as invented, or remove all of them."

    def add_arguments(self, parser):
        parser.add_argument("--activities", type=int, default=1_000, help="How many to add.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed adds the same ones.")
        parser.add_argument(
            "--remove", action="store_true", help="Remove every synthetic activity."
        )

    def handle(self, *, activities, seed, remove, **options):
        now = timezone.now()
        if remove:
            self.stdout.write(f"{take_away(at=now)} synthetic activities removed.")
        else:
            added = populate(activities=activities, seed=seed, at=now)
            self.stdout.write(f"{added} synthetic activities added.")
