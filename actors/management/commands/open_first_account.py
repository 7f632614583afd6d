"""Opens the account of the first administrator of a new portal."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from actors import actions
from actors.models import Organisation
from lib.workflow import WrongState


class Command(BaseCommand):
    """Ask for a password and open the account; refused once there is an administrator."""

    help = "Open the account of the first administrator, who then invites the others."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="First and last name.")
        parser.add_argument("--organisation", required=True, help="Its name in addresses: maec")

    def handle(self, *, email, name, organisation, **options):
        try:
            organisation = Organisation.objects.get(slug=organisation)
        except Organisation.DoesNotExist:
            raise CommandError(f"There is no organisation {organisation!r}.") from None
        try:
            validate_email(email)
            password = ask_password()
            validate_password(password)
            user = actions.open_first_account(
                email=email,
                full_name=name,
                organisation=organisation,
                password=password,
                at=timezone.now(),
            )
        except (ValidationError, WrongState) as refusal:
            raise CommandError(" ".join(getattr(refusal, "messages", [str(refusal)]))) from None
        self.stdout.write(f"{user.email} may sign in now.")


def ask_password():
    """Ask at the terminal, or read one line of a script's input."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
