"""Giving values: what the actions do, whoever calls them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from actors.models import Event, Notice
from indicators.actions import entries
from indicators.actions.entries import Change
from indicators.enums import CollectedBy, ValueState
from indicators.models import Cell, Total, Value
from indicators.selectors.entries import Part, Told, told_of
from lib.concurrency import StaleVersion
from lib.quantities import Qualifier
from lib.workflow import WrongState
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def depomi(agency, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, region=souss_massa)


@pytest.fixture
def period(depomi):
    return PeriodFactory(programme=depomi)


@pytest.fixture
def result(depomi):
    return ResultFactory(programme=depomi)


@pytest.fixture
def measure(result):
    return MeasureFactory(result=result, code="depomi-1-1")


@pytest.fixture
def sex(measure):
    """The two categories by which the measure may be broken down."""
    women = CategoryFactory()
    men = CategoryFactory(dimension=women.dimension)
    measure.indicator.dimensions.add(women.dimension)
    return women, men


@pytest.fixture
def save(measure, period, souss_massa, staff, now):
    """Save the measure for Souss-Massa as Nadia, unless told otherwise."""

    def save(told=None, *, version=0, **rest):
        told = told or Told(number=Decimal(12))
        where = {"measure": measure, "place": souss_massa, "period": period, "by": staff, "at": now}
        return entries.save(told=told, version=version, **(where | rest))

    return save


def number(value, **rest):
    return Told(number=Decimal(value), **rest)


class TestSaving:
    def test_makes_a_draft_with_an_address_of_its_own(self, save, staff, now):
        value = save(number(12, comment="Registre de mars."))
        assert value.code == "depomi-1-1--souss-massa--2026-t1"
        assert (value.state, value.entered_by, value.entered_at) == ("draft", staff, now)
        event = Event.objects.get()
        assert event.after["number"] == "12"
        assert not Total.objects.exists()

    def test_keeps_parts_and_replaces_them(self, save, sex):
        women, men = sex
        save(number(10, cells={women.pk: Part(Decimal(6)), men.pk: Part()}))
        save(number(10, cells={women.pk: Part(Decimal(7))}), version=1)
        assert Cell.objects.get().number == 7

    def test_writes_only_the_parts_that_changed(self, save, sex):
        women, men = sex
        parts = {women.pk: Part(Decimal(4)), men.pk: Part(Decimal(5))}
        save(number(10, cells=parts))
        before = {cell.category_id: cell.pk for cell in Cell.objects.all()}
        save(number(10, cells=parts, comment="Registre de mars."), version=1)
        save(number(10, cells=parts | {men.pk: Part(Decimal(6))}), version=2)
        after = {cell.category_id: cell.pk for cell in Cell.objects.all()}
        assert after[women.pk] == before[women.pk]
        assert {cell.category_id: cell.number for cell in Cell.objects.all()} == {
            women.pk: 4,
            men.pk: 6,
        }

    def test_tells_a_part_that_is_blank_from_one_that_is_not_reported(self, save, sex):
        women, men = sex
        save(number(10, cells={women.pk: Part(Decimal(4))}))
        value = save(number(10, cells={women.pk: Part(), men.pk: Part()}), version=1)
        assert told_of(Value.objects.get(pk=value.pk)).cells == {women.pk: Part(), men.pk: Part()}
        save(number(10, cells={men.pk: Part()}), version=2)
        assert Cell.objects.get().category == men

    def test_of_a_blank_cell_that_another_filled_says_so(self, save, measure, period, souss_massa):
        """Even where the number itself is fine, and nothing was looked up before."""
        EntryFactory(measure=measure, period=period, place=souss_massa, number=25)
        with pytest.raises(WrongState, match="validated"):
            save(number(30))
        assert Value.objects.get().number == 25

    def test_again_changes_nothing(self, save):
        first = save()
        second = save(version=0)
        assert (first.pk, second.version) == (second.pk, 1)
        assert Event.objects.count() == 1

    def test_gives_an_address_that_fits_whatever_the_names(self, result, period, save):
        long = MeasureFactory(result=result, code="m" * 60)
        period.slug = "p" * 40
        period.save()
        assert len(save(measure=long, period=period).code) <= 120

    def test_of_a_stale_version_says_both_and_writes_nothing(self, save):
        save(number(25))
        with pytest.raises(StaleVersion) as stale:
            save(number(30), version=0)
        assert (stale.value.mine["number"], stale.value.theirs["number"]) == ("30", "25")
        assert Value.objects.get().number == 25

    def test_where_another_began_at_once_is_judged_by_what_they_left(
        self, measure, period, souss_massa, save
    ):
        """Both saw a blank cell: the second insert meets the first one's row."""
        EntryFactory(measure=measure, period=period, place=souss_massa, draft=True, number=25)
        with pytest.raises(StaleVersion) as stale:
            save(number(30))
        assert stale.value.theirs["number"] == "25"
        assert Value.objects.get().number == 25
        assert not Event.objects.exists()

    @pytest.mark.parametrize("state", [ValueState.SUBMITTED, ValueState.ENDORSED])
    def test_takes_back_what_waited_for_a_signature(
        self, save, measure, period, souss_massa, staff, validator, now, state
    ):
        value = EntryFactory(
            measure=measure, period=period, place=souss_massa, submitted=True, submitted_by=staff
        )
        if state == ValueState.ENDORSED:
            value.state, value.endorsed_by, value.endorsed_at = state, validator, now
            value.save()
        value = save(number(13), version=1)
        assert value.state == ValueState.DRAFT
        assert (value.submitted_by, value.endorsed_by) == (None, None)

    def test_leaves_a_returned_value_returned_until_it_is_submitted(
        self, save, measure, period, souss_massa
    ):
        EntryFactory(
            measure=measure, period=period, place=souss_massa, state="returned", validated_at=None
        )
        assert save(number(13), version=1).state == ValueState.RETURNED

    def test_never_touches_a_validated_value(self, save, measure, period, souss_massa):
        EntryFactory(measure=measure, period=period, place=souss_massa)
        with pytest.raises(WrongState):
            save(number(13), version=1)

    def test_stores_a_comment_once_whatever_language_one_reads(self, save):
        with translation.override("fr"):
            save(number(12, comment="Une caravane."))
        with translation.override("ar"):
            assert Value.objects.get().comment == "Une caravane."
            save(number(12, comment="قافلتان"), version=1)
        for language in ("fr", "ar", "en"):
            with translation.override(language):
                assert told_of(Value.objects.get()).comment == "قافلتان"

    def test_computes_a_percentage_from_its_sides(self, result, save):
        share = MeasureFactory(result=result, indicator=IndicatorFactory(share=True))
        said = Told(number=Decimal(99), numerator=Decimal(1), denominator=Decimal(3))
        assert save(said, measure=share).number == Decimal("33.3333")

    @pytest.mark.parametrize("who", ["stranger", "validator", "donor"])
    def test_is_for_those_who_give_values_there(self, save, who, request):
        with pytest.raises(PermissionDenied):
            save(by=request.getfixturevalue(who))

    def test_is_refused_for_what_is_not_asked_here(self, result, save, officer):
        others = [
            MeasureFactory(result=result, collected_by=CollectedBy.PROGRAMME),
            MeasureFactory(result=result, frequency="yearly"),
            MeasureFactory(result=result, removed_at=datetime(2026, 1, 1, tzinfo=UTC)),
            MeasureFactory(),
        ]
        for other in others:
            with pytest.raises(ValidationError):
                save(measure=other)
        assert save(measure=others[0], place=None, by=officer).place is None

    def test_of_nothing_is_a_question(self, save):
        with pytest.raises(ValidationError):
            save(Told())


