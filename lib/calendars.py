"""Meetings as calendar programs read them (RFC 5545): invitations and feeds.

The zone of the moments is written out from the system's rules, change by change. Morocco goes back
an hour in Ramadan, on days that no yearly rule gives; a program that does not know the zone, or
knows an old one, still shows the right hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar

PRODUCT = "-//Wasl//Wasl//FR"
# Calendar programs ask again after this.
REFRESH = timedelta(hours=6)
# The rules of the zone are told this far around the moments.
MARGIN = timedelta(days=200)
SECOND = timedelta(seconds=1)


class Method(StrEnum):
    """What a calendar message does."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meeting. `starts` is a moment, or a day for what has no hour; `changed_at` is when it
    was last told, so that the same record gives the same bytes.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    text: str = ""
    address: str = ""
    sequence: int = 0
    status: Status = Status.CONFIRMED
    changed_at: datetime
    organiser: Person | None = None
    guest: Person | None = None


def invitation(entry: Entry, *, method: Method, zone: ZoneInfo) -> str:
    """A calendar message about one meeting, for one guest."""
    return _written([entry], method, zone, name="")


def feed(entries: Sequence[Entry], *, name: str, zone: ZoneInfo) -> str:
    """A calendar to subscribe to; the same entries give the same text."""
    return _written(entries, Method.PUBLISH, zone, name=name)


def cancelled(entry: Entry) -> Entry:
    """The same meeting, which no longer takes place for whoever reads this."""
    return replace(entry, status=Status.CANCELLED)


def content_type(method: Method) -> str:
    """The type of a part of an e-mail that holds a calendar message."""
    return f"text/calendar; method={method}"


def _written(entries: Sequence[Entry], method: Method, zone: ZoneInfo, *, name: str) -> str:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", zone.key)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    moments = [entry.starts for entry in entries if isinstance(entry.starts, datetime)]
    if moments:
        calendar.add_component(_zone(zone, min(moments) - MARGIN, max(moments) + MARGIN))
    for entry in entries:
        calendar.add_component(_event(entry, zone))
    text: str = calendar.to_ical().decode()
    return text


def _event(entry: Entry, zone: ZoneInfo) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", _local(entry.starts, zone))
    if entry.ends is not None:
        event.add("dtend", _local(entry.ends, zone))
    event.add("status", entry.status)
    for name, value in (
        ("location", entry.place),
        ("description", entry.text),
        ("url", entry.address),
    ):
        if value:
            event.add(name, value)
    if entry.organiser:
        event["organizer"] = _address(entry.organiser)
    if entry.guest:
        guest = _address(entry.guest)
        guest.params["role"] = "REQ-PARTICIPANT"
        guest.params["partstat"] = "NEEDS-ACTION"
        # People answer in the portal, where the quorum is counted.
        guest.params["rsvp"] = "FALSE"
        event["attendee"] = guest
    return event


def _address(person: Person) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = person.name
    return address


def _local(moment: datetime | date, zone: ZoneInfo) -> datetime | date:
    return moment.astimezone(zone) if isinstance(moment, datetime) else moment


def _zone(zone: ZoneInfo, first: datetime, last: datetime) -> icalendar.Timezone:
    """The zone between two moments.

    `icalendar.Timezone.from_tzinfo` looks at distant days and misses a change that is taken back
    a month later, which is what Ramadan is.
    """
    written = icalendar.Timezone()
    written.add("tzid", zone.key)
    start = first.astimezone(UTC).replace(microsecond=0)
    written.add_component(_observance(zone, start, start.astimezone(zone).utcoffset()))
    for moment in _changes(zone, start, last):
        before = (moment - SECOND).astimezone(zone).utcoffset()
        written.add_component(_observance(zone, moment, before))
    return written


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the offset of a zone changes, to the second."""
    day = start
    while day < end:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield _moment_of_change(zone, day, following)
        day = following


def _moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _observance(
    zone: ZoneInfo, moment: datetime, before: timedelta | None
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    local = moment.astimezone(zone)
    part = icalendar.TimezoneDaylight() if local.dst() else icalendar.TimezoneStandard()
    offset = before or timedelta(0)
    # The beginning is told in the time that was in force just before it.
    part.add("dtstart", (moment + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", local.utcoffset())
    part.add("tzname", local.tzname())
    return part
