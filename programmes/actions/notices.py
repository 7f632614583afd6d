"""Who is told of what happens to an activity, in their own language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from actors.actions import queue_notice
from actors.enums import Role
from actors.models import User
from programmes.enums import PartnerRole
from programmes.models import Activity, Partnership


def tell_validators(activity: Activity, *, at: datetime) -> None:
    """One message a day says that activities wait, however many were submitted."""
    today = timezone.localdate(at)
    for person in validators_of(activity):
        queue_notice(
            to=person.email,
            language=person.language,
            message="activities_waiting",
            context={
                "title": activity.title,
                "address": _address(person, "programmes:validation_queue"),
            },
            key=f"to-validate:{person.pk}:{today.isoformat()}",
            at=at,
        )


def tell_author_validated(activity: Activity, *, by: User, at: datetime) -> None:
    """Tell whoever logged and whoever submitted a record that it counts."""
    _tell_authors(activity, "activity_validated", by, at)


def tell_author_returned(activity: Activity, *, by: User, at: datetime) -> None:
    """Tell whoever logged and whoever submitted a record what is asked of them."""
    _tell_authors(activity, "activity_returned", by, at)


def validators_of(activity: Activity) -> QuerySet[User]:
    """The people who may validate an activity: of its region, or of its programmes' agencies."""
    wanted = Q(pk__in=[])
    if activity.region is not None:
        wanted |= Q(
            memberships__role=Role.VALIDATOR,
            memberships__organisation__place__code__startswith=activity.region.code,
        )
    agencies = Partnership.objects.filter(
        role=PartnerRole.IMPLEMENTING, programme__attributions__activity=activity
    ).values("organisation")
    wanted |= Q(memberships__role=Role.OFFICER, memberships__organisation__in=agencies)
    in_force = Q(memberships__ends_on__isnull=True) | Q(
        memberships__ends_on__gte=timezone.localdate(activity.changed_at)
    )
    return (
        User.objects.filter(wanted & in_force, is_active=True)
        .exclude(pk__in=[activity.created_by_id or 0, activity.submitted_by_id or 0])
        .distinct()
        .order_by("pk")
    )


def _tell_authors(activity: Activity, message: str, by: User, at: datetime) -> None:
    people = {activity.created_by_id, activity.submitted_by_id} - {None}
    for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        queue_notice(
            to=person.email,
            language=person.language,
            message=message,
            context={
                "name": str(by),
                "title": activity.title,
                "reference": activity.reference,
                "question": activity.question,
                "address": _address(person, "programmes:activity_detail", activity.uuid),
            },
            key=f"{message}:{activity.pk}:{activity.version}:{person.pk}",
            at=at,
        )


def _address(person: User, name: str, *args: object) -> str:
    with translation.override(person.language):
        return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
