"""Who is told that values are due, or overdue: one message a day, whatever it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from actors.actions import queue_notice
from actors.enums import Role
from actors.models import Membership, User
from indicators.models import Period
from indicators.selectors.periods import Sheet, name_of, sheets_of
from lib import formats
from lib.identifiers import short_hash
from programmes.enums import PartnerRole
from programmes.models import Partnership, Programme

# So many days before a period is due, and no sooner than it has ended.
NOTICE_DAYS = 7


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell of periods that will soon be due, and of those that are overdue, each once.

    Called by the tick. How many people got a message.
    """
    today = timezone.localdate(at)
    soon, overdue = _soon_due(today), _overdue(today)
    periods = list((soon | overdue).select_for_update().order_by("pk"))
    if not periods:
        return 0
    told = {one.pk for one in periods}
    programmes = Programme.objects.filter(pk__in={one.programme_id for one in periods}).in_order()
    sheets = [
        sheet
        for sheet in sheets_of(programmes, on=today)
        if sheet.period.pk in told and sheet.is_open
    ]
    messages = _by_person(sheets, today)
    for person, left in messages.items():
        _tell(person, left, at, today)
    overdue_now = [one.pk for one in periods if one.due_on < today]
    Period.objects.filter(pk__in=overdue_now).update(told_overdue_at=at)
    Period.objects.filter(pk__in=told, told_due_at__isnull=True).update(told_due_at=at)
    return len(messages)


def _soon_due(today: date) -> QuerySet[Period]:
    return Period.objects.filter(
        told_due_at__isnull=True,
        ends_on__lt=today,
        due_on__gte=today,
        due_on__lte=today + timedelta(days=NOTICE_DAYS),
        locks_on__gte=today,
    )


def _overdue(today: date) -> QuerySet[Period]:
    return Period.objects.filter(
        Q(locks_on__gte=today) | Q(reopened_until__gte=today),
        told_overdue_at__isnull=True,
        due_on__lt=today,
        opens_on__lte=F("due_on"),
    )


def _by_person(sheets: Iterable[Sheet], today: date) -> dict[User, list[Sheet]]:
    """Council staff have the sheets of their region, officers those of the whole programme."""
    sheets = list(sheets)
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    memberships = (
        Membership.objects.filter(in_force, user__is_active=True)
        .filter(role__in=[Role.CONTRIBUTOR, Role.OFFICER])
        .select_related("user", "organisation__place")
        .order_by("user_id", "pk")
    )
    agencies: dict[int, set[int]] = defaultdict(set)
    for organisation, programme in Partnership.objects.filter(
        role=PartnerRole.IMPLEMENTING, programme__in={one.programme.pk for one in sheets}
    ).values_list("organisation", "programme"):
        agencies[organisation].add(programme)
    people: dict[User, list[Sheet]] = defaultdict(list)
    for membership in memberships:
        place = membership.organisation.place
        for sheet in sheets:
            if membership.role == Role.OFFICER:
                concerned = (
                    sheet.place is None
                    and sheet.programme.pk in agencies[membership.organisation_id]
                )
            else:
                concerned = (
                    sheet.place is not None
                    and place is not None
                    and place.region_code == sheet.place.code
                )
            if concerned and sheet not in people[membership.user]:
                people[membership.user].append(sheet)
    return {person: left for person, left in people.items() if left}


def _tell(person: User, left: list[Sheet], at: datetime, today: date) -> None:
    with translation.override(person.language):
        lines = [
            {
                "programme": sheet.programme.acronym,
                "place": sheet.place.name if sheet.place else "",
                "period": name_of(sheet.period),
                "given": formats.number(sheet.given),
                "expected": formats.number(sheet.expected),
                "due": formats.date(sheet.due_on),
                "is_late": sheet.is_late,
            }
            for sheet in left
        ]
        address = f"{settings.PUBLIC_URL}{reverse('indicators:entry_home')}"
    queue_notice(
        to=person.email,
        language=person.language,
        message="values_due",
        context={"lines": lines, "address": address},
        key=f"values-due:{person.pk}:{today.isoformat()}:{short_hash(_subjects(left))}",
        at=at,
    )


def _subjects(left: Iterable[Sheet]) -> str:
    return ",".join(str(pk) for pk in sorted({sheet.period.pk for sheet in left}))
