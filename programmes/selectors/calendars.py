"""What a calendar program is told of somebody's meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from actors.models import CalendarFeed, Committee, Event, Meeting, User
from lib import calendars
from lib.dates import Precision
from programmes.selectors.convening import entry_of

# How far back a calendar goes.
PAST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """A calendar that a person may subscribe to; `feed` where they have an address for it."""

    committee: Committee | None
    feed: CalendarFeed | None

    @property
    def slug(self) -> str:
        return self.committee.slug if self.committee else ""


def own_feeds(user: User) -> list[OwnFeed]:
    """All meetings first, then each committee that the person sees; two queries."""
    feeds = {one.committee_id: one for one in CalendarFeed.objects.visible_to(user).order_by("pk")}
    committees = Committee.objects.visible_to(user).order_by("kind", "pk")
    return [
        OwnFeed(None, feeds.get(None)),
        *(OwnFeed(committee, feeds.get(committee.pk)) for committee in committees),
    ]


def feed_of_key(digest: str) -> CalendarFeed | None:
    """The feed of a key, as long as its owner has an account."""
    rows = CalendarFeed.objects.filter(digest=digest, user__is_active=True)
    return rows.select_related("user", "committee").order_by("pk").first()


def calendar_of(feed: CalendarFeed, *, language: str, today: date) -> tuple[str, datetime]:
    """The calendar as its owner sees it now, and when something of it changed last.

    Three queries, however many meetings.
    """
    meetings = Meeting.objects.visible_to(feed.user).filter(
        held_precision=Precision.DAY, held_on__gte=today - PAST
    )
    name = _("Meetings of my committees")
    if feed.committee is not None:
        meetings = meetings.filter(committee=feed.committee_id)
        name = feed.committee.acronym or feed.committee.name
    rows = list(
        meetings.select_related("committee", "venue", "convened_by").order_by("held_on", "pk")
    )
    entries = [entry_of(meeting, language=language) for meeting in rows]
    latest = Event.objects.filter(
        about_model=Meeting._meta.label_lower, about_id__in=[str(one.pk) for one in rows]
    ).aggregate(at=Max("at"))["at"]
    text = calendars.feed(entries, name=name, zone=ZoneInfo(settings.TIME_ZONE))
    return text, max(latest or feed.made_at, feed.made_at)
