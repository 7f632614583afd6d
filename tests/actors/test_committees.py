import pytest
from django.core.exceptions import PermissionDenied

from actors import actions
from actors.actions import CommitteeDetails
from actors.enums import CommitteeKind, EventKind
from actors.models import Committee, Event
from tests.factories.actors import CommitteeFactory


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
    def test_others_may_not(self, db, role, now, request):
        with pytest.raises(PermissionDenied, match="national coordination"):
            actions.save_committee(
                committee=None, details=details(), by=request.getfixturevalue(role), at=now
            )
