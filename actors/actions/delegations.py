"""Signatures lent to a colleague until a day: the same role, with an end and a name behind it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors.actions.notices import queue_notice
from actors.audit import record
from actors.enums import EventKind, Role
from actors.models import Membership, Organisation, User
from actors.permissions import check_can_delegate, check_can_end_delegation
from actors.selectors.people import colleagues_of
from lib import formats
from lib.workflow import WrongState

# Whoever is away for longer is replaced: that is an administrator's matter.
LONGEST = timedelta(days=92)


@transaction.atomic
def delegate(
    *, membership: Membership, to: User, until: date, by: User, at: datetime
) -> Membership:
    """Lend the role of a membership to a colleague, from today until a day, that day included.

    The colleague signs in their own name and with their own second factor.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation")
    membership = rows.get(pk=membership.pk)
    check_can_delegate(by, membership)
    today = timezone.localdate(at)
    if membership.ends_on is not None and membership.ends_on < today:
        raise WrongState(_("This role ended already."))
    _refuse_day(membership, until, today)
    if not colleagues_of([membership]).filter(pk=to.pk).exists():
        raise ValidationError({"colleague": _("Choose somebody of your own organisation.")})
    there = {"organisation": membership.organisation, "role": membership.role}
    if to.memberships.in_force().filter(**there).exists():
        raise ValidationError({"colleague": _("This person has this role here already.")})
    delegation = Membership.objects.create(
        user=to, **there, starts_on=today, ends_on=until, delegated_by=by
    )
    record(EventKind.GRANTED, about=to, by=by, at=at, after=_told(delegation, by))
    _tell(delegation, by, at)
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Membership, by: User, at: datetime) -> Membership:
    """Take a lent signature back at once: yesterday was its last day."""
    rows = Membership.objects.select_for_update(of=("self",))
    delegation = rows.select_related("user", "organisation", "delegated_by").get(pk=delegation.pk)
    if delegation.delegated_by is None:
        raise WrongState(_("This role is not lent: an administrator withdraws it."))
    check_can_end_delegation(by, delegation)
    last_day = timezone.localdate(at) - timedelta(days=1)
    if delegation.ends_on is not None and delegation.ends_on <= last_day:
        raise WrongState(_("This delegation ended already."))
    before = _told(delegation, delegation.delegated_by)
    delegation.ends_on = last_day
    delegation.save(update_fields=["ends_on"])
    record(EventKind.REVOKED, about=delegation.user, by=by, at=at, before=before)
    return delegation


def end_delegations(lent: QuerySet[Membership], *, by: User, at: datetime) -> None:
    """End what was lent when the role behind it ends. Part of the actions on accounts."""
    today = timezone.localdate(at)
    for delegation in lent.filter(ends_on__gte=today).order_by("pk"):
        end_delegation(delegation=delegation, by=by, at=at)


def _refuse_day(membership: Membership, until: date, today: date) -> None:
    if until < today:
        raise ValidationError({"until": _("This day is past: choose today or a later one.")})
    latest = today + LONGEST
    if membership.ends_on is not None:
        latest = min(latest, membership.ends_on)
    if until > latest:
        raise ValidationError(
            {"until": _("Choose a day up to %(day)s.") % {"day": formats.date(latest)}}
        )


def _tell(delegation: Membership, by: User, at: datetime) -> None:
    person = delegation.user
    with translation.override(person.language):
        address = f"{settings.PUBLIC_URL}{reverse('actors:delegations')}"
        role, until = str(Role(delegation.role).label), formats.date(delegation.ends_on)
    queue_notice(
        to=person.email,
        language=person.language,
        message="delegation",
        context={"name": str(by), "role": role, "until": until, "address": address},
        key=f"delegation:{delegation.pk}",
        at=at,
    )


def _told(delegation: Membership, lender: User) -> dict[str, str]:
    organisation: Organisation = delegation.organisation
    return {
        "role": str(delegation.role),
        "organisation": organisation.name,
        "until": delegation.ends_on.isoformat() if delegation.ends_on else "",
        "delegated_by": str(lender),
    }
