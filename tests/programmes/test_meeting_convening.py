"""A meeting to come: planned, its agenda built, convened, replied to, moved, cancelled."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from actors.actions import agenda, send_due_notices
from actors.actions.agenda import Direction, ItemDetails
from actors.actions.proceedings import open_sitting
from actors.enums import (
    AgendaItemKind,
    DecisionState,
    EventKind,
    MeetingState,
    Reply,
    Role,
    SeatKind,
)
from actors.models import AgendaItem, Convocation, Event, Meeting, Notice, Seat
from lib.dates import Precision
from lib.workflow import WrongState
from programmes.actions import convening, planning
from programmes.selectors.convening import attendees_of, people_to_convene
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    SeatFactory,
    person,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
MOROCCO = ZoneInfo("Africa/Casablanca")
NEW = "/en/comites/copil/reunions/nouvelle/"


@pytest.fixture
def copil(seat_holder, member):
    """A committee where AFD sits, by Rachid Lamrini and an alternate without account."""
    copil = CommitteeFactory(
        slug="copil", name_fr="Comité de pilotage", created_on=date(2022, 7, 1),
        created_precision=Precision.MONTH, quorum=2,
    )  # fmt: skip
    SeatFactory(
        committee=copil, organisation=seat_holder, holder=member, alternate_name="Une suppléante"
    )
    return copil


@pytest.fixture
def council_seat(copil, council):
    """A seat of the council that names nobody."""
    return SeatFactory(committee=copil, organisation=council)


def text(response):
    return response.content.decode()


def said(**more):
    """What the form sends for a meeting of the afternoon of 7 April."""
    return {
        "title_fr": "Deuxième réunion", "title_ar": "الاجتماع الثاني", "day": "07/04/2026",
        "starts": "14 h 30", "ends": "16:00", "room": "Salle A",
    } | more  # fmt: skip


@pytest.fixture
def meeting(client_for, coordinator, copil):
    """A meeting that the coordination has planned."""
    client_for(coordinator).post(NEW, said())
    return Meeting.objects.get()


def page_of(meeting, more=""):
    return f"/en/comites/copil/reunions/{meeting.pk}/{more}"


def events_of(message):
    """The calendar message of an e-mail, as its method and its event."""
    part = next(p for p in message.message().walk() if p.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return str(calendar["method"]), calendar.events[0]


class TestPlanning:
    def test_takes_a_day_and_hours_of_morocco(self, meeting):
        assert meeting.state == MeetingState.PLANNED
        assert (meeting.held_on, meeting.held_precision) == (date(2026, 4, 7), Precision.DAY)
        assert meeting.starts_at == datetime(2026, 4, 7, 14, 30, tzinfo=MOROCCO)
        assert meeting.ends_at == datetime(2026, 4, 7, 16, 0, tzinfo=MOROCCO)

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"day": "15/06/2022"}, "created later (July 2022): it cannot meet before."),
            ({"day": "15/03/2026"}, "This day has passed"),
            ({"starts": "", "ends": "16:00"}, "Say when it begins."),
            ({"ends": "14:30"}, "ends before it begins"),
            ({"starts": "25:00"}, "Write an hour"),
            ({"day": "2026"}, "Write the whole date"),
            ({"title_fr": " "}, "required"),
        ],
    )  # fmt: skip
    def test_refuses_what_makes_no_sense_beside_its_field(
        self, more, sentence, client_for, coordinator, copil
    ):
        response = client_for(coordinator).post(NEW, said(**more))

        assert sentence in text(response)
        assert not Meeting.objects.exists()

    def test_takes_the_open_decisions_over(self, client_for, coordinator, copil):
        open_one = DecisionFactory(committee=copil, number=1)
        DecisionFactory(committee=copil, number=2, state=DecisionState.DONE)
        DecisionFactory(number=3)

        client_for(coordinator).post(NEW, said())

        item = AgendaItem.objects.get()
        assert (item.kind, item.position) == (AgendaItemKind.FOLLOW_UP, 0)
        assert (item.text_fr, item.text_ar) == ("Suivi des décisions", "تتبع القرارات")
        assert list(item.decisions.all()) == [open_one]

    def test_saved_by_two_shows_both(self, client_for, coordinator, meeting):
        Meeting.objects.update(room="Salle B", version=2)

        response = client_for(coordinator).post(
            page_of(meeting, "modifier/"), said(room="Salle C", version=1)
        )

        assert [(d.mine, d.theirs) for d in response.context["form"].differences] == [
            ("Salle C", "Salle B")
        ]
        assert Meeting.objects.get().room == "Salle B"

    @pytest.mark.parametrize("role", ["staff", "officer", "donor", "member", "admin"])
    def test_is_for_those_who_run_the_committee(self, role, copil, now, request):
        with pytest.raises(PermissionDenied, match="secretariat"):
            planning.plan_meeting(
                committee=copil,
                details=planning.MeetingDetails(title_fr="Réunion", day=date(2026, 4, 7)),
                by=request.getfixturevalue(role),
                at=now,
            )

    def test_of_a_meeting_that_was_held_is_over(self, coordinator, copil, now):
        held = MeetingFactory(committee=copil)

        with pytest.raises(WrongState, match="meeting to come"):
            planning.change_meeting(
                meeting=held,
                details=planning.MeetingDetails(title_fr="Autre", day=date(2026, 4, 7)),
                version=1,
                by=coordinator,
                at=now,
            )


class TestTheAgenda:
    def test_is_built_of_items_with_programmes_and_decisions(
        self, client_for, coordinator, copil, meeting
    ):
        ProgrammeFactory(slug="prim", acronym="PRIM")
        decision = DecisionFactory(committee=copil, number=4)
        sent = {
            "text_fr": "Avancement du PRIM", "text_ar": "تقدم البرنامج", "kind": "to_decide",
            "minutes": "25", "speaker": "Karima Bennis", "programmes": ["prim"], "decisions": ["4"],
        }  # fmt: skip

        response = client_for(coordinator).post(page_of(meeting, "ordre-du-jour/nouveau/"), sent)

        assert response.status_code == 302
        item = meeting.items.get()
        assert (item.minutes, item.speaker) == (25, "Karima Bennis")
        assert [link.programme.slug for link in item.programme_links.all()] == ["prim"]
        assert list(item.decisions.all()) == [decision]
        page = text(client_for(coordinator).get(page_of(meeting)))
        assert "PRIM" in page
        assert "Décision 4" in page

    def test_moves_its_items_up_and_down(self, coordinator, meeting, now):
        first, second, third = (AgendaItemFactory(meeting=meeting, position=n) for n in range(3))

        agenda.move_item(item=third, direction=Direction.UP, by=coordinator, at=now)
        agenda.move_item(item=first, direction=Direction.UP, by=coordinator, at=now)
        agenda.move_item(item=first, direction=Direction.DOWN, by=coordinator, at=now)

        order = meeting.items.order_by("position").values_list("pk", flat=True)
        assert list(order) == [third.pk, first.pk, second.pk]

    def test_saved_by_two_shows_both(self, client_for, coordinator, meeting):
        item = AgendaItemFactory(meeting=meeting, text_fr="Avancement")
        AgendaItem.objects.update(text_fr="Avancement par région", version=2)

        response = client_for(coordinator).post(
            page_of(meeting, f"ordre-du-jour/{item.pk}/"),
            {"text_fr": "Avancement par composante", "text_ar": item.text_ar,
             "kind": "subject", "version": 1},
        )  # fmt: skip

        assert [one.theirs for one in response.context["form"].differences] == [
            "Avancement par région"
        ]

    def test_keeps_the_follow_up_on_it(self, coordinator, copil, meeting, now):
        DecisionFactory(committee=copil)
        item = agenda.carry_over(meeting)

        with pytest.raises(WrongState, match="until they are closed"):
            agenda.remove_item(item=item, by=coordinator, at=now)

    def test_loses_an_item_that_nobody_wrote_under(self, client_for, coordinator, meeting):
        item = AgendaItemFactory(meeting=meeting)

        client_for(coordinator).post(page_of(meeting, f"ordre-du-jour/{item.pk}/retirer/"))

        assert not meeting.items.exists()
        assert Event.objects.filter(kind=EventKind.DELETED).exists()

    def test_takes_only_decisions_of_its_committee(self, coordinator, meeting, now):
        with pytest.raises(ValidationError, match="of this committee"):
            agenda.add_item(
                meeting=meeting,
                details=ItemDetails(text_fr="Point", decisions=(DecisionFactory(),)),
                by=coordinator,
                at=now,
            )

    def test_is_closed_once_the_meeting_is_held(self, coordinator, copil, now):
        item = AgendaItemFactory(meeting=MeetingFactory(committee=copil))

        with pytest.raises(WrongState, match="held or cancelled"):
            agenda.remove_item(item=item, by=coordinator, at=now)

    def test_shows_what_is_open_at_this_moment_until_the_committee_sits(
        self, client_for, coordinator, copil, meeting, now
    ):
        DecisionFactory(committee=copil, number=1)
        agenda.carry_over(meeting)
        late = DecisionFactory(committee=copil, number=2)

        page = text(client_for(coordinator).get(page_of(meeting)))
        assert "Décision 2" in page
        open_sitting(meeting=meeting, by=coordinator, at=meeting.starts_at)
        assert late in meeting.items.get().decisions.all()

    def test_costs_as_many_queries_with_more_items(self, client_for, coordinator, copil, meeting):
        def grow(number):
            for _ in range(number):
                item = AgendaItemFactory(meeting=meeting, position=meeting.items.count() + 1)
                item.decisions.add(DecisionFactory(committee=copil))

        assert_flat(client_for(coordinator), page_of(meeting, "ordre-du-jour/"), grow)


class TestConvening:
    def test_calls_holders_and_where_a_seat_names_nobody_its_members(
        self, copil, council_seat, council, member, staff, validator, meeting
    ):
        invitees = people_to_convene(meeting, on=meeting.held_on)
        assert set(invitees.people) == {member, staff, validator}

        sitting = person("Nour Alaoui", Role.COMMITTEE_MEMBER, council)

        invitees = people_to_convene(meeting, on=meeting.held_on)
        assert set(invitees.people) == {member, sitting}
        assert invitees.people[sitting] == council_seat

    def test_calls_no_donor_no_closed_account_and_no_ended_mandate(
        self, copil, donor, funder, member, stranger, other_council, meeting
    ):
        SeatFactory(committee=copil, organisation=funder)
        SeatFactory(committee=copil, organisation=other_council, ends_on=date(2026, 4, 6))
        named = SeatFactory(committee=copil, organisation=other_council, holder_name="Un élu")
        member.is_active = False
        member.save()

        invitees = people_to_convene(meeting, on=meeting.held_on)

        assert not invitees.people
        assert named in invitees.unreached

    def test_sends_each_an_invitation_in_their_language(
        self, client_for, coordinator, member, meeting, now
    ):
        AgendaItemFactory(meeting=meeting, text_ar="تقدم البرنامج")
        member.language = "ar"
        member.save()

        response = client_for(coordinator).post(page_of(meeting, "convoquer/"))

        assert response.status_code == 302
        meeting.refresh_from_db()
        assert (meeting.state, meeting.sequence) == (MeetingState.CONVENED, 0)
        assert send_due_notices(at=now) == 1
        message = mail.outbox[0]
        assert message.to == [member.email]
        assert "الاجتماع الثاني" in message.subject
        assert "تقدم البرنامج" in message.body
        assert f"/ar/comites/copil/reunions/{meeting.pk}/reponse/" in message.body
        method, event = events_of(message)
        assert (method, event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 0)
        assert str(meeting.uid) in event["uid"]
        assert event["dtstart"].dt == datetime(2026, 4, 7, 14, 30, tzinfo=MOROCCO)
        assert str(event["attendee"]) == f"mailto:{member.email}"

    def test_again_at_another_hour_forgets_the_replies(
        self, client_for, coordinator, member, meeting, now
    ):
        client_for(coordinator).post(page_of(meeting, "convoquer/"))
        client_for(member).post(page_of(meeting, "reponse/"), {"reply": "coming"})
        meeting.refresh_from_db()

        client_for(coordinator).post(
            page_of(meeting, "modifier/"), said(starts="15:00", version=meeting.version)
        )

        send_due_notices(at=now)
        method, event = events_of(mail.outbox[-1])
        assert (method, event["sequence"]) == ("REQUEST", 1)
        assert event["dtstart"].dt.hour == 15
        assert Convocation.objects.get().reply == Reply.AWAITED
        assert Event.objects.filter(kind=EventKind.CONVENED).count() == 2

    def test_again_in_another_room_keeps_the_replies(
        self, client_for, coordinator, member, meeting
    ):
        client_for(coordinator).post(page_of(meeting, "convoquer/"))
        client_for(member).post(page_of(meeting, "reponse/"), {"reply": "coming"})
        meeting.refresh_from_db()

        client_for(coordinator).post(
            page_of(meeting, "modifier/"), said(room="Salle B", version=meeting.version)
        )

        assert Convocation.objects.get().reply == Reply.COMING
        assert Notice.objects.count() == 2

    def test_is_not_done_again_for_another_title(self, client_for, coordinator, meeting):
        client_for(coordinator).post(page_of(meeting, "convoquer/"))
        meeting.refresh_from_db()

        client_for(coordinator).post(
            page_of(meeting, "modifier/"), said(title_fr="Réunion", version=meeting.version)
        )

        assert Notice.objects.count() == 1

    def test_takes_the_invitation_of_whoever_left_back(
        self, coordinator, copil, council_seat, staff, meeting, now
    ):
        convening.convene(meeting=meeting, by=coordinator, at=now)
        Seat.objects.filter(pk=council_seat.pk).update(ends_on=date(2026, 3, 31))

        convening.convene(meeting=meeting, by=coordinator, at=now)

        send_due_notices(at=now)
        assert not Convocation.objects.filter(person=staff).exists()
        last = [message for message in mail.outbox if message.to == [staff.email]][-1]
        assert events_of(last)[0] == "CANCEL"

    def test_needs_an_hour(self, client_for, coordinator, copil, now):
        client_for(coordinator).post(NEW, said(starts="", ends=""))

        with pytest.raises(WrongState, match="an hour before"):
            convening.convene(meeting=Meeting.objects.get(), by=coordinator, at=now)

    def test_needs_somebody_to_call(self, coordinator, copil, meeting, now):
        Seat.objects.update(holder=None, holder_name="Sans compte")

        with pytest.raises(WrongState, match="Nobody can be convened"):
            convening.convene(meeting=meeting, by=coordinator, at=now)

    def test_is_too_late_once_the_hour_has_passed(self, coordinator, meeting):
        with pytest.raises(WrongState, match="has passed"):
            convening.convene(
                meeting=meeting, by=coordinator, at=datetime(2026, 4, 7, 15, 0, tzinfo=MOROCCO)
            )


class TestAReply:
    @pytest.fixture
    def convened(self, coordinator, meeting, now):
        return convening.convene(meeting=meeting, by=coordinator, at=now)

    def test_counts_each_seat_once_for_the_quorum(
        self, client_for, coordinator, copil, council_seat, staff, validator, member, meeting, now
    ):
        guest = person("Un Invité", Role.OFFICER, council_seat.organisation)
        SeatFactory(committee=copil, kind=SeatKind.GUEST, holder=guest)
        convening.convene(meeting=meeting, by=coordinator, at=now)
        for one in (staff, validator, guest):
            client_for(one).post(page_of(meeting, "reponse/"), {"reply": "coming"})

        attendees = attendees_of(meeting)
        assert (attendees.expected, attendees.is_quorate) == (1, False)
        client_for(member).post(page_of(meeting, "reponse/"), {"reply": "represented"})

        page = text(client_for(coordinator).get(page_of(meeting)))
        assert "Quorum in sight" in page
        assert "Sends" in page or "Represented" in page

    def test_is_shown_and_may_change(self, client_for, member, convened):
        for answer in ("excused", "coming"):
            response = client_for(member).post(
                page_of(convened, "reponse/"), {"reply": answer, "note": "Arrivée à 15 h"}
            )
            assert response.status_code == 302

        convocation = Convocation.objects.get()
        assert (convocation.reply, convocation.note) == (Reply.COMING, "Arrivée à 15 h")
        assert Event.objects.filter(kind=EventKind.REPLIED).count() == 2

    def test_of_somebody_without_an_alternate_names_who_comes(
        self, client_for, copil, council_seat, staff, coordinator, meeting, now
    ):
        convening.convene(meeting=meeting, by=coordinator, at=now)

        response = client_for(staff).post(page_of(meeting, "reponse/"), {"reply": "represented"})

        assert "Say who comes in your place." in text(response)

    def test_is_asked_for(self, client_for, member, convened):
        response = client_for(member).post(page_of(convened, "reponse/"), {"note": "Bonjour"})

        assert "Say whether you come." in text(response)
        assert "Bonjour" in text(response)

    def test_is_none_of_the_others_business(self, client_for, staff, convened):
        response = client_for(staff).get(page_of(convened, "reponse/"))

        assert response.status_code == 403
        assert "Only those who were convened" in text(response)

    def test_is_too_late_once_cancelled(self, coordinator, member, convened, now):
        planning.cancel_meeting(meeting=convened, because="Grève", by=coordinator, at=now)

        with pytest.raises(WrongState, match="no longer waits"):
            convening.reply(meeting=convened, reply=Reply.COMING, note="", by=member, at=now)

    def test_words_are_for_the_secretariat(self, client_for, coordinator, staff, member, convened):
        client_for(member).post(
            page_of(convened, "reponse/"), {"reply": "excused", "note": "Hospitalisation"}
        )

        assert "Hospitalisation" in text(client_for(coordinator).get(page_of(convened)))
        assert "Hospitalisation" not in text(client_for(staff).get(page_of(convened)))

    def test_costs_as_many_queries_with_more_people(self, client_for, coordinator, copil, convened):
        def grow(number):
            for _ in range(number):
                seat = SeatFactory(committee=copil)
                membership = MembershipFactory(role=Role.OFFICER)
                Convocation.objects.create(meeting=convened, person=membership.user, seat=seat)

        assert_flat(client_for(coordinator), page_of(convened), grow)


class TestCancelling:
    def test_tells_everybody_and_their_calendars(
        self, client_for, coordinator, member, meeting, now
    ):
        convening.convene(meeting=meeting, by=coordinator, at=now)

        client_for(coordinator).post(page_of(meeting, "annuler/"), {"because": "Intempéries"})

        send_due_notices(at=now)
        method, event = events_of(mail.outbox[-1])
        assert (method, event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
        assert "Intempéries" in mail.outbox[-1].body
        page = text(client_for(member).get(page_of(meeting)))
        assert "This meeting is cancelled" in page
        assert "Intempéries" in page

    def test_tells_nobody_of_a_meeting_that_was_only_planned(self, coordinator, meeting, now):
        planning.cancel_meeting(meeting=meeting, because="Doublon", by=coordinator, at=now)

        assert not Notice.objects.exists()

    def test_needs_a_reason(self, client_for, coordinator, meeting):
        response = client_for(coordinator).post(page_of(meeting, "annuler/"), {"because": " "})

        assert "Say why the meeting is cancelled." in text(response)
        assert Meeting.objects.get().state == MeetingState.PLANNED

    def test_is_taken_back_and_convened_anew(self, client_for, coordinator, meeting, now):
        convening.convene(meeting=meeting, by=coordinator, at=now)
        planning.cancel_meeting(meeting=meeting, because="Grève", by=coordinator, at=now)

        client_for(coordinator).post(page_of(meeting, "reprendre/"))
        convening.convene(meeting=meeting, by=coordinator, at=now)

        meeting.refresh_from_db()
        assert (meeting.state, meeting.cancelled_because) == (MeetingState.CONVENED, "")
        send_due_notices(at=now)
        assert [events_of(one)[1]["sequence"] for one in mail.outbox] == [0, 1, 2]

    def test_of_a_meeting_that_was_held_is_refused(self, coordinator, copil, now):
        with pytest.raises(WrongState):
            planning.cancel_meeting(
                meeting=MeetingFactory(committee=copil), because="Erreur", by=coordinator, at=now
            )


class TestALostMandate:
    def test_sees_the_past_and_not_the_next(self, client_for, copil, member, meeting):
        past = MeetingFactory(committee=copil, held_on=date(2025, 6, 1))
        Seat.objects.update(ends_on=date(2026, 3, 1))

        assert client_for(member).get(page_of(past)).status_code == 200
        assert client_for(member).get(page_of(meeting)).status_code == 404
        page = text(client_for(member).get("/en/comites/copil/"))
        assert past.title_en in page
        assert "Deuxième réunion" not in page
        assert "Deuxième réunion" not in text(client_for(member).get("/en/comites/"))
