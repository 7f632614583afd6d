"""Two programmes side by side: the page, the PDF and the workbook say one and the same."""

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from actors.enums import Role
from actors.models import Organisation
from lib import formats
from lib.quantities import Quantity
from programmes.models import Programme
from reports.enums import EditionKind
from tests.agreement.log import log_a_little
from tests.agreement.test_figures import YEARS, plain
from tests.factories.actors import person
from tests.reports.making import cells_of, make, ordered, pdf_of, text_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SLUGS = ("depomi", "prim")


@pytest.fixture(scope="module", params=["fr", "ar"])
def told(request, press_data, django_db_blocker):
    """What the page, the PDF and the cells say in one language."""
    language = request.param
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        ministry = Organisation.objects.get(slug="maec")
        client.force_login(person("Karima Bennis", Role.COORDINATOR, ministry))
        log_a_little()
        programmes = list(Programme.objects.filter(slug__in=SLUGS).in_order())
        edition = make(ordered(programmes, kind=EditionKind.BILAN, period=YEARS, language=language))
        with translation.override(language):
            address = reverse("reports:bilan")
        left, right = (one.slug for one in programmes)
        page = client.get(
            address, {"programme": left, "avec": right, "du": "2010", "au": "31/03/2026"}
        )
        yield {
            "language": language,
            "body": edition.content["body"],
            "page": lxml.html.fromstring(page.content.decode()),
            "pdf": text_of(pdf_of(edition)),
            "cells": list(cells_of(edition).values()),
        }
        transaction.set_rollback(True)


def figures_of(told):
    """The activities and participants of each side, as frozen."""
    for side in told["body"]["sides"]:
        yield (
            side["acronym"],
            side["activities"],
            Quantity(int(side["participants"]["number"]), side["participants"]["qualifier"]),
        )


def test_the_log_says_something(told):
    assert [activities for _name, activities, _people in figures_of(told)] == [6, 6]
    assert told["body"]["shared"]["activities"] == 3


def test_each_side_says_the_same_everywhere(told):
    rows = [
        [plain(cell.text_content()) for cell in row.xpath("td")]
        for row in told["page"].xpath("//table[1]/tbody/tr")
    ]
    cells = {row[0]: row for row in told["cells"][1][1:]}
    for rank, (name, activities, people) in enumerate(figures_of(told)):
        shown = plain(formats.quantity(people, language=told["language"]))
        assert any(row[rank].startswith(str(activities)) for row in rows), name
        assert any(row[rank] == shown for row in rows), name
        assert shown in told["pdf"], name
        assert (cells[name][6], cells[name][10]) == (activities, people.number)


def test_the_matrix_says_the_same_everywhere(told):
    frozen = {
        (row["name"], kind): {one["programme"]: one["activities"] for one in cell}
        for row in told["body"]["matrix"]["rows"]
        for kind, cell in zip(told["body"]["matrix"]["kinds"], row["cells"], strict=True)
        if cell
    }
    (table,) = told["page"].xpath("//section[@aria-labelledby='matrix']//table")
    kinds = [plain(cell.text_content()) for cell in table.xpath("thead/tr/th")[1:]]
    shown = {}
    for row in table.xpath("tbody/tr"):
        region = plain(row.xpath("string(th)"))
        for kind, cell in zip(kinds, row.xpath("td"), strict=True):
            numbers = dict(
                zip(
                    [plain(name.text_content()) for name in cell.xpath("bdi")],
                    [int(number.text_content()) for number in cell.xpath("b")],
                    strict=True,
                )
            )
            if numbers:
                shown[region, kind] = numbers
    left, right = (side["acronym"] for side in told["body"]["sides"])
    in_cells = {
        (region, kind): {name: n for name, n in ((left, one), (right, other)) if n}
        for region, kind, one, other, _both in told["cells"][4][1:]
    }

    assert frozen
    assert shown == {
        (plain(region), plain(kind)): told_ for (region, kind), told_ in frozen.items()
    }
    assert in_cells == frozen


def test_published_figures_keep_their_qualifier_everywhere(told):
    """« plus d'une trentaine » is at least 30, never 30."""
    words = formats.quantity(Quantity(30, "at_least"), language=told["language"])
    page = plain(told["page"].text_content())

    assert plain(words) in page
    assert plain(words) in told["pdf"]
    figures = {row[0]: row for row in told["cells"][6][1:]}
    assert figures["PRIM-0004"][4] == 30
    assert figures["PRIM-0004"][3] not in ("", None)
