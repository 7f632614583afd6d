"""Results between two days that no calendar of the programme has: what counts, and what is said
of the periods that lie there only in part."""

from datetime import date

import pytest
import time_machine

from indicators.enums import OverTime
from indicators.models import Rule
from programmes import totals as activity_totals
from reports.figures import results
from tests.factories.programmes import ActivityFactory
from tests.harness import assert_flat
from tests.reports.giving import TODAY, give, page_of

RESULTS = "/en/programmes/depomi/resultats/"
MEASURE = "/en/mesures/offices/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def offices(make, quarters, souss_massa):
    """An indicator whose periods add up: 12 in the first quarter, 10 in the second."""
    measure = make("offices")
    measure.indicator.over_time = OverTime.SUM
    measure.indicator.save()
    give(measure, quarters[0], souss_massa, 12)
    give(measure, quarters[1], souss_massa, 10)
    return measure


def number_of(answer):
    return answer.context["page"].rows[0].figure.amount.number


class TestTable:
    @pytest.mark.parametrize(
        ("asked", "number"),
        [
            ("", 22),
            ("?du=2026-04-01", 10),
            ("?du=2026-01-01&au=2026-03-31", 12),
            ("?du=01/2026&au=06/2026", 22),
            ("?du=2026-02-01", 10),
        ],
    )
    def test_counts_the_periods_that_lie_in_the_asked_days(
        self, asked, number, offices, staff, client_for
    ):
        answer, _text = page_of(client_for(staff), RESULTS + asked)
        assert number_of(answer) == number

    def test_says_which_period_lies_there_only_in_part(self, offices, staff, client_for):
        _answer, text = page_of(client_for(staff), f"{RESULTS}?du=2026-02-01&au=2026-06-30")
        assert "Some periods lie in these days only in part" in text
        assert "They count in nothing here: Q1 2026." in text
        assert "1 February 2026" in text
        _answer, text = page_of(client_for(staff), f"{RESULTS}?du=2026-01-01&au=2026-06-30")
        assert "only in part" not in text

    def test_says_so_where_no_period_lies_there_as_a_whole(self, offices, staff, client_for):
        answer, text = page_of(client_for(staff), f"{RESULTS}?du=2026-02-01&au=2026-05-31")
        assert number_of(answer) is None
        assert "no value in these days" in text
        assert "Q1 2026 and Q2 2026" in text

    @pytest.mark.parametrize(
        ("asked", "field", "sentence"),
        [
            ("du=2026-05-01&au=2026-02-01", "au", "The period ends before it begins."),
            ("du=2027-01-01", "du", "This day is still to come."),
            ("du=pas+un+jour", "du", ""),
            ("au=32/13/2026", "au", ""),
        ],
    )
    def test_says_beside_the_field_what_is_wrong_and_counts_all(
        self, asked, field, sentence, offices, staff, client_for
    ):
        answer, text = page_of(client_for(staff), f"{RESULTS}?{asked}")
        form = answer.context["filter_form"]
        assert list(form.errors) == [field]
        assert sentence in text
        assert form[field].value() in text
        assert number_of(answer) == 22

    def test_keeps_the_days_on_the_way_to_an_indicator(self, offices, staff, client_for):
        asked = "?region=souss-massa&du=2026-04-01&au=2026-06-30"
        _answer, text = page_of(client_for(staff), RESULTS + asked)
        address = f"/en/mesures/offices/{asked}".replace("&", "&amp;")
        assert f'href="{address}"' in text
        answer, _text = page_of(client_for(staff), f"/en/mesures/offices/{asked}")
        assert answer.context["shown"].figure.amount.number == 10

    def test_costs_no_more_with_more_indicators(
        self, make, quarters, souss_massa, staff, client_for
    ):
        made = []

        def grow(number):
            for _turn in range(number):
                measure = make(f"m-{len(made)}", target=10)
                made.append(measure)
                give(measure, quarters[1], souss_massa, 4)

        assert_flat(client_for(staff), f"{RESULTS}?du=2026-02-01&au=2026-06-30", grow)


class TestMeasure:
    def test_counts_and_says_the_same(self, offices, staff, client_for):
        answer, text = page_of(client_for(staff), f"{MEASURE}?du=2026-02-01&au=2026-06-30")
        assert answer.context["shown"].figure.amount.number == 10
        assert "In these days only in part, and counted in nothing here: Q1 2026." in text
        assert [row.name for row in answer.context["shown"].series] == ["Q2 2026"]

    def test_says_what_is_counted_from_the_beginning_all_the_same(
        self, make, quarters, souss_massa, staff, client_for
    ):
        measure = make("offices")
        give(measure, quarters[0], souss_massa, 12)
        give(measure, quarters[1], souss_massa, 10)
        answer, text = page_of(client_for(staff), f"{MEASURE}?du=2026-04-01")
        assert answer.context["shown"].figure.amount.number == 22
        assert "whatever the first day asked for (1 April 2026)" in text

    def test_keeps_the_days_on_the_way_to_a_region(self, offices, staff, client_for):
        _answer, text = page_of(client_for(staff), f"{MEASURE}?du=2026-04-01")
        assert "?du=2026-04-01&amp;region=souss-massa" in text

    def test_shows_what_was_typed_beside_what_is_wrong(self, offices, staff, client_for):
        answer, text = page_of(client_for(staff), f"{MEASURE}?du=2026-05-01&au=2026-02-01")
        assert "The period ends before it begins." in text
        assert answer.context["shown"].figure.amount.number == 22


class TestCounted:
    def test_tells_nothing_of_days_in_which_no_period_lies(
        self, make, programme, quarters, souss_massa, staff
    ):
        """A day is no reporting period: who asked for one would learn of single activities."""
        measure = make("counted")
        measure.indicator.over_time = OverTime.SUM
        measure.indicator.save()
        Rule.objects.create(measure=measure, kind="activities")
        ActivityFactory(
            validated=True,
            programmes=[programme],
            places=[souss_massa],
            starts_on=date(2026, 4, 14),
            starts_precision="day",
        )
        activity_totals.rebuild()
        days = {"reader": staff, "since": date(2026, 4, 13), "on": date(2026, 4, 15)}
        assert results.of_measure(measure, **days).amount.number is None
        whole = {"reader": staff, "since": date(2026, 4, 1), "on": date(2026, 6, 30)}
        assert results.of_measure(measure, **whole).amount.number == 1


class TestApi:
    def test_answers_for_the_same_days(self, offices, donor, client_for):
        client = client_for(donor)
        asked = {"programme": "depomi", "since": "2026-02-01", "on": "2026-06-30"}
        (told,) = client.get("/api/v1/measures/", asked).json()
        assert float(told["amount"]["number"]) == 10
        assert [period["slug"] for period in told["partly"]] == ["2026-t1"]
        one = client.get("/api/v1/measures/offices/", {"since": "2026-02-01"}).json()
        assert float(one["amount"]["number"]) == 10

    @pytest.mark.parametrize(
        "asked", [{"since": "2026-05-01", "on": "2026-02-01"}, {"since": "2027-01-01"}]
    )
    def test_refuses_days_that_end_before_they_begin(self, asked, offices, donor, client_for):
        answer = client_for(donor).get("/api/v1/measures/", {"programme": "depomi", **asked})
        assert answer.status_code == 400
        assert "since" in answer.json()["errors"]
