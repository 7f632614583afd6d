from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.loading import synthetic, synthetic_results

ACTIVITIES = 1_000


class Command(BaseCommand):
    """Synthetic activities and values for load tests and design work."""

    help = "Add activities or values that are clearly labelled as invented, or remove all of them."

    def add_arguments(self, parser):
        parser.add_argument(
            "--activities", type=int, help=f"How many to add; {ACTIVITIES} by default."
        )
        parser.add_argument("--values", type=int, help="How many validated values to add.")
        parser.add_argument("--seed", type=int, default=1, help="The same seed adds the same ones.")
        parser.add_argument("--remove", action="store_true", help="Remove all that is synthetic.")

    def handle(self, *, activities, values, seed, remove, **options):
        now = timezone.now()
        if remove:
            gone = synthetic_results.take_away(at=now)
            self.stdout.write(f"{synthetic.take_away(at=now)} synthetic activities removed.")
            self.stdout.write(f"{gone} synthetic values removed.")
            return
        if values:
            added = synthetic_results.populate_values(values=values, seed=seed, at=now)
            self.stdout.write(f"{added} synthetic values added.")
        if activities or not values:
            added = synthetic.populate(activities=activities or ACTIVITIES, seed=seed, at=now)
            self.stdout.write(f"{added} synthetic activities added.")
