"""Who may do what to accounts, committees and decisions."""

from collections.abc import Callable
from datetime import date
from typing import ParamSpec

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from actors.enums import MinutesState, Role, SeatKind
from actors.models import Committee, Decision, Meeting, Membership, Minutes, Seat, User
from actors.roles import DELEGABLE, Permission

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


def check_can_delegate(user: User, membership: Membership) -> None:
    """Whoever holds a role that signs, by themselves: what was lent is not lent on."""
    if membership.user_id != user.pk or membership.role not in DELEGABLE:
        raise PermissionDenied(_("Only validators and programme officers lend their signature."))
    if membership.delegated_by_id is not None:
        raise PermissionDenied(_("A signature that was lent to you is not lent on."))


def check_can_end_delegation(user: User, delegation: Membership) -> None:
    """Who lent the signature, who holds it, and whoever manages accounts."""
    if user.pk in (delegation.delegated_by_id, delegation.user_id):
        return
    check_can_manage_accounts(user)


def check_can_read_audit(user: User) -> None:
    """Administrators only."""
    if not user.scope().has(Permission.AUDIT_READ):
        raise PermissionDenied(_("Only administrators read the audit trail."))


def check_can_manage_committees(user: User) -> None:
    """The national coordination."""
    if not user.scope().has(Permission.COMMITTEE_MANAGE):
        raise PermissionDenied(_("Only the national coordination manages committees."))


def check_can_run_committee(user: User, committee: Committee, *, on: date) -> None:
    """The national coordination, and the committee's secretariat in its mandate.

    A secretariat that names its holder or alternate is theirs; one that names nobody is that of
    whoever works for the organisation, but not as a donor. One query, none for the coordination.
    """
    scope = user.scope()
    if scope.has(Permission.COMMITTEE_MANAGE):
        return
    working = {grant.organisation_id for grant in scope.grants if grant.role != Role.DONOR}
    secretariats = Seat.objects.in_mandate(on=on).filter(
        committee=committee, kind=SeatKind.SECRETARY
    )
    for holder, alternate, organisation in secretariats.order_by("pk").values_list(
        "holder", "alternate", "organisation"
    ):
        if user.pk in (holder, alternate):
            return
        if holder is None and alternate is None and organisation in working:
            return
    raise PermissionDenied(_("Only the secretariat of this committee does this."))


def check_can_take_part(user: User, committee: Committee, *, on: date) -> None:
    """Whoever holds a seat, or works for an organisation that has one, in its mandate."""
    if not Seat.objects.of(user).in_mandate(on=on).filter(committee=committee).exists():
        raise PermissionDenied(_("Only members of this committee take part in it."))


def check_can_speak_up(user: User, committee: Committee, *, on: date) -> None:
    """Members of the committee, and whoever runs it."""
    if not allows(check_can_run_committee, user, committee, on=on):
        check_can_take_part(user, committee, on=on)


def check_can_read_minutes(
    user: User, meeting: Meeting, minutes: Minutes | None, *, on: date
) -> None:
    """Who runs the committee, always; its members once the minutes go round; whoever else sees
    the meeting once they are approved. Whoever sits there as a donor reads the public decisions."""
    if allows(check_can_run_committee, user, meeting.committee, on=on):
        return
    if not _is_member(user, meeting.committee):
        raise PermissionDenied(
            _(
                "Minutes are for the members of the committee. The decisions that it made "
                "public stand on its page."
            )
        )
    state = minutes.state if minutes else MinutesState.DRAFT
    if state == MinutesState.APPROVED:
        return
    if state == MinutesState.CIRCULATED:
        check_can_take_part(user, meeting.committee, on=on)
        return
    raise PermissionDenied(_("These minutes are still being written."))


def check_can_open_papers(user: User, committee: Committee) -> None:
    """Whoever sees the committee, but not as a donor: papers of its meetings print every
    decision. One query, none for councils and the ministry."""
    if not _is_member(user, committee):
        raise PermissionDenied(
            _(
                "The papers of a meeting are for the members of the committee. The decisions "
                "that it made public stand on its page."
            )
        )


def check_can_follow_up(user: User, decision: Decision, *, on: date) -> None:
    """The person in charge of a decision, whoever works for the organisation in charge, and those
    who run its committee.
    """
    scope = user.scope()
    if decision.owner_person_id == user.pk and scope.working_ids:
        return
    if decision.owner_id in scope.organisations_with(Permission.DECISION_FOLLOW_UP):
        return
    if allows(check_can_run_committee, user, decision.committee, on=on):
        return
    raise PermissionDenied(
        _("Only those in charge of a decision and the secretariat say what became of it.")
    )


def _is_member(user: User, committee: Committee) -> bool:
    """Whether what a committee did not make public is a person's business, now or in the past."""
    if user.scope().sees_every_committee:
        return True
    return Seat.objects.held_by(user).filter(committee=committee).exists()
