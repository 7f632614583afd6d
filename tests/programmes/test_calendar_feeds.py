"""Private calendar addresses: what they hold, for whom, and how they stop."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from actors.actions import calendars as actions
from actors.enums import MeetingState
from actors.models import CalendarFeed, Event, Seat
from tests.factories.actors import CommitteeFactory, MeetingFactory, SeatFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
MOROCCO = ZoneInfo("Africa/Casablanca")
LIST = "/fr/calendriers/"


@pytest.fixture
def copil(seat_holder):
    copil = CommitteeFactory(slug="copil", acronym="COPIL")
    SeatFactory(committee=copil, organisation=seat_holder)
    return copil


def planned(committee, day, hour=10, **more):
    """A meeting of two hours, convened."""
    starts = datetime(day.year, day.month, day.day, hour, 0, tzinfo=MOROCCO)
    return MeetingFactory(
        committee=committee,
        state=MeetingState.CONVENED,
        held_on=day,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        **more,
    )


def make(client, slug=""):
    """The path of a new address, as the page shows it."""
    response = client.post(LIST, {"committee": slug})
    assert response.status_code == 200
    return urlsplit(response.context["address"]).path


def read(path, **headers):
    """What a calendar program gets, without any sign-in."""
    response = Client().get(path, headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content)


class TestAFeed:
    def test_is_right_across_1_march_2026(self, client_for, member, copil):
        """In Ramadan Morocco keeps UTC, the rest of the year UTC+1."""
        planned(copil, date(2026, 2, 10), title_fr="Avant")
        planned(copil, date(2026, 3, 1), title_fr="Pendant")
        planned(copil, date(2026, 3, 30), title_fr="Après")

        calendar = read(make(client_for(member)))

        hours = {
            str(event["summary"]): event["dtstart"].dt.astimezone(UTC).hour
            for event in calendar.events
        }
        assert hours == {"Avant": 9, "Pendant": 10, "Après": 9}
        zone = next(iter(calendar.walk("VTIMEZONE"))).to_tz(lookup_tzid=False)
        for event in calendar.events:
            typed = event["dtstart"].dt.replace(tzinfo=zone)
            assert typed.astimezone(UTC) == event["dtstart"].dt.astimezone(UTC)

    def test_of_one_committee_holds_its_meetings_only(self, client_for, coordinator, copil):
        planned(copil, date(2026, 4, 7), title_fr="COPIL")
        planned(CommitteeFactory(slug="autre"), date(2026, 4, 8), title_fr="Autre")

        one = read(make(client_for(coordinator), "copil"))
        both = read(make(client_for(coordinator)))

        assert [str(event["summary"]) for event in one.events] == ["COPIL"]
        assert [str(event["summary"]) for event in both.events] == ["COPIL", "Autre"]

    def test_speaks_the_language_of_its_address(self, client_for, member, copil):
        planned(copil, date(2026, 4, 7), title_ar="الاجتماع الثاني")

        calendar = read(make(client_for(member)).replace("/fr/", "/ar/"))

        assert str(calendar.events[0]["summary"]) == "الاجتماع الثاني"

    def test_shows_what_is_cancelled_and_what_has_no_hour(self, client_for, member, copil):
        MeetingFactory(committee=copil, state=MeetingState.CANCELLED, held_on=date(2026, 4, 7))
        MeetingFactory(committee=copil, state=MeetingState.PLANNED, held_on=date(2026, 5, 7))

        cancelled, planned = read(make(client_for(member))).events

        assert (cancelled["status"], planned["status"]) == ("CANCELLED", "TENTATIVE")
        assert planned["dtstart"].dt == date(2026, 5, 7)

    def test_follows_the_mandate(self, client_for, member, copil):
        planned(copil, date(2026, 2, 3), title_fr="Passée")
        planned(copil, date(2026, 4, 7), title_fr="Prochaine")
        path = make(client_for(member), "copil")

        Seat.objects.update(ends_on=date(2026, 3, 1))

        assert [str(event["summary"]) for event in read(path).events] == ["Passée"]

    def test_stops_with_the_account(self, client_for, member, copil):
        path = make(client_for(member))

        member.is_active = False
        member.save()

        assert Client().get(path).status_code == 404

    def test_is_not_sent_again_unchanged(self, client_for, member, copil):
        planned(copil, date(2026, 4, 7))
        path = make(client_for(member))
        first = Client().get(path)

        again = Client().get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Last-Modified"] == first["Last-Modified"]

        planned(copil, date(2026, 5, 7))
        changed = Client().get(path, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]

    def test_costs_as_many_queries_with_more_meetings(self, client_for, member, copil):
        path = make(client_for(member))

        def grow(number):
            for _ in range(number):
                planned(copil, date(2026, 4, 7))

        assert_flat(Client(), path, grow)


class TestAnAddress:
    def test_is_kept_as_a_digest_and_shown_once(self, client_for, member, copil):
        client = client_for(member)
        path = make(client, "copil")

        key = path.rsplit("/", 1)[1].removesuffix(".ics")
        assert CalendarFeed.objects.get().digest == actions.feed_digest(key)
        assert key not in client.get(LIST).content.decode()
        assert key not in str(list(Event.objects.values()))

    def test_renewed_leaves_the_old_one_dead(self, client_for, member, copil):
        old = make(client_for(member), "copil")
        new = make(client_for(member), "copil")

        assert Client().get(old).status_code == 404
        assert Client().get(new).status_code == 200
        assert CalendarFeed.objects.count() == 1

    def test_is_revoked_by_its_owner_only(self, client_for, member, staff, copil, now):
        path = make(client_for(member), "copil")
        feed = CalendarFeed.objects.get()

        with pytest.raises(PermissionDenied):
            actions.revoke_feed(feed=feed, by=staff, at=now)
        assert client_for(member).post(f"{LIST}{feed.pk}/revoquer/").status_code == 302
        assert Client().get(path).status_code == 404

    def test_of_a_committee_one_does_not_see_is_not_made(self, client_for, donor, copil, now):
        assert client_for(donor).post(LIST, {"committee": "copil"}).status_code == 404
        with translation.override("en"), pytest.raises(PermissionDenied, match="do not see"):
            actions.make_feed(committee=copil, by=donor, at=now)

    def test_that_nobody_made_says_so(self):
        response = Client().get("/fr/calendriers/inconnue.ics")

        assert response.status_code == 404
