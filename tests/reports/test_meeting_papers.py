"""The papers of a meeting: what they say, who may have them, and that they agree."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from actors.actions import minutes as minutes_actions
from actors.enums import AgendaItemKind, MeetingState, Role, SeatKind
from actors.models import AgendaNote, Meeting, Minutes, Seat, User
from lib.workflow import WrongState
from programmes.models import CommitteeProgramme
from reports.actions import freeze, request_meeting_edition, retry_edition
from reports.enums import MEETING_KINDS, EditionKind, EditionState
from reports.models import Edition
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.factories.reports import EditionFactory, SnapshotFactory
from tests.harness import assert_flat
from tests.reports.giving import ON, TODAY, give
from tests.reports.making import ASKED_AT, cells_of, paper, pdf_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(programme, ministry):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    return committee


@pytest.fixture
def meeting(committee):
    return MeetingFactory(committee=committee, held_on=ON, state=MeetingState.HELD)


@pytest.fixture
def secretary(committee, agency, officer):
    """Hind Tazi's agency is the committee's secretariat."""
    Seat.objects.create(
        committee=committee, kind=SeatKind.SECRETARY, organisation=agency, position=9
    )
    return officer


@pytest.fixture
def sitting_member(committee, seat_holder, member):
    """Rachid Lamrini's organisation sits in the committee."""
    Seat.objects.create(committee=committee, organisation=seat_holder, position=1)
    return member


class TestDossier:
    def test_prints_what_was_frozen_whatever_came_after(
        self, meeting, committee, programme, make, quarters, souss_massa, secretary
    ):
        give(make("A", target=10, is_key=True), quarters[0], souss_massa, 4)
        board = freeze(about=committee, meeting=meeting, as_of=ON, by=secretary, at=TODAY)
        ActivityFactory(validated=True, programmes=[programme], starts_on=ON, places=[souss_massa])

        edition = paper(meeting)

        assert edition.content["body"]["steering"] == board.bodies["fr"]
        told = text_of(pdf_of(edition), "-layout")
        assert board.code in told
        assert dict(cells_of(edition)["Lisez-moi"])["Instantané"] == board.code
        [shown] = board.bodies["fr"]["results"][0]["measures"]
        number = int(shown["amount"]["quantity"]["number"])
        assert cells_of(edition)["Indicateurs"][1][6] == number == 4

    def test_says_that_nothing_was_frozen(self, meeting):
        assert "Aucun tableau de bord n’a été figé" in text_of(pdf_of(paper(meeting)))

    def test_tells_earlier_decisions_from_its_own(self, meeting, committee):
        before = MeetingFactory(committee=committee, held_on=date(2026, 1, 5))
        DecisionFactory(committee=committee, meeting=before, number=1, text_fr="Ouvrir le bureau")
        DecisionFactory(committee=committee, meeting=meeting, number=2, text_fr="Tenir une journée")
        AgendaItemFactory(
            meeting=meeting, kind=AgendaItemKind.TO_DECIDE, text_fr="Changer de calendrier"
        )

        cells = cells_of(paper(meeting))

        assert [row[2] for row in cells["Décisions précédentes"][1:]] == ["Ouvrir le bureau"]
        assert [row[2] for row in cells["Décisions"][1:]] == ["Tenir une journée"]
        assert [row[1] for row in cells["Ordre du jour"][1:]] == ["Changer de calendrier"]

    def test_lists_what_is_planned_after_the_day(self, meeting, programme):
        for day, title in ((date(2026, 9, 1), "Atelier à venir"), (date(2026, 1, 1), "Passé")):
            ActivityFactory(
                validated=True,
                programmes=[programme],
                starts_on=day,
                title=title,
                is_planned=True,
            )

        assert [row[2] for row in cells_of(paper(meeting))["Plan d’action"][1:]] == [
            "Atelier à venir"
        ]


class TestRecord:
    def note(self, meeting, secretary, text):
        item = AgendaItemFactory(meeting=meeting, text_fr="Avancement")
        AgendaNote.objects.create(item=item, text=text, written_by=secretary, written_at=TODAY)

    def test_is_provisional_until_the_minutes_are_approved(self, meeting, secretary, coordinator):
        DecisionFactory(
            committee=meeting.committee, meeting=meeting, number=1, text_fr="Ouvrir le bureau"
        )

        before = paper(meeting, EditionKind.DECISIONS)
        minutes = Minutes.objects.create(meeting=meeting, state="circulated")
        minutes_actions.approve(
            meeting=Meeting.objects.get(pk=meeting.pk),
            version=minutes.version,
            by=coordinator,
            at=ASKED_AT,
        )
        after = paper(meeting, EditionKind.DECISIONS)

        assert "Provisoire" in text_of(pdf_of(before))
        told = text_of(pdf_of(after))
        assert "Provisoire" not in told
        assert "Ouvrir le bureau" in told
        assert after.code in told
        assert (before.number, after.number) == (1, 2)

    def test_fits_one_page_and_says_more_on_two(self, meeting, secretary):
        self.note(meeting, secretary, "Les travaux ont commencé.")

        short = paper(meeting, EditionKind.DECISIONS)
        long = paper(meeting, EditionKind.DECISIONS_LONG)

        assert short.pages == 1
        assert "Les travaux ont commencé." not in text_of(pdf_of(short))
        assert long.pages <= 2
        assert "Les travaux ont commencé." in text_of(pdf_of(long))

    def test_is_made_in_arabic(self, meeting):
        told = text_of(pdf_of(paper(meeting, EditionKind.DECISIONS, language="ar")))
        assert "سجل القرارات" in told


