"""Calendar messages, read back by a program that knows the zone only from the message."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from lib.calendars import Entry, Method, Person, Status, content_type, feed, invitation

MOROCCO = ZoneInfo("Africa/Casablanca")
TOLD = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def entry(starts, **more):
    defaults = {"uid": "a@wasl.example", "title": "Réunion", "changed_at": TOLD}
    return Entry(starts=starts, **defaults | more)


def read(text):
    return icalendar.Calendar.from_ical(text)


def zone_of(calendar):
    """The zone as the message alone describes it."""
    return next(iter(calendar.walk("VTIMEZONE"))).to_tz(lookup_tzid=False)


class TestTheHour:
    # Morocco leaves +01 on 15 February 2026, for Ramadan, and comes back on 22 March.
    @pytest.mark.parametrize(
        ("day", "in_utc"),
        [
            (date(2026, 2, 14), 9),
            (date(2026, 2, 15), 10),
            (date(2026, 3, 1), 10),
            (date(2026, 3, 21), 10),
            (date(2026, 3, 22), 9),
            (date(2026, 7, 7), 9),
        ],
    )
    def test_is_right_through_ramadan_without_knowing_the_zone(self, day, in_utc):
        starts = datetime(day.year, day.month, day.day, 10, 0, tzinfo=MOROCCO)

        calendar = read(
            feed([entry(starts, ends=starts + timedelta(hours=2))], name="A", zone=MOROCCO)
        )

        event = calendar.events[0]
        typed = event["dtstart"].dt.replace(tzinfo=None)
        assert typed.hour == 10
        assert event["dtstart"].params["TZID"] == "Africa/Casablanca"
        assert typed.replace(tzinfo=zone_of(calendar)).astimezone(UTC).hour == in_utc
        assert event["dtstart"].dt.astimezone(UTC).hour == in_utc

    def test_follows_every_change_between_the_first_and_the_last_meeting(self):
        starts = [datetime(year, 6, 1, 10, 0, tzinfo=MOROCCO) for year in (2025, 2027)]

        calendar = read(feed([entry(one, uid=str(one)) for one in starts], name="A", zone=MOROCCO))

        zone = zone_of(calendar)
        for number in range(730):
            noon = datetime(2025, 6, 1, 12, 0) + timedelta(days=number)  # noqa: DTZ001  no zone yet
            told, known = noon.replace(tzinfo=zone), noon.replace(tzinfo=MOROCCO)
            assert told.utcoffset() == known.utcoffset(), noon

    def test_a_day_without_an_hour_has_no_zone(self):
        calendar = read(feed([entry(date(2026, 3, 1))], name="A", zone=MOROCCO))

        assert calendar.events[0]["dtstart"].dt == date(2026, 3, 1)
        assert not list(calendar.walk("VTIMEZONE"))


class TestAnInvitation:
    def test_names_its_guest_and_what_it_does(self):
        text = invitation(
            entry(
                datetime(2026, 4, 7, 10, 0, tzinfo=MOROCCO),
                place="Salle A, Rabat",
                text="Ordre du jour ; deux points\nرد",
                sequence=3,
                status=Status.CANCELLED,
                organiser=Person("Karima Bennis", "karima@wasl.example"),
                guest=Person("Lamrini, Rachid", "rachid@wasl.example"),
            ),
            method=Method.CANCEL,
            zone=MOROCCO,
        )

        calendar = read(text)
        event = calendar.events[0]
        assert calendar["method"] == "CANCEL"
        assert (event["sequence"], event["status"]) == (3, "CANCELLED")
        assert event["attendee"].params["CN"] == "Lamrini, Rachid"
        assert str(event["organizer"]) == "mailto:karima@wasl.example"
        assert event["description"] == "Ordre du jour ; deux points\nرد"
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75

    def test_says_in_its_type_what_it_does(self):
        assert content_type(Method.REQUEST) == "text/calendar; method=REQUEST"


class TestAFeed:
    def test_is_the_same_text_for_the_same_meetings(self):
        one = entry(datetime(2026, 3, 1, 10, 0, tzinfo=MOROCCO))

        assert feed([one], name="A", zone=MOROCCO) == feed([one], name="A", zone=MOROCCO)

    def test_without_meetings_is_still_a_calendar(self):
        calendar = read(feed([], name="Mes réunions", zone=MOROCCO))

        assert (calendar["x-wr-calname"], calendar.events) == ("Mes réunions", [])
