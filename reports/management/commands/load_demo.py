from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.loading.demo import PASSWORD, load_demo, open_accounts
from reports.loading.example import load_example


class Command(BaseCommand):
    """Demonstration accounts, one per role, and an example of a framework."""

    help = "Open the demonstration accounts, build the example framework; a second run adds none."

    def add_arguments(self, parser):
        parser.add_argument("--list", action="store_true", help="Only list those that are there.")
        parser.add_argument(
            "--force", action="store_true", help="Open them where the settings do not allow it."
        )

    def handle(self, *, list, force, verbosity, **options):
        if not list:
            if not (settings.DEMO_ACCOUNTS or force):
                raise CommandError(
                    "These settings are not for demonstration; --force opens them anyway."
                )
            load_demo(at=timezone.localtime())
            load_example(at=timezone.localtime())
        if verbosity:
            with translation.override(settings.LANGUAGE_CODE):
                self._tell(open_accounts())

    def _tell(self, accounts):
        if not accounts:
            return
        rows = [
            (account.email, str(account.role.label), organisation)
            for account, organisation in accounts
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        self.stdout.write(
            _("Demonstration accounts (password: %(password)s)") % {"password": PASSWORD}
        )
        for email, role, organisation in rows:
            self.stdout.write(f"  {email:<{widths[0]}}  {role:<{widths[1]}}  {organisation}")
        self.stdout.write("")
