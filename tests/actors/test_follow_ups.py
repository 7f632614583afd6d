import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors import actions
from actors.enums import DecisionState, EventKind, Role, SeatKind
from actors.models import CommitteeFile, Decision, Event, FollowUp, Meeting
from lib.concurrency import StaleVersion
from lib.uploads import prepare
from lib.workflow import WrongState
from tests.actors.test_decisions import at_once
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    SeatFactory,
    person,
)


@pytest.fixture
def decision(council):
    """Taken on 3 February 2026, in the charge of the Souss-Massa council."""
    committee = CommitteeFactory()
    return DecisionFactory(
        committee=committee, meeting=MeetingFactory(committee=committee), owner=council, number=1
    )


@pytest.fixture
def tell(decision, staff, now):
    def note(by=staff, text="Le document est signé.", at=now, **more):
        return actions.follow_up(decision=decision, text=text, by=by, at=at, **more)

    return note


@pytest.fixture
def minutes(pdf):
    return prepare(io.BytesIO(pdf), name="pv.pdf")


class TestWho:
    def test_whoever_works_for_the_organisation_in_charge(self, tell, staff, validator):
        tell(by=staff)
        tell(by=validator, text="Vu.")

        assert FollowUp.objects.count() == 2

    def test_a_member_from_the_organisation_in_charge(self, tell, member, seat_holder, decision):
        Decision.objects.update(owner=seat_holder)

        assert tell(by=member).written_by == member

    def test_the_person_in_charge(self, tell, officer, decision):
        Decision.objects.update(owner_person=officer)

        assert tell(by=officer)

    def test_the_secretariat_and_the_coordination(self, tell, decision, coordinator, agency):
        SeatFactory(committee=decision.committee, organisation=agency, kind=SeatKind.SECRETARY)
        secretary = person("Hajar Alami", Role.OFFICER, agency)

        assert tell(by=secretary)
        assert tell(by=coordinator)

    @pytest.mark.parametrize("role", ["stranger", "officer", "donor", "member", "admin"])
    def test_nobody_else(self, role, tell, request):
        with pytest.raises(PermissionDenied, match="in charge"):
            tell(by=request.getfixturevalue(role))

    def test_a_donor_of_the_organisation_reads_only(self, tell, council, now):
        reader = person("Elsa Lindqvist", Role.DONOR, council)

        with pytest.raises(PermissionDenied):
            tell(by=reader)

    def test_whoever_was_in_charge_and_left_no_longer(self, tell, officer, decision):
        Decision.objects.update(owner_person=officer)
        officer.memberships.update(ends_on=date(2024, 1, 1))

        with pytest.raises(PermissionDenied):
            tell(by=officer)


class TestNote:
    def test_is_on_the_record(self, tell, staff, now):
        note = tell()

        assert (note.written_by, note.written_at) == (staff, now)
        assert (note.before, note.after) == ("", "")
        event = Event.objects.get()
        assert (event.kind, event.note) == (EventKind.COMMENTED, "Le document est signé.")

    @pytest.mark.parametrize("text", ["", "   ", "\u200f\u202e"])
    @pytest.mark.parametrize("to", [None, DecisionState.DONE])
    def test_without_words_there_is_none(self, text, to, tell, decision):
        with pytest.raises(ValidationError, match="Write the note"):
            tell(text=text, to=to)

        decision.refresh_from_db()
        assert decision.state == DecisionState.TO_START

    def test_a_second_click_adds_nothing(self, tell):
        assert tell(seen=0) == tell(seen=0)
        assert FollowUp.objects.count() == Event.objects.count() == 1

    def test_the_same_words_on_another_day_are_another_note(self, tell, now):
        tell(text="Relance envoyée.", seen=0)
        tell(text="Relance envoyée.", seen=1, at=now + timedelta(days=30))

        assert FollowUp.objects.count() == 2


