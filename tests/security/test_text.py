"""Hostile text through each box ends as text: on pages, in workbooks, in CSV, in PDF."""

import csv
import io
import subprocess
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from actors.actions import CommitteeDetails, follow_up, make_token, save_committee
from actors.enums import CommitteeKind, Language, TokenScope
from actors.models import Organisation
from lib.dates import Period
from programmes import totals
from programmes.models import Activity
from reports import generation
from reports.actions import request_edition, write_narrative
from reports.enums import EditionKind, EditionState, NarrativeKind
from reports.models import Edition
from tests.factories.actors import DecisionFactory
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, ActivityKindFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea></title><svg onload=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "&lt;b&gt;",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://x")', "＝1+1", "\t=1+1", "|x")
REORDERING = "facture \u202efdp.exe\u202c \u2067x\u2069"
CONTROLS = "a\x00b\x07c\x1bd\x7fe\u0085f\ufefeg\U0010ffffh"
HOSTILE = (*MARKUP, *FORMULAS, REORDERING)
# The portal itself sets names and numbers apart with U+2066, U+2068 and U+2069.
UNWANTED = "\x00\x07\x1b\x7f\u202a\u202b\u202c\u202d\u202e\u2067\ufeff"


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


def assert_plain(answer):
    """A page on which nothing of what was typed runs or reorders what stands beside it."""
    page = answer.content.decode()
    assert answer.status_code < 400
    for markup in ("<script>alert", "<img src=x", "<svg onload", '" onfocus='):
        assert markup not in page
    assert not set(UNWANTED) & set(page)


class TestPages:
    @pytest.mark.parametrize("text", [*HOSTILE, CONTROLS])
    def test_an_activity_and_all_that_is_said_of_it(
        self, text, client_for, staff, validator, depomi
    ):
        ActivityKindFactory(code="workshop")
        client = client_for(staff)
        sent = {
            "title": f"Titre {text}",
            "note": f"{text}\n\n{text}",
            "kind": "workshop",
            "when": "today",
            "programme": "depomi",
            "submission_key": str(uuid4()),
            "organisers": [f"new:Nom {text}"],
            "evidence": SimpleUploadedFile(f"{text}.pdf".replace("\x00", ""), one_page_pdf()),
            "do": "submit",
        }

        saved = client.post(reverse("programmes:activity_new"), sent)

        assert saved.status_code == 302, saved.context["form"].errors
        activity = Activity.objects.get()
        client_for(validator).post(
            reverse("programmes:activity_return", args=[activity.uuid]),
            {"version": activity.version, "question": f"Question {text}"},
        )
        detail = reverse("programmes:activity_detail", args=[activity.uuid])
        organisation = Organisation.objects.get(kind="other")
        for language in ("fr", "ar"):
            for path in (
                "",
                "activites/",
                detail.removeprefix("/fr/"),
                f"activites/{activity.uuid}/modifier/",
                f"activites/{activity.uuid}/dupliquer/",
                "organisations/",
                f"organisations/{organisation.slug}/",
            ):
                assert_plain(client.get(f"/{language}/{path}"))
        for words in (activity.title, activity.note, organisation.name):
            assert not set(UNWANTED) & set(words)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_names_committees_notes_sections_and_figures(
        self, text, client_for, coordinator, admin, ministry, depomi, now
    ):
        committee = save_committee(
            committee=None,
            details=CommitteeDetails(
                name_fr=f"Nom {text}", kind=CommitteeKind.NETWORK, mission_fr=f"{text}\n{text}"
            ),
            by=coordinator,
            at=now,
        )
        decision = DecisionFactory(committee=committee, owner_person=coordinator, number=1)
        follow_up(decision=decision, text=f"Note {text}", by=coordinator, at=now)
        write_narrative(
            programme=depomi,
            kind=NarrativeKind.LESSONS,
            language=Language.FRENCH,
            text=f"{text}\n\n{text}",
            version=0,
            by=coordinator,
            at=now,
        )
        make_token(
            name=f"Clé {text}",
            scope=TokenScope.READ,
            life=timedelta(days=30),
            by=coordinator,
            at=now,
        )
        ValueFactory(code="depomi-0001", programme=depomi, wording=text, reading_fr=text)
        client = client_for(coordinator)
        client.post(reverse("actors:account"), {"full_name": f"Karima {text}", "language": "fr"})
        for path in (
            "",
            "comites/",
            f"comites/{committee.slug}/",
            f"comites/{committee.slug}/decisions/1/",
            f"comites/{committee.slug}/modifier/",
            "rapports/textes/depomi/",
            "rapports/textes/depomi/fr/lessons/",
            "chiffres/",
            "v/depomi-0001/",
            "compte/profil/",
            "compte/jetons/",
        ):
            assert_plain(client.get(f"/fr/{path}"))
        for path in ("personnes/", f"personnes/{coordinator.pk}/", "journal/"):
            assert_plain(client_for(admin).get(f"/fr/{path}"))

    @pytest.mark.parametrize(
        "text", [text for text in MARKUP if "/" not in text and "&" not in text]
    )
    def test_addresses_and_filters(self, text, client_for, staff, client):
        signed_in = client_for(staff)
        for path in ("activites/", "organisations/", "chiffres/", "structures/", "rapports/"):
            for value in (text, f"{text}{CONTROLS}"):
                page = signed_in.get(f"/fr/{path}", dict.fromkeys(("q", "kind", "region"), value))
                assert page.status_code == 200
                assert text not in page.content.decode()
        for browser, path in ((signed_in, "nulle-part/"), (client, "verifier/")):
            page = browser.get(f"/fr/{path}{text}/")
            assert page.status_code == 404
            assert text not in page.content.decode()


