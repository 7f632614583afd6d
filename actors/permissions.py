"""Who may do what to accounts, committees and decisions."""

from collections.abc import Callable
from typing import ParamSpec

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from actors.models import Decision, User
from actors.roles import Permission

P = ParamSpec("P")


def allows(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Tell whether a check passes. For templates and API flags; actions call the check itself."""
    try:
        check(*args, **kwargs)
    except PermissionDenied:
        return False
    return True


def check_can_manage_accounts(user: User) -> None:
    """Administrators only."""
    if not user.scope().has(Permission.ACCOUNT_MANAGE):
        raise PermissionDenied(_("Only administrators manage accounts and roles."))


def check_can_change_account(user: User, person: User) -> None:
    """Administrators, but never their own account: nobody grants rights to themselves."""
    check_can_manage_accounts(user)
    if person.pk == user.pk:
        raise PermissionDenied(
            _("Another administrator changes your own roles: nobody does it for themselves.")
        )


def check_can_read_audit(user: User) -> None:
    """Administrators only."""
    if not user.scope().has(Permission.AUDIT_READ):
        raise PermissionDenied(_("Only administrators read the audit trail."))


def check_can_manage_committees(user: User) -> None:
    """The national coordination."""
    if not user.scope().has(Permission.COMMITTEE_MANAGE):
        raise PermissionDenied(_("Only the national coordination manages committees."))


def check_can_comment(user: User, decision: Decision) -> None:
    """The person in charge of a decision, or a member from the organisation in charge."""
    scope = user.scope()
    organisations = scope.organisations_with(Permission.DECISION_COMMENT)
    if decision.owner_person_id == user.pk or decision.owner_id in organisations:
        return
    raise PermissionDenied(_("Only those in charge of a decision comment on it."))
