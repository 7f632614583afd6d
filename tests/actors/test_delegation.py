"""Signatures lent to a colleague until a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from actors import actions
from actors.enums import EventKind, Role
from actors.models import Event, Membership, Notice, User
from actors.roles import Permission
from actors.selectors import colleagues_of
from lib.workflow import WrongState
from tests.factories.actors import MembershipFactory, person

pytestmark = pytest.mark.django_db

PAGE = "actors:delegations"


@pytest.fixture
def today():
    """Scopes go by the database's clock, so these tests do too."""
    return timezone.localdate()


@pytest.fixture
def lend(validator, staff, today):
    def by(user=validator, *, to=staff, until=None, membership=None):
        return actions.delegate(
            membership=membership or user.memberships.order_by("pk").first(),
            to=to,
            until=until or today + timedelta(days=7),
            by=user,
            at=timezone.now(),
        )

    return by


def scope_of(user):
    return User.objects.get(pk=user.pk).scope()


class TestLending:
    def test_gives_the_colleague_the_role_until_the_day(
        self, lend, staff, validator, council, today
    ):
        lent = lend()

        assert (lent.role, lent.organisation, lent.delegated_by) == (
            Role.VALIDATOR,
            council,
            validator,
        )
        assert (lent.starts_on, lent.ends_on) == (today, today + timedelta(days=7))
        assert scope_of(staff).has(Permission.VALUE_VALIDATE)
        assert scope_of(validator).has(Permission.VALUE_VALIDATE)
        event = Event.objects.about(staff).get()
        assert (event.kind, event.after["delegated_by"]) == (EventKind.GRANTED, "Driss Amrani")
        assert "Driss Amrani" in Notice.objects.get(to=staff.email).body

    def test_ends_by_itself(self, lend, staff):
        lent = lend()
        Membership.objects.filter(pk=lent.pk).update(ends_on=date(2026, 1, 1))

        assert not scope_of(staff).has(Permission.VALUE_VALIDATE)
        assert scope_of(staff).has(Permission.VALUE_ENTER)

    def test_asks_the_colleague_for_a_second_factor(self, lend, staff, settings, client_for):
        settings.SECOND_FACTOR_REQUIRED = True
        assert client_for(staff).get("/en/roles/").status_code == 200

        lend()

        answer = client_for(User.objects.get(pk=staff.pk)).get("/en/roles/")
        assert answer["Location"] == "/en/compte/securite/"

    def test_is_for_roles_that_sign(self, lend, staff, council):
        other = person("Hicham Fassi", Role.CONTRIBUTOR, council)

        with pytest.raises(PermissionDenied):
            lend(staff, to=other)

    def test_is_of_ones_own_role(self, lend, validator, officer):
        with pytest.raises(PermissionDenied):
            lend(officer, membership=validator.memberships.get())

    def test_is_not_lent_on(self, lend, staff, council):
        lent = lend()
        other = person("Hicham Fassi", Role.CONTRIBUTOR, council)

        with pytest.raises(PermissionDenied, match="not lent on"):
            lend(staff, to=other, membership=lent)

    def test_is_to_a_colleague(self, lend, stranger):
        with pytest.raises(ValidationError, match="own organisation"):
            lend(to=stranger)

    def test_is_not_to_oneself(self, lend, validator):
        with pytest.raises(ValidationError):
            lend(to=validator)

    def test_is_not_to_who_has_the_role(self, lend, staff):
        lend()

        with pytest.raises(ValidationError, match="already"):
            lend()

    def test_is_not_to_a_closed_account(self, lend, staff):
        User.objects.filter(pk=staff.pk).update(is_active=False)

        with pytest.raises(ValidationError):
            lend()

    @pytest.mark.parametrize("days", [-1, 93])
    def test_is_for_some_days_from_today(self, lend, today, days):
        with pytest.raises(ValidationError) as refusal:
            lend(until=today + timedelta(days=days))

        assert "until" in refusal.value.message_dict

    def test_does_not_outlive_the_role(self, lend, validator, today):
        validator.memberships.update(ends_on=today + timedelta(days=3))

        with pytest.raises(ValidationError):
            lend()
        lend(until=today + timedelta(days=3))

    def test_needs_a_role_in_force(self, lend, validator):
        validator.memberships.update(ends_on=date(2026, 1, 1))

        with pytest.raises(WrongState):
            lend()

    def test_always_has_a_last_day(self, validator, staff, council):
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(
                user=staff, organisation=council, role=Role.VALIDATOR, delegated_by=validator
            )

    def test_leaves_room_for_the_role_itself(self, lend, staff, council, admin):
        lend()

        actions.grant_role(
            person=staff, organisation=council, role=Role.VALIDATOR, by=admin, at=timezone.now()
        )

        assert staff.memberships.own().filter(role=Role.VALIDATOR).exists()


