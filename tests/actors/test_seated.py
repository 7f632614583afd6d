"""Whom a seat makes a member: by name, or by whom one works for, and never as a donor."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from actors.enums import MinutesState, Role
from actors.models import Decision, Seat, User
from actors.permissions import allows, check_can_open_papers, check_can_read_minutes
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    MinutesFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def copil():
    return CommitteeFactory(slug="copil")


@pytest.fixture
def meeting(copil):
    return MeetingFactory(committee=copil, held_on=date(2026, 2, 3))


@pytest.fixture
def decisions(copil, meeting):
    """Number 1 is public, number 2 is not."""
    for number in (1, 2):
        DecisionFactory(committee=copil, meeting=meeting, number=number, is_public=number == 1)


def read_by(user):
    return set(Decision.objects.visible_to(user).values_list("number", flat=True))


class TestASeatOfADonor:
    @pytest.fixture
    def both(self, donor, funder, copil):
        """Lukas Weber, whose donor has a seat here, works for an association that has none."""
        SeatFactory(committee=copil, organisation=funder)
        MembershipFactory(user=donor, organisation=OrganisationFactory(), role=Role.OFFICER)
        return User.objects.get(pk=donor.pk)

    def test_opens_the_public_decisions(self, both, decisions):
        assert read_by(both) == {1}
        assert not Seat.objects.held_by(both).exists()

    def test_opens_neither_papers_nor_minutes(self, both, meeting, now):
        minutes = MinutesFactory(meeting=meeting, circulated=True)
        minutes.state = MinutesState.APPROVED

        with pytest.raises(PermissionDenied, match="for the members of the committee"):
            check_can_open_papers(both, meeting.committee)
        with pytest.raises(PermissionDenied, match="for the members of the committee"):
            check_can_read_minutes(both, meeting, minutes, on=now.date())

    def test_is_that_of_a_member_who_works_there(self, both, funder, copil, decisions):
        MembershipFactory(user=both, organisation=funder, role=Role.COMMITTEE_MEMBER)
        member = User.objects.get(pk=both.pk)

        assert read_by(member) == {1, 2}
        assert allows(check_can_open_papers, member, copil)


class TestASeatByName:
    @pytest.fixture
    def expert(self, copil):
        """Asmae Naciri sits for a group, and works for an organisation without a seat."""
        asmae = person("Asmae Naciri", Role.COMMITTEE_MEMBER, OrganisationFactory())
        SeatFactory(
            committee=copil, organisation=None, label_fr="Experts de la migration", holder=asmae
        )
        return asmae

    def test_opens_the_decisions_of_its_committee(self, expert, copil, decisions):
        DecisionFactory(number=9)

        assert read_by(expert) == {1, 2}
        assert allows(check_can_open_papers, expert, copil)

    def test_opens_them_for_its_mandate(self, expert, copil, decisions):
        Seat.objects.filter(holder=expert).update(starts_on=date(2026, 2, 4))

        assert read_by(expert) == set()
