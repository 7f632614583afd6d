"""Lists as files: what they hold, and the line they leave in the trail."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from actors.enums import EventKind
from actors.models import Event
from tests.factories.actors import FacilityFactory, FacilityStatusFactory, OrganisationFactory
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import PartnershipFactory, ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

LISTS = ("chiffres", "structures", "organisations")


def lines(response):
    """The lines of a CSV file, as a program reads them."""
    return list(csv.reader(io.StringIO(response.content.decode())))


@pytest.mark.parametrize("name", LISTS)
class TestExport:
    def test_is_not_a_get_since_it_is_noted(self, client_for, staff, name):
        assert client_for(staff).get(f"/en/{name}/export/").status_code == 405

    def test_leaves_a_line_in_the_trail(self, client_for, staff, name):
        client_for(staff).post(f"/en/{name}/export/?q=oim", {"format": "csv"})

        event = Event.objects.get(kind=EventKind.EXPORTED)
        assert event.by_id == staff.pk
        assert event.after["format"] == "csv"
        assert event.after["q"] == "oim"

    def test_refuses_a_format_that_there_is_not(self, client_for, staff, name):
        response = client_for(staff).post(f"/en/{name}/export/", {"format": "exe"})

        assert response.status_code == 400
        assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()

    def test_opens_as_a_workbook_from_right_to_left_in_arabic(self, client_for, staff, name):
        response = client_for(staff).post(f"/ar/{name}/export/", {"format": "xlsx"})

        book = openpyxl.load_workbook(io.BytesIO(response.content))
        assert book.worksheets[0].sheet_view.rightToLeft
        assert response.headers["Content-Disposition"].endswith('-2026-03-16.xlsx"')


class TestFigures:
    URL = "/en/chiffres/export/"

    def test_keep_the_number_and_its_certainty_apart(self, client_for, donor, funder):
        prim = ProgrammeFactory(slug="prim", acronym="PRIM", funder=funder)
        ValueFactory(code="meetings", programme=prim, at_least=True)
        ValueFactory(code="unknown", programme=prim, not_reported=True)
        ValueFactory(code="theirs", number=Decimal(5))

        response = client_for(donor).post(self.URL, {"format": "csv"})

        header, *rows = lines(response)
        shown = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
        assert set(shown) == {"meetings", "unknown"}
        assert Decimal(shown["meetings"]["Number"]) == 30
        assert shown["meetings"]["Certainty"] == "at least"
        assert (shown["unknown"]["Number"], shown["unknown"]["Certainty"]) == ("", "not reported")

    def test_follow_the_filters_of_the_page(self, client_for, staff):
        ValueFactory(code="ours", programme=ProgrammeFactory(slug="prim"))
        ValueFactory(code="theirs")

        response = client_for(staff).post(f"{self.URL}?programme=prim", {"format": "csv"})

        assert [row[0] for row in lines(response)[1:]] == ["ours"]


def test_facilities_count_their_sites(client_for, staff):
    FacilityStatusFactory(facility=FacilityFactory(units=16), state="open")

    response = client_for(staff).post("/en/structures/export/", {"format": "csv"})

    header, row = lines(response)
    facility = dict(zip(header, row, strict=True))
    assert (facility["Number of sites"], facility["Status"]) == ("16", "open")


def test_organisations_tell_only_the_programmes_that_one_may_see(client_for, donor, funder):
    PartnershipFactory(
        organisation=OrganisationFactory(), programme=ProgrammeFactory(acronym="SECRET")
    )
    ProgrammeFactory(acronym="OURS", funder=funder)

    response = client_for(donor).post("/en/organisations/export/", {"format": "csv"})

    text = response.content.decode()
    assert "OURS (funding)" in text
    assert "SECRET" not in text


def test_a_name_that_looks_like_a_formula_stays_text(client_for, staff):
    OrganisationFactory(name_fr="=1+1", name_en="=1+1")

    csv_file = client_for(staff).post("/en/organisations/export/", {"format": "csv"})
    xlsx_file = client_for(staff).post("/en/organisations/export/", {"format": "xlsx"})

    assert "'=1+1" in [row[0] for row in lines(csv_file)]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file.content)).worksheets[0]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
