"""Decisions through the API: read by whoever sees them, followed up by those in charge."""

from datetime import date

import pytest

from actors.models import FollowUp
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    SeatFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

URL = "/api/v1/decisions/"


@pytest.fixture
def copil(seat_holder, funder):
    committee = CommitteeFactory(slug="copil")
    SeatFactory(committee=committee, organisation=seat_holder)
    SeatFactory(committee=committee, organisation=funder)
    return committee


@pytest.fixture
def decision(copil, seat_holder):
    return DecisionFactory(
        committee=copil, number=1, owner=seat_holder, due_on=date(2026, 3, 1), meeting=None
    )


def follow_up(client, decision, **said):
    return client.post(f"{URL}{decision.key}/follow-ups/", said, content_type="application/json")


class TestRead:
    def test_tells_how_a_decision_stands(self, client_for, member, decision):
        decision.programme_links.create(programme=ProgrammeFactory(slug="prim"))
        FollowUpFactory(decision=decision, text="Relancé.", written_by=member)

        told = client_for(member).get(f"{URL}{decision.key}/").json()

        assert (told["committee"], told["number"], told["owner"]) == ("copil", 1, "afd")
        assert (told["state"], told["is_overdue"], told["taken"]) == ("to_start", True, None)
        assert told["follow_ups"][0]["text"] == "Relancé."
        assert told["follow_ups"][0]["written_by"] == str(member)

    def test_lists_by_the_filters_of_the_page(self, client_for, member, copil, decision):
        DecisionFactory(committee=copil, number=2, meeting=MeetingFactory(committee=copil))

        (told,) = client_for(member).get(URL, {"state": "overdue"}).json()["results"]

        assert told["key"] == str(decision.key)

    def test_a_donor_gets_what_was_made_public(self, client_for, donor, copil, decision):
        public = DecisionFactory(committee=copil, number=2, is_public=True)

        told = client_for(donor).get(URL).json()["results"]

        assert [one["key"] for one in told] == [str(public.key)]
        assert client_for(donor).get(f"{URL}{decision.key}/").status_code == 404

    def test_costs_the_same_with_more_of_them(self, client_for, member, copil):
        def grow(number):
            for _time in range(number):
                one = DecisionFactory(committee=copil, meeting=MeetingFactory(committee=copil))
                one.programme_links.create(programme=ProgrammeFactory())
                FollowUpFactory(decision=one)

        assert_flat(client_for(member), URL, grow)


class TestFollowUp:
    def test_moves_a_decision_on(self, client_for, member, decision):
        answer = follow_up(
            client_for(member), decision, text="Signée.", to="done", closed_on="2026-03-02"
        )

        assert answer.status_code == 201
        assert answer.json()["after"] == "done"
        decision.refresh_from_db()
        assert (decision.state, decision.closed_on) == ("done", date(2026, 3, 2))

    def test_sent_again_is_kept_once(self, client_for, member, decision):
        for _time in range(2):
            answer = follow_up(client_for(member), decision, text="Relancé.", seen=0)

        assert answer.status_code == 201
        assert FollowUp.objects.count() == 1

    def test_what_someone_wrote_meanwhile_is_read_first(
        self, client_for, member, coordinator, decision
    ):
        follow_up(client_for(coordinator), decision, text="Sans objet.", to="lapsed", seen=0)

        answer = follow_up(client_for(member), decision, text="Oui.", to="under_way", seen=0)

        assert answer.status_code == 412

    def test_a_move_that_there_is_not_is_a_conflict(self, client_for, member, decision):
        follow_up(client_for(member), decision, text="Faite.", to="done")

        answer = follow_up(client_for(member), decision, text="Caduque.", to="lapsed")

        assert answer.status_code == 409

    def test_a_note_needs_words(self, client_for, member, decision):
        assert follow_up(client_for(member), decision, text=" ").status_code == 400

    @pytest.mark.parametrize("who", ["donor", "officer"])
    def test_is_not_found_by_those_who_do_not_see_it(self, who, client_for, decision, request):
        answer = follow_up(client_for(request.getfixturevalue(who)), decision, text="Faite.")

        assert answer.status_code == 404

    def test_is_not_for_others(self, client_for, staff, decision):
        answer = follow_up(client_for(staff), decision, text="Faite.")

        assert answer.status_code == 403
        assert not FollowUp.objects.exists()