class TestWhoMayHaveThem:
    def kinds_seen(self, user):
        return set(Edition.objects.visible_to(user).values_list("kind", flat=True))

    @pytest.fixture
    def papers(self, meeting, programme):
        for kind in (EditionKind.COPIL, EditionKind.DECISIONS):
            EditionFactory(
                ready=True,
                kind=kind,
                meeting=meeting,
                programmes=[programme],
                series=kind,
                requested_by=None,
                frozen_at=datetime(2026, 7, 3, 10, tzinfo=UTC),
            )

    def test_members_have_the_record_once_it_goes_round(
        self, papers, meeting, sitting_member, secretary, coordinator
    ):
        assert self.kinds_seen(sitting_member) == {"copil"}
        assert self.kinds_seen(secretary) == {"copil", "decisions"}
        assert self.kinds_seen(coordinator) == {"copil", "decisions"}

        Minutes.objects.create(
            meeting=meeting,
            state="circulated",
            circulated_by=coordinator,
            circulated_at=datetime(2026, 7, 2, 10, tzinfo=UTC),
        )

        assert self.kinds_seen(sitting_member) == {"copil", "decisions"}

    def test_a_draft_stays_hidden_after_the_minutes_are_approved(
        self, papers, meeting, staff, coordinator
    ):
        Minutes.objects.create(
            meeting=meeting,
            state="approved",
            record={},
            approved_by=coordinator,
            approved_at=datetime(2026, 7, 4, 10, tzinfo=UTC),
        )

        assert self.kinds_seen(staff) == {"copil"}

    def test_a_donor_with_a_seat_is_refused_with_a_sentence(
        self, papers, meeting, committee, donor, funder, client_for
    ):
        Seat.objects.create(committee=committee, organisation=funder, position=2)

        answer = client_for(donor).get(f"/en/rapports/reunions/{meeting.pk}/")

        assert answer.status_code == 403
        assert "for the members of the committee" in answer.content.decode()
        assert self.kinds_seen(donor) == set()
        with pytest.raises(PermissionDenied):
            request_meeting_edition(
                kind=EditionKind.COPIL, meeting=meeting, language="fr", by=donor, at=ASKED_AT
            )

    def test_a_donor_with_a_seat_has_none_by_working_elsewhere(
        self, papers, committee, donor, funder
    ):
        Seat.objects.create(committee=committee, organisation=funder, position=2)
        MembershipFactory(user=donor, organisation=OrganisationFactory(), role=Role.OFFICER)

        assert self.kinds_seen(User.objects.get(pk=donor.pk)) == set()

    def test_someone_who_may_not_read_the_draft_is_not_offered_the_record(
        self, meeting, staff, secretary, client_for
    ):
        def offered(user):
            page = client_for(user).get(f"/en/rapports/reunions/{meeting.pk}/")
            return [kind for kind, _label in page.context["form"].fields["kind"].choices]

        assert offered(staff) == ["copil", "brief"]
        assert offered(secretary) == ["copil", "brief", "decisions", "decisions_long"]


class TestOfACancelledMeeting:
    SENTENCE = "no file and no record of decisions is made of it"

    @pytest.fixture
    def cancelled(self, meeting):
        meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, "Salle inondée."
        meeting.save()
        return meeting

    def test_nothing_is_offered(self, cancelled, secretary, client_for, programme):
        EditionFactory(ready=True, kind="copil", meeting=cancelled, programmes=[programme])

        page = client_for(secretary).get(f"/en/rapports/reunions/{cancelled.pk}/")

        assert page.context["form"] is None
        told = page.content.decode()
        assert self.SENTENCE in told
        assert "/figer/" not in told
        # What was made before it was cancelled stays.
        assert len(page.context["page"].rows) == 1

    def test_nothing_is_made(self, cancelled, secretary, client_for):
        address = f"/en/rapports/reunions/{cancelled.pk}/"

        answer = client_for(secretary).post(
            address,
            {"kind": "copil", "language": "fr"},
            headers={"Referer": f"http://testserver{address}"},
            follow=True,
        )

        assert self.SENTENCE in next(str(one) for one in answer.context["messages"])
        assert not Edition.objects.exists()

    @pytest.mark.parametrize("kind", MEETING_KINDS)
    def test_the_command_says_so_and_fails(self, kind, cancelled, tmp_path):
        with pytest.raises(CommandError, match=self.SENTENCE):
            call_command(
                "render_report",
                *["--kind", kind, "--committee", "copil-depomi"],
                *["--meeting", ON.isoformat(), "--output", str(tmp_path / "dossier.pdf")],
            )

        assert not Edition.objects.exists()
        assert list(tmp_path.iterdir()) == []

    def test_one_that_failed_is_not_made_again(self, cancelled, secretary, programme):
        failed = EditionFactory(
            state=EditionState.FAILED, kind="copil", meeting=cancelled, programmes=[programme]
        )

        with pytest.raises(WrongState, match=self.SENTENCE):
            retry_edition(edition=failed, by=secretary, at=ASKED_AT)