class TestManyRows:
    def change(self, measure, told, version=0):
        return Change(measure, told, version)

    def test_are_each_judged_alone(self, result, period, souss_massa, staff, now):
        good, bad = MeasureFactory(result=result), MeasureFactory(result=result)
        outcomes = entries.save_all(
            period=period,
            place=souss_massa,
            changes=[self.change(good, number(4)), self.change(bad, number(-4))],
            by=staff,
            at=now,
        )
        assert outcomes[good.pk].value.number == 4
        assert isinstance(outcomes[bad.pk].error, ValidationError)
        assert Value.objects.get().measure == good

    def test_are_kept_beside_one_that_another_began(self, result, period, souss_massa, staff, now):
        first, begun, last = (MeasureFactory(result=result) for _one in range(3))
        EntryFactory(measure=begun, period=period, place=souss_massa, draft=True, number=25)
        outcomes = entries.save_all(
            period=period,
            place=souss_massa,
            changes=[self.change(one, number(4)) for one in (first, begun, last)],
            by=staff,
            at=now,
        )
        assert isinstance(outcomes[begun.pk].error, StaleVersion)
        numbers = {value.measure_id: value.number for value in Value.objects.all()}
        assert numbers == {first.pk: 4, begun.pk: 25, last.pk: 4}
        assert Event.objects.count() == 2

    def test_cost_the_same_few_statements_each(self, result, period, souss_massa, staff, now):
        def cost(count):
            changes = [
                self.change(MeasureFactory(result=result), number(4)) for _one in range(count)
            ]
            staff.scope()
            with CaptureQueriesContext(connection) as seen:
                entries.save_all(
                    period=period, place=souss_massa, changes=changes, by=staff, at=now
                )
            return len(seen)

        # The value, its line of the trail, and what it may be broken by.
        assert cost(12) - cost(2) <= 10 * 3

    def test_that_are_corrected_cost_the_same_few_statements_each(
        self, result, period, souss_massa, staff, now
    ):
        def cost(count):
            changes = [
                self.change(
                    EntryFactory(
                        measure=MeasureFactory(result=result),
                        period=period,
                        place=souss_massa,
                        draft=True,
                    ).measure,
                    number(4),
                    version=1,
                )
                for _one in range(count)
            ]
            staff.scope()
            with CaptureQueriesContext(connection) as seen:
                entries.save_all(
                    period=period, place=souss_massa, changes=changes, by=staff, at=now
                )
            return len(seen)

        # The value, its line of the trail, and what it may be broken by.
        assert cost(12) - cost(2) <= 10 * 3


