"""One figure, one value: what a page says, the PDF, the workbook and the API say too."""

import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import lxml.html
import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from actors.enums import Role
from actors.models import Organisation
from lib import formats
from lib.dates import Period
from lib.quantities import Quantity
from tests.agreement.log import log_a_little
from tests.factories.actors import person
from tests.reports.making import made, pdf_of, text_of

pytestmark = pytest.mark.slow

SLUGS = [
    "depomi",
    "prim",
    "oim-pnud",
    "icmd",
    "indimaj-2",
    "protection-resilience-migrations",
]
LANGUAGES = ["fr", "ar"]
# Long enough for all that the press says, and ended before any day on which this runs.
YEARS = Period(date(2010, 1, 1), date(2026, 3, 31))


@dataclass
class Outputs:
    """The four ways out of one programme, in one language."""

    slug: str
    language: str
    body: dict
    pdf: str
    workbook: openpyxl.Workbook
    client: Client

    def page(self, name, query=""):
        with translation.override(self.language):
            address = reverse(name, args=[self.slug])
        answer = self.client.get(f"{address}{query}")
        assert answer.status_code == 200
        return lxml.html.fromstring(answer.content.decode())

    def api(self, name, **query):
        answer = self.client.get(reverse(f"api:{name}"), {"programme": self.slug, **query})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def written(self, quantity) -> str:
        return formats.quantity(quantity, language=self.language)


@pytest.fixture(scope="module")
def outputs(press_data, django_db_blocker):
    """Make the editions of a portal in which a little was logged, each once."""
    known = {}
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        ministry = Organisation.objects.get(slug="maec")
        client.force_login(person("Karima Bennis", Role.COORDINATOR, ministry))
        log_a_little()

        def outputs(slug, language):
            if (slug, language) not in known:
                edition = made(slug, period=YEARS, language=language)
                assert edition.state == "ready", edition.failure
                with edition.workbook.open("rb") as file:
                    workbook = openpyxl.load_workbook(io.BytesIO(file.read()))
                known[slug, language] = Outputs(
                    slug,
                    language,
                    edition.content["body"],
                    text_of(pdf_of(edition)),
                    workbook,
                    client,
                )
            return known[slug, language]

        yield outputs
        transaction.set_rollback(True)


def quantity_of(figure) -> Quantity:
    told = figure["quantity"]
    number = None if told["number"] is None else Decimal(told["number"])
    return Quantity(number, told["qualifier"])


def plain(text) -> str:
    """Text without marks of direction and with one kind of blank."""
    bare = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def words(text) -> list[str]:
    """The words of a figure; a card sets the qualifier apart, so their order is its own."""
    return sorted(plain(text).split())


def code_in(element, slug_of_page="/v/") -> str:
    (address,) = {href for href in element.xpath(".//a/@href") if slug_of_page in href}
    return address.rstrip("/").rsplit("/", 1)[1]


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(params=SLUGS)
def told(request, language, outputs, db):
    """What the four outputs say of one programme."""
    return outputs(request.param, language)


def test_the_page_says_what_the_report_froze(told):
    frozen = {row["code"]: told.written(quantity_of(row)) for row in told.body["figures"]}

    for name, query in (
        ("reports:programme_detail", ""),
        ("reports:dashboard", "?du=2010-01-01&au=2026-03-31"),
    ):
        page = told.page(name, query)
        cards = page.xpath("//div[contains(concat(' ', @class, ' '), ' key-figure ')]")
        shown = {
            code_in(card): words(
                card.xpath("string(.//div[starts-with(@class, 'key-figure__value')])")
            )
            for card in cards
        }
        assert set(shown) == set(told.body["key"])
        assert shown == {code: words(frozen[code]) for code in shown}

    rows = told.page("reports:programme_detail").xpath("//tr[th/a[contains(@href, '/v/')]]")
    table = {code_in(row.xpath("th")[0]): plain(row.xpath("string(td[1])")) for row in rows}
    assert table == {code: plain(text) for code, text in frozen.items()}


def test_the_api_says_what_the_report_froze(told):
    frozen = {row["code"]: quantity_of(row) for row in told.body["figures"]}

    for query in ({}, {"first": "2010-01-01", "last": "2026-03-31"}):
        said = {
            row["code"]: Quantity(
                None if row["number"] is None else Decimal(row["number"]), row["qualifier"]
            )
            for row in told.api("figure-list", **query)
        }
        assert said == frozen
    for code, quantity in frozen.items():
        one = told.client.get(reverse("api:figure-detail", args=[code])).json()
        assert (one["number"] and Decimal(one["number"])) == quantity.number
        assert one["qualifier"] == quantity.qualifier.value


def test_the_workbook_says_what_the_report_froze(told):
    with translation.override(told.language):
        expected = {
            row["code"]: (
                (str(quantity.qualifier.label), float(quantity.number))
                if (quantity := quantity_of(row)).is_reported
                else (formats.not_reported(), None)
            )
            for row in told.body["figures"]
        }
    sheet = told.workbook.worksheets[1]
    said = {row[0]: (row[3], row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert said == expected


def test_the_pdf_says_what_the_report_froze(told):
    for row in told.body["figures"]:
        assert plain(told.written(quantity_of(row))) in told.pdf, row["code"]


def test_the_provenance_of_each_figure_says_the_same(told):
    for row in told.body["figures"]:
        with translation.override(told.language):
            address = reverse("reports:provenance", args=[row["code"]])
        page = lxml.html.fromstring(told.client.get(address).content.decode())
        (card,) = page.xpath("//div[starts-with(@class, 'key-figure__value')]")
        shown = words(card.text_content())
        for word in words(told.written(quantity_of(row))):
            assert word in shown, row["code"]


def test_the_log_counts_the_same_everywhere(told):
    counts = told.body["activities"]["counts"]
    listed = told.api("activity-list", state="validated", page_size=500)
    sheet = told.workbook.worksheets[2]

    assert len(listed["results"]) == counts["activities"]
    assert sheet.max_row - 1 == counts["activities"]
    assert sum(kind["activities"] for kind in counts["kinds"]) == counts["activities"]
