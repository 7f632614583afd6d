"""Keeping the library: who adds and changes an indicator, what goes together, what stays."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors.enums import EventKind, Role
from actors.models import Event
from indicators.actions import library
from indicators.enums import (
    AmendmentKind,
    Counted,
    Direction,
    Origin,
    OverPlaces,
    OverTime,
    UnitKind,
)
from indicators.models import Amendment, Indicator, Measure, Rule
from indicators.selectors.library_details import (
    IndicatorDetails,
    indicator_details,
    next_codes,
    speaks_for_signed,
)
from indicators.selectors.library_rules import combination_problems
from lib.concurrency import StaleVersion
from regions.enums import PlanItemKind
from regions.models import Plan, PlanItem
from reports.loading.library import load_library
from tests.factories.actors import OrganisationFactory, person
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    ResultFactory,
    TargetFactory,
)
from tests.factories.programmes import ProgrammeFactory

LIBRARY = {"is_in_library": True}


@pytest.fixture
def result(prim):
    return ResultFactory(programme=prim, number="1.2")


@pytest.fixture
def by(coordinator, now):
    return {"by": coordinator, "at": now}


def told(**changes):
    return IndicatorDetails(
        **{
            "level": "output",
            "name_fr": "Nombre de guichets communaux ouverts",
            "name_ar": "عدد الشبابيك الجماعية المفتوحة",
            "unit_fr": "guichets",
            "unit_ar": "شبابيك",
            "definition_fr": "Guichets ouverts au public au moins deux jours par semaine.",
        }
        | changes
    )


def details_of(indicator):
    return indicator_details(Indicator.objects.get(pk=indicator.pk))


@pytest.fixture
def counter(by):
    """An indicator that the coordination added."""
    return library.add_indicator(details=told(), **by)


@pytest.fixture
def measure(counter, result):
    return MeasureFactory(result=result, indicator=counter)


@pytest.fixture
def under_way(measure, souss_massa):
    return EntryFactory(measure=measure, place=souss_massa, number=Decimal(4))


class TestAdding:
    def test_is_in_the_library_and_on_the_trail(self, counter):
        added = Indicator.objects.in_library().get(pk=counter.pk)
        assert added.name_ar == "عدد الشبابيك الجماعية المفتوحة"
        assert added.origin == Origin.PROPOSED
        assert added.proposed_by is None
        event = Event.objects.get(kind=EventKind.CREATED, about_id=str(added.pk))
        assert event.after["unit_fr"] == "guichets"

    def test_has_the_next_code_of_its_level(self, by):
        IndicatorFactory(code="EXT-09", **LIBRARY)
        assert next_codes() == {"impact": "IMP-01", "outcome": "OUT-01", "output": "EXT-10"}
        assert library.add_indicator(details=told(), **by).code == "EXT-10"
        other = told(name_fr="Nombre de guichets mobiles")
        assert library.add_indicator(details=other, **by).code == "EXT-11"

    def test_is_there_once_under_its_name(self, counter, by):
        """Two clicks add it once, and two people learn of each other."""
        again = told(name_fr="nombre de guichets communaux OUVERTS")
        with pytest.raises(ValidationError, match="already: EXT-01") as refused:
            library.add_indicator(details=again, **by)
        assert list(refused.value.message_dict) == ["name_fr"]
        assert Indicator.objects.count() == 1

    def test_may_have_a_code_of_ones_own(self, by):
        assert library.add_indicator(details=told(), code="GUICHETS", **by).code == "GUICHETS"

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            ("guichets", "Another indicator has this code already"),
            ("nouveau", "This word is no code"),
            ("GUICHETS OUVERTS", "letters without accents"),
            ("é-1", "letters without accents"),
        ],
    )
    def test_has_a_code_that_is_free_and_fits_in_an_address(self, code, sentence, by):
        IndicatorFactory(code="GUICHETS", **LIBRARY)
        with pytest.raises(ValidationError, match=sentence) as refused:
            library.add_indicator(details=told(), code=code, **by)
        assert list(refused.value.message_dict) == ["code"]
        assert Indicator.objects.count() == 1

    def test_makes_its_short_name_of_its_name(self, by):
        long = told(
            name_fr="Nombre de communes dotées d'un guichet et d'une équipe formée à l'accueil"
        )
        added = library.add_indicator(details=long, **by)
        assert added.short_name_fr.endswith("…")
        assert len(added.short_name_fr) <= 60

    def test_stands_last_and_links_to_breakdowns_and_plans(self, by):
        IndicatorFactory(position=40, **LIBRARY)
        sex = CategoryFactory(dimension__code="sex").dimension
        plan = Plan.objects.create(
            code="snia", kind="national_strategy", name="SNIA", acronym="SNIA"
        )
        item = PlanItem.objects.create(plan=plan, kind=PlanItemKind.PROGRAMME, number="7", name="x")
        details = told(dimensions=(sex,), plan_items=(item,), sdg_targets="10.7, 8.5")
        added = library.add_indicator(details=details, **by)
        assert added.position == 41
        assert list(added.dimensions.order_by("pk")) == [sex]
        assert list(added.plan_items.order_by("pk")) == [item]
        assert added.sdg_list == ["10.7", "8.5"]

    @pytest.mark.parametrize("typed", ["10", "18.1", "10.7; dix", "0.1"])
    def test_names_targets_that_there_are(self, typed, by):
        with pytest.raises(ValidationError) as refused:
            library.add_indicator(details=told(sdg_targets=typed), **by)
        assert list(refused.value.message_dict) == ["sdg_targets"]

    def test_names_the_source_that_it_is_drawn_from(self, by):
        sourced = told(origin=Origin.SOURCED)
        with pytest.raises(ValidationError, match="which source") as refused:
            library.add_indicator(details=sourced, **by)
        assert list(refused.value.message_dict) == ["origin_note"]
        told_where = replace(sourced, origin_note="Convention de financement, annexe 2")
        assert library.add_indicator(details=told_where, **by).origin == Origin.SOURCED

    @pytest.mark.parametrize("name", ["staff", "validator", "donor", "member"])
    def test_is_not_for_everybody(self, db, name, request, now):
        with pytest.raises(PermissionDenied, match="Only the national coordination"):
            library.add_indicator(details=told(), by=request.getfixturevalue(name), at=now)

    def test_is_for_administrators_too(self, admin, now):
        assert library.add_indicator(details=told(), by=admin, at=now).pk


class TestProposing:
    def test_says_which_agency_proposes(self, officer, agency, now):
        added = library.add_indicator(details=told(), by=officer, at=now)
        assert added.proposed_by == agency
        assert added.origin == Origin.PROPOSED

    def test_says_nothing_of_sources(self, officer, now):
        sourced = told(origin=Origin.SOURCED, origin_note="Convention")
        with pytest.raises(PermissionDenied, match="drawn from the sources"):
            library.add_indicator(details=sourced, by=officer, at=now)

    def test_may_stand_in_a_framework_at_once(self, officer, result, now):
        added = library.add_indicator(details=told(), result=result, by=officer, at=now)
        measure = Measure.objects.get(indicator=added)
        assert (measure.result, measure.code) == (result, "prim-1-2-1")

    def test_needs_a_reason_in_a_framework_under_way(self, officer, result, under_way, now):
        before = Indicator.objects.count()
        mobile = told(name_fr="Nombre de guichets mobiles")
        with pytest.raises(ValidationError) as refused:
            library.add_indicator(details=mobile, result=result, by=officer, at=now)
        assert list(refused.value.message_dict) == ["reason"]
        assert Indicator.objects.count() == before
        library.add_indicator(
            details=mobile, result=result, reason="Convention", by=officer, at=now
        )
        assert Amendment.objects.get().kind == AmendmentKind.ADDED

    def test_places_nothing_in_the_framework_of_another_agency(self, officer, now):
        other = ResultFactory(programme=ProgrammeFactory(agency=OrganisationFactory(agency=True)))
        with pytest.raises(PermissionDenied, match="implements this programme"):
            library.add_indicator(details=told(), result=other, by=officer, at=now)
        assert not Indicator.objects.exists()

    def test_may_be_changed_by_the_same_agency(self, officer, agency, now):
        added = library.add_indicator(details=told(), by=officer, at=now)
        colleague = person("Samir Lahlou", Role.OFFICER, agency)
        changed = replace(details_of(added), name_fr="Guichets ouverts")
        library.edit_indicator(indicator=added, details=changed, version=1, by=colleague, at=now)
        assert Indicator.objects.get(pk=added.pk).name_fr == "Guichets ouverts"

    def test_may_not_be_changed_by_another_agency(self, officer, now):
        added = library.add_indicator(details=told(), by=officer, at=now)
        other = person("Yassir Naciri", Role.OFFICER, OrganisationFactory(agency=True))
        changed = replace(details_of(added), name_fr="Guichets ouverts")
        with pytest.raises(PermissionDenied, match="change this indicator"):
            library.edit_indicator(indicator=added, details=changed, version=1, by=other, at=now)

    def test_is_left_to_the_coordination_once_others_use_it(self, officer, now):
        added = library.add_indicator(details=told(), by=officer, at=now)
        elsewhere = ProgrammeFactory(agency=OrganisationFactory(agency=True))
        MeasureFactory(result=ResultFactory(programme=elsewhere), indicator=added)
        changed = replace(details_of(added), name_fr="Guichets ouverts")
        with pytest.raises(PermissionDenied, match="Another agency uses this"):
            library.edit_indicator(indicator=added, details=changed, version=1, by=officer, at=now)


PERCENTAGE = {"unit_kind": UnitKind.PERCENTAGE, "over_places": OverPlaces.RATIO}
SCALE = {
    "unit_kind": UnitKind.SCALE,
    "scale_top": 4,
    "over_time": OverTime.LATEST,
    "over_places": OverPlaces.MAXIMUM,
}
TEXT = {
    "unit_kind": UnitKind.TEXT,
    "over_time": OverTime.LATEST,
    "over_places": OverPlaces.NONE,
    "direction": Direction.NEUTRAL,
}


class TestCombinations:
    @pytest.mark.parametrize("fields", [{}, PERCENTAGE, SCALE, TEXT])
    def test_that_go_together(self, fields):
        assert combination_problems(told(**fields)) == {}

    @pytest.mark.parametrize(
        ("fields", "beside"),
        [
            (PERCENTAGE | {"over_places": OverPlaces.SUM}, "over_places"),
            (PERCENTAGE | {"over_places": OverPlaces.NONE}, "over_time"),
            (PERCENTAGE | {"scale_top": 3}, "scale_top"),
            (SCALE | {"scale_top": None}, "scale_top"),
            (SCALE | {"scale_top": 11}, "scale_top"),
            (SCALE | {"over_time": OverTime.SUM}, "over_time"),
            (SCALE | {"over_time": OverTime.AVERAGE}, "over_time"),
            (SCALE | {"over_places": OverPlaces.SUM}, "over_places"),
            (SCALE | {"counted": Counted.PERSONS}, "counted"),
            (TEXT | {"over_time": OverTime.CUMULATIVE}, "over_time"),
            (TEXT | {"over_places": OverPlaces.SUM}, "over_places"),
            (TEXT | {"direction": Direction.UP}, "direction"),
            ({"counted": Counted.PERSONS}, "double_counting_fr"),
        ],
    )
    def test_that_do_not_have_a_sentence_beside_their_field(self, fields, beside, by):
        with pytest.raises(ValidationError) as refused:
            library.add_indicator(details=told(**fields), **by)
        assert list(refused.value.message_dict) == [beside]
        assert not Indicator.objects.exists()

    def test_leave_texts_and_scales_without_breakdowns(self, db):
        sex = DimensionFactory(code="sex")
        for fields in (SCALE, TEXT):
            assert list(combination_problems(told(**fields, dimensions=(sex,)))) == ["dimensions"]

    def test_hold_for_all_that_the_files_of_the_library_say(self, press_data):
        for indicator in Indicator.objects.in_library().order_by("pk"):
            assert combination_problems(indicator_details(indicator)) == {}, indicator.code


class TestChanging:
    def test_keeps_what_was_before_on_the_trail(self, counter, by):
        changed = replace(details_of(counter), name_en="Counters opened")
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        event = Event.objects.get(kind=EventKind.CHANGED, about_id=str(counter.pk))
        assert event.before["name_en"] == ""
        assert event.after["name_en"] == "Counters opened"
        assert Indicator.objects.get(pk=counter.pk).version == 2

    def test_of_nothing_writes_nothing(self, counter, by):
        library.edit_indicator(indicator=counter, details=details_of(counter), version=1, **by)
        assert not Event.objects.filter(kind=EventKind.CHANGED).exists()
        assert Indicator.objects.get(pk=counter.pk).version == 1

    def test_shows_both_versions_to_the_second_of_two(self, counter, by):
        mine = details_of(counter)
        library.edit_indicator(
            indicator=counter, details=replace(mine, name_fr="Guichets"), version=1, **by
        )
        with pytest.raises(StaleVersion) as stale:
            library.edit_indicator(
                indicator=counter, details=replace(mine, name_fr="Bureaux"), version=1, **by
            )
        assert stale.value.theirs["name_fr"] == "Guichets"
        assert stale.value.mine["name_fr"] == "Bureaux"

    def test_of_what_it_means_is_free_while_nothing_stands_on_it(self, measure, counter, by):
        changed = replace(details_of(counter), **PERCENTAGE, over_time=OverTime.LATEST)
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert Indicator.objects.get(pk=counter.pk).unit_kind == UnitKind.PERCENTAGE

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("direction", Direction.DOWN),
            ("counted", Counted.PASSAGES),
            ("over_time", OverTime.LATEST),
            ("over_places", OverPlaces.MAXIMUM),
            ("unit_fr", "bureaux"),
        ],
    )
    def test_of_what_it_means_is_refused_once_values_are_validated(
        self, field, value, under_way, counter, by
    ):
        changed = replace(details_of(counter), **{field: value})
        with pytest.raises(ValidationError, match="can no longer change") as refused:
            library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert list(refused.value.message_dict) == [field]
        assert getattr(Indicator.objects.get(pk=counter.pk), field) != value

    def test_of_what_it_means_is_refused_under_targets_and_rules(self, measure, counter, by):
        changed = replace(details_of(counter), over_time=OverTime.LATEST)
        target = TargetFactory(measure=measure)
        with pytest.raises(ValidationError, match="can no longer change"):
            library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        target.delete()
        Rule.objects.create(measure=measure, kind="activities", settings={})
        with pytest.raises(ValidationError, match="can no longer change"):
            library.edit_indicator(indicator=counter, details=changed, version=1, **by)

    def test_lets_a_missing_translation_of_a_unit_be_added(self, under_way, counter, by):
        changed = replace(details_of(counter), unit_en="counters")
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert Indicator.objects.get(pk=counter.pk).unit_en == "counters"

    def test_keeps_a_breakdown_that_values_have(self, under_way, counter, by):
        sex, age = DimensionFactory(code="sex"), DimensionFactory(code="age")
        counter.dimensions.add(sex, age)
        CellFactory(value=under_way, category=CategoryFactory(dimension=sex))
        with pytest.raises(ValidationError, match="broken down by this") as refused:
            library.edit_indicator(
                indicator=counter,
                details=replace(details_of(counter), dimensions=()),
                version=1,
                **by,
            )
        assert list(refused.value.message_dict) == ["dimensions"]
        fewer = replace(details_of(counter), dimensions=(sex,))
        library.edit_indicator(indicator=counter, details=fewer, version=1, **by)
        assert list(counter.dimensions.order_by("pk")) == [sex]


class TestRewording:
    def test_is_an_amendment_of_each_framework_under_way_that_uses_the_words(
        self, under_way, measure, counter, coordinator, by
    ):
        assert speaks_for_signed(counter)
        changed = replace(details_of(counter), name_fr="Guichets de proximité ouverts")
        with pytest.raises(ValidationError) as refused:
            library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert list(refused.value.message_dict) == ["reason"]
        library.edit_indicator(
            indicator=counter, details=changed, version=1, reason="Loi organique", **by
        )
        amendment = Amendment.objects.get()
        assert amendment.kind == AmendmentKind.MEASURE
        assert amendment.measure == measure
        assert amendment.made_by == coordinator
        assert amendment.before == {"wording_fr": "Nombre de guichets communaux ouverts"}
        assert amendment.after == {"wording_fr": "Guichets de proximité ouverts"}

    def test_leaves_words_of_their_own_alone(self, under_way, measure, counter, by):
        Measure.objects.filter(pk=measure.pk).update(wording_fr="Guichets de PRIM")
        changed = replace(details_of(counter), name_fr="Guichets de proximité ouverts")
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert not Amendment.objects.exists()

    def test_that_only_translates_amends_nothing(self, under_way, counter, by):
        changed = replace(details_of(counter), name_en="Counters opened")
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert not Amendment.objects.exists()

    def test_asks_for_no_reason_before_values_are_validated(self, measure, counter, by):
        assert not speaks_for_signed(counter)
        changed = replace(details_of(counter), name_fr="Guichets de proximité ouverts")
        library.edit_indicator(indicator=counter, details=changed, version=1, **by)
        assert not Amendment.objects.exists()


class TestLoading:
    def test_leaves_alone_what_was_changed_in_the_portal(self, press_data, coordinator, now):
        indicator = Indicator.objects.get(code="EXT-06")
        changed = replace(indicator_details(indicator), name_en="Visits", plan_items=())
        library.edit_indicator(
            indicator=indicator, details=changed, version=1, reason="Test", by=coordinator, at=now
        )
        load_library()
        indicator = Indicator.objects.get(code="EXT-06")
        assert indicator.name_en == "Visits"
        assert not indicator.plan_items.exists()
        assert load_library()["indicators"] == 0
