from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.messages import OPTIONS


class Command(BaseCommand):
    help = "Bring the French and Arabic catalogues up to date with the code."

    def handle(self, *args, **options):
        call_command("makemessages", **OPTIONS)
