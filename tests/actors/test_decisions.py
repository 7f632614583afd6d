from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from actors import actions
from actors.actions import DecisionDetails
from actors.actions.decisions import details_of
from actors.enums import (
    DecisionKind,
    DecisionState,
    EventKind,
    MeetingState,
    MinutesState,
    Priority,
    Role,
    SeatKind,
)
from actors.models import Decision, Event, Minutes
from lib.concurrency import StaleVersion
from lib.workflow import WrongState
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)


@pytest.fixture
def committee(db):
    return CommitteeFactory(slug="copil-prim")


@pytest.fixture
def meeting(committee):
    """Held on 3 February 2026."""
    return MeetingFactory(committee=committee)


def details(**more):
    return DecisionDetails(**{"text_fr": "Tenir une journée commune PRIM–DEPOMI."} | more)


@pytest.fixture
def write(committee, council, coordinator, now):
    def decision(by=coordinator, key=None, committee=committee, **more):
        return actions.record_decision(
            committee=committee,
            details=details(**{"owner": council} | more),
            key=key or uuid4(),
            by=by,
            at=now,
        )

    return decision


def approve(meeting, *, by, at):
    Minutes.objects.create(
        meeting=meeting,
        state=MinutesState.APPROVED,
        approved_by=by,
        approved_at=at,
        record={},
    )


def at_once(jobs):
    """Run each job in a thread of its own, all together."""

    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


class TestRecord:
    def test_takes_the_next_number_of_its_committee(self, write, committee):
        DecisionFactory(committee=CommitteeFactory(), number=41)
        DecisionFactory(committee=committee, number=7)

        assert [write().number, write().number] == [8, 9]

    def test_keeps_all_that_was_said(self, write, committee, meeting, staff, council):
        item = AgendaItemFactory(meeting=meeting)

        decision = write(
            kind=DecisionKind.RECOMMENDATION,
            text_ar="تنظيم يوم مشترك",
            origin_fr="Comité régional de l'Oriental",
            owner_person=staff,
            due_on=date(2026, 6, 30),
            priority=Priority.HIGH,
            is_public=True,
            meeting=meeting,
            items=(item,),
        )

        decision = Decision.objects.get(pk=decision.pk)
        assert (decision.state, decision.version) == (DecisionState.TO_START, 1)
        assert (decision.owner, decision.owner_person) == (council, staff)
        assert (decision.text_ar, decision.text_en or "") == ("تنظيم يوم مشترك", "")
        assert decision.origin_fr == "Comité régional de l'Oriental"
        assert (decision.due_on, decision.priority) == (date(2026, 6, 30), Priority.HIGH)
        assert decision.is_public
        assert list(item.decisions.all()) == [decision]

    def test_is_on_the_trail(self, write, coordinator, now):
        decision = write(due_on=date(2026, 6, 30))

        event = Event.objects.get()
        assert (event.kind, event.about_id) == (EventKind.CREATED, str(decision.pk))
        assert event.after["due_on"] == "2026-06-30"
        assert "origin_fr" not in event.after

    def test_the_same_key_gives_the_same_decision(self, write):
        key = uuid4()

        first, again = write(key=key), write(key=key, text_fr="Un autre texte")

        assert first == again
        assert Decision.objects.count() == Event.objects.count() == 1

    def test_a_key_of_another_committee_is_refused(self, write):
        key = uuid4()
        write(key=key, committee=CommitteeFactory())

        with pytest.raises(ValidationError, match="another committee"):
            write(key=key)

    @pytest.mark.parametrize("kind", [DecisionKind.DECISION, DecisionKind.RECOMMENDATION])
    def test_a_decision_needs_an_organisation_in_charge(self, kind, write):
        with pytest.raises(ValidationError) as refused:
            write(kind=kind, owner=None)

        assert refused.value.message_dict == {
            "owner": [
                "Choose the organisation in charge: a decision without an owner is nobody's "
                "business."
            ]
        }
        assert not Decision.objects.exists()

    def test_a_proposal_may_still_look_for_one(self, write):
        assert write(kind=DecisionKind.PROPOSAL, owner=None).owner is None

    def test_the_person_in_charge_works_there(self, write, stranger):
        with pytest.raises(ValidationError, match="does not work for") as refused:
            write(owner_person=stranger)

        assert list(refused.value.message_dict) == ["owner_person"]

    def test_a_donor_of_the_organisation_is_not_in_charge(self, write, council, stranger):
        MembershipFactory(user=stranger, organisation=council, role=Role.DONOR)

        with pytest.raises(ValidationError, match="does not work for"):
            write(owner_person=stranger)

    def test_whoever_left_the_organisation_is_not_in_charge(self, write, council):
        gone = person("Ilham Naciri", Role.CONTRIBUTOR, council)
        gone.memberships.update(ends_on=date(2024, 1, 1))

        with pytest.raises(ValidationError, match="does not work for"):
            write(owner_person=gone)

    def test_a_person_without_an_organisation_is_refused(self, write, staff):
        with pytest.raises(ValidationError, match="Choose the organisation that"):
            write(kind=DecisionKind.PROPOSAL, owner=None, owner_person=staff)

    @pytest.mark.parametrize("text", ["", "   ", "\u200f\u202e"])
    def test_without_words_nothing_was_decided(self, text, write):
        with pytest.raises(ValidationError, match="Write what was decided"):
            write(text_fr=text)

    def test_arabic_alone_is_enough(self, write):
        assert write(text_fr="", text_ar="تنظيم يوم مشترك").text_ar == "تنظيم يوم مشترك"

    def test_not_due_before_the_meeting(self, write, meeting):
        with pytest.raises(ValidationError, match="before the meeting"):
            write(meeting=meeting, due_on=date(2026, 2, 2))

    def test_not_at_the_meeting_of_another_committee(self, write):
        with pytest.raises(ValidationError, match="another committee's"):
            write(meeting=MeetingFactory())

    def test_not_under_an_item_of_another_meeting(self, write, meeting):
        with pytest.raises(ValidationError, match="agenda items of the meeting"):
            write(meeting=meeting, items=(AgendaItemFactory(),))

    def test_not_at_a_cancelled_meeting(self, write, committee):
        with pytest.raises(WrongState, match="cancelled"):
            write(meeting=MeetingFactory(committee=committee, state=MeetingState.CANCELLED))

    def test_not_once_the_minutes_are_approved(self, write, meeting, coordinator, now):
        approve(meeting, by=coordinator, at=now)

        with pytest.raises(WrongState, match="rectification"):
            write(meeting=meeting)

    @pytest.mark.parametrize("role", ["staff", "validator", "officer", "donor", "member", "admin"])
    def test_others_may_not(self, role, write, request):
        with pytest.raises(PermissionDenied, match="secretariat"):
            write(by=request.getfixturevalue(role))

    def test_the_secretariat_may(self, write, committee, officer, agency):
        SeatFactory(committee=committee, organisation=agency, kind=SeatKind.SECRETARY)

        assert write(by=officer).number == 1


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_no_number_twice_and_none_left_out(self, write, coordinator):
        coordinator.scope()

        at_once([write] * 6)

        numbers = Decision.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3, 4, 5, 6]

    def test_one_key_from_six_sides_is_one_decision(self, write, coordinator):
        coordinator.scope()
        key = uuid4()

        made = at_once([lambda: write(key=key)] * 6)

        assert len({decision.pk for decision in made}) == 1
        assert Decision.objects.count() == Event.objects.count() == 1


