"""A framework as it stood at the end of a day: what changed since, walked back."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.actions import frameworks, measures
from indicators.actions.library import edit_indicator
from indicators.enums import ResultLevel
from indicators.models import Measure, Period, Result, Target
from indicators.selectors.framework_details import (
    MeasureDetails,
    ResultDetails,
    TargetKey,
    measure_details,
    result_details,
)
from indicators.selectors.library_details import IndicatorDetails, indicator_details
from indicators.selectors.past_framework import as_it_stood, measures_until, targets_then
from tests.factories.indicators import (
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    TargetFactory,
)

BEGINNING = date(2023, 7, 7)
FINAL = TargetKey()
FIRST_QUARTER = TargetKey(period="2026-t1")


@pytest.fixture
def day(now):
    """The moment of acting on the n-th day after that of the tests."""
    return lambda number: now + timedelta(days=number)


@pytest.fixture
def by(officer):
    return lambda at: {"by": officer, "at": at}


@pytest.fixture
def result(prim, day, by):
    return add_result(prim, "1.1", by(day(0)))


@pytest.fixture
def measure(result, day, by):
    """In the framework since day 0, with its final target."""
    PeriodFactory(programme=result.programme)
    (made,) = add(result, "BAOM", by(day(0)))
    edit(made, by(day(0)), targets={FINAL: Decimal(100)})
    return made


@pytest.fixture
def under_way(measure, souss_massa, day):
    return EntryFactory(measure=measure, place=souss_massa, entered_at=day(1))


def add_result(programme, number, acting):
    details = ResultDetails(level=ResultLevel.OUTPUT, number=number, title_fr=f"Résultat {number}")
    return frameworks.add_result(programme=programme, details=details, **acting)


def add(result, code, acting, reason="On le suit aussi."):
    indicator = IndicatorFactory(code=code, is_in_library=True)
    return measures.add_measures(result=result, indicators=[indicator], reason=reason, **acting)


def edit(measure, acting, reason="Le comité l'a décidé.", **changes):
    stored = Measure.objects.for_table().get(pk=measure.pk)
    details = measure_details(stored)
    values = {name: getattr(details, name) for name in MeasureDetails.__slots__}
    return measures.edit_measure(
        measure=stored,
        details=MeasureDetails(**values | changes),
        version=stored.version,
        reason=reason,
        **acting,
    )


def then(programme, on):
    """The framework as it stood, the way figures read it."""
    rows = measures_until([programme], on.date() if hasattr(on, "hour") else on)
    rows = rows.select_related("indicator", "result").order_by("result__position", "position", "pk")
    return as_it_stood(list(rows), on.date() if hasattr(on, "hour") else on)


def targets(programme, on):
    """The targets of each measure as they stood, by what they are about."""
    past = then(programme, on)
    slugs = {one.pk: one.slug for one in Period.objects.filter(programme=programme).order_by("pk")}
    return {
        measure.code: {
            (slugs[one.period_id] if one.period_id else "", one.place_id): one.number
            for one in targets_then(
                measure,
                list(Target.objects.filter(measure=measure).order_by("pk")),
                past.retargeted.get(measure.pk, ()),
                periods={slug: pk for pk, slug in slugs.items()},
                places={},
            )
        }
        for measure in past.measures
    }


def told(programme, on):
    """All that figures read of a framework as it stood."""
    goals = targets(programme, on)
    return [
        (
            one.code,
            one.result.number,
            one.result.title,
            one.name,
            one.is_key,
            one.frequency,
            one.baseline,
            one.baseline_year,
            goals[one.code],
        )
        for one in then(programme, on).measures
    ]


class TestTargets:
    @pytest.mark.usefixtures("under_way")
    def test_are_those_of_the_day(self, prim, measure, day, by):
        edit(measure, by(day(5)), targets={FINAL: Decimal(120), FIRST_QUARTER: Decimal(40)})
        edit(measure, by(day(9)), targets={FIRST_QUARTER: Decimal(50)})

        assert targets(prim, day(4))[measure.code] == {("", None): 100}
        assert targets(prim, day(5))[measure.code] == {("", None): 120, ("2026-t1", None): 40}
        assert targets(prim, day(9))[measure.code] == {("2026-t1", None): 50}

    @pytest.mark.usefixtures("under_way")
    def test_amended_since_are_those_before_on_days_before_the_portal_too(
        self, prim, measure, day, by
    ):
        edit(measure, by(day(5)), targets={FINAL: Decimal(120)})

        assert targets(prim, BEGINNING)[measure.code] == {("", None): 100}

    def test_drafted_since_stand_on_days_before_the_portal(self, prim, measure, day, by):
        """A framework of 2020–2023 that is typed in 2026 keeps its targets as of 2023."""
        edit(measure, by(day(5)), targets={FINAL: Decimal(120)})

        assert targets(prim, BEGINNING)[measure.code] == {("", None): 120}

    def test_drafted_since_are_those_that_the_portal_had_on_days_of_the_drafting(
        self, prim, measure, day, by
    ):
        edit(measure, by(day(5)), targets={FINAL: Decimal(120)})

        assert targets(prim, day(4))[measure.code] == {("", None): 100}

    def test_that_no_trail_saw_come_stay(self, prim, result, day, by):
        loaded = MeasureFactory(result=result)
        TargetFactory(measure=loaded, number=Decimal(7))
        edit(loaded, by(day(5)), targets={FINAL: Decimal(8)})

        assert targets(prim, day(4))[loaded.code] == {("", None): 8}


class TestMeasures:
    @pytest.mark.usefixtures("under_way")
    def test_added_by_an_amendment_were_not_there_before(self, prim, measure, result, day, by):
        (added,) = add(result, "CALL", by(day(5)))

        assert [one.code for one in then(prim, day(4)).measures] == [measure.code]
        assert [one.code for one in then(prim, day(5)).measures] == [measure.code, added.code]

    def test_added_in_the_drafting_are_not_taken_away(self, prim, measure, result, day, by):
        (added,) = add(result, "CALL", by(day(5)))

        assert [one.code for one in then(prim, BEGINNING).measures] == [measure.code, added.code]

    @pytest.mark.usefixtures("under_way")
    def test_taken_out_by_an_amendment_were_there_before(self, prim, measure, day, by):
        stored = Measure.objects.for_table().get(pk=measure.pk)
        measures.remove_measure(measure=stored, reason="Sans objet.", **by(day(5)))

        assert [one.code for one in then(prim, day(4)).measures] == [measure.code]
        assert targets(prim, day(4))[measure.code] == {("", None): 100}
        assert then(prim, day(5)).measures == []

    def test_drafted_and_taken_out_stood_on_no_day_before_the_portal(
        self, prim, measure, souss_massa, day, by
    ):
        EntryFactory(measure=measure, place=souss_massa, submitted=True)
        stored = Measure.objects.for_table().get(pk=measure.pk)
        measures.remove_measure(measure=stored, **by(day(5)))

        assert [one.code for one in then(prim, day(4)).measures] == [measure.code]
        assert then(prim, BEGINNING).measures == []

    @pytest.mark.usefixtures("under_way")
    def test_have_the_words_baseline_and_mark_of_the_day(self, prim, measure, day, by):
        words = {"wording_fr": "Bureaux ouverts", "wording_ar": "مكاتب مفتوحة"}
        edit(measure, by(day(5)), **words, baseline_number=Decimal(3), baseline_year=2022)
        edit(measure, by(day(6)), is_key=True)

        (before,) = then(prim, day(4)).measures
        (between,) = then(prim, day(5)).measures
        assert (before.name, before.baseline.number, before.is_key) == (
            "Nombre de BAOM",
            None,
            False,
        )
        assert (between.name, between.baseline.number, between.is_key) == (
            "Bureaux ouverts",
            3,
            False,
        )
        assert [one.is_key for one in then(prim, day(6)).measures] == [True]

    @pytest.mark.usefixtures("under_way")
    def test_have_the_name_that_the_library_gave_them(self, prim, measure, coordinator, day):
        indicator = measure.indicator
        details = indicator_details(indicator)
        values = {name: getattr(details, name) for name in IndicatorDetails.__slots__}
        edit_indicator(
            indicator=indicator,
            details=IndicatorDetails(**values | {"name_fr": "Bureaux d'accueil"}),
            version=indicator.version,
            reason="Plus clair.",
            by=coordinator,
            at=day(5),
        )

        assert [one.name for one in then(prim, day(4)).measures] == ["Nombre de BAOM"]
        assert [one.name for one in then(prim, day(5)).measures] == ["Bureaux d'accueil"]

    @pytest.mark.usefixtures("under_way")
    def test_stand_under_the_result_of_the_day(self, prim, measure, result, day, by):
        other = add_result(prim, "1.2", by(day(2)))
        edit(measure, by(day(5)), result=other)

        assert [one.result.number for one in then(prim, day(4)).measures] == ["1.1"]
        assert [one.result.number for one in then(prim, day(5)).measures] == ["1.2"]

    @pytest.mark.usefixtures("under_way")
    def test_are_in_the_order_of_the_results_of_the_day(self, prim, measure, result, day, by):
        (second,) = add(add_result(prim, "1.2", by(day(2))), "CALL", by(day(2)))
        renumber(result, "1.3", by(day(5)))

        assert [one.code for one in then(prim, day(4)).measures] == [measure.code, second.code]
        assert [one.code for one in then(prim, day(5)).measures] == [second.code, measure.code]


def renumber(result, number, acting):
    stored = Result.objects.select_related("programme", "parent").get(pk=result.pk)
    details = result_details(stored)
    values = {name: getattr(details, name) for name in ResultDetails.__slots__}
    return frameworks.edit_result(
        result=stored,
        details=ResultDetails(**values | {"number": number, "title_fr": f"Résultat {number}"}),
        version=stored.version,
        reason="Renuméroté.",
        **acting,
    )


class TestQueries:
    @pytest.mark.usefixtures("under_way")
    def test_are_none_more_where_nothing_happened_since(self, prim, measure, day, by):
        edit(measure, by(day(5)), targets={FINAL: Decimal(120)})

        assert self._asked(prim, day(5)) == 1
        assert self._asked(prim, day(4)) == 2

    def test_leave_the_measures_themselves_as_they_are(self, prim, measure, day, by):
        edit(measure, by(day(5)), is_key=True)
        stored = list(measures_until([prim], day(4).date()).select_related("indicator", "result"))

        past = as_it_stood(stored, day(4).date())

        assert ([one.is_key for one in stored], [one.is_key for one in past.measures]) == (
            [True],
            [False],
        )

    @staticmethod
    def _asked(programme, on):
        with CaptureQueriesContext(connection) as queries:
            then(programme, on)
        return len(queries)


class TestEveryDay:
    """Whatever is changed on whatever days: each day reads as it read on its evening."""

    @pytest.mark.parametrize("seed", range(12))
    def test_reads_as_it_read_then(self, seed, prim, measure, under_way, result, day, by):
        chance = Random(seed)
        results = [result, add_result(prim, "1.2", by(day(1)))]
        evenings = {}
        for number in range(2, 14):
            for _ in range(chance.randint(0, 3)):
                self._change(chance, prim, results, number, by(day(number)))
            evenings[number] = told(prim, day(number))

        assert {number: told(prim, day(number)) for number in evenings} == evenings

    @pytest.mark.parametrize("seed", range(6))
    def test_of_the_drafting_reads_so_too_but_for_what_was_added_since(
        self, seed, prim, measure, result, day, by
    ):
        chance = Random(seed)
        results = [result, add_result(prim, "1.2", by(day(1)))]
        evenings = {}
        for number in range(2, 14):
            for _ in range(chance.randint(0, 3)):
                self._change(chance, prim, results, number, by(day(number)), without=("add", "out"))
            evenings[number] = told(prim, day(number))

        assert {number: told(prim, day(number)) for number in evenings} == evenings

    def _change(self, chance, programme, results, number, acting, without=()):
        active = list(Measure.objects.active().filter(programme=programme).order_by("pk"))
        kinds = ["add", "out", "target", "target", "words", "base", "key", "move", "number"]
        kind = chance.choice([one for one in kinds if one not in without])
        one = chance.choice(active) if active else None
        if kind == "add" or one is None:
            add(chance.choice(results), f"I{number}-{chance.random()}", acting)
        elif kind == "out":
            stored = Measure.objects.for_table().get(pk=one.pk)
            measures.remove_measure(measure=stored, reason="Sans objet.", **acting)
        elif kind == "target":
            keys = chance.sample([FINAL, FIRST_QUARTER], chance.randint(0, 2))
            edit(one, acting, targets={key: Decimal(chance.randint(1, 500)) for key in keys})
        elif kind == "words":
            edit(one, acting, wording_fr=chance.choice(["", f"Mots {number}"]), frequency="")
        elif kind == "base":
            baseline = chance.choice([None, Decimal(chance.randint(1, 50))])
            edit(one, acting, baseline_number=baseline, baseline_year=baseline and 2022)
        elif kind == "key":
            edit(one, acting, is_key=not one.is_key)
        elif kind == "move":
            taken = {each.result_id for each in active if each.indicator_id == one.indicator_id}
            free = [each for each in results if each.pk not in taken]
            if free:
                edit(one, acting, result=free[0])
        else:
            swap = chance.choice(results)
            renumber(swap, f"{chance.randint(2, 9)}.{number}{chance.randint(0, 99)}", acting)
