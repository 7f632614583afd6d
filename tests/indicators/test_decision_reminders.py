"""E-mails about decisions that are due: whom they reach, and that each is told once."""

from datetime import date, timedelta

import pytest

from actors.actions import change_decision, follow_up
from actors.actions.decisions import details_of
from actors.enums import DecisionState, Language, Role
from actors.models import Notice
from indicators.actions.decision_reminders import remind
from tests.factories.actors import DecisionFactory, MembershipFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(council):
    """In the charge of the Souss-Massa council, due in ten days."""
    return DecisionFactory(
        number=7, owner=council, due_on=date(2026, 3, 26), text_fr="Signer la convention."
    )


class TestRemind:
    def test_reaches_those_who_work_for_the_organisation_in_charge(
        self, decision, staff, validator, stranger, council, now
    ):
        MembershipFactory(user=stranger, organisation=council, role=Role.DONOR)

        assert remind(at=now) == 2

        assert set(Notice.objects.values_list("to", flat=True)) == {staff.email, validator.email}
        body = Notice.objects.get(to=staff.email).body
        assert "Signer la convention." in body
        assert f"/comites/{decision.committee.slug}/decisions/7/" in body

    def test_reaches_the_person_in_charge_alone_where_one_is_named(
        self, decision, staff, validator, now
    ):
        decision.owner_person = staff
        decision.save()

        remind(at=now)

        assert [notice.to for notice in Notice.objects.order_by("pk")] == [staff.email]

    def test_and_the_organisation_once_that_person_left(self, decision, staff, validator, now):
        decision.owner_person = person("Ilham Naciri", Role.OFFICER, decision.owner)
        decision.save()
        decision.owner_person.memberships.update(ends_on=date(2024, 1, 1))

        assert remind(at=now) == 2

    def test_is_one_message_for_all_of_a_day(self, decision, staff, council, now):
        DecisionFactory(owner=council, due_on=date(2026, 3, 1), text_fr="Publier la carte.")

        remind(at=now)

        body = Notice.objects.get().body
        assert "Publier la carte." in body
        assert "Signer la convention." in body

    def test_is_in_the_language_of_the_person(self, decision, staff, now):
        staff.language = Language.ARABIC
        staff.save()

        remind(at=now)

        assert Notice.objects.get().language == "ar"
        assert "القرار" in Notice.objects.get().body

    def test_tells_of_each_stage_once(self, decision, staff, now):
        for days in (0, 0, 1, 9, 10, 11, 12, 30):
            remind(at=now + timedelta(days=days))

        bodies = [notice.body for notice in Notice.objects.order_by("pk")]
        assert len(bodies) == 2
        assert "/decisions/7/" in bodies[1]

    def test_says_nothing_of_what_is_far_off_done_or_nobodys(self, staff, council, now):
        DecisionFactory(owner=council, due_on=date(2026, 3, 31))
        DecisionFactory(owner=council, due_on=date(2026, 3, 20), state=DecisionState.DONE)
        DecisionFactory(owner=council, due_on=None)
        DecisionFactory(owner=None, due_on=date(2026, 3, 20))

        assert remind(at=now) == 0
        assert not Notice.objects.exists()

    def test_says_so_again_when_the_day_is_put_off(self, decision, staff, coordinator, now):
        remind(at=now)
        details = details_of(decision)
        changed = type(details)(
            **{name: getattr(details, name) for name in details.__slots__}
            | {"due_on": date(2026, 3, 28)}
        )
        change_decision(decision=decision, details=changed, version=1, by=coordinator, at=now)

        remind(at=now + timedelta(days=1))

        assert Notice.objects.count() == 2

    def test_stops_once_it_is_done(self, decision, staff, now):
        remind(at=now)
        follow_up(decision=decision, text="Signée.", to=DecisionState.DONE, by=staff, at=now)

        remind(at=now + timedelta(days=20))

        assert Notice.objects.count() == 1

    def test_costs_the_same_with_more_decisions(
        self, decision, staff, council, now, django_assert_max_num_queries
    ):
        for _time in range(20):
            DecisionFactory(owner=council, due_on=date(2026, 3, 20))

        with django_assert_max_num_queries(12):
            remind(at=now)