class TestMove:
    def test_a_decision_is_started_and_done(self, tell, decision, now):
        tell(to=DecisionState.UNDER_WAY)
        note = tell(text="Tenue à Oujda.", to=DecisionState.DONE)

        decision.refresh_from_db()
        assert (decision.state, decision.closed_on) == (DecisionState.DONE, now.date())
        assert (note.before, note.after) == (DecisionState.UNDER_WAY, DecisionState.DONE)
        event = Event.objects.latest("pk")
        assert (event.before, event.after) == ({"state": "under_way"}, {"state": "done"})

    def test_on_the_day_that_it_was_really_done(self, tell, decision):
        tell(to=DecisionState.DONE, closed_on=date(2026, 3, 2))

        decision.refresh_from_db()
        assert decision.closed_on == date(2026, 3, 2)

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [(date(2026, 3, 17), "still to come"), (date(2026, 2, 2), "before the decision")],
    )
    def test_not_on_a_day_that_cannot_be(self, day, sentence, tell):
        with pytest.raises(ValidationError, match=sentence) as refused:
            tell(to=DecisionState.DONE, closed_on=day)

        assert list(refused.value.message_dict) == ["closed_on"]

    def test_a_closing_day_belongs_to_a_closing(self, tell):
        with pytest.raises(ValidationError, match="only with"):
            tell(to=DecisionState.UNDER_WAY, closed_on=date(2026, 3, 2))

    def test_what_was_called_done_is_reopened(self, tell, decision):
        tell(to=DecisionState.DONE)
        tell(text="Il manque une signature.", to=DecisionState.UNDER_WAY)

        decision.refresh_from_db()
        assert (decision.state, decision.closed_on) == (DecisionState.UNDER_WAY, None)

    def test_what_lapsed_is_not_done(self, tell):
        tell(to=DecisionState.LAPSED)

        with pytest.raises(WrongState, match="lapsed"):
            tell(text="Si.", to=DecisionState.DONE)

    def test_the_state_it_is_in_moves_nothing(self, tell):
        assert tell(to=DecisionState.TO_START).after == ""

    def test_whoever_did_not_read_the_last_note_reads_it_first(self, tell, decision, validator):
        tell(to=DecisionState.DONE, seen=0)

        with pytest.raises(StaleVersion) as stale:
            tell(by=validator, text="On s'y met.", to=DecisionState.UNDER_WAY, seen=0)

        assert stale.value.theirs == {"state": "done"}
        decision.refresh_from_db()
        assert decision.state == DecisionState.DONE

    def test_a_plain_note_needs_no_reading(self, tell, validator):
        tell(seen=0)

        assert tell(by=validator, text="Bien reçu.", seen=0)

    @pytest.mark.django_db(transaction=True)
    def test_six_clicks_at_once_are_one_note(self, tell, decision, staff):
        staff.scope()

        at_once([lambda: tell(to=DecisionState.DONE, seen=0)] * 6)

        assert FollowUp.objects.count() == Event.objects.count() == 1


class TestFiles:
    def test_stand_behind_their_note(self, tell, decision, minutes, staff):
        note = tell(to=DecisionState.DONE, files=[minutes, minutes])

        file = CommitteeFile.objects.get()
        assert (file.follow_up, file.committee) == (note, decision.committee)
        assert (file.name, file.added_by) == ("pv.pdf", staff)
        assert "pv" not in file.file.name
        with file.file.open() as stored:
            assert stored.read() == minutes.data

    def test_a_refused_note_keeps_no_file(self, tell, minutes):
        with pytest.raises(ValidationError):
            tell(text=" ", files=[minutes])

        assert not CommitteeFile.objects.exists()


class TestVisible:
    def seen(self, user):
        return set(Decision.objects.visible_to(user))

    @pytest.fixture
    def public(self, decision):
        return DecisionFactory(
            committee=decision.committee, meeting=decision.meeting, number=2, is_public=True
        )

    def test_a_donor_sees_what_the_committee_made_public(self, decision, public, donor, funder):
        SeatFactory(committee=decision.committee, organisation=funder)

        assert self.seen(donor) == {public}

    def test_even_where_the_donor_is_in_charge(self, decision, public, donor, funder):
        SeatFactory(committee=decision.committee, organisation=funder)
        Decision.objects.filter(pk=decision.pk).update(owner=funder, owner_person=donor)

        assert self.seen(donor) == {public}

    def test_work_elsewhere_opens_nothing_where_one_is_a_donor(
        self, decision, public, donor, funder, agency
    ):
        SeatFactory(committee=decision.committee, organisation=funder)
        MembershipFactory(user=donor, organisation=agency, role=Role.OFFICER)

        assert self.seen(donor) == {public}

    def test_a_public_decision_is_that_of_a_committee_one_sits_in(self, public, donor):
        assert self.seen(donor) == set()

    def test_whoever_is_in_charge_sees_it_without_a_seat(self, decision, public, officer, agency):
        Decision.objects.filter(pk=decision.pk).update(owner=agency)

        assert self.seen(officer) == {decision}

    def test_a_member_sees_those_of_their_mandate(self, decision, member, seat_holder):
        later = DecisionFactory(
            committee=decision.committee,
            meeting=MeetingFactory(committee=decision.committee, held_on=date(2026, 9, 1)),
            number=3,
        )
        without_meeting = DecisionFactory(committee=decision.committee, number=4)
        seat = SeatFactory(committee=decision.committee, organisation=seat_holder)
        assert self.seen(member) == {decision, later, without_meeting}

        # Long over, whenever the tests run.
        Meeting.objects.filter(pk=decision.meeting.pk).update(held_on=date(2019, 6, 1))
        seat.ends_on = date(2020, 1, 1)
        seat.save()

        assert self.seen(member) == {decision}
