"""Who reads which decisions in a frozen dashboard, and for how long."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from actors.enums import MeetingState, Role
from actors.models import Seat
from programmes.models import CommitteeProgramme
from reports.actions import freeze
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
)
from tests.reports.giving import ON, TODAY

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def committee(programme, seat_holder):
    """A COPIL where AFD sits; it made one of its three decisions public."""
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    Seat.objects.create(committee=committee, organisation=seat_holder, position=1)
    for number, text in ((1, "Publique"), (2, "Interne"), (3, "Discutée")):
        DecisionFactory(
            committee=committee, number=number, text_fr=text, is_public=text == "Publique"
        )
    return committee


@pytest.fixture
def meeting(committee):
    """To come in a week."""
    return MeetingFactory(committee=committee, state=MeetingState.CONVENED, held_on=ON + WEEK)


@pytest.fixture
def frozen(coordinator):
    def made(about, *, meeting=None, as_of=ON):
        return freeze(about=about, meeting=meeting, as_of=as_of, by=coordinator, at=TODAY)

    return made


def numbers(snapshot):
    """The decisions that each body holds."""
    return [
        {one["number"] for one in snapshot.bodies[language]["decisions"]}
        for language in ("fr", "ar", "en")
    ]


@pytest.fixture
def read(client_for):
    """What a person is shown of a snapshot; None where it is not there for them."""

    def shown(person, snapshot, page="snapshot"):
        with translation.override("fr"):
            address = reverse(f"reports:{page}", args=[snapshot.code])
        answer = client_for(person).get(address)
        assert answer.status_code in (200, 404)
        return answer.content.decode() if answer.status_code == 200 else None

    return shown


class TestOfAMeeting:
    def test_holds_all_decisions_of_the_committee(self, committee, meeting, frozen):
        DecisionFactory(number=9, text_fr="D'ailleurs")

        assert numbers(frozen(committee, meeting=meeting)) == [{1, 2, 3}] * 3

    def test_is_read_whole_by_members(self, committee, meeting, frozen, read, member, validator):
        snapshot = frozen(committee, meeting=meeting)

        for person in (member, validator):
            for page in ("snapshot", "meeting_mode"):
                told = read(person, snapshot, page)
                assert "Publique" in told
                assert "Interne" in told

    def test_is_not_there_for_whoever_has_no_seat(
        self, committee, meeting, frozen, read, officer, donor
    ):
        snapshot = frozen(committee, meeting=meeting)

        # Both read the programme, and neither sits in the committee.
        for person in (officer, donor):
            assert read(person, snapshot) is None
            assert read(person, snapshot, "meeting_mode") is None

    def test_tells_the_public_ones_to_who_sits_there_as_a_donor(
        self, committee, meeting, frozen, read, funder, donor, agency
    ):
        Seat.objects.create(committee=committee, organisation=funder, position=2)
        snapshot = frozen(committee, meeting=meeting)
        assert "Interne" not in read(donor, snapshot)

        # Working elsewhere as well opens no more of this committee.
        MembershipFactory(user=donor, organisation=agency, role=Role.OFFICER)

        told = read(type(donor).objects.get(pk=donor.pk), snapshot)
        assert "Publique" in told
        assert "Interne" not in told


class TestOfAProgramme:
    def test_holds_the_public_decisions_only(self, programme, committee, frozen):
        assert numbers(frozen(programme)) == [{1}] * 3

    def test_is_the_same_for_members_and_for_others(
        self, programme, committee, frozen, read, member, officer, donor
    ):
        snapshot = frozen(programme)

        for person in (member, officer, donor):
            told = read(person, snapshot)
            assert "Publique" in told
            assert "Interne" not in told


class TestAMandate:
    @pytest.fixture
    def seat(self, committee):
        return committee.seats.get()

    def test_that_ended_opens_the_past_and_not_what_came_after(
        self, committee, seat, frozen, read, member
    ):
        before = frozen(committee, as_of=ON - 2 * WEEK)
        after = frozen(committee, as_of=ON)
        seat.ends_on = ON - WEEK
        seat.save()

        assert "Interne" in read(member, before)
        assert read(member, after) is None

    def test_that_ended_before_the_meeting_opens_nothing_of_it(
        self, committee, meeting, seat, frozen, read, member
    ):
        snapshot = frozen(committee, meeting=meeting)
        seat.ends_on = meeting.held_on - timedelta(days=1)
        seat.save()

        assert read(member, snapshot) is None

    def test_that_begins_with_the_meeting_opens_what_was_frozen_for_it(
        self, committee, meeting, seat, frozen, read, member
    ):
        ours, earlier = frozen(committee, meeting=meeting), frozen(committee)
        seat.starts_on = meeting.held_on
        seat.save()

        assert "Interne" in read(member, ours)
        assert read(member, earlier) is None

    def test_that_is_to_come_opens_nothing_yet(
        self, committee, meeting, seat, frozen, read, member
    ):
        snapshot = frozen(committee, meeting=meeting)
        seat.starts_on = meeting.held_on + timedelta(days=1)
        seat.save()

        assert read(member, snapshot) is None
