from django.core.management.base import BaseCommand, CommandError

from config.messages import problems


class Command(BaseCommand):
    help = "Fail, with a list, if a sentence lacks its French or Arabic translation."

    def handle(self, *args, **options):
        found = problems()
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} messages to translate; make messages, then edit.")
        self.stdout.write("The catalogues are complete.")
