"""The documents of a meeting: added by its secretariat, read by its members before it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile as File

from actors.enums import MeetingState, Role, SeatKind
from actors.models import CommitteeFile, Event, Seat
from programmes.actions.committee_files import add_documents
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    MeetingFactory,
    SeatFactory,
    person,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "own_files")]
DAY = date(2026, 4, 7)


@pytest.fixture
def copil(seat_holder):
    copil = CommitteeFactory(slug="copil")
    SeatFactory(committee=copil, organisation=seat_holder)
    return copil


@pytest.fixture
def meeting(copil):
    """To come in three weeks."""
    return MeetingFactory(committee=copil, state=MeetingState.CONVENED, held_on=DAY)


@pytest.fixture
def secretary(copil, agency):
    """Hamza Idrissi keeps the committee's secretariat, for the agency."""
    hamza = person("Hamza Idrissi", Role.OFFICER, agency)
    SeatFactory(committee=copil, organisation=agency, kind=SeatKind.SECRETARY, holder=hamza)
    return hamza


def page_of(meeting, more=""):
    return f"/en/comites/copil/reunions/{meeting.pk}/{more}"


def text(response):
    return response.content.decode()


class TestADocumentOfAMeeting:
    @pytest.fixture
    def document(self, client_for, secretary, meeting, pdf):
        sent = {"documents": [File("note-de-cadrage.pdf", pdf)]}
        for _time in range(2):
            answer = client_for(secretary).post(page_of(meeting, "documents/"), sent)
            assert answer["Location"] == page_of(meeting, "#documents")
            sent = {"documents": [File("note-de-cadrage.pdf", pdf)]}
        return CommitteeFile.objects.get()

    def test_stands_where_members_look_for_it(self, client_for, member, meeting, document):
        client = client_for(member)
        address = f"/en/comites/copil/documents/{document.uuid}/"

        for page in (page_of(meeting), "/en/", "/en/comites/copil/documents/"):
            assert f'href="{address}"' in text(client.get(page))
        answer = client.get(address)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert document.meeting == meeting

    def test_is_not_for_outsiders(self, client, client_for, donor, document):
        address = f"/en/comites/copil/documents/{document.uuid}/"

        assert client_for(donor).get(address).status_code == 404
        assert "connexion" in client.get(address)["Location"]

    def test_is_not_for_whoever_lost_their_mandate_before(
        self, client_for, member, seat_holder, document
    ):
        Seat.objects.filter(organisation=seat_holder).update(ends_on=DAY - timedelta(days=1))

        address = f"/en/comites/copil/documents/{document.uuid}/"
        assert client_for(member).get(address).status_code == 404
        assert document.name not in text(client_for(member).get("/en/comites/copil/documents/"))

    def test_is_added_by_those_who_run_the_committee(self, client_for, member, meeting, pdf):
        client = client_for(member)
        assert page_of(meeting, "documents/") not in text(client.get(page_of(meeting)))

        sent = {"documents": [File("note.pdf", pdf)]}
        assert client.post(page_of(meeting, "documents/"), sent).status_code == 403
        assert not CommitteeFile.objects.exists()

    def test_is_taken_away_again(self, client_for, secretary, validator, meeting, document):
        address = f"/en/comites/copil/documents/{document.uuid}/retirer/"

        assert client_for(validator).post(address).status_code == 403
        answer = client_for(secretary).post(address)

        assert answer["Location"] == page_of(meeting, "#documents")
        assert not CommitteeFile.objects.exists()
        assert Event.objects.latest("pk").before["document_removed"] == "note-de-cadrage.pdf"


class TestADocumentOfAnItem:
    @pytest.fixture
    def item(self, meeting):
        return AgendaItemFactory(meeting=meeting, text_en="Joint day of both programmes")

    def test_stands_with_the_meeting_and_with_its_item(
        self, client_for, secretary, member, meeting, item, pdf
    ):
        CommitteeFileFactory(committee=meeting.committee, meeting=meeting, name="programme.pdf")
        client_for(secretary).post(
            page_of(meeting, "documents/"), {"documents": [File("note.pdf", pdf)], "item": item.pk}
        )

        document = CommitteeFile.objects.get(item=item)
        address = f"/en/comites/copil/documents/{document.uuid}/"
        client = client_for(member)
        assert f'href="{address}"' in text(client.get(page_of(meeting)))
        of_item = text(client.get(page_of(meeting, f"points/{item.pk}/")))
        assert f'href="{address}"' in of_item
        assert "programme.pdf" not in of_item
        assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")

    def test_stays_with_the_meeting_when_the_item_leaves_the_agenda(
        self, client_for, secretary, meeting, item
    ):
        document = CommitteeFileFactory(committee=meeting.committee, meeting=meeting, item=item)

        client_for(secretary).post(page_of(meeting, f"ordre-du-jour/{item.pk}/retirer/"))

        document.refresh_from_db()
        assert (document.item, document.meeting) == (None, meeting)

    def test_is_not_taken_for_an_item_of_another_meeting(
        self, client_for, secretary, meeting, pdf, now
    ):
        elsewhere = AgendaItemFactory(meeting=MeetingFactory(committee=meeting.committee))

        answer = client_for(secretary).post(
            page_of(meeting, "documents/"),
            {"documents": [File("note.pdf", pdf)], "item": elsewhere.pk},
        )

        assert answer.status_code == 422
        assert "Select a valid choice" in text(answer)
        with pytest.raises(ValidationError, match="an item of this meeting"):
            add_documents(
                committee=meeting.committee,
                meeting=meeting,
                item=elsewhere,
                documents=[],
                by=secretary,
                at=now,
            )
        assert not CommitteeFile.objects.exists()


class TestAFileThatIsRefused:
    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("page.pdf", b"<html>", "not known here"),
            ("note.docx", b"", "not what its name says"),
            ("note.pdf", b"%PDF-1.4" + b"0" * 3_000, "this file is too large"),
        ],
    )
    def test_is_told_beside_its_field(
        self, name, data, sentence, client_for, secretary, meeting, pdf, settings
    ):
        settings.EVIDENCE_MAX_BYTES = 2_000

        answer = client_for(secretary).post(
            page_of(meeting, "documents/"), {"documents": [File(name, data or pdf)]}
        )

        assert answer.status_code == 422
        assert sentence in text(answer)
        assert 'aria-invalid="true"' in text(answer)
        assert not CommitteeFile.objects.exists()

    def test_is_asked_for_where_none_was_chosen(self, client_for, secretary, meeting):
        answer = client_for(secretary).post(page_of(meeting, "documents/"))

        assert answer.status_code == 422
        assert "Choose a file first." in text(answer)


def test_documents_cost_the_same_with_more(client_for, secretary, meeting):
    def grow(number):
        for _ in range(number):
            item = AgendaItemFactory(meeting=meeting)
            CommitteeFileFactory(committee=meeting.committee, meeting=meeting, item=item)

    assert_flat(client_for(secretary), page_of(meeting), grow)
