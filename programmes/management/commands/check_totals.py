from django.core.management.base import BaseCommand, CommandError

from programmes import totals


class Command(BaseCommand):
    help = "Compare the kept totals of activities with the log; --repair counts them again."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="count every total again")

    def handle(self, *args, repair, **options):
        drifted = totals.drift()
        for key in [] if repair else drifted:
            self.stderr.write(f"differs: {key}")
        if drifted and not repair:
            raise CommandError(f"{len(drifted)} totals differ from the log. Try --repair.")
        if repair:
            written = totals.rebuild()
            if options["verbosity"]:
                self.stdout.write(f"{len(drifted)} differed; {written} totals counted again.")
        else:
            self.stdout.write("Every total equals the log.")
