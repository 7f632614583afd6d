"""Accounts and roles: invitations, memberships, and their end."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors import selectors
from actors.actions.delegations import end_delegations
from actors.actions.notices import queue_notice
from actors.audit import changes, record
from actors.enums import EventKind, Role
from actors.models import Invitation, Membership, Organisation, User
from actors.permissions import check_can_change_account, check_can_manage_accounts
from lib.workflow import WrongState

INVITATION_LIFE = timedelta(days=14)


@transaction.atomic
def invite(
    *,
    email: str,
    full_name: str,
    organisation: Organisation,
    role: Role,
    language: str,
    by: User,
    at: datetime,
) -> Invitation:
    """Offer someone an account: a row, and an e-mail with a link that works once.

    Raises ValidationError for an address that has an account or an open invitation, or a role
    that does not fit the organisation.
    """
    check_can_manage_accounts(by)
    _refuse_unfit(role, organisation)
    email = email.lower()
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError(
            {"email": _("This person has an account already: give them a role on their page.")}
        )
    if Invitation.objects.open(at=at).filter(email__iexact=email).exists():
        raise ValidationError(
            {"email": _("An invitation to this address is open: send it again or withdraw it.")}
        )
    invitation = Invitation(
        email=email,
        full_name=full_name,
        organisation=organisation,
        role=role,
        language=language,
        invited_by=by,
        invited_at=at,
    )
    _send_link(invitation, at)
    record(EventKind.INVITED, about=invitation, by=by, at=at, after=_told(role, organisation))
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Send a new link, which lives as long as the first one; the former link stops working."""
    check_can_manage_accounts(by)
    _refuse_accepted(invitation)
    _send_link(invitation, at)
    record(
        EventKind.INVITED,
        about=invitation,
        by=by,
        at=at,
        after=_told(invitation.role, invitation.organisation),
    )
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Make the link stop working at once."""
    check_can_manage_accounts(by)
    _refuse_accepted(invitation)
    invitation.expires_at = min(invitation.expires_at, at)
    invitation.save(update_fields=["expires_at"])
    record(
        EventKind.REVOKED,
        about=invitation,
        by=by,
        at=at,
        before=_told(invitation.role, invitation.organisation),
    )
    return invitation


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, full_name: str, password: str, language: str, at: datetime
) -> User:
    """Open the account that an invitation offers. Whoever has the link is the person invited.

    Raises WrongState if the invitation was used or has expired.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.expires_at <= at:
        raise WrongState(_("This invitation has been used or has expired."))
    user = User.objects.create_user(
        invitation.email, password, full_name=full_name, language=language
    )
    Membership.objects.create(
        user=user,
        organisation_id=invitation.organisation_id,
        role=invitation.role,
        starts_on=timezone.localdate(at),
    )
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        EventKind.CREATED,
        about=user,
        by=user,
        at=at,
        after={"email": user.email, **_told(invitation.role, invitation.organisation)},
    )
    return user


@transaction.atomic
def grant_role(
    *, person: User, organisation: Organisation, role: Role, by: User, at: datetime
) -> Membership:
    """Give a person a role in an organisation, from today.

    Raises ValidationError if the role does not fit the organisation, or is held already.
    """
    check_can_change_account(by, person)
    _refuse_unfit(role, organisation)
    held = person.memberships.own().in_force().filter(organisation=organisation, role=role)
    if held.exists():
        raise ValidationError(_("This person already has this role here."))
    membership = Membership.objects.create(
        user=person, organisation=organisation, role=role, starts_on=timezone.localdate(at)
    )
    record(EventKind.GRANTED, about=person, by=by, at=at, after=_told(role, organisation))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Withdraw a role at once: yesterday was its last day."""
    check_can_change_account(by, membership.user)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    last_day = timezone.localdate(at) - timedelta(days=1)
    if membership.ends_on and membership.ends_on <= last_day:
        raise WrongState(_("This role ended already."))
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
    record(
        EventKind.REVOKED,
        about=membership.user,
        by=by,
        at=at,
        before=_told(membership.role, membership.organisation),
    )
    lent = Membership.objects.filter(role=membership.role, organisation=membership.organisation)
    if membership.delegated_by_id is None:
        end_delegations(lent.delegated(by=membership.user), by=by, at=at)
    return membership


@transaction.atomic
def deactivate(*, person: User, by: User, at: datetime) -> User:
    """Close an account: its sessions and tokens stop working at once; what it did stays. What it
    lent to colleagues ends."""
    check_can_change_account(by, person)
    end_delegations(Membership.objects.delegated(by=person), by=by, at=at)
    return _set_active(person, False, by, at)


@transaction.atomic
def reactivate(*, person: User, by: User, at: datetime) -> User:
    """Open a closed account again, with the roles it still has."""
    check_can_change_account(by, person)
    return _set_active(person, True, by, at)


@transaction.atomic
def change_profile(*, full_name: str, language: str, by: User, at: datetime) -> User:
    """Change one's own name and the language of one's pages and e-mails."""
    before = {"full_name": by.full_name, "language": by.language}
    by.full_name, by.language = full_name, language
    by.save(update_fields=["full_name", "language", "search"])
    old, new = changes(before, {"full_name": by.full_name, "language": by.language})
    if new:
        record(EventKind.CHANGED, about=by, by=by, at=at, before=old, after=new)
    return by


def _set_active(person: User, is_active: bool, by: User, at: datetime) -> User:
    if person.is_active == is_active:
        opened, closed = _("This account is open already."), _("This account is closed already.")
        raise WrongState(opened if is_active else closed)
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    record(
        EventKind.CHANGED,
        about=person,
        by=by,
        at=at,
        before={"is_active": not is_active},
        after={"is_active": is_active},
    )
    return person


def _send_link(invitation: Invitation, at: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.digest = hashlib.sha256(token.encode()).hexdigest()
    invitation.expires_at = at + INVITATION_LIFE
    invitation.save()
    with translation.override(invitation.language):
        path = reverse("actors:invitation_accept", args=[token])
    queue_notice(
        to=invitation.email,
        language=invitation.language,
        message="invitation",
        context={
            "invitation": invitation,
            "role": Role(invitation.role),
            "link": f"{settings.PUBLIC_URL}{path}",
        },
        key=f"invitation:{invitation.digest}",
        at=at,
    )


def _refuse_unfit(role: str, organisation: Organisation) -> None:
    sentence = selectors.why_unfit(role, organisation)
    if sentence:
        raise ValidationError({"role": sentence})


def _refuse_accepted(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise WrongState(_("This invitation was accepted already."))


def _told(role: str, organisation: Organisation) -> dict[str, str]:
    return {"role": str(role), "organisation": organisation.name}
