"""Page, PDF, workbook and API say the same of a framework, each to its reader."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from openpyxl import load_workbook

from indicators import totals
from indicators.enums import Counted, OverTime
from indicators.models import Measure
from lib.dates import Period
from lib.quantities import Qualifier
from programmes.models import Coverage
from reports import content
from reports.rendering.pages import Report
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
    ValueFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.reports.making import make, ordered, pdf_of, text_of

NOW = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2026, 7, 10))


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def programme(souss_massa, oriental, funder):
    programme = ProgrammeFactory(
        slug="depomi",
        acronym="DEPOMI",
        funder=funder,
        starts_on=date(2026, 1, 1),
        starts_precision="day",
        ends_on=date(2026, 12, 31),
        ends_precision="day",
    )
    for place in (souss_massa, oriental):
        Coverage.objects.get_or_create(programme=programme, place=place, kind="target")
    return programme


@pytest.fixture
def framework(programme, souss_massa, oriental):
    """An indicator that adds up with parts, a share, one of few people, one without a value."""
    quarter = PeriodFactory(
        programme=programme,
        slug="2026-t2",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 6, 30),
    )
    result = ResultFactory(programme=programme)
    sex = DimensionFactory(name_fr="Sexe")
    women = CategoryFactory(dimension=sex, name_fr="Femmes")

    def measure(code, *, target=None, baseline=None, is_key=False, **indicator):
        made = MeasureFactory(
            result=result,
            code=code,
            is_key=is_key,
            baseline_number=baseline,
            indicator=IndicatorFactory(over_time=OverTime.CUMULATIVE, **indicator),
        )
        if target is not None:
            TargetFactory(measure=made, number=Decimal(target))
        return made

    def give(measure, place, number, **fields):
        return EntryFactory(measure=measure, period=quarter, place=place, number=number, **fields)

    people = measure("people", target=5000, baseline=Decimal(100))
    people.indicator.dimensions.add(sex)
    entry = give(people, souss_massa, 1250, qualifier=Qualifier.AT_LEAST)
    CellFactory(value=entry, category=women, number=500)
    give(people, oriental, 250)
    share = measure("share", share=True, over_places="ratio")
    give(share, souss_massa, Decimal(25), numerator=1, denominator=4)
    give(share, oriental, Decimal(50), numerator=2, denominator=4)
    few = measure("few", counted=Counted.PERSONS)
    give(few, oriental, 3)
    measure("nothing", target=10)
    totals.rebuild()
    return {"people": people, "share": share, "few": few, "quarter": quarter, "entry": entry}


@pytest.fixture
def edition(framework, programme):
    return make(ordered([programme], period=YEAR, language="en", at=NOW), at=NOW)


def lines_of(edition, name):
    with edition.workbook.open("rb") as file:
        sheet = load_workbook(io.BytesIO(file.read()))[name]
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


class TestOneFigure:
    def test_is_the_same_on_the_page_in_the_pdf_the_workbook_and_the_api(
        self, edition, donor, client_for
    ):
        client = client_for(donor)
        page = client.get("/en/programmes/depomi/resultats/").context["page"]
        told = {
            row["code"]: row
            for row in client.get("/api/v1/measures/", {"programme": "depomi"}).json()
        }
        (chapter,) = edition.content["body"]["results"]
        frozen = {row["code"]: row for row in chapter["measures"]}
        cells = {row["Code"]: row for row in lines_of(edition, "Results")}
        words = text_of(pdf_of(edition))
        assert [row.figure.code for row in page] == [row["code"] for row in chapter["measures"]]
        for row in page:
            code, figure = row.figure.code, row.figure
            number = figure.amount.number
            kept = frozen[code]["amount"]["quantity"]["number"]
            assert (None if kept is None else Decimal(kept)) == number
            api = told[code]["amount"]["number"]
            assert (None if api is None else Decimal(str(api))) == number
            assert cells[code]["Value"] == (None if number is None else float(number))
            assert told[code]["amount"]["is_withheld"] == figure.amount.is_withheld
            assert frozen[code]["standing"] == figure.standing == told[code]["standing"]
            expected = frozen[code]["expected"]
            assert (Decimal(expected["number"]) if expected else None) == figure.expected
            assert (
                cells[code]["Values received"] == figure.given.given == told[code]["given"]["given"]
            )
            if row.value:
                assert " ".join(row.value.split()) in words
        assert Decimal(told["people"]["amount"]["number"]) == 1500
        assert told["people"]["text"].startswith("at least")

    def test_of_a_region_is_the_same_too(
        self, framework, programme, souss_massa, donor, client_for
    ):
        edition = make(ordered([programme], region=souss_massa, period=YEAR, at=NOW), at=NOW)
        (chapter,) = edition.content["body"]["results"]
        frozen = {row["code"]: row["amount"]["quantity"]["number"] for row in chapter["measures"]}
        page = client_for(donor).get("/fr/programmes/depomi/resultats/?region=souss-massa")
        shown = {row.figure.code: row.figure.amount.number for row in page.context["page"]}
        assert {code: None if n is None else Decimal(n) for code, n in frozen.items()} == shown


class TestTheChapter:
    def test_says_how_complete_it_is_and_what_nobody_broke_down(self, edition):
        (chapter,) = edition.content["body"]["results"]
        assert chapter["given"]["given"] == 5
        assert chapter["given"]["expected"] == 8
        people = next(row for row in chapter["measures"] if row["code"] == "people")
        (breakdown,) = people["breakdowns"]
        assert breakdown["parts"][0]["amount"]["quantity"]["number"] == "500"
        assert breakdown["rest"]["quantity"] == {"number": "1000", "qualifier": "at_least"}
        parts = lines_of(edition, "Breakdowns")
        assert [row["Value"] for row in parts if row["Code"] == "people"] == [500, 1000]

    def test_withholds_small_numbers_as_pages_of_outsiders_do(self, edition):
        (chapter,) = edition.content["body"]["results"]
        few = next(row for row in chapter["measures"] if row["code"] == "few")
        assert few["amount"]["is_withheld"]
        assert few["amount"]["quantity"]["number"] is None
        (cells,) = [row for row in lines_of(edition, "Results") if row["Code"] == "few"]
        assert cells["Value"] is None

    def test_is_missing_from_an_edition_of_an_older_layout(self, framework, programme):
        edition = make(ordered([programme], period=YEAR, at=NOW), at=NOW)
        del edition.content["body"]["results"]
        report = Report(edition.content)
        assert "framework" not in [section.key for section in report.sections]


class TestKeyResults:
    @pytest.fixture
    def told(self, framework, programme):
        """An edition with key indicators of the framework beside a published key figure."""
        for code in ("people", "few", "nothing"):
            Measure.objects.filter(code=code).update(is_key=True)
        ValueFactory(
            programme=programme,
            code="PRESS-1",
            is_key=True,
            number=Decimal(321),
            indicator=IndicatorFactory(name_en="Offices opened, says the press"),
        )
        return make(ordered([programme], period=YEAR, language="en", at=NOW), at=NOW)

    def test_are_the_key_indicators_beside_published_figures(self, told):
        report = Report(told.content)
        assert sorted(told.content["body"]["key_measures"]) == ["few", "nothing", "people"]
        # What nobody gave a value for is in the table, and not on the cover.
        assert {row["code"] for row in report.cover_measures} == {"few", "people"}
        assert [row["code"] for row in report.cover_figures] == ["PRESS-1"]
        words = text_of(pdf_of(told))
        chapter = words.rsplit("Key indicators of the results framework", 1)[1]
        table, published = chapter.split("Published and counted figures", 1)
        assert "at least 1,500" in table
        assert "5,000" in table
        assert "Q2 2026" in table
        assert "withheld" in table
        assert "no value yet" in table
        assert "Offices opened, says the press" in published

    def test_say_where_no_target_is_set(self, told):
        words = text_of(pdf_of(told))
        assert "no target" in words.rsplit("Key indicators of the results framework", 1)[1]

    def test_are_the_same_on_the_page_the_workbook_and_the_api(self, told, donor, client_for):
        client = client_for(donor)
        page = client.get("/en/programmes/depomi/resultats/").context["table"].key
        codes = told.content["body"]["key_measures"]
        assert [row.figure.code for row in page] == codes
        api = client.get("/api/v1/measures/", {"programme": "depomi"}).json()
        assert {row["code"] for row in api if row["is_key"]} == set(codes)
        cells = lines_of(told, "Results")
        assert [row["Code"] for row in cells if row["Key indicator"] == "yes"] == codes

    def test_are_the_first_with_a_value_where_none_is_marked(self, edition):
        assert edition.content["body"]["key_measures"] == ["people", "share"]

    def test_take_turns_on_the_cover_of_several_programmes(self, framework, programme):
        other = ProgrammeFactory(slug="prim", acronym="PRIM")
        quarter = PeriodFactory(
            programme=other, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31)
        )
        for rank in range(5):
            measure = MeasureFactory(
                result=ResultFactory(programme=other), code=f"prim-{rank}", is_key=True
            )
            EntryFactory(measure=measure, period=quarter)
        totals.rebuild()
        both = ordered([other, programme], period=YEAR, language="en", at=NOW)
        shown = Report(make(both, at=NOW).content).cover_measures
        assert [row["programme"] for row in shown] == ["DEPOMI", "PRIM", "DEPOMI", "PRIM"]

    def test_say_which_programme_has_no_framework(self, db):
        bare = ProgrammeFactory(slug="icmd", acronym="ICMD")
        edition = make(ordered([bare], period=YEAR, language="en", at=NOW), at=NOW)
        assert edition.content["body"]["without_framework"] == ["ICMD"]
        assert "No results framework is in the portal yet for ICMD." in text_of(pdf_of(edition))

    def test_are_left_out_of_an_edition_of_an_older_layout(self, told):
        for name in ("key_measures", "without_framework"):
            del told.content["body"][name]
        report = Report(told.content)
        assert report.key_measures == report.cover_measures == []
        assert report.without_framework == ""

    def test_say_in_words_that_nothing_was_expected_yet(self, framework, programme):
        early = Period(date(2026, 1, 1), date(2026, 3, 31))
        edition = make(ordered([programme], period=early, language="en", at=NOW), at=NOW)
        words = text_of(pdf_of(edition))
        assert "No value was expected by then." in words
        assert "0 values received" not in words


class TestTheLayout:
    def test_has_a_number_of_its_own(self, edition):
        assert edition.content["body"]["layout"] == content.LAYOUT == 4


class TestTheApi:
    def test_answers_for_one_indicator_in_one_region(
        self, framework, souss_massa, donor, client_for
    ):
        told = client_for(donor).get("/api/v1/measures/people/", {"region": "souss-massa"}).json()
        assert told["place"] == "MA.09"
        assert Decimal(told["amount"]["number"]) == 1250
        assert told["amount"]["qualifier"] == "at_least"
        assert [point["period"]["slug"] for point in told["series"]] == ["2026-t2"]

    def test_asks_for_a_programme(self, framework, donor, client_for):
        assert client_for(donor).get("/api/v1/measures/").status_code == 400

    def test_tells_nothing_of_days_to_come(self, framework, donor, client_for):
        told = client_for(donor).get("/api/v1/measures/people/", {"on": "2030-01-01"}).json()
        assert told["on"] == "2026-07-10"