class TestEnding:
    @pytest.mark.parametrize("who", ["validator", "staff", "admin"])
    def test_takes_the_role_back_at_once(self, lend, who, staff, validator, request, today):
        lent = lend()
        by = request.getfixturevalue(who)

        actions.end_delegation(delegation=lent, by=by, at=timezone.now())

        assert not scope_of(staff).has(Permission.VALUE_VALIDATE)
        event = Event.objects.about(staff).last()
        assert (event.kind, event.before["delegated_by"]) == (EventKind.REVOKED, "Driss Amrani")

    def test_is_not_for_others(self, lend, officer):
        with pytest.raises(PermissionDenied):
            actions.end_delegation(delegation=lend(), by=officer, at=timezone.now())

    def test_happens_once(self, lend, validator):
        lent = lend()
        actions.end_delegation(delegation=lent, by=validator, at=timezone.now())

        with pytest.raises(WrongState):
            actions.end_delegation(delegation=lent, by=validator, at=timezone.now())

    def test_is_not_for_a_role_of_ones_own(self, validator):
        with pytest.raises(WrongState):
            actions.end_delegation(
                delegation=validator.memberships.get(), by=validator, at=timezone.now()
            )

    def test_comes_with_the_end_of_the_role_behind_it(self, lend, staff, validator, admin):
        lend()
        own = validator.memberships.get()

        actions.end_membership(membership=own, by=admin, at=timezone.now())

        assert not scope_of(staff).has(Permission.VALUE_VALIDATE)

    def test_comes_with_the_end_of_the_account_behind_it(self, lend, staff, validator, admin):
        lend()

        actions.deactivate(person=validator, by=admin, at=timezone.now())

        assert not scope_of(staff).has(Permission.VALUE_VALIDATE)


class TestPage:
    def test_lends_and_takes_back(self, client_for, validator, staff, today):
        client = client_for(validator)
        typed = {
            "membership": validator.memberships.get().pk,
            "colleague": staff.pk,
            "until": (today + timedelta(days=2)).isoformat(),
        }

        answer = client.post(reverse(PAGE), typed, follow=True)

        lent = Membership.objects.get(delegated_by=validator)
        assert answer.context["lent"] == [lent]
        assert client_for(staff).get(reverse(PAGE)).context["received"] == [lent]
        client.post(reverse("actors:delegation_end", args=[lent.pk]))
        assert not scope_of(staff).has(Permission.VALUE_VALIDATE)

    def test_says_what_is_wrong(self, client_for, validator, staff, today):
        typed = {
            "membership": validator.memberships.get().pk,
            "colleague": staff.pk,
            "until": (today - timedelta(days=2)).isoformat(),
        }

        page = client_for(validator).post(reverse(PAGE), typed)

        assert page.context["form"].errors["until"]
        assert not Membership.objects.filter(delegated_by=validator).exists()

    def test_offers_colleagues_only(self, validator, staff, stranger, officer):
        assert list(colleagues_of(validator.memberships.all())) == [staff]

    def test_has_no_form_for_who_signs_nothing(self, client_for, donor):
        page = client_for(donor).get(reverse(PAGE))

        assert not page.context["may_lend"]
        assert "<select" not in page.content.decode()

    def test_of_others_is_not_there(self, client_for, lend, officer):
        url = reverse("actors:delegation_end", args=[lend().pk])

        assert client_for(officer).post(url).status_code == 404

    def test_shows_the_administrator_who_lent_what(self, client_for, lend, staff, admin):
        lend()

        page = client_for(admin).get(reverse("actors:person_detail", args=[staff.pk]))

        assert "Driss Amrani" in page.content.decode()
