"""The documents of a meeting: added by its secretariat, read by its members before it."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile as File

from actors.enums import MeetingState, Role, SeatKind
from actors.models import CommitteeFile, Event, Seat
from tests.factories.actors import (
    CommitteeFactory,
    CommitteeFileFactory,
    MeetingFactory,
    SeatFactory,
    person,
)
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 7)


@pytest.fixture(autouse=True)
def _clock(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def pdf():
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file)
    return file.getvalue()


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
            CommitteeFileFactory(committee=meeting.committee, meeting=meeting)

    assert_flat(client_for(secretary), page_of(meeting), grow)