class TestPage:
    def test_asks_for_a_paper_once(self, meeting, secretary, client_for):
        client = client_for(secretary)
        address = f"/en/rapports/reunions/{meeting.pk}/"

        first = client.post(address, {"kind": "copil", "language": "ar"})
        second = client.post(address, {"kind": "copil", "language": "ar"})

        edition = Edition.objects.get()
        assert first.url == second.url == f"/en/rapports/{edition.uuid}/"
        assert (edition.meeting, edition.language) == (meeting, "ar")
        assert edition.state == EditionState.QUEUED

    def test_says_what_is_wrong(self, meeting, secretary, client_for):
        answer = client_for(secretary).post(
            f"/en/rapports/reunions/{meeting.pk}/", {"kind": "capitalisation", "language": "fr"}
        )

        assert answer.status_code == 422
        assert "kind" in answer.context["form"].errors
        assert not Edition.objects.exists()

    def test_costs_the_same_with_more_papers(self, meeting, secretary, client_for, programme):
        def more(count):
            for _rank in range(count):
                EditionFactory(ready=True, kind="copil", meeting=meeting, programmes=[programme])
                SnapshotFactory(programme=None, committee=meeting.committee, meeting=meeting)

        assert_flat(client_for(secretary), f"/en/rapports/reunions/{meeting.pk}/", more)

    def test_is_reached_from_the_meeting_and_its_committee_and_leads_back(
        self, meeting, secretary, client_for
    ):
        committee = "/en/comites/copil-depomi/"
        sheet, papers = f"{committee}reunions/{meeting.pk}/", f"/en/rapports/reunions/{meeting.pk}/"
        freezing = f"/en/pilotage/copil-depomi/figer/?reunion={meeting.pk}"
        client = client_for(secretary)

        for here, there in (
            (committee, papers),
            (sheet, papers),
            (papers, committee),
            (papers, sheet),
            (papers, freezing),
            (freezing, sheet),
            ("/en/pilotage/copil-depomi/", committee),
        ):
            assert f'href="{there}"' in client.get(here).content.decode(), (here, there)

    def test_leads_to_freezing_from_a_meeting_to_come(self, committee, secretary, client_for):
        coming = MeetingFactory(
            committee=committee, held_on=date(2120, 1, 9), state=MeetingState.PLANNED
        )
        client = client_for(secretary)
        address = f"/en/pilotage/copil-depomi/figer/?reunion={coming.pk}"

        told = client.get(f"/en/comites/copil-depomi/reunions/{coming.pk}/").content.decode()

        assert f'href="{address}"' in told
        assert client.get(address).context["form"].initial["meeting"] == coming

    @pytest.mark.parametrize("asked", ["", "0", "nothing", "9" * 40])
    def test_an_address_of_no_meeting_freezes_for_none(
        self, asked, committee, secretary, client_for
    ):
        page = client_for(secretary).get(f"/en/pilotage/copil-depomi/figer/?reunion={asked}")

        assert page.status_code == 200
        assert page.context["form"].initial["meeting"] is None

    def test_lists_what_was_frozen_for_the_meeting(self, meeting, committee, secretary, client_for):
        ours = SnapshotFactory(programme=None, committee=committee, meeting=meeting)
        other = SnapshotFactory(programme=None, committee=committee)

        told = client_for(secretary).get(f"/en/rapports/reunions/{meeting.pk}/").content.decode()

        assert ours.code in told
        assert other.code not in told

    def test_shows_a_paper_by_its_committee_and_day(self, meeting, secretary, client_for):
        edition = EditionFactory(
            ready=True, kind="copil", meeting=meeting, programmes=[ProgrammeFactory(slug="depomi")]
        )

        told = client_for(secretary).get(f"/fr/rapports/{edition.uuid}/").content.decode()

        assert "COPIL DEPOMI" in told
        assert meeting.title_fr in told
