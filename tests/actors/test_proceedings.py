"""What the secretariat takes down, and the minutes that come of it."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors.actions import minutes as minutes_actions
from actors.actions import proceedings as actions
from actors.enums import (
    EventKind,
    MeetingState,
    MinutesState,
    Presence,
    Role,
    SeatKind,
)
from actors.models import AgendaNote, Attendance, Event, Meeting, Minutes
from actors.selectors.proceedings import item_lines, sitting
from lib.concurrency import StaleVersion
from lib.workflow import WrongState
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def copil(seat_holder):
    committee = CommitteeFactory(slug="copil-prim", quorum=2)
    SeatFactory(committee=committee, organisation=seat_holder, position=1)
    return committee


@pytest.fixture
def meeting(copil, now):
    return MeetingFactory(committee=copil, held_on=now.date())


@pytest.fixture
def seat(copil):
    return copil.seats.get()


@pytest.fixture
def item(meeting):
    return AgendaItemFactory(meeting=meeting)


@pytest.fixture
def secretary(copil, agency):
    """Imane Chraibi keeps the secretariat of the COPIL."""
    who = person("Imane Chraibi", Role.OFFICER, agency)
    SeatFactory(
        committee=copil, organisation=agency, kind=SeatKind.SECRETARY, holder=who, position=9
    )
    return who


class TestPresence:
    def test_is_said_and_said_again(self, meeting, seat, secretary, now):
        for presence in (Presence.EXCUSED, Presence.PRESENT):
            actions.mark_presence(
                meeting=meeting, seat=seat, presence=presence, by=secretary, at=now
            )

        assert Attendance.objects.get().presence == Presence.PRESENT
        last = Event.objects.order_by("pk").last()
        assert (last.before["presence"], last.after["presence"]) == ("excused", "present")

    def test_is_taken_back(self, meeting, seat, secretary, now):
        actions.mark_presence(
            meeting=meeting, seat=seat, presence=Presence.PRESENT, by=secretary, at=now
        )

        actions.mark_presence(meeting=meeting, seat=seat, presence=None, by=secretary, at=now)

        assert not Attendance.objects.exists()

    def test_of_a_seat_of_another_committee_is_refused(self, meeting, secretary, now):
        with pytest.raises(ValidationError, match="no mandate"):
            actions.mark_presence(
                meeting=meeting,
                seat=SeatFactory(),
                presence=Presence.PRESENT,
                by=secretary,
                at=now,
            )

    def test_of_a_mandate_that_ended_is_refused(self, meeting, seat, secretary, now):
        seat.ends_on = now.date() - timedelta(days=1)
        seat.save()

        with pytest.raises(ValidationError, match="guest"):
            actions.mark_presence(
                meeting=meeting, seat=seat, presence=Presence.PRESENT, by=secretary, at=now
            )

    def test_is_for_the_secretariat(self, meeting, seat, member, now):
        with pytest.raises(PermissionDenied, match="secretariat"):
            actions.mark_presence(
                meeting=meeting, seat=seat, presence=Presence.PRESENT, by=member, at=now
            )

    def test_counts_for_the_quorum_but_not_of_the_secretariat(
        self, copil, meeting, seat, secretary, now
    ):
        for one in copil.seats.order_by("pk"):
            actions.mark_presence(
                meeting=meeting, seat=one, presence=Presence.PRESENT, by=secretary, at=now
            )

        quorum = sitting(meeting, on=now.date()).quorum
        assert (quorum.taken, quorum.seats, quorum.is_reached) == (1, 1, False)


class TestSitting:
    def test_makes_a_convened_meeting_held(self, meeting, secretary, now):
        meeting.state = MeetingState.CONVENED
        meeting.held_on = None
        meeting.held_precision = "unknown"
        meeting.save()

        actions.open_sitting(meeting=meeting, by=secretary, at=now)

        meeting.refresh_from_db()
        assert meeting.state == MeetingState.HELD
        assert meeting.held_on == now.date()

    @pytest.mark.parametrize(
        ("moment", "opens"),
        [
            # 6 April, 23:30 in Morocco, where Ramadan is over; 22:30 in universal time.
            (datetime(2026, 4, 6, 22, 30, tzinfo=UTC), False),
            # 7 April, 0:30 in Morocco, and still the 6th in universal time.
            (datetime(2026, 4, 6, 23, 30, tzinfo=UTC), True),
            (datetime(2026, 4, 9, 8, 0, tzinfo=UTC), True),
        ],
    )
    def test_opens_from_the_day_of_the_meeting_in_morocco(self, meeting, secretary, moment, opens):
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.CONVENED, held_on=date(2026, 4, 7)
        )

        with nullcontext() if opens else pytest.raises(WrongState, match="opens from that day on"):
            actions.open_sitting(meeting=meeting, by=secretary, at=moment)

        meeting.refresh_from_db()
        assert (meeting.state == MeetingState.HELD) is opens
        assert meeting.held_on == date(2026, 4, 7)

    def test_of_a_cancelled_meeting_is_refused(self, meeting, secretary, now):
        meeting.state = MeetingState.CANCELLED
        meeting.save()

        with pytest.raises(WrongState, match="cancelled"):
            actions.open_sitting(meeting=meeting, by=secretary, at=now)


class TestGuests:
    def test_come_by_name_or_organisation(self, meeting, secretary, now):
        actions.add_guest(
            meeting=meeting, organisation=None, name="Experte régionale", by=secretary, at=now
        )
        actions.add_guest(
            meeting=meeting, organisation=OrganisationFactory(), name="", by=secretary, at=now
        )

        assert len(sitting(meeting, on=now.date()).guests) == 2

    def test_are_somebody(self, meeting, secretary, now):
        with pytest.raises(ValidationError, match="Name the person"):
            actions.add_guest(meeting=meeting, organisation=None, name="  ", by=secretary, at=now)

    def test_are_taken_back(self, meeting, secretary, now):
        guest = actions.add_guest(
            meeting=meeting, organisation=None, name="Experte régionale", by=secretary, at=now
        )

        actions.remove_guest(attendance=guest, by=secretary, at=now)

        assert not Attendance.objects.exists()


class TestNotes:
    def write(self, item, by, now, text="Le point est fait.", *, over=(), key=None):
        return actions.write_note(
            item=item, key=key or uuid4(), text=text, over=over, by=by, at=now
        )

    def test_stand_in_the_place_of_what_they_were_written_over(self, item, secretary, now):
        first = self.write(item, secretary, now)

        second = self.write(item, secretary, now, "Le point est fait ; à suivre.", over=[first.pk])

        (line,) = item_lines(item.meeting)
        assert line.notes == (second,)
        assert AgendaNote.objects.count() == 2

    def test_of_two_secretaries_at_once_both_stand(self, item, secretary, coordinator, now):
        base = self.write(item, secretary, now)
        mine = self.write(item, secretary, now, "La région demande un délai.", over=[base.pk])
        theirs = self.write(item, coordinator, now, "L'agence accepte.", over=[base.pk])

        (line,) = item_lines(item.meeting)
        assert line.notes == (mine, theirs)
        assert line.is_doubled
        assert mine.text in line.text
        assert theirs.text in line.text

        both = self.write(item, secretary, now, line.text, over=[mine.pk, theirs.pk])

        (line,) = item_lines(item.meeting)
        assert line.notes == (both,)

    def test_sent_twice_are_kept_once(self, item, secretary, now):
        key = uuid4()

        first, second = (self.write(item, secretary, now, key=key) for _attempt in range(2))

        assert first == second
        assert AgendaNote.objects.count() == 1

    def test_over_a_note_of_another_item_leave_that_one_alone(self, item, secretary, now):
        elsewhere = self.write(AgendaItemFactory(meeting=item.meeting), secretary, now)

        self.write(item, secretary, now, over=[elsewhere.pk])

        elsewhere.refresh_from_db()
        assert elsewhere.replaced_by is None

    def test_without_a_word_are_refused(self, item, secretary, now):
        with pytest.raises(ValidationError, match="Write the note"):
            self.write(item, secretary, now, " \u200b ")


class TestComments:
    def test_are_for_members(self, item, member, stranger, now):
        actions.comment_item(item=item, text="L'AFD souhaite un bilan.", by=member, at=now)

        with pytest.raises(PermissionDenied, match="members"):
            actions.comment_item(item=item, text="Et nous ?", by=stranger, at=now)

    def test_end_with_the_minutes(self, meeting, item, member, secretary, now):
        approved(meeting, secretary, now)

        with pytest.raises(WrongState, match="rectification"):
            actions.comment_item(item=item, text="Trop tard.", by=member, at=now)


def approved(meeting, by, now):
    minutes = minutes_actions.circulate(meeting=meeting, by=by, at=now)
    return minutes_actions.approve(meeting=meeting, version=minutes.version, by=by, at=now)


class TestMinutes:
    def test_go_from_draft_to_approved(self, meeting, item, secretary, now):
        decision = DecisionFactory(committee=meeting.committee, meeting=meeting)
        actions.write_note(
            item=item, key=uuid4(), text="Avancement partagé.", over=[], by=secretary, at=now
        )
        minutes_actions.save_summary(
            meeting=meeting, summary="Une réunion utile.", version=1, by=secretary, at=now
        )

        minutes = approved(meeting, secretary, now)

        assert minutes.state == MinutesState.APPROVED
        for language in ("fr", "ar", "en"):
            told = minutes.record[language]
            assert told["summary"] == "Une réunion utile."
            assert told["items"][0]["notes"] == ["Avancement partagé."]
        assert minutes.record["fr"]["decisions"][0]["text"] == decision.text_fr
        assert minutes.record["ar"]["decisions"][0]["text"] == decision.text_ar
        assert minutes.record_sha256 == minutes_actions.digest_of(minutes.record)
        assert Event.objects.filter(kind=EventKind.APPROVED).count() == 1

    def test_are_approved_once(self, meeting, secretary, coordinator, now):
        minutes = approved(meeting, secretary, now)

        with pytest.raises(WrongState, match="approved by Imane Chraibi"):
            minutes_actions.approve(
                meeting=meeting, version=minutes.version, by=coordinator, at=now
            )

    def test_are_approved_as_they_were_read(self, meeting, secretary, now):
        minutes = minutes_actions.circulate(meeting=meeting, by=secretary, at=now)

        with pytest.raises(StaleVersion):
            minutes_actions.approve(
                meeting=meeting, version=minutes.version - 1, by=secretary, at=now
            )

    def test_are_not_approved_before_they_went_round(self, meeting, secretary, now):
        with pytest.raises(WrongState, match="cannot go"):
            minutes_actions.approve(meeting=meeting, version=1, by=secretary, at=now)

    def test_wait_for_the_meeting(self, meeting, secretary, now):
        meeting.state = MeetingState.CONVENED
        meeting.save()

        with pytest.raises(WrongState, match="has not been held"):
            minutes_actions.circulate(meeting=meeting, by=secretary, at=now)

    def test_show_both_summaries_to_who_comes_second(self, meeting, secretary, now):
        minutes_actions.save_summary(
            meeting=meeting, summary="Le premier.", version=1, by=secretary, at=now
        )

        with pytest.raises(StaleVersion) as stale:
            minutes_actions.save_summary(
                meeting=meeting, summary="Le second.", version=1, by=secretary, at=now
            )

        assert stale.value.mine == {"summary": "Le second."}
        assert stale.value.theirs == {"summary": "Le premier."}

    def test_once_approved_nothing_of_the_sitting_changes(
        self, meeting, seat, item, secretary, now
    ):
        approved(meeting, secretary, now)

        with pytest.raises(WrongState, match="rectification"):
            actions.mark_presence(
                meeting=meeting, seat=seat, presence=Presence.PRESENT, by=secretary, at=now
            )
        with pytest.raises(WrongState, match="rectification"):
            actions.write_note(
                item=item, key=uuid4(), text="Encore.", over=[], by=secretary, at=now
            )
        with pytest.raises(WrongState, match="nothing of them changes"):
            minutes_actions.save_summary(
                meeting=meeting, summary="Autre.", version=3, by=secretary, at=now
            )


class TestCorrections:
    def test_are_asked_for_while_minutes_go_round(self, meeting, member, secretary, now):
        minutes = minutes_actions.circulate(meeting=meeting, by=secretary, at=now)

        asked = minutes_actions.ask_correction(
            minutes=minutes, text="Nous étions deux.", by=member, at=now
        )
        minutes_actions.settle_correction(correction=asked, by=secretary, at=now)

        asked.refresh_from_db()
        assert (asked.settled_by, asked.settled_at) == (secretary, now)

    def test_are_not_asked_of_a_draft(self, meeting, member, now):
        minutes = Minutes.objects.create(meeting=meeting)

        with pytest.raises(WrongState, match="circulate"):
            minutes_actions.ask_correction(minutes=minutes, text="Trop tôt.", by=member, at=now)


class TestRectifications:
    def test_are_numbered_and_keep_what_was_approved(self, meeting, secretary, now):
        minutes = approved(meeting, secretary, now)
        before = minutes.record_sha256

        numbers = [
            minutes_actions.rectify(
                minutes=minutes, text=text, reason="Erreur de date.", by=secretary, at=now
            ).number
            for text in ("Lire le 8 juillet.", "Lire le 9 juillet.")
        ]

        minutes.refresh_from_db()
        assert numbers == [1, 2]
        assert minutes.record_sha256 == before

    def test_need_a_reason(self, meeting, secretary, now):
        minutes = approved(meeting, secretary, now)

        with pytest.raises(ValidationError) as refused:
            minutes_actions.rectify(
                minutes=minutes, text="Lire le 8 juillet.", reason="", by=secretary, at=now
            )

        assert set(refused.value.message_dict) == {"reason"}

    def test_wait_for_the_approval(self, meeting, secretary, now):
        minutes = minutes_actions.circulate(meeting=meeting, by=secretary, at=now)

        with pytest.raises(WrongState, match="can still be changed"):
            minutes_actions.rectify(
                minutes=minutes, text="Lire le 8.", reason="Erreur.", by=secretary, at=now
            )


class TestSecretariat:
    def test_ends_with_its_mandate(self, copil, meeting, seat, secretary, now):
        copil.seats.filter(kind=SeatKind.SECRETARY).update(ends_on=date(2026, 1, 1))

        with pytest.raises(PermissionDenied, match="secretariat"):
            actions.mark_presence(
                meeting=meeting, seat=seat, presence=Presence.PRESENT, by=secretary, at=now
            )
