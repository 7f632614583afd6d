"""The signatures of values: once, twice, in a batch, returned with a question."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actors.enums import EventKind, Role
from actors.models import Event, Notice
from indicators import totals
from indicators.actions import review
from indicators.enums import ValueState
from indicators.models import Total, Value
from indicators.selectors import review as selectors
from lib.workflow import WrongState
from tests.factories.actors import MembershipFactory, person
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    FrameworkFactory,
    MeasureFactory,
    PeriodFactory,
)
from tests.factories.programmes import CoverageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def measure(prim):
    return MeasureFactory(result__programme=prim)


@pytest.fixture
def period(prim):
    return PeriodFactory(programme=prim)


@pytest.fixture
def entry(measure, period, souss_massa, staff):
    """Makes a value that Nadia handed in, unless told otherwise."""

    def make(**more):
        fields = {
            "submitted": True,
            "measure": measure,
            "period": period,
            "place": souss_massa,
            "entered_by": staff,
            "submitted_by": staff,
        }
        return EntryFactory(**fields | more)

    return make


@pytest.fixture
def twice(prim):
    """The programme asks for two signatures."""
    return FrameworkFactory(programme=prim, signatures=2)


@pytest.fixture
def colleague(council):
    return person("Imane Zerouali", Role.VALIDATOR, council)


def state_of(value):
    value.refresh_from_db()
    return value.state


def sign(value, by, at, **more):
    return review.sign(value=value, **{"version": value.version} | more, by=by, at=at)


def send_back(value, by, at, question="Combien de femmes ?", **more):
    version = more.get("version", value.version)
    return review.return_with_question(
        value=value, version=version, question=question, by=by, at=at
    )


class TestOneSignature:
    def test_makes_the_value_count(self, entry, validator, now):
        value = entry(number=Decimal(12))

        sign(value, validator, now)

        assert state_of(value) == ValueState.VALIDATED
        assert (value.validated_by, value.validated_at, value.version) == (validator, now, 2)
        assert Total.objects.get(place=value.place, category=None).number == 12
        assert totals.drift() == []
        event = Event.objects.about(value).get()
        assert (event.kind, event.before, event.after) == (
            EventKind.VALIDATED,
            {"state": "submitted"},
            {"state": "validated"},
        )

    def test_may_be_an_officers(self, entry, officer, now):
        value = entry()

        sign(value, officer, now)

        assert state_of(value) == ValueState.VALIDATED

    def test_is_given_after_the_period_is_locked(self, entry, period, validator, now):
        value = entry()

        sign(value, validator, now + timedelta(days=400))

        assert state_of(value) == ValueState.VALIDATED

    def test_is_never_that_of_who_gave_the_value(self, entry, staff, council, now):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)
        value = entry()

        with pytest.raises(PermissionDenied, match="other than"):
            sign(value, staff, now)

        assert state_of(value) == ValueState.SUBMITTED

    def test_is_not_another_regions(self, entry, other_council, now):
        other = person("Yassine Ziani", Role.VALIDATOR, other_council)

        with pytest.raises(PermissionDenied, match="region"):
            sign(entry(), other, now)

    def test_is_not_that_of_whoever_only_gives_values(self, entry, council, now):
        with pytest.raises(PermissionDenied):
            sign(entry(), person("Hicham Fassi", Role.CONTRIBUTOR, council), now)

    def test_names_who_was_faster(self, entry, validator, colleague, now):
        value = entry()
        read = value.version
        sign(value, colleague, now)

        with pytest.raises(WrongState, match="Imane Zerouali has signed"):
            sign(value, validator, now, version=read)

        assert Event.objects.about(value).count() == 1

    def test_names_who_returned_it_meanwhile(self, entry, validator, colleague, now):
        value = entry()
        read = value.version
        send_back(value, colleague, now)

        with pytest.raises(WrongState, match="Imane Zerouali returned"):
            sign(value, validator, now, version=read)

    def test_is_not_for_what_changed_since_it_was_read(self, entry, validator, now):
        value = entry()

        with pytest.raises(WrongState, match="read it again"):
            sign(value, validator, now, version=value.version - 1)

    def test_is_not_for_a_draft(self, entry, validator, now):
        with pytest.raises(WrongState):
            sign(
                entry(
                    state=ValueState.DRAFT,
                    submitted=False,
                    validated_at=None,
                    submitted_by=None,
                ),
                validator,
                now,
            )


class TestTwoSignatures:
    def test_the_region_signs_first_and_the_programme_last(
        self, entry, twice, validator, officer, now
    ):
        value = entry(number=Decimal(7))

        sign(value, validator, now)
        assert state_of(value) == ValueState.ENDORSED
        assert (value.endorsed_by, value.endorsed_at) == (validator, now)
        assert not Total.objects.exists()
        assert Notice.objects.get().to == officer.email

        sign(value, officer, now)
        assert state_of(value) == ValueState.VALIDATED
        assert value.validated_by == officer
        assert Total.objects.get(place=value.place, category=None).number == 7
        kinds = list(Event.objects.about(value).values_list("kind", flat=True))
        assert kinds == [EventKind.ENDORSED, EventKind.VALIDATED]

    def test_the_programme_does_not_sign_first(self, entry, twice, officer, now):
        with pytest.raises(PermissionDenied, match="region signs this value first"):
            sign(entry(), officer, now)

    def test_the_region_does_not_sign_twice(self, entry, twice, validator, colleague, now):
        value = entry()
        sign(value, validator, now)
        value.refresh_from_db()

        with pytest.raises(PermissionDenied, match="officer of the programme signs next"):
            sign(value, colleague, now)

    def test_nobody_gives_both(self, entry, twice, validator, agency, now):
        MembershipFactory(user=validator, organisation=agency, role=Role.OFFICER)
        value = entry()
        sign(value, validator, now)
        value.refresh_from_db()

        with pytest.raises(PermissionDenied, match="other than the first"):
            sign(value, validator, now)

    def test_what_the_programme_gives_is_signed_by_two_officers(
        self, entry, twice, staff, officer, agency, now
    ):
        second = person("Amine Bakkali", Role.OFFICER, agency)
        value = entry(place=None)

        sign(value, officer, now)
        value.refresh_from_db()
        sign(value, second, now)

        assert state_of(value) == ValueState.VALIDATED

    def test_a_question_takes_the_first_signature_away(self, entry, twice, validator, officer, now):
        value = entry()
        sign(value, validator, now)
        value.refresh_from_db()

        send_back(value, officer, now)

        assert state_of(value) == ValueState.RETURNED
        assert value.endorsed_by is None
        assert value.endorsed_at is None


class TestReturn:
    def test_asks_who_gave_it(self, entry, validator, staff, now):
        value = entry()

        send_back(value, validator, now)

        assert state_of(value) == ValueState.RETURNED
        assert value.question == "Combien de femmes ?"
        assert Notice.objects.get().to == staff.email
        event = Event.objects.about(value).get()
        assert (event.kind, event.note) == (EventKind.RETURNED, "Combien de femmes ?")

    def test_many_of_a_day_are_one_message(self, entry, validator, prim, now):
        for _count in range(3):
            send_back(entry(measure=MeasureFactory(result__programme=prim)), validator, now)

        assert Notice.objects.count() == 1

    @pytest.mark.parametrize("question", ["", "  \u200b ", "x" * 5_000])
    def test_needs_a_question_of_some_length(self, entry, validator, now, question):
        value = entry()

        with pytest.raises(ValidationError):
            send_back(value, validator, now, question=question)

        assert state_of(value) == ValueState.SUBMITTED

    def test_is_not_for_ones_own(self, entry, staff, council, now):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)

        with pytest.raises(PermissionDenied):
            send_back(entry(), staff, now)

    def test_is_not_for_what_is_signed(self, entry, validator, colleague, now):
        value = entry()
        sign(value, colleague, now)
        value.refresh_from_db()

        with pytest.raises(WrongState, match="Imane Zerouali"):
            send_back(value, validator, now)


class TestBatch:
    @pytest.fixture
    def several(self, entry, prim):
        return [
            entry(measure=MeasureFactory(result__programme=prim), number=Decimal(n))
            for n in range(1, 4)
        ]

    def sign_all(self, values, by, at):
        return review.sign_all(versions={value.pk: value.version for value in values}, by=by, at=at)

    def test_signs_those_that_nothing_is_said_about(self, several, validator, now):
        batch = self.sign_all(several, validator, now)

        assert len(batch.signed) == 3
        assert batch.left == ()
        for value in several:
            assert state_of(value) == ValueState.VALIDATED
            assert (value.validated_by, value.version) == (validator, 2)
            assert Event.objects.about(value).get().after == {"state": "validated"}
        assert totals.drift() == []
        assert Total.objects.filter(place=None, category=None).count() == 3

    def test_leaves_what_is_unusual_with_the_reason(self, several, validator, now):
        odd = several[1]
        odd.measure.usual_high = Decimal(1)
        odd.measure.save()

        batch = self.sign_all(several, validator, now)

        assert [left.value for left in batch.left] == [odd]
        assert "Usually at most 1" in batch.left[0].sentence
        assert state_of(odd) == ValueState.SUBMITTED
        assert len(batch.signed) == 2

    def test_leaves_ones_own_with_the_reason(self, several, staff, council, now):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)

        batch = self.sign_all(several, staff, now)

        assert batch.signed == ()
        assert "other than who gave it" in batch.left[0].sentence

    def test_leaves_what_another_signed_meanwhile_with_the_name(
        self, several, validator, colleague, now
    ):
        read = {value.pk: value.version for value in several}
        sign(several[0], colleague, now)

        batch = review.sign_all(versions=read, by=validator, at=now)

        assert [left.value for left in batch.left] == [several[0]]
        assert "Imane Zerouali" in batch.left[0].sentence
        assert Value.objects.get(pk=several[0].pk).validated_by == colleague

    def test_leaves_what_changed_since_it_was_read(self, several, validator, now):
        batch = review.sign_all(versions={several[0].pk: 0}, by=validator, at=now)

        assert "read it again" in batch.left[0].sentence

    def test_leaves_what_is_no_longer_handed_in(self, entry, validator, now):
        value = entry(
            state=ValueState.RETURNED, validated_at=None, submitted=False, submitted_by=None
        )

        batch = self.sign_all([value], validator, now)

        assert "does not wait" in batch.left[0].sentence

    def test_gives_the_first_of_two_signatures(self, several, twice, validator, officer, now):
        self.sign_all(several, validator, now)

        assert {state_of(value) for value in several} == {ValueState.ENDORSED}
        assert {value.endorsed_by for value in several} == {validator}
        assert Notice.objects.get().to == officer.email
        assert not Total.objects.exists()

    def test_is_as_many_queries_for_thirty_as_for_three(
        self, several, entry, prim, validator, now, django_assert_max_num_queries
    ):
        many = [entry(measure=MeasureFactory(result__programme=prim)) for _count in range(30)]
        for value in many:
            CellFactory(value=value)
        with django_assert_max_num_queries(20):
            self.sign_all(many, validator, now)

    def test_of_too_many_is_refused(self, validator, now):
        with pytest.raises(ValidationError):
            review.sign_all(versions=dict.fromkeys(range(2_000), 1), by=validator, at=now)


class TestQueue:
    def test_holds_what_ones_region_handed_in_the_oldest_first(
        self, entry, prim, oriental, validator, now
    ):
        CoverageFactory(programme=prim, place=oriental)
        new = entry(submitted_at=now)
        old = entry(
            measure=MeasureFactory(result__programme=prim), submitted_at=now - timedelta(days=2)
        )
        entry(place=oriental)
        entry(measure=MeasureFactory(result__programme=prim), submitted=False, submitted_by=None)

        assert list(selectors.waiting_for(validator)) == [old, new]

    def test_of_two_signatures_holds_those_whose_turn_it_is(
        self, entry, twice, validator, officer, prim, now
    ):
        value = entry()
        whole = entry(measure=MeasureFactory(result__programme=prim), place=None)
        assert list(selectors.waiting_for(validator)) == [value]
        assert list(selectors.waiting_for(officer)) == [whole]

        sign(value, validator, now)

        assert list(selectors.waiting_for(validator)) == []
        assert set(selectors.waiting_for(officer)) == {value, whole}

    def test_of_who_signs_nothing_is_empty(self, entry, staff, donor):
        entry()

        assert not selectors.waiting_for(staff).exists()
        assert not selectors.waiting_for(donor).exists()

    def test_counts_what_others_gave(self, entry, prim, officer, validator):
        entry(measure=MeasureFactory(result__programme=prim), entered_by=officer)
        theirs = entry()

        waiting = selectors.waiting_values(officer)

        assert (waiting.count, waiting.since) == (1, theirs.submitted_at)
        assert selectors.waiting_values(validator).count == 2

    def test_tells_the_number_before(self, entry, measure, prim, validator):
        earlier = PeriodFactory(
            programme=prim,
            slug="2025-t4",
            starts_on="2025-10-01",
            ends_on="2025-12-31",
            opens_on="2025-10-01",
            due_on="2026-01-30",
            locks_on="2026-02-15",
        )
        before = entry(period=earlier, number=Decimal(9), submitted=False, submitted_by=None)
        value = entry()

        assert selectors.previous_of(value, user=validator) == before
        assert selectors.previous_numbers([value, before]) == {value.pk: 9, before.pk: None}

    def test_a_missing_breakdown_is_said(self, entry, measure, validator):
        sex = DimensionFactory(code="sexe")
        women = CategoryFactory(dimension=sex, code="F")
        measure.indicator.dimensions.add(sex)
        value = entry()

        line = selectors.queue_lines([value], user=validator)[0]
        assert not line.may_batch
        assert "Not broken down" in line.why_not_batch

        CellFactory(value=value, category=women)
        line = selectors.queue_lines([value], user=validator)[0]
        assert line.may_batch
