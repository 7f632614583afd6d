"""What a person's memberships add up to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actors.enums import Role
from actors.models import Committee, Event, User
from actors.roles import GRANTS, Permission
from tests.factories.actors import (
    CommitteeFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)
from tests.factories.regions import CountryFactory, PlaceFactory


class TestEachRole:
    def test_council_staff_reach_their_own_region(self, staff, council):
        scope = staff.scope()

        assert scope.region_codes == {"MA.09"}
        assert scope.regions_with(Permission.ACTIVITY_LOG) == {"MA.09"}
        assert scope.regions_with(Permission.ACTIVITY_VALIDATE) == frozenset()
        assert scope.organisation_ids == {council.pk}
        assert not scope.sees_everything

    def test_a_validator_validates_there_and_logs_nothing(self, validator):
        scope = validator.scope()

        assert scope.regions_with(Permission.ACTIVITY_VALIDATE) == {"MA.09"}
        assert scope.regions_with(Permission.ACTIVITY_LOG) == frozenset()
        assert scope.needs_second_factor

    def test_an_officer_reaches_what_their_agency_implements(self, officer, agency):
        scope = officer.scope()

        assert scope.implementing_ids == {agency.pk}
        assert scope.region_codes == scope.funding_ids == frozenset()
        assert scope.organisations_with(Permission.ACTIVITY_VALIDATE) == {agency.pk}
        assert not scope.needs_second_factor

    def test_a_donor_reaches_what_their_organisation_funds(self, donor, funder):
        scope = donor.scope()

        assert scope.funding_ids == {funder.pk}
        assert not scope.has(Permission.ACTIVITY_LOG)
        assert scope.has(Permission.EDITION_REQUEST)

    def test_a_member_reaches_where_their_organisation_sits(self, member, seat_holder):
        scope = member.scope()

        assert scope.seated_ids == {seat_holder.pk}
        assert scope.organisations_with(Permission.DECISION_FOLLOW_UP) == {seat_holder.pk}

    def test_the_coordination_sees_everything_but_the_trail(self, coordinator):
        scope = coordinator.scope()

        assert scope.sees_everything
        assert not scope.sees_audit
        assert scope.has(Permission.COMMITTEE_MANAGE)

    def test_an_administrator_sees_everything_and_the_trail(self, admin):
        scope = admin.scope()

        assert scope.sees_everything
        assert scope.sees_audit
        assert not scope.has(Permission.ACTIVITY_VALIDATE)


class TestSeveralMemberships:
    def test_add_up(self, staff, other_council, funder):
        MembershipFactory(user=staff, organisation=other_council, role=Role.VALIDATOR)
        MembershipFactory(user=staff, organisation=funder, role=Role.DONOR)
        scope = User.objects.get(pk=staff.pk).scope()

        assert scope.region_codes == {"MA.02", "MA.09"}
        assert scope.regions_with(Permission.ACTIVITY_VALIDATE) == {"MA.02"}
        assert scope.funding_ids == {funder.pk}

    def test_an_ended_one_counts_no_more(self, staff):
        staff.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

        assert staff.scope().grants == ()

    def test_one_that_ends_today_still_counts(self, staff):
        staff.memberships.update(ends_on=timezone.localdate())

        assert staff.scope().has_role(Role.CONTRIBUTOR)

    def test_a_place_inside_a_region_reaches_the_region(self, council, souss_massa):
        council.place = PlaceFactory(code="MA.09.001", parent=souss_massa)
        council.save()

        assert person("Ilham Sabri", Role.CONTRIBUTOR, council).scope().region_codes == {"MA.09"}

    def test_costs_one_query(self, staff, django_assert_num_queries):
        with django_assert_num_queries(1):
            staff.scope().has(Permission.ACTIVITY_LOG)
            assert staff.scope().region_codes


class TestVisibleTo:
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_people_see_only_themselves(self, role, ministry, staff):
        somebody = person("Ilham Sabri", role, ministry)

        assert list(User.objects.visible_to(somebody)) == [somebody]
        assert not Event.objects.visible_to(somebody).exists()

    def test_an_administrator_sees_all_people(self, admin, staff):
        assert set(User.objects.visible_to(admin)) == {admin, staff}

    def test_a_member_sees_the_committees_where_their_organisation_sits(self, member, seat_holder):
        seat = SeatFactory(organisation=seat_holder)
        CommitteeFactory()

        assert list(Committee.objects.visible_to(member)) == [seat.committee]

    def test_every_role_may_do_something(self):
        assert all(GRANTS[role] for role in Role)


def test_a_council_of_the_whole_country_has_no_region_of_its_own(db):
    """A wrong row must not open every region: the code of a country begins them all."""
    council = OrganisationFactory(council=True, place=CountryFactory())

    scope = person("Ilham Sabri", Role.CONTRIBUTOR, council).scope()

    assert scope.region_codes == frozenset()
