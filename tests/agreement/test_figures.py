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
from lib.quantities import Qualifier, Quantity
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


def cards_of(page) -> dict[str, list[str]]:
    """The key figures that a page shows, by code."""
    cards = page.xpath("//div[contains(concat(' ', @class, ' '), ' key-figure ')]")
    return {
        code_in(card): words(card.xpath("string(.//div[starts-with(@class, 'key-figure__value')])"))
        for card in cards
    }


def said_by(rows) -> dict[str, Quantity]:
    """What the API says, by code."""
    return {
        row["code"]: Quantity(row["number"] and Decimal(row["number"]), row["qualifier"])
        for row in rows
    }


def test_the_dashboard_of_the_period_says_what_the_report_froze(told):
    page = told.page("reports:dashboard", "?du=2010-01-01&au=2026-03-31")

    assert cards_of(page) == {
        row["code"]: words(told.written(quantity_of(row)))
        for row in told.body["figures"]
        if row["code"] in told.body["key"]
    }


def test_the_api_of_the_period_says_what_the_report_froze(told):
    frozen = {row["code"]: quantity_of(row) for row in told.body["figures"]}

    assert said_by(told.api("figure-list", first="2010-01-01", last="2026-03-31")) == frozen


def test_pages_and_api_say_the_same_of_all_times(told):
    """Without a period, an activity without a date counts too."""
    said = said_by(told.api("figure-list"))
    expected = {code: words(told.written(quantity)) for code, quantity in said.items()}
    page = told.page("reports:programme_detail")
    rows = page.xpath("//tr[th/a[contains(@href, '/v/')]]")
    table = {code_in(row.xpath("th")[0]): words(row.xpath("string(td[1])")) for row in rows}

    assert table == expected
    assert cards_of(page).items() <= expected.items()
    assert cards_of(told.page("reports:dashboard")).items() <= expected.items()
    for code, quantity in said.items():
        with translation.override(told.language):
            address = reverse("reports:provenance", args=[code])
        one = lxml.html.fromstring(told.client.get(address).content.decode())
        (card,) = one.xpath("//div[starts-with(@class, 'key-figure__value')]")
        # Beside the number stands what it counts.
        missing = [word for word in expected[code] if word not in words(card.text_content())]
        assert missing == [], code
        found = told.client.get(reverse("api:figure-detail", args=[code])).json()
        assert said_by([found]) == {code: quantity}


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


def test_the_log_counts_the_same_everywhere(told):
    counts = told.body["activities"]["counts"]
    listed = told.api(
        "activity-list", state="validated", since="2010-01-01", until="2026-03-31", page_size=500
    )
    sheet = told.workbook.worksheets[2]

    assert len(listed["results"]) == counts["activities"]
    assert len(told.body["activities"]["rows"]) == counts["activities"]
    assert sheet.max_row - 1 == counts["activities"]
    assert sum(kind["activities"] for kind in counts["kinds"]) == counts["activities"]


# What the press says, as it must come out: number and qualifier by code.
SAID = {
    "prim": {
        "PRIM-0001": Quantity(5),
        "PRIM-0002": Quantity(21),
        "PRIM-0003": Quantity(16),
        "PRIM-0004": Quantity(30, Qualifier.AT_LEAST),
    },
    "oim-pnud": {
        "OIM-PNUD-0001": Quantity(751),
        "OIM-PNUD-0002": Quantity(2639),
        "OIM-PNUD-0003": Quantity(11),
    },
}


@pytest.mark.parametrize("slug", SAID)
def test_reports_say_what_the_press_says(slug, language, outputs, db):
    told = outputs(slug, language)
    frozen = {row["code"]: quantity_of(row) for row in told.body["figures"]}

    assert {code: frozen[code] for code in SAID[slug]} == SAID[slug]
    for quantity in SAID[slug].values():
        assert plain(told.written(quantity)) in told.pdf


def test_at_least_thirty_is_a_bare_thirty_nowhere(language, outputs, db):
    told = outputs("prim", language)
    qualified = plain(told.written(Quantity(30, Qualifier.AT_LEAST)))
    assert qualified in told.pdf
    left = told.pdf.replace(qualified, "")

    assert re.findall(r".{20}(?<![\d.,/-])30(?![\d.,/-]).{20}", left) == []


def test_words_that_carry_a_figure_are_quoted(outputs, db):
    assert "« plus d’une trentaine »" in quotes(outputs("prim", "fr").pdf)
    assert "financés ou en cours de financement" in outputs("prim", "fr").pdf


def test_the_phases_are_told(language, outputs, db):
    told = outputs("oim-pnud", language)
    labels = [phase["label"] for phase in told.body["sheets"][0]["phases"]]

    assert [label for label in labels if re.search(r"\bIII?\b", label)]
    for label in labels:
        assert plain(label) in told.pdf


def quotes(text) -> str:
    """Text with one kind of apostrophe."""
    return text.replace("'", "’")
