"""Pages of a sitting, of an agenda item and of minutes."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from actors.actions import minutes as minutes_actions
from actors.enums import MeetingState, MinutesState, Presence
from actors.models import (
    AgendaComment,
    AgendaNote,
    Attendance,
    Decision,
    Meeting,
    Minutes,
    Notice,
    Rectification,
)
from tests.factories.actors import (
    AgendaItemFactory,
    AttendanceFactory,
    CommitteeFactory,
    CorrectionFactory,
    DecisionFactory,
    MeetingFactory,
    MinutesFactory,
    OrganisationFactory,
    SeatFactory,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def copil(seat_holder):
    committee = CommitteeFactory(slug="copil")
    SeatFactory(committee=committee, organisation=seat_holder, position=1)
    return committee


@pytest.fixture
def meeting(copil):
    return MeetingFactory(committee=copil)


@pytest.fixture
def item(meeting):
    return AgendaItemFactory(meeting=meeting)


def path(meeting, rest=""):
    return f"/en/comites/copil/reunions/{meeting.pk}/{rest}"


def text(response):
    return response.content.decode()


def boxes(response, item):
    """What the form of an item would send."""
    page = text(response)
    prefix = f"item-{item.pk}"
    return {
        f"{prefix}-{name}": re.search(rf'name="{prefix}-{name}"[^>]*value="([^"]*)"', page)[1]
        for name in ("key", "over")
        if re.search(rf'name="{prefix}-{name}"[^>]*value="([^"]*)"', page)
    }


class TestSitting:
    def test_takes_down_who_is_there(self, client_for, coordinator, copil, meeting):
        client = client_for(coordinator)
        seat = copil.seats.get()

        answer = client.post(path(meeting, "seance/presence/"), {"mark": f"{seat.pk}:present"})

        assert answer["Location"].endswith(f"/seance/#seat-{seat.pk}")
        assert Attendance.objects.get().presence == Presence.PRESENT
        page = text(client.get(path(meeting, "seance/")))
        assert f'value="{seat.pk}:" aria-pressed="true"' in page
        assert "Seats taken: 1 of 1" in page

    def test_answers_a_tap_with_the_attendance_alone(self, client_for, coordinator, copil, meeting):
        seat = copil.seats.get()

        answer = client_for(coordinator).post(
            path(meeting, "seance/presence/"),
            {"mark": f"{seat.pk}:excused"},
            headers={"HX-Request": "true"},
        )

        assert answer.status_code == 200
        assert "<html" not in text(answer)
        assert 'aria-pressed="true"' in text(answer)

    @pytest.mark.parametrize("how", [{}, {"HX-Request": "true"}])
    @pytest.mark.parametrize(
        ("whose", "sentence"),
        [
            ("over", "This seat has no mandate on the day of the meeting."),
            ("elsewhere", "This committee has no such seat."),
            ("nobody", "This committee has no such seat."),
        ],
    )
    def test_says_that_someone_without_a_seat_is_a_guest(
        self, whose, sentence, how, client_for, coordinator, copil, meeting
    ):
        seat = {
            "over": lambda: SeatFactory(committee=copil, ends_on=date(2026, 1, 1)).pk,
            "elsewhere": lambda: SeatFactory().pk,
            "nobody": lambda: "9" * 40,
        }[whose]()

        answer = client_for(coordinator).post(
            path(meeting, "seance/presence/"), {"mark": f"{seat}:present"}, headers=how, follow=True
        )

        assert answer.status_code == 200
        assert sentence in text(answer)
        assert "is added as a guest" in text(answer)
        assert not Attendance.objects.exists()

    def test_a_tap_after_the_approval_is_refused_in_its_place(
        self, client_for, coordinator, copil, meeting
    ):
        minutes = minutes_actions.circulate(meeting=meeting, by=coordinator, at=timezone.now())
        minutes_actions.approve(
            meeting=meeting, version=minutes.version, by=coordinator, at=timezone.now()
        )

        answer = client_for(coordinator).post(
            path(meeting, "seance/presence/"),
            {"mark": f"{copil.seats.get().pk}:present"},
            headers={"HX-Request": "true"},
        )

        assert answer.status_code == 200
        assert "only a rectification can be added" in text(answer)
        assert "<html" not in text(answer)
        assert not Attendance.objects.exists()

    def test_keeps_a_note_that_was_typed_over_an_old_one(
        self, client_for, coordinator, meeting, item
    ):
        client = client_for(coordinator)
        opened = client.get(path(meeting, "seance/"))
        sent = boxes(opened, item) | {f"item-{item.pk}-text": "La région présente ses projets."}
        late = boxes(client.get(path(meeting, "seance/")), item)

        client.post(path(meeting, f"seance/notes/{item.pk}/"), sent)
        client.post(path(meeting, f"seance/notes/{item.pk}/"), sent)
        client.post(
            path(meeting, f"seance/notes/{item.pk}/"),
            late | {f"item-{item.pk}-text": "L'agence répond."},
        )

        assert AgendaNote.objects.count() == 2
        page = text(client.get(path(meeting, "seance/")))
        assert "Two people wrote here at once" in page
        assert "La région présente ses projets." in page
        assert "L&#x27;agence répond." in page

    def test_keeps_what_was_typed_when_it_cannot_be_saved(
        self, client_for, coordinator, meeting, item
    ):
        long = "x" * 10_001
        answer = client_for(coordinator).post(
            path(meeting, f"seance/notes/{item.pk}/"),
            {f"item-{item.pk}-key": "no key", f"item-{item.pk}-text": long},
        )

        assert answer.status_code == 422
        assert long in text(answer)

    def test_writes_down_a_decision_once(self, client_for, coordinator, seat_holder, meeting, item):
        sent = {
            "decision-key": str(uuid4()),
            "decision-text": "Hold a joint day",
            "decision-kind": "decision",
            "decision-owner": seat_holder.slug,
            "decision-due_on": "30/06/2026",
            "decision-item": item.pk,
        }
        client = client_for(coordinator)

        for _click in range(2):
            client.post(path(meeting, "seance/decisions/"), sent)

        decision = Decision.objects.get()
        assert (decision.number, decision.text_en, decision.owner) == (
            1,
            "Hold a joint day",
            seat_holder,
        )
        assert list(decision.agenda_items.all()) == [item]
        assert "Hold a joint day" in text(client.get(path(meeting, "seance/")))

    def test_says_beside_the_field_that_somebody_is_in_charge(
        self, client_for, coordinator, meeting
    ):
        answer = client_for(coordinator).post(
            path(meeting, "seance/decisions/"),
            {
                "decision-key": str(uuid4()),
                "decision-text": "Hold a joint day",
                "decision-kind": "decision",
            },
        )

        assert answer.status_code == 422
        assert "a decision without an owner is nobody" in text(answer)
        assert "Hold a joint day" in text(answer)
        assert not Decision.objects.exists()

    def test_adds_and_removes_guests(self, client_for, coordinator, meeting):
        client = client_for(coordinator)
        client.post(path(meeting, "seance/invites/"), {"name": "Experte régionale"})
        guest = Attendance.objects.get()
        assert "Experte régionale" in text(client.get(path(meeting, "seance/")))

        client.post(path(meeting, f"seance/invites/{guest.pk}/retirer/"))

        assert not Attendance.objects.exists()

    def test_says_beside_the_form_that_a_guest_is_somebody(self, client_for, coordinator, meeting):
        answer = client_for(coordinator).post(path(meeting, "seance/invites/"), {"name": ""})

        assert answer.status_code == 422
        assert "Name the person, or choose the organisation." in text(answer)

    def test_opens_from_the_day_of_the_meeting(self, client_for, coordinator, meeting):
        client = client_for(coordinator)
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.CONVENED, held_on=date(2026, 3, 17)
        )
        page = client.get(path(meeting, "seance/"))
        assert "its sitting opens from that day on" in text(page)
        assert path(meeting, "modifier/") in text(page)
        assert path(meeting, "seance/ouvrir/") not in text(page)

        answer = client.post(
            path(meeting, "seance/ouvrir/"),
            headers={"Referer": "http://testserver" + path(meeting, "seance/")},
            follow=True,
        )
        assert "This meeting is planned for 17 March 2026" in text(answer)
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.CONVENED

        Meeting.objects.filter(pk=meeting.pk).update(held_on=date(2026, 3, 16))
        assert path(meeting, "seance/ouvrir/") in text(client.get(path(meeting, "seance/")))
        client.post(path(meeting, "seance/ouvrir/"))
        meeting.refresh_from_db()
        assert (meeting.state, meeting.held_on) == (MeetingState.HELD, date(2026, 3, 16))

    def test_of_a_cancelled_meeting_offers_nothing(self, client_for, coordinator, meeting):
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.CANCELLED, cancelled_because="Salle inondée."
        )

        page = text(client_for(coordinator).get(path(meeting, "seance/")))

        assert "Salle inondée." in page
        for form in ("seance/ouvrir/", "seance/decisions/", "seance/invites/"):
            assert path(meeting, form) not in page

    def test_costs_the_same_with_more_of_everything(self, client_for, coordinator, copil, meeting):
        def grow(number):
            for _ in range(number):
                SeatFactory(committee=copil)
                AgendaItemFactory(meeting=meeting)
                AttendanceFactory(meeting=meeting, organisation=OrganisationFactory())
                DecisionFactory(committee=copil, meeting=meeting)

        assert_flat(client_for(coordinator), path(meeting, "seance/"), grow)


class TestAgendaItem:
    def test_carries_the_thread_of_the_members(self, client_for, member, meeting, item):
        client = client_for(member)

        client.post(path(meeting, f"points/{item.pk}/"), {"text": "L'AFD souhaite un bilan."})

        assert AgendaComment.objects.get().written_by == member
        assert "souhaite un bilan" in text(client.get(path(meeting, f"points/{item.pk}/")))

    def test_asks_for_words(self, client_for, member, meeting, item):
        answer = client_for(member).post(path(meeting, f"points/{item.pk}/"), {"text": ""})

        assert answer.status_code == 422

    def test_is_read_by_others_who_do_not_write(self, client_for, staff, meeting, item):
        client = client_for(staff)

        assert "Members of the committee comment here." in text(
            client.get(path(meeting, f"points/{item.pk}/"))
        )
        answer = client.post(path(meeting, f"points/{item.pk}/"), {"text": "Et nous ?"})
        assert answer.status_code == 403


class TestMinutes:
    def test_go_the_whole_way(self, client_for, coordinator, member, copil, meeting, item):
        client = client_for(coordinator)
        minutes_path = path(meeting, "proces-verbal/")
        DecisionFactory(committee=copil, meeting=meeting, text_en="Hold a joint day")

        client.post(f"{minutes_path}resume/", {"summary": "A useful meeting.", "version": "1"})
        client.post(f"{minutes_path}diffuser/")
        assert [notice.to for notice in Notice.objects.all()] == [member.email]
        client_for(member).post(f"{minutes_path}corrections/", {"text": "We were two."})
        page = text(client.get(minutes_path))
        assert "We were two." in page
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        client.post(f"{minutes_path}approuver/", {"version": version})

        assert Minutes.objects.get().state == MinutesState.APPROVED
        page = text(client_for(member).get(minutes_path))
        assert "A useful meeting." in page
        assert "Hold a joint day" in page
        client.post(f"{minutes_path}rectifier/", {"text": "Read 8 July.", "reason": "A slip."})
        assert Rectification.objects.get().number == 1
        assert "Read 8 July." in text(client_for(member).get(minutes_path))

    def test_say_the_same_after_the_record_below_them_changed(
        self, client_for, coordinator, copil, meeting, now
    ):
        decision = DecisionFactory(committee=copil, meeting=meeting, text_en="Hold a joint day")
        circulated = minutes_actions.circulate(meeting=meeting, by=coordinator, at=now)
        minutes_actions.approve(meeting=meeting, version=circulated.version, by=coordinator, at=now)
        client = client_for(coordinator)
        before = text(client.get(path(meeting, "proces-verbal/")))

        decision.text_en = "Hold nothing"
        decision.save()
        copil.name_en = "Another name"
        copil.save()

        def said(page):
            return page[page.index('<h2 id="about">') : page.index("Rectify")]

        after = text(client.get(path(meeting, "proces-verbal/")))
        assert said(after) == said(before)
        assert "Hold a joint day" in after

    def test_a_second_approval_is_told_who_was_first(self, client_for, coordinator, meeting):
        minutes = MinutesFactory(meeting=meeting, circulated=True)
        client = client_for(coordinator)
        client.post(path(meeting, "proces-verbal/approuver/"), {"version": minutes.version})

        answer = client.post(
            path(meeting, "proces-verbal/approuver/"),
            {"version": minutes.version},
            headers={"Referer": f"http://testserver{path(meeting, 'proces-verbal/')}"},
            follow=True,
        )

        assert "These minutes were approved by" in text(answer)

    def test_show_both_summaries_to_who_comes_second(self, client_for, coordinator, meeting):
        client = client_for(coordinator)
        address = path(meeting, "proces-verbal/resume/")
        client.post(address, {"summary": "The first.", "version": "1"})

        answer = client.post(address, {"summary": "The second.", "version": "1"})

        assert answer.status_code == 409
        assert "The first." in text(answer)
        assert "The second." in text(answer)

    def test_are_approved_as_they_were_read(self, client_for, coordinator, meeting):
        MinutesFactory(meeting=meeting, circulated=True, version=3)

        answer = client_for(coordinator).post(
            path(meeting, "proces-verbal/approuver/"), {"version": "2"}, follow=True
        )

        assert "read them again" in text(answer)
        assert Minutes.objects.get().state == MinutesState.CIRCULATED

    def test_are_not_for_who_only_gives_money(self, client_for, donor, funder, copil, meeting):
        SeatFactory(committee=copil, organisation=funder, position=7)
        MinutesFactory(meeting=meeting, circulated=True)

        answer = client_for(donor).get(path(meeting, "proces-verbal/"))

        assert answer.status_code == 403
        assert "The decisions that it made public" in text(answer)

    def test_cost_the_same_with_more_of_everything(self, client_for, coordinator, copil, meeting):
        minutes = MinutesFactory(meeting=meeting, circulated=True)

        def grow(number):
            for _ in range(number):
                AgendaItemFactory(meeting=meeting)
                DecisionFactory(committee=copil, meeting=meeting)
                CorrectionFactory(minutes=minutes)

        assert_flat(client_for(coordinator), path(meeting, "proces-verbal/"), grow)
