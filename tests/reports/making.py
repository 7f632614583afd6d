"""Editions made for real in tests, and what their files say."""

import io
import re
import subprocess
import unicodedata
from datetime import UTC, date, datetime

import openpyxl

from lib.dates import Period
from programmes.models import Programme
from reports import generation
from reports.actions import order_edition, order_meeting_edition
from reports.enums import EditionKind
from reports.models import Edition
from tests.reports.giving import TODAY

ASKED_AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
PRIM_YEARS = Period(date(2020, 1, 1), date(2023, 12, 31))
JOINT_YEARS = Period(date(2020, 1, 1), date(2024, 12, 31))


def ordered(
    programmes,
    *,
    kind=EditionKind.CAPITALISATION,
    region=None,
    period=PRIM_YEARS,
    language="fr",
    at=ASKED_AT,
) -> Edition:
    """An edition in the queue."""
    return order_edition(
        kind=kind,
        programmes=programmes,
        region=region,
        period=period,
        language=language,
        at=at,
    )


def make(edition: Edition, *, at=ASKED_AT) -> Edition:
    """The edition after a worker has taken its message."""
    generation.make(edition_id=edition.pk, version=edition.fence, at=at)
    return Edition.objects.get(pk=edition.pk)


def made(slug: str, **asked) -> Edition:
    """A finished edition about one programme."""
    return make(ordered([Programme.objects.get(slug=slug)], **asked))


def paper(meeting, kind=EditionKind.COPIL, *, language="fr", at=TODAY):
    """A finished paper of a meeting."""
    return make(order_meeting_edition(kind=kind, meeting=meeting, language=language, at=at), at=at)


def cells_of(edition):
    """The rows of each sheet of its workbook."""
    with edition.workbook.open("rb") as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def pdf_of(edition: Edition) -> bytes:
    with edition.pdf.open("rb") as file:
        return file.read()


def text_of(pdf: bytes, *options: str) -> str:
    """The words of a PDF in the order in which they are read, on one line.

    With `-layout`, in the order in which they stand on the page, row after row.
    """
    raw = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *options, "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    ).stdout.decode()
    # pdftotext puts marks, and no blank, where the direction changes.
    bare = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", " ", raw)
    return " ".join(unicodedata.normalize("NFKC", bare).split())
