"""Committees and their meetings through the API: as much as their pages tell, to whom they do."""

from datetime import date, timedelta

import pytest

from actors.enums import AgendaItemKind, DecisionState, MeetingState
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

COMMITTEE = "/api/v1/committees/copil/"
MEETINGS = "/api/v1/meetings/"


@pytest.fixture
def copil():
    return CommitteeFactory(slug="copil")


@pytest.fixture
def seat(copil, seat_holder, member):
    return SeatFactory(
        committee=copil,
        organisation=seat_holder,
        function_fr="Directrice",
        holder=member,
        alternate_name="Une suppléante",
        starts_on=date(2025, 1, 1),
    )


@pytest.fixture
def past(copil, seat):
    return MeetingFactory(committee=copil, held_on=date(2026, 2, 3), number=1)


@pytest.fixture
def coming(copil, seat):
    return MeetingFactory(committee=copil, held_on=date(2026, 4, 7), state=MeetingState.CONVENED)


class TestSeats:
    def test_say_who_sits_and_for_how_long(self, client_for, member, seat):
        (told,) = client_for(member).get(COMMITTEE).json()["seats"]

        assert told == {
            "kind": "member",
            "organisation": "afd",
            "label": {"fr": "", "ar": "", "en": ""},
            "function": {"fr": "Directrice", "ar": "", "en": ""},
            "holder": "Rachid Lamrini",
            "alternate": "Une suppléante",
            "starts_on": "2025-01-01",
            "ends_on": None,
        }

    def test_tell_no_address_of_anybody(self, client_for, member, seat):
        assert "@" not in client_for(member).get(COMMITTEE).content.decode()

    def test_cost_the_same_with_more_of_them(self, client_for, member, copil, seat):
        def grow(number):
            for _turn in range(number):
                SeatFactory(committee=copil, holder=UserFactory(), alternate=UserFactory())
                MeetingFactory(committee=copil)

        assert_flat(client_for(member), COMMITTEE, grow)


class TestMeetings:
    def test_are_listed_by_committee_and_state(self, client_for, member, past, coming):
        MeetingFactory(committee=CommitteeFactory(slug="other"))

        def listed(**asked):
            rows = client_for(member).get(MEETINGS, asked).json()["results"]
            return {row["id"] for row in rows}

        assert listed() == listed(committee="copil") == {past.pk, coming.pk}
        assert listed(state="held") == {past.pk}
        assert listed(committee="other") == set()

    def test_tell_their_agenda_and_what_they_decided(self, client_for, member, copil, past):
        item = AgendaItemFactory(
            meeting=past, kind=AgendaItemKind.TO_DECIDE, text_fr="Journée commune", minutes=40
        )
        item.programme_links.create(programme=ProgrammeFactory(slug="prim"))
        decision = DecisionFactory(committee=copil, meeting=past, number=3)
        item.decisions.add(decision)

        told = client_for(member).get(f"{MEETINGS}{past.pk}/").json()

        assert (told["committee"], told["number"], told["state"]) == ("copil", 1, "held")
        assert told["held"]["date"] == "2026-02-03"
        (shown,) = told["items"]
        assert (shown["text"]["fr"], shown["minutes"]) == ("Journée commune", 40)
        # The programme is not one that the member sees.
        assert (shown["programmes"], shown["decisions"]) == ([], [3])
        assert [one["key"] for one in told["decisions"]] == [str(decision.key)]

    def test_follow_up_what_is_open_at_this_moment_as_the_page_does(
        self, client_for, member, copil, coming
    ):
        AgendaItemFactory(meeting=coming, kind=AgendaItemKind.FOLLOW_UP)
        DecisionFactory(committee=copil, number=1)
        DecisionFactory(committee=copil, number=2, state=DecisionState.DONE)

        told = client_for(member).get(f"{MEETINGS}{coming.pk}/").json()

        assert [item["decisions"] for item in told["items"]] == [[1]]

    def test_cost_the_same_with_more_of_them(self, client_for, member, copil, seat, past):
        def grow(number):
            for _turn in range(number):
                MeetingFactory(committee=copil, chaired_by=OrganisationFactory())

        def fill(number):
            for _turn in range(number):
                item = AgendaItemFactory(meeting=past)
                item.programme_links.create(programme=ProgrammeFactory())
                item.decisions.add(DecisionFactory(committee=copil, meeting=past))

        assert_flat(client_for(member), MEETINGS, grow)
        assert_flat(client_for(member), f"{MEETINGS}{past.pk}/", fill)


class TestScope:
    def test_an_outsider_is_told_of_nothing(self, client_for, donor, past, coming):
        client = client_for(donor)

        assert client.get(MEETINGS).json()["results"] == []
        for address in (COMMITTEE, f"{MEETINGS}{past.pk}/"):
            answer = client.get(address)
            assert answer.status_code == 404
            assert answer["Content-Type"] == "application/problem+json"

    def test_a_donor_at_the_table_reads_the_public_decisions(
        self, client_for, donor, funder, copil, past
    ):
        SeatFactory(committee=copil, organisation=funder)
        for number, is_public in ((1, False), (2, True)):
            decision = DecisionFactory(
                committee=copil, meeting=past, number=number, is_public=is_public
            )
            AgendaItemFactory(meeting=past).decisions.add(decision)

        told = client_for(donor).get(f"{MEETINGS}{past.pk}/").json()

        assert [one["number"] for one in told["decisions"]] == [2]
        assert [item["decisions"] for item in told["items"]] == [[], [2]]

    def test_whoever_lost_their_mandate_reads_the_past_and_not_the_next(
        self, client_for, member, seat, past, coming
    ):
        seat.ends_on = date(2026, 3, 16) - timedelta(days=1)
        seat.save()
        client = client_for(member)

        assert [row["id"] for row in client.get(MEETINGS).json()["results"]] == [past.pk]
        assert [row["id"] for row in client.get(COMMITTEE).json()["meetings"]] == [past.pk]
        assert client.get(f"{MEETINGS}{past.pk}/").status_code == 200
        assert client.get(f"{MEETINGS}{coming.pk}/").status_code == 404

    def test_an_unknown_state_is_named(self, client_for, member):
        answer = client_for(member).get(MEETINGS, {"state": "asleep"})

        assert answer.status_code == 400
        assert "state" in answer.json()["errors"]
