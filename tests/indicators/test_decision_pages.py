"""Pages of decisions: one of them, and the form."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actors.enums import DecisionState, EventKind, Priority, SeatKind
from actors.models import CommitteeFile, Decision, Event, FollowUp
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    SeatFactory,
)
from tests.factories.indicators import IndicatorFactory, MeasureFactory, ResultFactory
from tests.factories.programmes import CommitteeProgrammeFactory, ProgrammeFactory
from tests.factories.regions import PlanItemFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def copil(seat_holder):
    """A committee where the organisation of `member` sits."""
    committee = CommitteeFactory(slug="copil")
    SeatFactory(committee=committee, organisation=seat_holder)
    return committee


@pytest.fixture
def decision(copil, seat_holder):
    return DecisionFactory(
        committee=copil, meeting=MeetingFactory(committee=copil), number=1, owner=seat_holder
    )


def text(response):
    return response.content.decode()


class TestOne:
    URL = "/en/comites/copil/decisions/1/"

    def test_takes_a_note_from_whoever_is_in_charge(self, client_for, member, decision):
        response = client_for(member).post(self.URL, {"text": "La date est fixée."}, follow=True)

        note = FollowUp.objects.get()
        assert (note.decision, note.written_by, note.after) == (decision, member, "")
        assert "La date est fixée." in text(response)

    def test_moves_on_with_a_note_a_day_and_a_file(self, client_for, member, decision, pdf):
        client = client_for(member)

        client.post(
            self.URL,
            {
                "text": "La journée s'est tenue à Oujda.",
                "to": "done",
                "closed_on": "02/03/2026",
                "files": SimpleUploadedFile("pv.pdf", pdf),
                "seen": "0",
            },
        )

        decision.refresh_from_db()
        assert (decision.state, decision.closed_on) == (DecisionState.DONE, date(2026, 3, 2))
        page = text(client.get(self.URL))
        assert "before: to start" in page
        file = CommitteeFile.objects.get()
        answer = client.get(f"/en/decisions/pieces/{file.uuid}/")
        assert b"".join(answer.streaming_content) == pdf
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_refuses_a_note_from_someone_else_with_a_sentence(self, client_for, staff, decision):
        response = client_for(staff).post(self.URL, {"text": "La date est fixée."})

        assert response.status_code == 403
        assert "Only those in charge of a decision and the secretariat" in text(response)
        assert not FollowUp.objects.exists()

    def test_offers_the_form_only_to_those_in_charge(self, client_for, member, staff, decision):
        assert 'name="text"' in text(client_for(member).get(self.URL))
        assert 'name="text"' not in text(client_for(staff).get(self.URL))

    @pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
    def test_asks_for_words(self, client_for, member, decision, typed):
        response = client_for(member).post(self.URL, {"text": typed, "to": "done"})

        assert response.context["form"].errors["text"]
        decision.refresh_from_db()
        assert decision.state == DecisionState.TO_START

    def test_says_how_much_too_long_a_note_is(self, client_for, member, decision):
        page = text(client_for(member).post(self.URL, {"text": "x" * 2_001}))

        assert "2001 characters" in page
        assert "x" * 2_001 in page

    def test_shows_what_someone_wrote_meanwhile(self, client_for, member, coordinator, decision):
        client_for(coordinator).post(self.URL, {"text": "Sans objet.", "to": "lapsed", "seen": "0"})

        response = client_for(member).post(
            self.URL, {"text": "On commence.", "to": "under_way", "seen": "0"}
        )

        assert response.status_code == 409
        page = text(response)
        assert "Sans objet." in page
        assert "read it above" in page
        assert "On commence.</textarea>" in page
        assert 'name="seen" value="1"' in page

    def test_keeps_the_words_beside_a_day_that_cannot_be(self, client_for, member, decision):
        response = client_for(member).post(
            self.URL, {"text": "Fait.", "to": "done", "closed_on": "01/01/2030"}
        )

        assert response.context["form"].errors["closed_on"] == ["This day is still to come."]
        assert "Fait.</textarea>" in text(response)

    def test_a_file_that_is_none_is_refused_by_name(self, client_for, member, decision):
        response = client_for(member).post(
            self.URL,
            {"text": "Fait.", "files": SimpleUploadedFile("page.html", b"<script></script>")},
        )

        assert "page.html" in str(response.context["form"].errors["files"])
        assert not FollowUp.objects.exists()

    def test_costs_the_same_with_more_notes(self, client_for, member, decision):
        def grow(number):
            for _time in range(number):
                FollowUpFactory(decision=decision)

        assert_flat(client_for(member), self.URL, grow)


class TestPublic:
    """What a committee makes public: its donors read it, and open no file."""

    @pytest.fixture
    def decision(self, decision, funder):
        SeatFactory(committee=decision.committee, organisation=funder)
        return decision

    def test_is_not_found_before(self, client_for, donor, decision):
        assert client_for(donor).get(TestOne.URL).status_code == 404

    def test_is_read_after_but_for_its_files(self, client_for, donor, member, decision, pdf):
        client_for(member).post(
            TestOne.URL, {"text": "Fait.", "files": SimpleUploadedFile("pv.pdf", pdf)}
        )
        Decision.objects.update(is_public=True)

        page = text(client_for(donor).get(TestOne.URL))

        assert "Fait." in page
        assert "pv.pdf" not in page
        file = CommitteeFile.objects.get()
        assert client_for(donor).get(f"/en/decisions/pieces/{file.uuid}/").status_code == 404


class TestWriting:
    NEW = "/en/comites/copil/decisions/nouvelle/"

    @pytest.fixture
    def typed(self, council):
        def form(**more):
            return {
                "kind": "decision",
                "text_en": "Hold a joint day.",
                "owner": council.slug,
                "priority": "high",
                "key": str(uuid4()),
            } | more

        return form

    def test_records_what_was_decided_and_what_it_is_about(
        self, client_for, coordinator, copil, staff, council, typed
    ):
        meeting = MeetingFactory(committee=copil)
        item = AgendaItemFactory(meeting=meeting)
        prim = ProgrammeFactory(slug="prim")
        measure = MeasureFactory(result=ResultFactory(programme=prim), code="prim-1-1")
        plan_item = PlanItemFactory()
        SeatFactory(committee=copil, organisation=council)

        response = client_for(coordinator).post(
            self.NEW,
            typed(
                owner_person=staff.pk,
                due_on="30/06/2026",
                meeting=meeting.pk,
                items=[item.pk],
                programmes=["prim"],
                measures_typed="prim-1-1",
                plan_items=[plan_item.pk],
                is_public="on",
            ),
            follow=True,
        )

        decision = Decision.objects.get()
        assert (decision.number, decision.owner, decision.owner_person) == (1, council, staff)
        assert (decision.due_on, decision.priority) == (date(2026, 6, 30), Priority.HIGH)
        assert list(decision.agenda_items.all()) == [item]
        assert [link.programme for link in decision.programme_links.all()] == [prim]
        assert [link.measure for link in decision.measure_links.all()] == [measure]
        assert list(decision.plan_items.all()) == [plan_item]
        page = text(response)
        assert "Decision no. 1 is recorded." in page
        assert plan_item.name in page

    def test_the_same_form_twice_is_one_decision(self, client_for, coordinator, copil, typed):
        client, form = client_for(coordinator), typed()

        for _time in range(2):
            client.post(self.NEW, form)

        assert Decision.objects.count() == 1

    def test_without_an_owner_is_refused_beside_the_field(
        self, client_for, coordinator, copil, typed
    ):
        response = client_for(coordinator).post(self.NEW, typed(owner=""))

        assert "nobody's business" in response.context["form"].errors["owner"][0]
        assert "Hold a joint day.</textarea>" in text(response)
        assert not Decision.objects.exists()

    def test_without_words_is_refused_beside_them(self, client_for, coordinator, copil, typed):
        response = client_for(coordinator).post(self.NEW, typed(text_en=" "))

        assert response.context["form"].errors["text_en"] == ["Write what was decided."]

    def test_a_name_typed_for_a_list_is_added_without_saving(
        self, client_for, coordinator, copil, typed
    ):
        measure = MeasureFactory(
            result=ResultFactory(programme=ProgrammeFactory(acronym="PRIM")),
            code="prim-1-1",
            indicator=IndicatorFactory(name_fr="Bureaux ouverts", name_en="Offices opened"),
        )

        response = client_for(coordinator).post(
            self.NEW, typed(measures_typed="prim-1-1", add="measures", owner="")
        )

        assert not Decision.objects.exists()
        page = text(response)
        assert f'value="{measure.code}" checked' in page
        assert "nobody" not in page

    def test_of_what_is_near_one_chooses(self, client_for, coordinator, copil, typed):
        for code in ("prim-1-1", "prim-1-2"):
            MeasureFactory(
                result=ResultFactory(programme=ProgrammeFactory(slug="prim")),
                code=code,
                indicator=IndicatorFactory(name_fr=f"Bureaux {code}", name_en=f"Offices {code}"),
            )

        response = client_for(coordinator).post(self.NEW, typed(measures_typed="offices"))

        assert response.context["form"].errors["measures"]
        assert "Offices prim-1-2" in text(response)

    def test_a_meeting_brings_its_agenda_and_a_committee_its_programme(
        self, client_for, coordinator, copil
    ):
        CommitteeProgrammeFactory(committee=copil, programme=ProgrammeFactory(slug="prim"))
        meeting = MeetingFactory(committee=copil)
        AgendaItemFactory(meeting=meeting, text_en="State of play")

        page = text(client_for(coordinator).get(f"{self.NEW}?reunion={meeting.pk}"))

        assert "State of play" in page
        assert f'<option value="{meeting.pk}" selected' in page
        assert 'value="prim"' in page
        assert "checked" in page.split('value="prim"')[1][:80]

    @pytest.mark.parametrize("asked", ["x", "999", "1e3", "", "9" * 40])
    def test_a_meeting_that_is_none_is_left_out(self, client_for, coordinator, copil, asked):
        assert client_for(coordinator).get(f"{self.NEW}?reunion={asked}").status_code == 200

    def test_people_offered_are_those_of_the_table(
        self, client_for, coordinator, copil, member, staff
    ):
        page = text(client_for(coordinator).get(self.NEW))

        assert str(member) in page
        assert str(staff) not in page

    def test_costs_the_same_with_more_to_choose(self, client_for, coordinator, copil):
        def grow(number):
            for _time in range(number):
                SeatFactory(committee=copil)
                meeting = MeetingFactory(committee=copil)
                AgendaItemFactory(meeting=meeting)
                ProgrammeFactory()

        assert_flat(client_for(coordinator), self.NEW, grow)


class TestEditing:
    URL = "/en/comites/copil/decisions/1/modifier/"

    @pytest.fixture
    def typed(self, decision):
        def form(**more):
            return {
                "kind": decision.kind,
                "text_fr": decision.text_fr,
                "text_ar": decision.text_ar,
                "owner": decision.owner.slug,
                "priority": "normal",
                "meeting": decision.meeting.pk,
                "key": str(decision.key),
                "version": 1,
            } | more

        return form

    def test_the_form_holds_what_is_stored(self, client_for, coordinator, decision):
        form = client_for(coordinator).get(self.URL).context["form"]

        assert form["text_fr"].value() == decision.text_fr
        assert form["owner"].value() == decision.owner.slug
        assert form["version"].value() == 1

    def test_saves(self, client_for, coordinator, decision, typed):
        client_for(coordinator).post(self.URL, typed(due_on="30/09/2026"))

        decision.refresh_from_db()
        assert decision.due_on == date(2026, 9, 30)
        event = Event.objects.get(kind=EventKind.CHANGED)
        assert event.after == {"due_on": "2026-09-30"}

    def test_by_the_secretariat_too(self, client_for, officer, agency, decision, typed):
        SeatFactory(committee=decision.committee, organisation=agency, kind=SeatKind.SECRETARY)

        assert client_for(officer).post(self.URL, typed()).status_code == 302

    def test_shows_both_versions(self, client_for, coordinator, decision, typed):
        client = client_for(coordinator)
        client.post(self.URL, typed(due_on="30/09/2026"))

        response = client.post(self.URL, typed(due_on="31/12/2026", priority="high"))

        assert response.status_code == 409
        page = text(response)
        assert "Someone else saved this meanwhile" in page
        assert "2026-09-30" in page
        assert 'name="version" value="2"' in page

    def test_and_when_only_what_it_is_about_changed(self, client_for, coordinator, decision, typed):
        ProgrammeFactory(slug="prim", acronym="PRIM")
        client = client_for(coordinator)
        client.post(self.URL, typed(programmes=["prim"]))

        response = client.post(self.URL, typed())

        assert response.status_code == 409
        assert decision.programme_links.count() == 1
