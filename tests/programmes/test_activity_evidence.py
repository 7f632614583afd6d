"""Files: what they are, who gets them, and what is refused."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse
from PIL import Image

from actors.models import Event
from lib.uploads import refused_uploads
from programmes.models import Activity, Evidence
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    EvidenceFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
NEW = "programmes:activity_new"


@pytest.fixture
def photo():
    """A photograph that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Chez Fatima, rue 12"
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.fixture
def typed(agency):
    prim = ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency)
    return {
        "title": "Atelier de planification",
        "kind": ActivityKindFactory().code,
        "when": "today",
        "programme": prim.slug,
        "submission_key": str(uuid4()),
    }


@pytest.fixture
def send(client_for, staff, typed):
    def post(*files, **more):
        evidence = [SimpleUploadedFile(name, data) for name, data in files]
        return client_for(staff).post(reverse(NEW), typed | more | {"evidence": evidence})

    return post


def evidence_problem(response):
    return " ".join(response.context["form"].errors["evidence"])


class TestKeeping:
    def test_keeps_several_files_under_names_nobody_guesses(self, send, pdf, photo):
        send(("Liste de présence.pdf", pdf), ("photo.jpg", photo))

        names = set(Evidence.objects.values_list("name", flat=True))
        assert names == {"Liste de présence.pdf", "photo.jpg"}
        for evidence in Evidence.objects.order_by("pk"):
            assert evidence.name not in evidence.file.name

    def test_a_photo_no_longer_tells_where_it_was_taken(self, send, photo):
        send(("photo.jpg", photo))

        with Evidence.objects.get().file.open() as file:
            kept = file.read()
        assert b"Fatima" in photo
        assert b"Fatima" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()

    def test_the_same_file_twice_is_kept_once(self, send, pdf):
        send(("a.pdf", pdf), ("b.pdf", pdf))

        assert Evidence.objects.count() == 1

    def test_a_name_cannot_lead_elsewhere(self, send, pdf):
        send(("../../etc/\u202efdp.pdf", pdf))

        name = Evidence.objects.get().name
        assert "/" not in name
        assert "\u202e" not in name


class TestRefusing:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("rapport.pdf", b"MZ\x90\x00 a program"),
            ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
            ("page.html", b"<!doctype html><script>alert(1)</script>"),
            ("vide.pdf", b""),
        ],
    )
    def test_what_is_not_what_it_says(self, send, name, data):
        response = send((name, data), title="Titre gardé")

        assert not Activity.objects.exists()
        assert 'value="Titre gardé"' in response.content.decode()
        if data:
            assert name in evidence_problem(response)

    def test_a_photo_that_says_it_is_a_pdf(self, send, photo):
        response = send(("photo.pdf", photo))

        assert "JPEG" in evidence_problem(response)

    def test_a_file_too_large_leaves_the_text(self, send, settings, pdf):
        settings.EVIDENCE_MAX_BYTES = 2_000

        response = send(("gros.pdf", pdf + b"x" * 5_000), title="Titre gardé")

        assert "gros.pdf" in evidence_problem(response)
        assert 'value="Titre gardé"' in response.content.decode()
        assert not Activity.objects.exists()

    def test_a_gigabyte_is_refused_after_a_few_megabytes(self, settings):
        body = Gigabyte()
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": "/",
                "CONTENT_TYPE": f"multipart/form-data; boundary={body.boundary}",
                "CONTENT_LENGTH": str(body.size),
                "wsgi.input": body,
            }
        )

        assert request.POST["title"] == "Titre gardé"
        assert not request.FILES
        assert refused_uploads(request) == ["film.pdf"]
        assert body.given < 2 * settings.EVIDENCE_MAX_BYTES

    def test_files_are_part_of_the_one_transaction(self, send, pdf, monkeypatch, tmp_path):
        monkeypatch.setattr(Evidence, "save", _fail)

        with pytest.raises(RuntimeError):
            send(("a.pdf", pdf))

        assert not Activity.objects.exists()
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def _fail(*args, **kwargs):
    raise RuntimeError("no room")


class Gigabyte:
    """The body of a form with a file of a gigabyte, made as it is read."""

    boundary = "limit"

    def __init__(self):
        head = (
            '--limit\r\nContent-Disposition: form-data; name="title"\r\n\r\nTitre gardé\r\n'
            '--limit\r\nContent-Disposition: form-data; name="evidence"; filename="film.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        self.head = head.encode()
        self.size = len(self.head) + 1_000_000_000
        self.given = 0

    def read(self, size=-1):
        size = min(size if size > 0 else 65_536, self.size - self.given)
        part = self.head[self.given : self.given + size]
        part += b"x" * (size - len(part))
        self.given += size
        return part

    readline = read


class TestHandingOut:
    @pytest.fixture
    def evidence(self, staff, council, agency):
        prim = ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency)
        draft = ActivityFactory(owner=council, created_by=staff, programmes=[prim])
        return EvidenceFactory(activity=draft, name="présence.pdf")

    def url(self, evidence):
        return reverse("programmes:evidence_download", args=[evidence.uuid])

    def test_as_a_file_to_save_that_no_browser_runs(self, client_for, staff, evidence):
        response = client_for(staff).get(self.url(evidence))

        assert b"".join(response.streaming_content) == b"%PDF-1.4 preuve"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]

    def test_not_to_those_who_do_not_see_the_activity(self, client_for, stranger, donor, evidence):
        for person in (stranger, donor):
            assert client_for(person).get(self.url(evidence)).status_code == 404

    def test_a_file_that_is_gone_is_not_found(self, client_for, staff, evidence):
        evidence.file.storage.delete(evidence.file.name)

        assert client_for(staff).get(self.url(evidence)).status_code == 404

    def test_not_to_visitors(self, evidence):
        assert Client().get(self.url(evidence)).status_code == 302

    def test_is_removed_while_the_record_is_open(
        self, client_for, staff, evidence, django_capture_on_commit_callbacks
    ):
        path = evidence.file.path
        url = reverse("programmes:evidence_remove", args=[evidence.uuid])

        with django_capture_on_commit_callbacks(execute=True):
            client_for(staff).post(url)

        assert not Evidence.objects.exists()
        assert not evidence.file.storage.exists(path)
        assert Event.objects.about(evidence.activity).get().before["evidence_removed"]

    def test_stays_with_a_validated_record(self, client_for, staff, evidence):
        Activity.objects.filter(pk=evidence.activity_id).update(state="validated")

        client_for(staff).post(reverse("programmes:evidence_remove", args=[evidence.uuid]))

        assert Evidence.objects.exists()

    def test_is_not_removed_by_another_council(self, client_for, stranger, evidence):
        url = reverse("programmes:evidence_remove", args=[evidence.uuid])

        assert client_for(stranger).post(url).status_code == 404
