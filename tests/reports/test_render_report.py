"""`manage.py render_report`: one report, now, in a file."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command

from reports.models import Edition
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="prim")


def render(output, *, programmes=("PRIM",), region="", start="2020-01-01"):
    """Run the command; the lines that it prints."""
    out = io.StringIO()
    named = [part for name in programmes for part in ("--programme", name)]
    call_command(
        "render_report",
        *["--kind", "capitalisation", *named, "--region", region],
        *["--from", start, "--to", "2023-12-31", "--language", "fr", "--output", str(output)],
        stdout=out,
    )
    return out.getvalue().splitlines()


class TestRenderReport:
    def test_writes_the_pdf_and_prints_its_path_and_hash(self, programme, tmp_path):
        output = tmp_path / "prim.pdf"

        path, digest = render(output)

        assert path == str(output)
        assert digest == hashlib.sha256(output.read_bytes()).hexdigest()
        assert Edition.objects.get().pdf_sha256 == digest
        assert [entry.name for entry in tmp_path.iterdir()] == ["prim.pdf"]

    def test_asked_twice_gives_the_same_file(self, programme, tmp_path):
        first = render(tmp_path / "a.pdf")[1]

        assert render(tmp_path / "b.pdf")[1] == first
        assert Edition.objects.count() == 1

    def test_reports_on_all_programmes_of_a_region(self, souss_massa, tmp_path):
        ProgrammeFactory(slug="ici", region=souss_massa)
        ProgrammeFactory(slug="ailleurs")

        render(tmp_path / "region.pdf", programmes=[], region="souss-massa")

        edition = Edition.objects.get()
        assert edition.region == souss_massa
        assert [one.slug for one in edition.programmes.order_by("pk")] == ["ici"]

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"programmes": ["NONE"]}, "There is no programme “NONE”"),
            ({"programmes": []}, "Name a programme"),
            ({"region": "atlantis"}, "There is no region"),
            ({"start": "2024-01-01"}, "ends before it begins"),
        ],
    )
    def test_refuses_nonsense_with_a_sentence(self, programme, tmp_path, options, sentence):
        with pytest.raises(CommandError, match=sentence):
            render(tmp_path / "x.pdf", **options)

        assert not list(tmp_path.iterdir())

    def test_a_failure_names_the_stage_and_the_reason(self, programme, tmp_path, settings):
        settings.REPORT_MAX_PAGES = 1

        with pytest.raises(CommandError, match="more pages than this portal"):
            render(tmp_path / "x.pdf")

        assert not list(tmp_path.iterdir())

    def test_a_folder_that_does_not_exist(self, programme, tmp_path):
        with pytest.raises(CommandError, match="There is no folder"):
            render(tmp_path / "none" / "x.pdf")
