"""Minutes that go round: the record changes below, the members are told from here."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from actors.actions import minutes as actions
from actors.actions import queue_notice
from actors.models import Meeting, Minutes, User
from actors.selectors.proceedings import members_with_accounts


@transaction.atomic
def circulate(*, meeting: Meeting, by: User, at: datetime) -> Minutes:
    """Send the minutes round; every member with an account is told where to read them."""
    minutes = actions.circulate(meeting=meeting, by=by, at=at)
    for person in members_with_accounts(meeting, on=timezone.localdate(at)):
        _tell(person, minutes, at)
    return minutes


def _tell(person: User, minutes: Minutes, at: datetime) -> None:
    meeting = minutes.meeting
    with translation.override(person.language):
        path = reverse("programmes:minutes", args=[meeting.committee.slug, meeting.pk])
        context = {"title": meeting.title, "committee": meeting.committee.name}
    queue_notice(
        to=person.email,
        language=person.language,
        message="minutes_circulated",
        context={**context, "address": f"{settings.PUBLIC_URL}{path}"},
        key=f"minutes:{minutes.pk}:{minutes.version}:{person.pk}",
        at=at,
    )