class TestChange:
    @pytest.fixture
    def decision(self, write, meeting):
        return write(meeting=meeting, due_on=date(2026, 6, 30))

    @pytest.fixture
    def change(self, decision, coordinator, now):
        def changed(by=coordinator, version=1, **more):
            return actions.change_decision(
                decision=decision,
                details=replace(details_of(decision), **more),
                version=version,
                by=by,
                at=now,
            )

        return changed

    def test_is_kept_with_what_it_was_before(self, change):
        changed = change(due_on=date(2026, 9, 30))

        assert (changed.due_on, changed.version, changed.number) == (date(2026, 9, 30), 2, 1)
        event = Event.objects.get(kind=EventKind.CHANGED)
        assert (event.before, event.after) == ({"due_on": "2026-06-30"}, {"due_on": "2026-09-30"})

    def test_a_second_click_changes_nothing(self, change):
        change(due_on=date(2026, 9, 30))
        assert change(due_on=date(2026, 9, 30)).version == 2
        assert Event.objects.filter(kind=EventKind.CHANGED).count() == 1

    def test_whoever_comes_second_sees_both(self, change):
        change(due_on=date(2026, 9, 30))

        with pytest.raises(StaleVersion) as stale:
            change(due_on=date(2026, 12, 31), version=1)

        assert stale.value.theirs["due_on"] == "2026-09-30"
        assert stale.value.mine["due_on"] == "2026-12-31"

    def test_the_owner_is_not_taken_away(self, change):
        with pytest.raises(ValidationError, match="without an owner"):
            change(owner=None)

    def test_someone_who_left_stays_named(self, change, staff, decision):
        change(owner_person=staff)
        staff.memberships.update(ends_on=date(2024, 1, 1))
        decision.refresh_from_db()

        assert change(priority=Priority.HIGH, version=2).owner_person == staff

    def test_approved_minutes_keep_its_words(self, change, meeting, coordinator, now):
        approve(meeting, by=coordinator, at=now)

        with pytest.raises(WrongState, match="rectification"):
            change(text_fr="Autre chose")

    def test_but_not_its_owner_and_date(self, change, meeting, coordinator, other_council, now):
        approve(meeting, by=coordinator, at=now)

        assert change(owner=other_council, due_on=date(2026, 9, 30)).owner == other_council

    def test_items_of_later_meetings_keep_it(self, change, decision, committee, meeting):
        first, second = (AgendaItemFactory(meeting=meeting) for _time in range(2))
        decision.agenda_items.add(first)
        later = AgendaItemFactory(meeting=MeetingFactory(committee=committee))
        later.decisions.add(decision)

        change(items=(second,))

        assert set(decision.agenda_items.all()) == {second, later}

    def test_owners_do_not_change_their_task(self, change, staff):
        with pytest.raises(PermissionDenied):
            change(by=staff, due_on=date(2030, 1, 1))

    def test_an_owner_of_another_organisation_brings_no_person_along(self, change, staff):
        change(owner_person=staff)

        with pytest.raises(ValidationError, match="does not work for"):
            change(owner=OrganisationFactory(), owner_person=staff, version=2)
