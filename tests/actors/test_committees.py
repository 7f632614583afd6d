import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors import actions
from actors.actions import CommitteeDetails
from actors.enums import CommitteeKind, EventKind
from actors.models import Committee, Event
from tests.factories.actors import CommitteeFactory, DecisionFactory


def details(**changes):
    fields = {"name_fr": "Comité de pilotage du Souss", "kind": CommitteeKind.STEERING}
    return CommitteeDetails(**fields | changes)


class TestSave:
    def test_the_coordination_creates_one(self, coordinator, souss_massa, now):
        committee = actions.save_committee(
            committee=None, details=details(place=souss_massa), by=coordinator, at=now
        )

        committee.refresh_from_db()
        assert committee.slug == "comite-de-pilotage-du-souss"
        event = Event.objects.get()
        assert event.kind == EventKind.CREATED
        assert event.after["place"] == "Souss-Massa"

    def test_and_changes_one(self, coordinator, now):
        committee = CommitteeFactory(name_fr="Comité", slug="comite")

        actions.save_committee(
            committee=committee,
            details=details(name_fr="Comité régional"),
            version=1,
            by=coordinator,
            at=now,
        )

        assert Committee.objects.get().name_fr == "Comité régional"
        event = Event.objects.get()
        assert event.before["name_fr"] == "Comité"
        assert "kind" not in event.after

    def test_two_of_one_name_get_two_addresses(self, coordinator, now):
        slugs = {
            actions.save_committee(committee=None, details=details(), by=coordinator, at=now).slug
            for _time in range(3)
        }

        assert len(slugs) == 3

    @pytest.mark.parametrize("role", ["staff", "validator", "officer", "donor", "member", "admin"])
    def test_others_may_not(self, role, now, request):
        with pytest.raises(PermissionDenied, match="national coordination"):
            actions.save_committee(
                committee=None, details=details(), by=request.getfixturevalue(role), at=now
            )


class TestComment:
    def test_by_a_member_of_the_organisation_in_charge(self, member, seat_holder, now):
        decision = DecisionFactory(owner=seat_holder)

        note = actions.comment_on_decision(
            decision=decision, text="Le document est signé.", by=member, at=now
        )

        assert (note.written_by, note.written_at) == (member, now)
        assert Event.objects.get().note == "Le document est signé."

    def test_by_the_person_in_charge(self, staff, now):
        decision = DecisionFactory(owner_person=staff)

        assert actions.comment_on_decision(decision=decision, text="Fait.", by=staff, at=now)

    def test_not_by_another_organisation(self, member, council, now):
        with pytest.raises(PermissionDenied, match="in charge"):
            actions.comment_on_decision(
                decision=DecisionFactory(owner=council), text="Fait.", by=member, at=now
            )

    def test_not_by_staff_who_merely_work_there(self, staff, council, now):
        """Commenting is the committee member's duty, not that of everyone at the council."""
        with pytest.raises(PermissionDenied):
            actions.comment_on_decision(
                decision=DecisionFactory(owner=council), text="Fait.", by=staff, at=now
            )

    @pytest.mark.parametrize("text", ["", "   ", "\u200f\u202e"])
    def test_an_empty_note_is_none(self, text, member, seat_holder, now):
        with pytest.raises(ValidationError, match="Write the note"):
            actions.comment_on_decision(
                decision=DecisionFactory(owner=seat_holder), text=text, by=member, at=now
            )
