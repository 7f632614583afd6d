"""Whatever people do with values, in whatever order, the totals equal what is signed."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.enums import Role
from indicators import totals
from indicators.actions import entries, review, revisions
from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Value
from indicators.selectors.entries import Part, Told
from lib.concurrency import StaleVersion
from lib.quantities import Qualifier
from lib.workflow import WrongState
from programmes.enums import PartnerRole
from programmes.models import Coverage
from tests.factories.actors import person
from tests.factories.indicators import (
    CategoryFactory,
    DimensionFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import PartnershipFactory, ProgrammeFactory
from tests.indicators.test_totals import assert_equal_to_the_values

REFUSALS = (PermissionDenied, ValidationError, WrongState, StaleVersion)
STEPS = (
    *("save", "save", "save", "submit", "submit", "sign", "sign", "sign_all", "return", "clear"),
    *("propose", "propose", "accept", "accept", "refuse", "move_period", "move_place"),
)


class Office:
    """Who gives and who signs, and where: a programme, two regions, two periods, two measures."""

    def __init__(self, places, council, agency, now, signatures):
        self.at = now
        self.places = places
        programme = ProgrammeFactory()
        FrameworkFactory(programme=programme, signatures=signatures)
        PartnershipFactory(programme=programme, organisation=agency, role=PartnerRole.IMPLEMENTING)
        for place in places:
            Coverage.objects.create(programme=programme, place=place, kind="target")
        dimension = DimensionFactory()
        self.categories = [CategoryFactory(dimension=dimension) for _turn in range(2)]
        result = ResultFactory(programme=programme)
        self.measures = []
        for _turn in range(2):
            indicator = IndicatorFactory()
            indicator.dimensions.add(dimension)
            self.measures.append(MeasureFactory(result=result, indicator=indicator))
        today = now.date()
        self.periods = [
            PeriodFactory(
                programme=programme,
                slug=f"p{number}",
                starts_on=date(2026, number, 1),
                ends_on=date(2026, number, 20),
                due_on=today + timedelta(days=9),
            )
            for number in (1, 2)
        ]
        self.people = [
            person("Hind Tazi", Role.OFFICER, agency),
            person("Younes Alaoui", Role.OFFICER, agency),
            person("Driss Amrani", Role.VALIDATOR, council),
        ]
        self.done = 0

    def take(self, step, chance):
        """Do one thing as one of them; what is refused changes nothing."""
        try:
            with transaction.atomic():
                getattr(self, step)(chance, chance.choice(self.people))
            self.done += 1
        except REFUSALS:
            pass

    def some(self, chance, *states):
        rows = list(Value.objects.filter(measure__isnull=False, state__in=states).order_by("pk"))
        return chance.choice(rows) if rows else None

    def told(self, chance):
        number = chance.choice([None, Decimal(0), Decimal(12), Decimal("7.5"), Decimal(90)])
        if number is None:
            return Told(is_not_available=True, comment="Le registre manque.")
        first = chance.choice([None, Decimal(0), number / 2])
        parts = {self.categories[0].pk: Part(first)} if first is not None else {}
        if chance.random() < 0.5:
            parts[self.categories[1].pk] = Part(number / 4)
        qualifier = chance.choice(list(Qualifier))
        return Told(number, qualifier=qualifier, comment="Vu sur place.", cells=parts)

    def save(self, chance, by):
        where = {
            "measure": chance.choice(self.measures),
            "place": chance.choice(self.places),
            "period": chance.choice(self.periods),
        }
        there = Value.objects.filter(**where).first()
        version = there.version if there else 0
        entries.save(**where, told=self.told(chance), version=version, by=by, at=self.at)

    def clear(self, chance, by):
        if value := self.some(chance, *ValueState.values):
            entries.clear(
                measure=value.measure,
                place=value.place,
                period=value.period,
                version=value.version,
                by=by,
                at=self.at,
            )

    def submit(self, chance, by):
        if value := self.some(chance, ValueState.DRAFT, ValueState.RETURNED):
            entries.submit(values=[value], by=by, at=self.at)

    def sign(self, chance, by):
        if value := self.some(chance, ValueState.SUBMITTED, ValueState.ENDORSED):
            review.sign(value=value, version=value.version, by=by, at=self.at)

    def sign_all(self, chance, by):
        rows = Value.objects.filter(state__in=[ValueState.SUBMITTED, ValueState.ENDORSED])
        versions = dict(rows.order_by("pk").values_list("pk", "version"))
        review.sign_all(versions=versions, by=by, at=self.at)

    def return_(self, chance, by):
        if value := self.some(chance, ValueState.SUBMITTED, ValueState.ENDORSED):
            question = "Le nombre est-il exact ?"
            review.return_with_question(
                value=value, version=value.version, question=question, by=by, at=self.at
            )

    def propose(self, chance, by):
        if value := self.some(chance, ValueState.VALIDATED):
            revisions.propose(
                value=value,
                said=self.told(chance),
                version=value.version,
                reason="Erreur de saisie.",
                by=by,
                at=self.at,
            )

    def accept(self, chance, by):
        revision = Revision.objects.filter(state=RevisionState.PROPOSED).order_by("pk").first()
        if revision:
            revisions.accept(revision=revision, answer="", by=by, at=self.at)

    def refuse(self, chance, by):
        revision = Revision.objects.filter(state=RevisionState.PROPOSED).order_by("-pk").first()
        if revision:
            revisions.refuse(revision=revision, answer="C'était juste.", by=by, at=self.at)

    def move_period(self, chance, by):
        self.move(chance, period=chance.choice(self.periods))

    def move_place(self, chance, by):
        self.move(chance, place=chance.choice(self.places))

    def move(self, chance, **to):
        """No page moves a value yet; a command that does refreshes the totals like this."""
        value = self.some(chance, *ValueState.values)
        if value is None:
            return
        where = {"measure": value.measure, "period": value.period, "place": value.place} | to
        if Value.objects.filter(**where).exists():
            return
        keys = totals.keys_of(value)
        for name, there in to.items():
            setattr(value, name, there)
        value.code = entries.code_of(value.measure, value.place, value.period)
        value.save()
        totals.refresh(keys | totals.keys_of(value))


@pytest.mark.slow
@pytest.mark.parametrize("signatures", [1, 2])
class TestTotalsFollowEveryAction:
    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        steps=st.lists(st.sampled_from(STEPS), min_size=15, max_size=30),
        seed=st.integers(0, 1_000_000),
    )
    def test_in_any_order(
        self, steps, seed, signatures, souss_massa, oriental, council, agency, now
    ):
        with transaction.atomic():
            office = Office([souss_massa, oriental], council, agency, now, signatures)
            chance = random.Random(seed)
            for step in steps:
                office.take(step if step != "return" else "return_", chance)
                assert_equal_to_the_values()
            transaction.set_rollback(True)

    def test_a_long_day_does_what_it_should(
        self, signatures, souss_massa, oriental, council, agency, now
    ):
        office = Office([souss_massa, oriental], council, agency, now, signatures)
        chance = random.Random(7)
        for _turn in range(240):
            step = chance.choice(STEPS)
            office.take(step if step != "return" else "return_", chance)
        assert_equal_to_the_values()
        assert Value.objects.validated().exists()
        assert Revision.objects.filter(state=RevisionState.ACCEPTED).exists()