class TestClearing:
    def test_deletes_a_draft_and_leaves_a_line(
        self, save, measure, period, souss_massa, staff, now, sex
    ):
        value = save(number(10, cells={sex[0].pk: Part(Decimal(6))}))
        where = {"measure": measure, "place": souss_massa, "period": period}
        for _twice in range(2):
            entries.clear(**where, version=1, by=staff, at=now)
        assert not Value.objects.exists()
        event = Event.objects.order_by("-pk").first()
        assert (event.kind, event.about_id) == ("deleted", str(value.pk))
        assert event.before["cells"]

    def test_is_refused_once_it_was_submitted(self, measure, period, souss_massa, staff, now):
        EntryFactory(
            measure=measure, period=period, place=souss_massa, submitted=True, submitted_by=staff
        )
        with pytest.raises(WrongState):
            entries.clear(
                measure=measure, place=souss_massa, period=period, version=1, by=staff, at=now
            )


class TestSubmitting:
    def test_tells_those_who_sign_once(self, save, validator, staff, now):
        value = save()
        for _twice in range(2):
            entries.submit(values=[value], by=staff, at=now)
        value.refresh_from_db()
        assert (value.state, value.submitted_by, value.version) == ("submitted", staff, 2)
        assert Notice.objects.get().to == validator.email
        assert Event.objects.filter(kind="submitted").count() == 1

    def test_is_all_or_nothing(self, result, save, period, souss_massa, staff, now):
        odd = MeasureFactory(result=result, usual_high=5)
        values = [save(), save(number(90), measure=odd)]
        with pytest.raises(ValidationError) as refused:
            entries.submit(values=values, by=staff, at=now)
        assert list(refused.value.message_dict) == [str(odd.pk)]
        assert not Value.objects.filter(state=ValueState.SUBMITTED).exists()

    def test_compares_with_what_the_place_gave_last(
        self, result, depomi, save, souss_massa, staff, now
    ):
        rising = MeasureFactory(result=result, indicator=IndicatorFactory())
        before = PeriodFactory(
            programme=depomi,
            slug="2025-t4",
            starts_on=datetime(2025, 10, 1, tzinfo=UTC).date(),
            ends_on=datetime(2025, 12, 31, tzinfo=UTC).date(),
        )
        EntryFactory(measure=rising, period=before, place=souss_massa, number=16)
        value = save(number(12), measure=rising)
        with pytest.raises(ValidationError) as refused:
            entries.submit(values=[value], by=staff, at=now)
        assert "16" in str(refused.value.message_dict)

    def test_is_for_those_who_give_values_there(self, save, stranger, now):
        with pytest.raises(PermissionDenied):
            entries.submit(values=[save()], by=stranger, at=now)

    def test_of_a_claim_is_refused(self, staff, now):
        claim = EntryFactory(
            measure=None,
            period=None,
            draft=True,
            indicator=IndicatorFactory(),
            programme=ProgrammeFactory(),
            starts_on=None,
            ends_on=None,
        )
        with pytest.raises(PermissionDenied):
            entries.submit(values=[claim], by=staff, at=now)


class TestReadingBack:
    def test_says_what_is_stored(self, measure, period, souss_massa, sex):
        value = EntryFactory(
            measure=measure,
            period=period,
            place=souss_massa,
            number=30,
            qualifier=Qualifier.AT_LEAST,
        )
        CellFactory(value=value, category=sex[0], number=None)
        said = told_of(Value.objects.get())
        assert (said.number, said.qualifier) == (30, Qualifier.AT_LEAST)
        assert dict(said.cells) == {sex[0].pk: Part()}
        value.number = None
        value.qualifier = Qualifier.EXACT
        assert told_of(value).is_not_available
