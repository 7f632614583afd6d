"""Building a framework: results, indicators from the library, what asks for a reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors.enums import EventKind
from actors.models import Event
from indicators.actions import frameworks, measures
from indicators.enums import AmendmentKind, CollectedBy, ResultLevel
from indicators.models import Amendment, Framework, Measure, Result
from indicators.selectors.framework_details import (
    MeasureDetails,
    ResultDetails,
    SettingsDetails,
    TargetKey,
    measure_details,
)
from lib.concurrency import StaleVersion
from lib.dates import Frequency
from lib.workflow import WrongState
from tests.factories.indicators import (
    CategoryFactory,
    EntryFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
)

LIBRARY = {"is_in_library": True}


@pytest.fixture
def result(prim):
    return ResultFactory(
        programme=prim, number="1.2", title_fr="Accueil", title_ar="الاستقبال", title_en="Welcome"
    )


@pytest.fixture
def measure(result):
    return MeasureFactory(result=result, indicator=IndicatorFactory(code="BAOM", **LIBRARY))


@pytest.fixture
def under_way(measure, souss_massa):
    """A value of the programme is validated."""
    return EntryFactory(measure=measure, place=souss_massa)


@pytest.fixture
def by(officer, now):
    return {"by": officer, "at": now}


def told(**changes):
    return ResultDetails(
        **{"level": ResultLevel.OUTPUT, "number": "1.2", "title_fr": "Accueil"} | changes
    )


def edited(measure, **changes):
    """The details of a measure as they stand, with some changes."""
    details = measure_details(Measure.objects.for_table().get(pk=measure.pk))
    values = {name: getattr(details, name) for name in MeasureDetails.__slots__}
    return MeasureDetails(**values | changes)


class TestResult:
    def test_is_added_and_on_the_trail(self, prim, result, by):
        added = frameworks.add_result(programme=prim, details=told(number="1.3"), **by)
        event = Event.objects.get(kind=EventKind.CREATED, about_id=str(added.pk))
        assert event.after["number"] == "1.3"
        assert Framework.objects.get(programme=prim).version == 1

    def test_stands_where_its_number_puts_it(self, prim, by):
        def add(number, parent=None):
            return frameworks.add_result(
                programme=prim, details=told(number=number, parent=parent), **by
            )

        second, first = add("2"), add("1")
        add("1.10", first)
        add("OS1")
        moved = add("1.2", first)
        add("2.1", second)

        def order():
            return [one.number for one in Result.objects.in_order()]

        assert order() == ["OS1", "1", "1.2", "1.10", "2", "2.1"]
        frameworks.edit_result(
            result=moved, details=told(number="2.2", parent=second), version=1, **by
        )
        assert order() == ["OS1", "1", "1.10", "2", "2.1", "2.2"]

    def test_is_added_by_officers_only(self, prim, staff, now):
        with pytest.raises(PermissionDenied):
            frameworks.add_result(programme=prim, details=told(), by=staff, at=now)
        assert not Result.objects.exists()

    def test_has_a_number_of_its_own(self, prim, result, by):
        with pytest.raises(ValidationError) as refused:
            frameworks.add_result(programme=prim, details=told(), **by)
        assert "number" in refused.value.message_dict

    @pytest.mark.parametrize("level", [ResultLevel.IMPACT, ResultLevel.OUTCOME])
    def test_does_not_stand_under_a_lower_level(self, prim, result, level, by):
        details = told(number="2", level=level, parent=result)
        with pytest.raises(ValidationError, match="own level or a higher one"):
            frameworks.add_result(programme=prim, details=details, **by)

    def test_does_not_stand_under_itself(self, prim, result, by):
        child = ResultFactory(programme=prim, parent=result, number="1.2.1")
        with pytest.raises(ValidationError, match="under itself"):
            frameworks.edit_result(result=result, details=told(parent=child), version=1, **by)

    def test_does_not_stand_in_another_programme(self, prim, by):
        elsewhere = ResultFactory(level=ResultLevel.IMPACT)
        with pytest.raises(ValidationError, match="another programme"):
            frameworks.add_result(programme=prim, details=told(parent=elsewhere), **by)

    def test_changes_freely_before_a_value_is_validated(self, result, measure, souss_massa, by):
        EntryFactory(measure=measure, place=souss_massa, submitted=True)
        frameworks.edit_result(
            result=result, details=told(title_fr="Accueil et orientation"), version=1, **by
        )
        result.refresh_from_db()
        assert result.title_fr == "Accueil et orientation"
        assert result.version == 2
        assert not Amendment.objects.exists()

    @pytest.mark.usefixtures("under_way")
    def test_asks_for_a_reason_once_one_is(self, result, by):
        with pytest.raises(ValidationError) as refused:
            frameworks.edit_result(
                result=result, details=told(title_fr="Autre"), version=1, reason=" ", **by
            )
        assert list(refused.value.message_dict) == ["reason"]
        result.refresh_from_db()
        assert result.title_fr == "Accueil"

    @pytest.mark.usefixtures("under_way")
    def test_is_amended_with_its_reason(self, prim, result, officer, now):
        frameworks.edit_result(
            result=result,
            details=told(title_fr="Autre", title_ar="الاستقبال", title_en="Welcome"),
            version=1,
            reason="Décision du COPIL",
            by=officer,
            at=now,
        )
        amendment = Amendment.objects.get()
        assert amendment.number == Framework.objects.get(programme=prim).version == 2
        assert amendment.kind == AmendmentKind.RESULT
        assert amendment.before == {"title_fr": "Accueil"}
        assert amendment.after == {"title_fr": "Autre"}
        assert (amendment.reason, amendment.made_by, amendment.made_at) == (
            "Décision du COPIL",
            officer,
            now,
        )

    def test_of_two_people_the_second_learns_what_the_first_wrote(self, result, by):
        frameworks.edit_result(result=result, details=told(title_fr="Première"), version=1, **by)
        with pytest.raises(StaleVersion) as stale:
            frameworks.edit_result(result=result, details=told(title_fr="Deux"), version=1, **by)
        assert stale.value.theirs["title_fr"] == "Première"
        assert stale.value.mine["title_fr"] == "Deux"

    def test_saved_twice_by_a_double_click_is_saved_once(self, result, by):
        for _click in range(2):
            frameworks.edit_result(result=result, details=told(title_fr="Une"), version=1, **by)
        result.refresh_from_db()
        assert result.version == 2

    def test_goes_while_nothing_stands_under_it(self, prim, result, by):
        frameworks.remove_result(result=result, **by)
        assert not Result.objects.exists()
        assert Event.objects.get(kind=EventKind.DELETED).before["number"] == "1.2"

    def test_stays_while_something_does(self, result, measure, by):
        with pytest.raises(WrongState, match="Take out first"):
            frameworks.remove_result(result=result, **by)

    @pytest.mark.usefixtures("under_way")
    def test_stays_when_values_were_given_under_it(self, result, measure, by):
        measures.remove_measure(measure=measure, reason="Abandonné", **by)
        with pytest.raises(WrongState, match="it stays"):
            frameworks.remove_result(result=result, reason="Vide", **by)


class TestSettings:
    def test_are_saved_and_on_the_trail(self, prim, by):
        details = SettingsDetails(
            frequency=Frequency.HALF_YEARLY, signatures=2, level_names={"output_name_fr": "extrant"}
        )
        framework = frameworks.save_settings(programme=prim, details=details, **by)
        framework.refresh_from_db()
        assert framework.frequency == Frequency.HALF_YEARLY
        assert framework.signatures == 2
        assert framework.level_name("output") == "extrant"
        event = Event.objects.get(about_model="indicators.framework")
        assert event.before["signatures"] == 1
        assert event.after["signatures"] == 2

    def test_are_for_officers_only(self, prim, coordinator, now):
        with pytest.raises(PermissionDenied):
            frameworks.save_settings(
                programme=prim, details=SettingsDetails(), by=coordinator, at=now
            )


class TestAdding:
    def test_takes_ten_at_once(self, result, by):
        indicators = [IndicatorFactory(**LIBRARY) for _one in range(10)]
        added = measures.add_measures(result=result, indicators=indicators, **by)
        assert [one.code for one in added] == [f"prim-1-2-{rank}" for rank in range(1, 11)]
        assert [one.indicator for one in Measure.objects.in_order()] == indicators
        assert Event.objects.filter(kind=EventKind.CREATED).count() == 10
        assert not Amendment.objects.exists()

    def test_gives_no_target_and_no_baseline(self, result, by):
        (added,) = measures.add_measures(
            result=result, indicators=[IndicatorFactory(**LIBRARY)], **by
        )
        assert not added.targets.exists()
        assert not added.baseline.is_reported

    @pytest.mark.parametrize(
        ("calendar", "usual", "own"),
        [
            (Frequency.QUARTERLY, Frequency.YEARLY, Frequency.YEARLY),
            (Frequency.QUARTERLY, Frequency.QUARTERLY, ""),
            (Frequency.QUARTERLY, Frequency.MONTHLY, ""),
            (Frequency.QUARTERLY, "", ""),
            ("", Frequency.YEARLY, ""),
        ],
    )
    def test_keeps_a_frequency_rarer_than_the_calendar(
        self, prim, result, calendar, usual, own, by
    ):
        FrameworkFactory(programme=prim, frequency=calendar)
        indicator = IndicatorFactory(frequency=usual, **LIBRARY)
        (added,) = measures.add_measures(result=result, indicators=[indicator], **by)
        assert added.frequency == own

    def test_refuses_what_the_result_has(self, result, measure, by):
        with pytest.raises(ValidationError, match="already"):
            measures.add_measures(result=result, indicators=[measure.indicator], **by)

    def test_refuses_what_is_not_in_the_library(self, result, by):
        with pytest.raises(ValidationError, match="of the library"):
            measures.add_measures(result=result, indicators=[IndicatorFactory()], **by)

    def test_refuses_nothing_at_all(self, result, by):
        with pytest.raises(ValidationError, match="at least one"):
            measures.add_measures(result=result, indicators=[], **by)

    @pytest.mark.usefixtures("under_way")
    def test_is_one_amendment_once_under_way(self, result, by):
        indicators = [IndicatorFactory(code=code, **LIBRARY) for code in ("A1", "A2")]
        with pytest.raises(ValidationError, match="say why"):
            measures.add_measures(result=result, indicators=indicators, **by)
        measures.add_measures(
            result=result, indicators=indicators, reason="Demande du bailleur", **by
        )
        amendment = Amendment.objects.get()
        assert amendment.kind == AmendmentKind.ADDED
        assert amendment.after == {"indicators": ["A1", "A2"], "result": "1.2"}

    def test_never_gives_an_address_twice(self, result, by):
        indicator = IndicatorFactory(**LIBRARY)
        (first,) = measures.add_measures(result=result, indicators=[indicator], **by)
        EntryFactory(measure=first, submitted=True)
        measures.remove_measure(measure=first, **by)
        (again,) = measures.add_measures(result=result, indicators=[indicator], **by)
        assert (first.code, again.code) == ("prim-1-2-1", "prim-1-2-2")


class TestMeasure:
    def test_takes_words_baseline_and_targets(self, prim, measure, souss_massa, by):
        PeriodFactory(programme=prim, slug="2026-t1")
        category = CategoryFactory(code="F")
        measure.indicator.dimensions.add(category.dimension)
        sex = f"{category.dimension.code}:F"
        targets = {
            TargetKey(): Decimal(20),
            TargetKey(period="2026-t1"): Decimal(5),
            TargetKey(place=souss_massa.code): Decimal(12),
            TargetKey(period="2026-t1", category=sex): Decimal(3),
        }
        changed = measures.edit_measure(
            measure=measure,
            details=edited(
                measure,
                wording_fr="Bureaux ouverts",
                baseline_number=Decimal(4),
                baseline_year=2022,
                usual_low=Decimal(0),
                usual_high=Decimal(3),
                targets=targets,
            ),
            version=1,
            **by,
        )
        stored = Measure.objects.for_table().get(pk=measure.pk)
        assert stored.version == changed.version == 2
        assert measure_details(stored).targets == targets
        assert measure_details(stored).baseline_number == 4
        assert stored.wording_fr == "Bureaux ouverts"

    def test_may_have_neither_baseline_nor_target(self, measure, by):
        TargetFactory(measure=measure)
        measures.edit_measure(measure=measure, details=edited(measure, targets={}), version=1, **by)
        assert not measure.targets.exists()

    @pytest.mark.usefixtures("under_way")
    @pytest.mark.parametrize(
        ("kind", "changes"),
        [
            (AmendmentKind.MEASURE, {"wording_fr": "Autres mots"}),
            (AmendmentKind.MEASURE, {"frequency": Frequency.YEARLY}),
            (AmendmentKind.BASELINE, {"baseline_number": Decimal(3)}),
            (AmendmentKind.BASELINE, {"baseline_year": 2021}),
            (AmendmentKind.TARGET, {"targets": {TargetKey(): Decimal(9)}}),
        ],
    )
    def test_is_amended_with_a_reason(self, measure, kind, changes, by):
        details = edited(measure, **changes)
        with pytest.raises(ValidationError, match="say why"):
            measures.edit_measure(measure=measure, details=details, version=1, **by)
        assert Measure.objects.get(pk=measure.pk).version == 1
        assert not measure.targets.exists()
        measures.edit_measure(
            measure=measure, details=details, version=1, reason="Revue à mi-parcours", **by
        )
        amendment = Amendment.objects.get()
        assert (amendment.kind, amendment.measure, amendment.number) == (kind, measure, 2)

    @pytest.mark.usefixtures("under_way")
    def test_keeps_the_words_of_the_library_as_what_was_said_before(self, measure, by):
        measures.edit_measure(
            measure=measure, details=edited(measure, wording_fr="Neuf"), version=1, reason="R", **by
        )
        assert Amendment.objects.get().before == {"wording_fr": measure.indicator.name_fr}

    @pytest.mark.usefixtures("under_way")
    def test_tells_which_targets_changed_and_only_those(self, prim, measure, by):
        PeriodFactory(programme=prim, slug="2026-t1")
        TargetFactory(measure=measure, number=Decimal(20))
        kept, raised = TargetKey(), TargetKey(period="2026-t1")
        measures.edit_measure(
            measure=measure,
            details=edited(measure, targets={kept: Decimal(20), raised: Decimal(8)}),
            version=1,
            reason="Ajout",
            **by,
        )
        amendment = Amendment.objects.get()
        assert amendment.before == {"targets": {}}
        assert amendment.after == {"targets": {"2026-t1||": "8"}}

    @pytest.mark.usefixtures("under_way")
    def test_numbers_one_amendment_per_thing_that_changed(self, prim, measure, by):
        measures.edit_measure(
            measure=measure,
            details=edited(
                measure, wording_fr="Neuf", baseline_number=Decimal(1), targets={TargetKey(): 2}
            ),
            version=1,
            reason="Revue",
            **by,
        )
        assert [one.number for one in Amendment.objects.order_by("number")] == [2, 3, 4]
        assert Framework.objects.get(programme=prim).version == 4

    @pytest.mark.usefixtures("under_way")
    def test_needs_no_reason_for_what_is_usual(self, measure, by):
        measures.edit_measure(
            measure=measure, details=edited(measure, usual_high=Decimal(50)), version=1, **by
        )
        assert not Amendment.objects.exists()

    def test_of_two_people_the_second_learns_what_the_first_wrote(self, measure, by):
        mine = edited(measure, wording_fr="Mienne")
        measures.edit_measure(
            measure=measure, details=edited(measure, wording_fr="Autre"), version=1, **by
        )
        with pytest.raises(StaleVersion) as stale:
            measures.edit_measure(measure=measure, details=mine, version=1, **by)
        assert stale.value.theirs["wording_fr"] == "Autre"

    @pytest.mark.parametrize(
        ("traits", "changes", "sentence"),
        [
            ({"share": True}, {"baseline_number": Decimal(101)}, "between 0 and 100"),
            ({"share": True}, {"targets": {TargetKey(): Decimal(-1)}}, "between 0 and 100"),
            ({"scale": True}, {"targets": {TargetKey(): Decimal(5)}}, "from 0 to 4"),
            ({"text": True}, {"targets": {TargetKey(): Decimal(5)}}, "told in words"),
            ({}, {"usual_low": Decimal(5), "usual_high": Decimal(2)}, "below its beginning"),
            (
                {},
                {"collected_by": CollectedBy.PROGRAMME, "targets": {TargetKey(place="MA.09"): 1}},
                "as a whole",
            ),
            ({}, {"targets": {TargetKey(period="2031-t1"): Decimal(1)}}, "from the lists"),
            ({}, {"targets": {TargetKey(category="sex:F"): Decimal(1)}}, "from the lists"),
        ],
    )
    def test_refuses_what_cannot_be(self, result, souss_massa, traits, changes, sentence, by):
        measure = MeasureFactory(result=result, indicator=IndicatorFactory(**traits))
        with pytest.raises(ValidationError, match=sentence):
            measures.edit_measure(
                measure=measure, details=edited(measure, **changes), version=1, **by
            )

    def test_keeps_who_gives_it_once_values_exist(self, measure, souss_massa, by):
        EntryFactory(measure=measure, place=souss_massa, submitted=True)
        with pytest.raises(ValidationError, match="can no longer change"):
            measures.edit_measure(
                measure=measure,
                details=edited(measure, collected_by=CollectedBy.PROGRAMME),
                version=1,
                **by,
            )

    def test_that_nobody_gave_a_value_for_goes_with_its_targets(self, measure, by):
        TargetFactory(measure=measure)
        measures.remove_measure(measure=measure, **by)
        assert not Measure.objects.exists()

    @pytest.mark.usefixtures("under_way")
    def test_with_values_stays_on_record_when_it_is_taken_out(self, measure, now, by):
        with pytest.raises(ValidationError, match="say why"):
            measures.remove_measure(measure=measure, **by)
        measures.remove_measure(measure=measure, reason="Hors champ", **by)
        measure.refresh_from_db()
        assert measure.removed_at == now
        assert measure.values.count() == 1
        assert not Measure.objects.active().exists()
        assert Amendment.objects.get().kind == AmendmentKind.REMOVED

    @pytest.mark.parametrize("name", ["staff", "validator", "donor", "coordinator"])
    def test_is_for_officers_only(self, name, request, measure, now):
        person = request.getfixturevalue(name)
        who = {"by": person, "at": now}
        with pytest.raises(PermissionDenied):
            measures.edit_measure(measure=measure, details=edited(measure), version=1, **who)
        with pytest.raises(PermissionDenied):
            measures.remove_measure(measure=measure, **who)
        with pytest.raises(PermissionDenied):
            measures.add_measures(result=measure.result, indicators=[], **who)
