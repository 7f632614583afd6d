"""The account from which all others are invited."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors import selectors
from actors.audit import record
from actors.enums import EventKind, Role
from actors.models import Membership, Organisation, User
from lib.workflow import WrongState


@transaction.atomic
def open_first_account(
    *, email: str, full_name: str, organisation: Organisation, password: str, at: datetime
) -> User:
    """Open the account of the first administrator, from the machine that runs the portal.

    Raises WrongState as soon as there is an administrator, for then they invite the others;
    ValidationError if the organisation is not one whose people may administer.
    """
    if Membership.objects.in_force().filter(role=Role.ADMINISTRATOR).exists():
        raise WrongState(_("There is an administrator already, who invites the others."))
    unfit = selectors.why_unfit(Role.ADMINISTRATOR, organisation)
    if unfit:
        raise ValidationError({"organisation": unfit})
    user = User.objects.create_user(email, password, full_name=full_name)
    Membership.objects.create(
        user=user,
        organisation=organisation,
        role=Role.ADMINISTRATOR,
        starts_on=timezone.localdate(at),
    )
    record(
        EventKind.CREATED,
        about=user,
        by=None,
        at=at,
        after={
            "email": user.email,
            "role": str(Role.ADMINISTRATOR),
            "organisation": organisation.name,
        },
    )
    return user