class TestFiles:
    @pytest.fixture
    def activities(self, council, depomi):
        for text in HOSTILE:
            ActivityFactory(owner=council, title=f"{text}", note=text, programmes=[depomi])
        return Activity.objects.order_by("pk")

    def test_a_spreadsheet_runs_nothing(self, client_for, staff, activities):
        answer = client_for(staff).post(reverse("programmes:activity_export"), {"format": "xlsx"})

        sheet = load_workbook(io.BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert all(cell.hyperlink is None for cell in cells)
        titles = {cell.value for cell in sheet["B"]}
        assert {"=1+1", "<script>alert(1)</script>"} <= titles

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_a_csv_begins_no_cell_like_a_formula(self, language, client_for, staff, activities):
        answer = client_for(staff).post(f"/{language}/activites/export/", {"format": "csv"})

        text = answer.content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if language == "fr" else ","))
        assert len(rows) == len(HOSTILE) + 1
        assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t|＝"))]

    @pytest.mark.slow
    def test_a_report_prints_it(self, client_for, coordinator, validator, council, depomi, now):
        for text in HOSTILE:
            ActivityFactory(
                owner=council, title=f"Titre {text}", programmes=[depomi], validated=True
            )
        totals.rebuild()
        write_narrative(
            programme=depomi,
            kind=NarrativeKind.LESSONS,
            language=Language.FRENCH,
            text="\n\n".join(HOSTILE),
            version=0,
            by=coordinator,
            at=now,
        )
        edition = request_edition(
            kind=EditionKind.CAPITALISATION,
            programmes=[depomi],
            region=None,
            period=Period(date(2026, 1, 1), date(2026, 3, 31)),
            language="fr",
            by=coordinator,
            at=now,
        )
        generation.make(edition_id=edition.pk, version=edition.fence, at=now)

        edition = Edition.objects.get(pk=edition.pk)
        assert edition.state == EditionState.READY
        with edition.pdf.open("rb") as file:
            pdf = file.read()
        words = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
        ).stdout.decode()
        assert "<script>alert(1)</script>" in " ".join(words.split())
        assert b"/JavaScript" not in pdf
        assert b"/Launch" not in pdf
        assert not set("\u202e\u2067") & set(words)
        with edition.workbook.open("rb") as file:
            sheets = load_workbook(io.BytesIO(file.read()))
        kinds = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds


def one_page_pdf():
    """The smallest file that opens as a PDF, another one each time."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%" + uuid4().hex.encode() + b"\n%%EOF"
    )
