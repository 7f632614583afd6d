"""Who is told that decisions in their charge are due, or overdue: one message a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator

from actors.actions import queue_notice
from actors.models import Decision, Membership, User
from actors.roles import GRANTS, Permission
from lib import formats
from lib.identifiers import short_hash

# So many days before a decision is due.
NOTICE_DAYS = 14
# Who follows a decision up for their organisation; the ministry's own are the coordination's.
_IN_CHARGE = [
    role
    for role, granted in GRANTS.items()
    if granted & {Permission.DECISION_FOLLOW_UP, Permission.COMMITTEE_MANAGE}
]


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell of decisions that will soon be due, and of those that are overdue, each once.

    Called by the tick. The person in charge is told; where none is named, those who follow
    decisions up for the organisation. How many people got a message.
    """
    today = timezone.localdate(at)
    waiting = _soon_due(today) | _overdue(today)
    decisions = list(waiting.select_for_update().order_by("due_on", "committee", "number"))
    if not decisions:
        return 0
    related = Decision.objects.filter(pk__in=[one.pk for one in decisions])
    loaded = related.select_related("committee", "owner", "owner_person")
    messages = _by_person(loaded.order_by("due_on", "committee", "number"), today)
    for person, left in messages.items():
        _tell(person, left, at, today)
    _note(decisions, at, today)
    return len(messages)


def _soon_due(today: date) -> QuerySet[Decision]:
    last = today + timedelta(days=NOTICE_DAYS)
    return Decision.objects.open().filter(
        told_due_at__isnull=True, due_on__gte=today, due_on__lte=last
    )


def _overdue(today: date) -> QuerySet[Decision]:
    return Decision.objects.overdue(on=today).filter(told_overdue_at__isnull=True)


def _note(decisions: Iterable[Decision], at: datetime, today: date) -> None:
    overdue = [one.pk for one in decisions if one.due_on and one.due_on < today]
    soon = [one.pk for one in decisions if one.pk not in overdue]
    Decision.objects.filter(pk__in=overdue).update(told_overdue_at=at)
    Decision.objects.filter(pk__in=soon).update(told_due_at=at)


def _by_person(decisions: Iterable[Decision], today: date) -> dict[User, list[Decision]]:
    """Two queries, however many decisions there are."""
    decisions = list(decisions)
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    memberships = (
        Membership.objects.filter(in_force, user__is_active=True, role__in=_IN_CHARGE)
        .filter(
            Q(organisation__in={one.owner_id for one in decisions})
            | Q(user__in={one.owner_person_id for one in decisions})
        )
        .select_related("user")
        .order_by("user_id", "pk")
    )
    people: dict[int, set[User]] = defaultdict(set)
    working: dict[int, User] = {}
    for membership in memberships:
        people[membership.organisation_id].add(membership.user)
        working[membership.user_id] = membership.user
    left: dict[User, list[Decision]] = defaultdict(list)
    for decision in decisions:
        named = working.get(decision.owner_person_id or 0)
        told = {named} if named else people.get(decision.owner_id or 0, set())
        for person in told:
            left[person].append(decision)
    return left


def _tell(person: User, left: list[Decision], at: datetime, today: date) -> None:
    with translation.override(person.language):
        lines = [
            {
                "committee": one.committee.acronym or one.committee.name,
                "number": one.number,
                "text": Truncator(" ".join(one.text.split())).chars(160),
                "due": formats.date(one.due_on),
                "is_late": one.due_on is not None and one.due_on < today,
                "address": settings.PUBLIC_URL
                + reverse("indicators:decision_detail", args=[one.committee.slug, one.number]),
            }
            for one in left
        ]
        address = f"{settings.PUBLIC_URL}{reverse('indicators:decision_list')}?mine=me&state=open"
    subjects = ",".join(
        f"{one.pk}{'!' if line['is_late'] else ''}" for one, line in zip(left, lines, strict=True)
    )
    queue_notice(
        to=person.email,
        language=person.language,
        message="decisions_due",
        context={"lines": lines, "address": address},
        key=f"decisions-due:{person.pk}:{today.isoformat()}:{short_hash(subjects)}",
        at=at,
    )
