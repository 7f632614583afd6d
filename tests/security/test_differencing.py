"""An attack by subtraction: all figures that a reader may ask for are taken as equations, and no
small count may follow from them."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.enums import Role
from indicators import totals
from indicators.models import Cell, Value
from lib.dates import period_of
from programmes.models import Coverage
from reports.figures import results
from tests.factories.actors import OrganisationFactory, person
from tests.factories.indicators import (
    CategoryFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.factories.regions import RegionFactory
from tests.security.linear import is_determined

FEW = range(1, 5)
MANY = 15
REST = "rest"
# What a place gives in a period, with its rest: nothing, nobody, few, or enough with few in it.
SHEETS = st.sampled_from(
    [
        *(None, (0, 0, 0), (3, 0, 0), (0, 0, 2), (1, 1, 1)),
        *((9, 0, 5), (12, 3, 0), (6, 9, 2), (40, 15, 5), (20, 10, 0), (5, 5, 5), (0, 17, 0)),
    ]
)


def quarters(count):
    return [period_of("quarterly", date(2026, 1 + 3 * number, 1)) for number in range(count)]


class TestTheAttackItself:
    """It finds what is there to find: otherwise its silence would mean nothing."""

    def test_subtracts(self):
        whole, first = ([1, 1, 1], 20), ([1, 1, 0], 17)
        assert is_determined([whole, first], [0, 0, 1], width=3)
        assert not is_determined([whole], [0, 0, 1], width=3)

    def test_knows_that_no_count_is_negative(self):
        assert is_determined([([1, 1], 0)], [1, 0], width=2)
        assert not is_determined([([1, 1], 1)], [1, 0], width=2)


class World:
    """Three regions with a measure of persons by two categories, and what everybody gave."""

    def __init__(self, *, over_time, periods, places=3):
        self.programme = ProgrammeFactory()
        self.places = [RegionFactory(code=f"MA.1{n}", slug=f"r{n}") for n in range(places)]
        for place in self.places:
            Coverage.objects.create(programme=self.programme, place=place, kind="target")
        self.periods = [
            PeriodFactory(
                programme=self.programme, slug=f"q{n}", starts_on=each.start, ends_on=each.end
            )
            for n, each in enumerate(quarters(periods))
        ]
        self.dimension = DimensionFactory()
        self.categories = [CategoryFactory(dimension=self.dimension) for _turn in range(2)]
        indicator = IndicatorFactory(counted="persons", over_time=over_time)
        indicator.dimensions.add(self.dimension)
        self.measure = MeasureFactory(
            result=ResultFactory(programme=self.programme), indicator=indicator
        )
        self.kinds = [*(category.code for category in self.categories), REST]
        self.truth = {}

    def fill(self, sheet):
        """`sheet` has the parts of each place and period, or None where nothing was given."""
        for (place, period), parts in sheet.items():
            if parts is None:
                continue
            value = EntryFactory(
                measure=self.measure,
                period=self.periods[period],
                place=self.places[place],
                number=sum(parts),
            )
            Cell.objects.bulk_create(
                Cell(value=value, category=category, number=part)
                for category, part in zip(self.categories, parts, strict=False)
            )
            for kind, part in zip(self.kinds, parts, strict=True):
                self.truth[self.places[place].code, f"q{period}", kind] = part
        totals.refresh(totals.keys_of_all(list(Value.objects.order_by("pk"))))


class Attacker:
    """Asks for every figure that there is and notes each as an equation."""

    def __init__(self, world, reader, clear):
        self.world, self.reader, self.clear = world, reader, clear
        self.unknowns = list(world.truth)
        self.equations = []
        for place in clear:
            for unknown in self.unknowns:
                if unknown[0] == place:
                    self.equations.append((self.form([unknown]), world.truth[unknown]))

    def form(self, terms):
        terms = set(terms)
        return [int(unknown in terms) for unknown in self.unknowns]

    def of(self, *, places=None, periods=None, kinds=None):
        return [
            (place, period, kind)
            for place, period, kind in self.unknowns
            if (places is None or place in places)
            and (periods is None or period in periods)
            and (kinds is None or kind in kinds)
        ]

    def learn(self, amount, terms):
        if amount.is_withheld:
            assert amount.number is None
        elif amount.number is not None:
            told = sum(self.world.truth[term] for term in terms)
            assert amount.number == told, "a shown figure is wrong"
            self.equations.append((self.form(terms), told))

    def ask(self):
        sinces = [None]
        if self.world.measure.indicator.over_time == "sum":
            sinces += [period.starts_on for period in self.world.periods[1:]]
        for on, since in product([period.ends_on for period in self.world.periods], sinces):
            if since is not None and on < since:
                continue
            days = {"reader": self.reader, "on": on, "since": since}
            self.read(results.of_measure(self.world.measure, **days), None)
            for place in self.world.places:
                (listed,) = results.of_programme(self.world.programme, place=place, **days).measures
                figure = results.of_measure(self.world.measure, place=place, **days)
                assert replace(figure, series=()) == listed
                self.read(figure, {place.code})

    def read(self, figure, places):
        counting = {period.slug for period in figure.counting}
        self.learn(figure.amount, self.of(places=places, periods=counting))
        for breakdown in figure.breakdowns:
            if breakdown.is_withheld:
                assert not breakdown.parts
                continue
            for kind, amount in (
                *((part.code, part.amount) for part in breakdown.parts),
                (REST, breakdown.rest),
            ):
                terms = self.of(places=places, periods=counting, kinds={kind})
                self.learn(amount, terms)
        adds = figure.over_time != "latest"
        until = set()
        for point in figure.series:
            until = until | {point.period.slug} if adds else {point.period.slug}
            self.learn(point.amount, self.of(places=places, periods={point.period.slug}))
            if not adds or figure.over_time == "cumulative" or self.starts(figure):
                self.learn(point.running, self.of(places=places, periods=until))
        for each in figure.places:
            periods = {point.period.slug for point in figure.series} if adds else None
            if not adds and each.as_of:
                periods = {each.as_of.slug}
            if periods:
                self.learn(each.amount, self.of(places={each.place.code}, periods=periods))

    def starts(self, figure):
        """Whether all of the asked periods are in blocks that are shown."""
        return not any(point.running.is_withheld for point in figure.series)

    def secrets(self):
        """Every count of few people in places that the reader does not know."""
        outside = {place.code for place in self.world.places} - set(self.clear)
        periods = [period.slug for period in self.world.periods]
        spans = [{period} for period in periods]
        if self.world.measure.indicator.over_time != "latest":
            spans += [set(periods[: n + 1]) for n in range(1, len(periods))]
        for places, span, kind in product(
            [{one} for one in outside] + [outside], spans, [None, *self.world.kinds]
        ):
            terms = self.of(places=places, periods=span, kinds=kind and {kind})
            if sum(self.world.truth[term] for term in terms) in FEW:
                yield terms


def attack(sheet, *, over_time, periods, knows):
    with transaction.atomic():
        world = World(over_time=over_time, periods=periods)
        world.fill(sheet)
        reader, clear = None, []
        if knows:
            council = OrganisationFactory(council=True, place=world.places[0])
            reader, clear = (
                person("Nadia Berrada", Role.CONTRIBUTOR, council),
                [world.places[0].code],
            )
        attacker = Attacker(world, reader, clear)
        attacker.ask()
        for terms in attacker.secrets():
            assert not is_determined(
                attacker.equations, attacker.form(terms), width=len(attacker.unknowns)
            ), f"{terms} is given away"
        transaction.set_rollback(True)


def sheets(periods):
    cells = list(product(range(3), range(periods)))
    return st.fixed_dictionaries(dict.fromkeys(cells, SHEETS))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("over_time", ["sum", "cumulative", "latest"])
@pytest.mark.parametrize("knows", [False, True], ids=["outsider", "neighbour"])
class TestNoDifferenceGivesASmallCountBack:
    @settings(
        max_examples=MANY,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(sheet=sheets(2))
    def test_of_two_periods(self, sheet, over_time, knows):
        attack(sheet, over_time=over_time, periods=2, knows=knows)
