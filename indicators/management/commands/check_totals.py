from django.core.management.base import BaseCommand, CommandError

from indicators import totals as of_values
from programmes import totals as of_activities


class Command(BaseCommand):
    help = "Compare the kept totals with the log and the values; --repair counts them again."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="count every total again")

    def handle(self, *args, repair, **options):
        drifted = [*of_activities.drift(), *of_values.drift()]
        for key in [] if repair else drifted:
            self.stderr.write(f"differs: {key}")
        if drifted and not repair:
            raise CommandError(
                f"{len(drifted)} totals differ from the log or the values. Try --repair."
            )
        if repair:
            written = of_activities.rebuild() + of_values.rebuild()
            if options["verbosity"]:
                self.stdout.write(f"{len(drifted)} differed; {written} totals counted again.")
        else:
            self.stdout.write("Every total equals the log and the values.")
