"""What each kind of rule counts, and how it says what it does not know."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.enums import DecisionKind, DecisionState, FacilityState, MeetingState
from indicators import rules
from indicators.enums import UsedFigure
from indicators.models import Measure, Rule, Total
from indicators.rules import KINDS, Question
from lib.dates import Period, Precision
from lib.quantities import Qualifier, Quantity
from programmes import totals
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    FacilityFactory,
    FacilityStatusFactory,
    FollowUpFactory,
    MeetingFactory,
)
from tests.factories.indicators import (
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    CommitteeProgrammeFactory,
    FacilitySupportFactory,
    ParticipationCategoryFactory,
    ParticipationFactory,
    ProgrammeFactory,
)

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="depomi", acronym="DEPOMI")


@pytest.fixture
def result(programme):
    return ResultFactory(programme=programme)


def ask(result, kind, *, place=None, days=QUARTER, indicator=None, **settings):
    """A question that a new measure with this rule asks."""
    measure = MeasureFactory(result=result, indicator=indicator or IndicatorFactory())
    KINDS[kind].check(settings, measure)
    rule = Rule.objects.create(measure=measure, kind=kind, settings=settings)
    return Question(rule, place, days)


def answer(question):
    return rules.answers([question])[question]


def log(programme, *places, **told):
    activity = ActivityFactory(validated=True, programmes=[programme], places=places, **told)
    totals.refresh(totals.keys_of(activity))
    return activity


class TestActivities:
    def test_of_the_kinds_asked_for_on_the_days_asked_for(self, programme, result, souss_massa):
        training = ActivityKindFactory(code="training", name_fr="Formation")
        log(programme, souss_massa, kind=training)
        log(programme, souss_massa)
        log(programme, souss_massa, kind=training, starts_on=date(2026, 4, 1))
        question = ask(result, "activities", kinds=["training"])
        assert answer(question).quantity == Quantity(1)
        assert [one.kind for one in rules.records(question)] == [training]

    def test_of_a_place_and_of_days_that_are_no_whole_months(
        self, programme, result, souss_massa, oriental
    ):
        log(programme, souss_massa, starts_on=date(2026, 2, 10))
        log(programme, souss_massa, starts_on=date(2026, 2, 16))
        log(programme, oriental, starts_on=date(2026, 2, 10))
        log(programme, souss_massa, starts_on=date(2026, 3, 5))
        days = Period(date(2026, 2, 5), date(2026, 2, 15))
        assert answer(ask(result, "activities", place=souss_massa, days=days)).quantity.number == 1
        longer = Period(date(2026, 1, 15), date(2026, 3, 4))
        assert (
            answer(ask(result, "activities", place=souss_massa, days=longer)).quantity.number == 2
        )

    def test_of_other_programmes_and_unsigned_ones_do_not_count(self, programme, result):
        log(ProgrammeFactory())
        ActivityFactory(submitted=True, programmes=[programme])
        assert answer(ask(result, "activities")).quantity == Quantity(0)

    def test_an_unknown_kind_is_refused(self, result):
        with pytest.raises(ValidationError, match="Choose among what is offered"):
            ask(result, "activities", kinds=["nothing"])

    def test_no_percentage_is_a_count(self, result):
        with pytest.raises(ValidationError, match="values of this kind"):
            ask(result, "activities", indicator=IndicatorFactory(share=True))


class TestParticipants:
    def test_are_at_least_that_many_where_an_activity_does_not_say(self, programme, result):
        log(programme, participants=20, women=8)
        log(programme)
        everybody = answer(ask(result, "participants")).quantity
        assert everybody == Quantity(20, Qualifier.AT_LEAST)
        women = answer(ask(result, "participants", of="women")).quantity
        assert women == Quantity(8, Qualifier.AT_LEAST)
        men = answer(ask(result, "participants", of="men")).quantity
        assert men == Quantity(12, Qualifier.AT_LEAST)

    def test_of_a_category(self, programme, result, souss_massa, oriental):
        refugees = ParticipationCategoryFactory()
        told = log(programme, souss_massa, participants=20)
        ParticipationFactory(activity=told, category=refugees, count=7)
        elsewhere = log(programme, oriental, participants=20)
        ParticipationFactory(activity=elsewhere, category=refugees, count=4)
        here = ask(result, "participants", of="status:REF", place=souss_massa)
        assert answer(here).quantity == Quantity(7)
        log(programme, souss_massa, participants=3)
        assert answer(here).quantity == Quantity(7, Qualifier.AT_LEAST)

    def test_that_nobody_reports_are_not_reported(self, programme, result):
        log(programme)
        assert answer(ask(result, "participants")).quantity == Quantity(None)


class TestFacilities:
    def test_by_status_on_the_last_day(self, programme, result, souss_massa):
        facility = FacilityFactory(place=souss_massa, units=2)
        FacilitySupportFactory(facility=facility, programme=programme)
        FacilityStatusFactory(
            facility=facility,
            state=FacilityState.OPEN,
            since_on=date(2026, 2, 1),
            since_precision=Precision.DAY,
        )
        FacilityStatusFactory(
            facility=facility,
            state=FacilityState.CLOSED,
            since_on=date(2026, 5, 1),
            since_precision=Precision.DAY,
        )
        FacilityFactory(place=souss_massa)
        question = ask(result, "facilities", states=["open"], place=souss_massa)
        assert answer(question).quantity == Quantity(2)
        assert list(rules.records(question)) == [facility]
        later = Period(date(2026, 4, 1), date(2026, 6, 30))
        assert answer(ask(result, "facilities", states=["open"], days=later)).quantity.number == 0

    def test_without_a_date_make_the_number_at_least(self, programme, result, souss_massa):
        facility = FacilityFactory(place=souss_massa)
        FacilitySupportFactory(facility=facility, programme=programme)
        FacilityStatusFactory(facility=facility, since_precision=Precision.UNKNOWN)
        question = ask(result, "facilities", states=["open"])
        assert answer(question).quantity == Quantity(0, Qualifier.AT_LEAST)


@pytest.fixture
def committee(programme, souss_massa):
    committee = CommitteeFactory(place=souss_massa)
    CommitteeProgrammeFactory(committee=committee, programme=programme)
    return committee


class TestMeetings:
    def test_held_in_the_period(self, committee, result, oriental):
        held = MeetingFactory(committee=committee)
        MeetingFactory(committee=committee, held_on=date(2025, 12, 3))
        MeetingFactory()
        question = ask(result, "meetings")
        assert answer(question).quantity == Quantity(1)
        assert list(rules.records(question)) == [held]
        assert answer(ask(result, "meetings", place=oriental)).quantity == Quantity(0)

    def test_of_a_year_only_make_the_number_at_least(self, committee, result):
        MeetingFactory(committee=committee, held_on=date(2026, 1, 1), held_precision=Precision.YEAR)
        assert answer(ask(result, "meetings")).quantity == Quantity(0, Qualifier.AT_LEAST)

    def test_that_were_not_held_are_none(self, committee, result):
        for state in (MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.CANCELLED):
            MeetingFactory(committee=committee, state=state)
        question = ask(result, "meetings")
        assert answer(question).quantity == Quantity(0)
        assert not rules.records(question).exists()


class TestDecisions:
    def test_the_day_they_were_done_goes_before_the_last_note(self, committee, result):
        for closed_on in (date(2026, 3, 10), date(2026, 3, 11)):
            decision = DecisionFactory(
                committee=committee,
                due_on=date(2026, 3, 10),
                state=DecisionState.DONE,
                closed_on=closed_on,
            )
            FollowUpFactory(decision=decision, written_at=datetime(2026, 3, 30, 9, tzinfo=UTC))
        assert answer(ask(result, "decisions")).quantity == Quantity(1)

    def test_done_on_no_known_day_make_the_number_at_least(self, committee, result):
        DecisionFactory(committee=committee, due_on=date(2026, 3, 10), state=DecisionState.DONE)
        assert answer(ask(result, "decisions")).quantity == Quantity(0, Qualifier.AT_LEAST)

    def test_taken_in_the_period(self, committee, result, oriental):
        meeting = MeetingFactory(committee=committee)
        taken = [
            DecisionFactory(committee=committee, meeting=meeting, kind=kind)
            for kind in (DecisionKind.DECISION, DecisionKind.RECOMMENDATION)
        ]
        DecisionFactory(committee=committee, meeting=meeting, kind=DecisionKind.PROPOSAL)
        earlier = MeetingFactory(committee=committee, held_on=date(2025, 12, 3))
        DecisionFactory(committee=committee, meeting=earlier)
        question = ask(result, "decisions_taken")
        assert answer(question).quantity == Quantity(2)
        assert set(rules.records(question)) == set(taken)
        assert answer(ask(result, "decisions_taken", place=oriental)).quantity == Quantity(0)

    def test_taken_at_no_meeting_make_the_number_at_least(self, committee, result):
        DecisionFactory(committee=committee)
        question = ask(result, "decisions_taken")
        assert answer(question).quantity == Quantity(0, Qualifier.AT_LEAST)
        assert not rules.records(question).exists()

    def test_done_by_their_due_date(self, committee, result):
        for noted in (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 20, 9, tzinfo=UTC)):
            decision = DecisionFactory(
                committee=committee, due_on=date(2026, 3, 10), state=DecisionState.DONE
            )
            FollowUpFactory(decision=decision, written_at=noted)
        DecisionFactory(committee=committee, due_on=date(2026, 3, 10), state=DecisionState.LAPSED)
        assert answer(ask(result, "decisions")).quantity == Quantity(1)
        counted = answer(ask(result, "decisions", indicator=IndicatorFactory(share=True)))
        assert (counted.numerator, counted.denominator) == (1, 2)
        assert counted.quantity == Quantity(Decimal(50))

    def test_of_none_due_there_is_no_share(self, committee, result):
        counted = answer(ask(result, "decisions", indicator=IndicatorFactory(share=True)))
        assert not counted.quantity.is_reported
        assert "nothing to divide by" in str(counted.why_not)


def typed(result, code, number, *, unit="personnes", **sure):
    """An indicator with a typed total in the first quarter."""
    measure = MeasureFactory(result=result, code=code, indicator=IndicatorFactory(unit_fr=unit))
    period = PeriodFactory(programme=result.programme)
    if number is not None:
        Total.objects.create(
            measure=measure, period=period, number=number, given=1, reported=1, **sure
        )
    return measure


class TestFormulas:
    def test_over_typed_and_counted_indicators(self, programme, result):
        typed(result, "depomi-1", 30)
        counted = ask(result, "activities", indicator=IndicatorFactory(unit_fr="ateliers"))
        Measure.objects.filter(pk=counted.rule.measure_id).update(code="depomi-2")
        log(programme)
        log(programme)
        question = ask(
            result,
            "formula",
            formula="depomi_1 / depomi_2",
            indicator=IndicatorFactory(unit_fr="personnes par atelier"),
        )
        assert answer(question).quantity == Quantity(Decimal(15))
        assert {one.code for one in rules.records(question)} == {"depomi-1", "depomi-2"}

    def test_use_the_figure_that_is_in_use(self, programme, result):
        counted = ask(result, "activities")
        Measure.objects.filter(pk=counted.rule.measure_id).update(
            code="depomi-2", used_figure=UsedFigure.TYPED
        )
        log(programme)
        Total.objects.create(
            measure=counted.rule.measure,
            period=PeriodFactory(programme=programme),
            number=9,
            given=1,
            reported=1,
        )
        question = ask(result, "formula", formula="2 * depomi_2")
        assert answer(question).quantity == Quantity(Decimal(18))

    def test_of_a_percentage_keep_both_sides(self, result):
        typed(result, "depomi-1", 30, at_least=1)
        typed(result, "depomi-2", 40)
        question = ask(
            result,
            "formula",
            formula="depomi_1 / (depomi_1 + depomi_2)",
            indicator=IndicatorFactory(share=True),
        )
        counted = answer(question)
        assert (counted.numerator, counted.denominator) == (30, 70)
        # More of the first makes more of the second: which way the share errs, nobody knows.
        assert counted.quantity.qualifier == Qualifier.ABOUT

    def test_divided_by_zero_are_not_available(self, result):
        typed(result, "depomi-1", 30)
        typed(result, "depomi-2", 0)
        counted = answer(ask(result, "formula", formula="depomi_1 / depomi_2"))
        assert counted.quantity == Quantity(None)
        assert "nothing to divide by" in counted.why_not

    def test_without_a_value_are_not_available(self, result):
        typed(result, "depomi-1", None, unit="unités")
        counted = answer(ask(result, "formula", formula="2 * depomi_1"))
        assert counted.quantity == Quantity(None)
        assert "has no value" in counted.why_not

    @pytest.mark.parametrize(
        ("formula", "sentence"),
        [
            ("", "Write a formula"),
            ("1 + 1", "Write a formula"),
            ("depomi_1 ** 9999", "Write a formula"),
            ("depomi_1.__class__", "Write a formula"),
            ("__import__('os')", "may not name"),
            ("open(depomi_1)", "may not name"),
            ("depomi_1 > 3", "Write a formula"),
            ("depomi_1 if depomi_1 else 2", "Write a formula"),
            ("depomi_1 +", "Write a formula"),
            ("depomi_1 * 'a'", "Write a formula"),
            ("depomi_1 * True", "Write a formula"),
            ("depomi_9 + 1", "depomi_9"),
            ("depomi_1 + offices", "offices"),
            ("depomi_1 + depomi_3", "different units"),
            ("depomi_1 + 4", "different units"),
            ("(" * 200 + "depomi_1" + ")" * 200, "Write a formula"),
        ],
    )
    def test_that_do_not_hold_are_refused(self, result, formula, sentence):
        typed(result, "depomi-1", 30)
        typed(result, "depomi-3", 4, unit="bureaux")
        with pytest.raises(ValidationError, match=sentence):
            ask(result, "formula", formula=formula)

    def test_that_give_another_unit_are_refused(self, result):
        typed(result, "depomi-3", 4, unit="bureaux")
        with pytest.raises(ValidationError, match="bureaux"):
            ask(result, "formula", formula="2 * depomi_3", indicator=IndicatorFactory())

    def test_do_not_stand_on_each_other(self, result):
        typed(result, "depomi-1", 30)
        first = ask(
            result,
            "formula",
            formula="2 * depomi_1",
            indicator=IndicatorFactory(unit_fr="personnes"),
        )
        Measure.objects.filter(pk=first.rule.measure_id).update(code="depomi-2")
        with pytest.raises(ValidationError, match="may not name"):
            ask(result, "formula", formula="depomi_2 + depomi_1")
        named = Measure.objects.get(code="depomi-1")
        typed(result, "depomi-3", 1)
        with pytest.raises(ValidationError, match="Another formula names"):
            KINDS["formula"].check({"formula": "depomi_3 * 2"}, named)


class TestAnswers:
    def test_cost_as_many_queries_for_many_as_for_one(
        self, programme, result, committee, souss_massa
    ):
        log(programme, souss_massa, participants=4, starts_on=date(2026, 1, 20))
        typed(result, "depomi-1", 30, unit="unités")
        ParticipationCategoryFactory()

        def some(number):
            asked = []
            for turn in range(number):
                days = Period(date(2026, 1, 15), date(2026, 2 + turn % 6, 20))
                about = {"place": souss_massa if turn % 2 else None, "days": days}
                asked += [
                    ask(result, "activities", kinds=["workshop"], **about),
                    ask(result, "participants", **about),
                    ask(result, "participants", of="status:REF", **about),
                    ask(result, "facilities", states=["open"], **about),
                    ask(result, "meetings", **about),
                    ask(result, "decisions", **about),
                    ask(result, "formula", formula="2 * depomi_1", **about),
                ]
            return asked

        few, many = some(2), some(12)
        with CaptureQueriesContext(connection) as small:
            rules.answers(few)
        with CaptureQueriesContext(connection) as large:
            found = rules.answers(many)
        assert len(found) == len(many)
        assert len(large) <= len(small)

    def test_of_a_kind_that_is_gone_say_so(self, result):
        measure = MeasureFactory(result=result)
        question = Question(Rule.objects.create(measure=measure, kind="calls"), None, QUARTER)
        assert "does not know this rule" in str(answer(question).why_not)
        assert "does not know this rule" in rules.describe(question.rule)
