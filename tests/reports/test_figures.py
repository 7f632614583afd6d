"""Figures: one figure, one function, whatever the way it is counted."""

import random
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction

from lib.dates import Period
from lib.quantities import Qualifier, Quantity
from programmes import totals
from regions.models import Place
from reports import figures
from reports.figures import Subject, claims
from reports.figures.components import progress
from tests.factories.actors import OrganisationFactory
from tests.factories.indicators import IndicatorFactory, ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    AttributionFactory,
    ComponentFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory, RegionFactory


@contextmanager
def kept(django_db_blocker):
    """What is made within stays for the tests of a class, and is rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def by_hand(rows):
    """The same counts, the slow and obvious way."""
    rows = list(rows)
    told = [row.participants for row in rows if row.participants is not None]
    return {
        "activities": len(rows),
        "participants": sum(told),
        "women": sum(row.women or 0 for row in rows),
        "with_participants": len(told),
    }


PERIODS = [
    None,
    Period(date(2026, 1, 1), date(2026, 3, 31)),
    Period(date(2026, 1, 10), date(2026, 4, 5)),
    Period(date(2026, 2, 3), date(2026, 2, 20)),
    Period(date(2026, 2, 15), date(2026, 3, 31)),
    Period(date(2030, 1, 1), date(2030, 12, 31)),
]


class Logged:
    """Sixty activities over two regions, two programmes and five months."""

    @pytest.fixture(scope="class")
    @classmethod
    def log(cls, django_db_setup, django_db_blocker):
        with kept(django_db_blocker):
            yield cls.logged()

    @classmethod
    def logged(cls):
        regions = [
            RegionFactory(code="MA.09", slug="souss-massa"),
            RegionFactory(code="MA.02", slug="oriental"),
        ]
        council = OrganisationFactory(
            council=True, slug="conseil-regional-souss-massa", place=regions[0]
        )
        chance = random.Random(7)
        communes = [CommuneFactory(parent=ProvinceFactory(parent=r)) for r in regions]
        programmes = [ProgrammeFactory(slug="depomi"), ProgrammeFactory(slug="prim")]
        kinds = [ActivityKindFactory(code=code) for code in ("workshop", "meeting")]
        for _turn in range(60):
            participants = chance.choice([None, 10, 25])
            ActivityFactory(
                validated=chance.random() < 0.8,
                owner=council,
                kind=chance.choice(kinds),
                starts_on=date(2026, 1, 1) + timedelta(days=chance.randint(0, 150)),
                participants=participants,
                women=chance.choice([None, 5]) if participants else None,
                programmes=chance.sample(programmes, chance.randint(1, 2)),
                places=chance.sample(communes, chance.randint(1, 2)),
            )
        totals.rebuild()
        return programmes


class TestLog(Logged):
    @pytest.mark.parametrize("period", PERIODS, ids=str)
    @pytest.mark.parametrize("scope", ["one programme", "both", "all", "region"])
    def test_a_summary_equals_a_count_by_hand(self, log, souss_massa, period, scope):
        subject = {
            "one programme": Subject(log[:1], None, period),
            "both": Subject(log, None, period),
            "all": Subject(None, None, period),
            "region": Subject(None, souss_massa, period),
        }[scope]
        expected = by_hand(figures.done(subject))

        counted = figures.summary(subject)

        assert counted.activities == expected["activities"]
        assert (counted.participants.total.number or 0) == expected["participants"]
        assert (counted.participants.women.number or 0) == expected["women"]
        assert counted.completeness.with_participants == expected["with_participants"]
        assert sum(month.activities for month in counted.months) == expected["activities"]
        assert sum(kind.activities for kind in counted.kinds) == expected["activities"]

    def test_a_shared_activity_counts_once_for_both_programmes_together(self, log):
        apart = sum(figures.summary(Subject([programme])).activities for programme in log)

        together = figures.summary(Subject(log)).activities

        assert together < apart
        assert together == figures.summary(Subject()).activities

    @pytest.mark.parametrize("period", PERIODS, ids=str)
    @pytest.mark.parametrize("where", ["everywhere", "region"])
    def test_each_programme_counts_for_itself_what_it_counts_alone(
        self, log, souss_massa, period, where
    ):
        place = souss_massa if where == "region" else None

        counted = figures.by_programme(Subject(log, place, period))

        for programme in log:
            alone = figures.summary(Subject([programme], place, period)).tally
            assert counted.get(programme.pk, figures.NOTHING) == alone

    def test_regions_and_provinces_count_what_a_summary_says_of_them(
        self, log, souss_massa, oriental
    ):
        tallies = figures.by_place(Subject(log), [souss_massa, oriental])

        for region in (souss_massa, oriental):
            assert tallies[region.pk] == figures.summary(Subject(log, region)).tally

    def test_the_queries_of_a_summary_do_not_grow(
        self, log, council, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(8):
            figures.summary(Subject(log[:1]))


def test_an_activity_of_three_programmes_counts_once_for_all_three(council, souss_massa):
    programmes = [ProgrammeFactory() for _ in range(3)]
    for sharing in (programmes, programmes[:2], programmes[2:]):
        ActivityFactory(
            validated=True, owner=council, programmes=sharing, places=[souss_massa], participants=10
        )
    totals.rebuild()

    counted = figures.summary(Subject(programmes))
    there = figures.summary(Subject(programmes, souss_massa))

    assert (counted.activities, counted.participants.total.number) == (3, 30)
    assert [kind.activities for kind in counted.kinds] == [3]
    assert [place.activities for place in counted.places] == [3]
    assert there.activities == 3


def test_a_missing_number_makes_the_sum_a_minimum(council):
    programme = ProgrammeFactory()
    for participants in (20, None):
        ActivityFactory(
            validated=True, owner=council, participants=participants, programmes=[programme]
        )
    totals.rebuild()

    total = figures.summary(Subject([programme])).participants.total

    assert total == Quantity(20, Qualifier.AT_LEAST)


def test_nothing_reported_is_not_zero(council):
    programme = ProgrammeFactory()
    ActivityFactory(validated=True, owner=council, participants=None, programmes=[programme])
    totals.rebuild()

    assert figures.summary(Subject([programme])).participants.total.number is None


def test_a_period_says_what_it_leaves_out_for_want_of_a_date(council):
    programme = ProgrammeFactory()
    ActivityFactory(
        validated=True,
        owner=council,
        starts_on=None,
        starts_precision="unknown",
        programmes=[programme],
    )
    totals.rebuild()
    period = Period(date(2026, 1, 1), date(2026, 3, 31))

    assert figures.summary(Subject([programme])).completeness.undated == 0
    counted = figures.summary(Subject([programme], None, period))
    assert (counted.activities, counted.completeness.undated) == (0, 1)


def test_no_activity_at_all_is_zero(db):
    counted = figures.summary(Subject([ProgrammeFactory()]))

    assert counted.is_empty
    assert counted.participants.total == Quantity(0)


def test_at_least_thirty_stays_at_least_thirty(db):
    programme = ProgrammeFactory()
    ValueFactory(
        code="prim-0004",
        programme=programme,
        indicator=IndicatorFactory(),
        number=30,
        qualifier=Qualifier.AT_LEAST,
        state="validated",
    )

    [claim] = [
        figure
        for figure in figures.programme_figures(programme, on=date(2026, 3, 16))
        if figure.kind == "claimed"
    ]

    assert claim.quantity == Quantity(30, Qualifier.AT_LEAST)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2020, 1, 1), date(2023, 7, 6), False),
        (date(2020, 1, 1), date(2023, 7, 7), True),
        (date(2026, 1, 1), date(2026, 3, 31), True),
    ],
)
def test_a_claim_is_known_from_its_date_on(db, first, last, shown):
    programme = ProgrammeFactory()
    value = ValueFactory(
        programme=programme, as_of_on=date(2023, 7, 7), as_of_precision="day", state="validated"
    )

    told = figures.programme_figures(programme, on=date(2026, 4, 1), period=Period(first, last))

    assert (value.code in {figure.code for figure in told}) == shown


class TestFind(Logged):
    def test_gives_a_computed_figure_by_its_address(self, log, coordinator):
        found = figures.find("activities-depomi", user=coordinator, on=date(2026, 3, 16))

        assert found.quantity.number == figures.summary(Subject(log[:1])).activities

    def test_hides_a_programme_that_is_not_ones_own(self, log, donor):
        assert figures.find("activities-depomi", user=donor, on=date(2026, 3, 16)) is None

    def test_knows_no_other_address(self, coordinator):
        assert figures.find("activities-nowhere", user=coordinator, on=date(2026, 3, 16)) is None


class TestByRegionAndComponent(Logged):
    @classmethod
    def logged(cls):
        """Forty activities over two regions and two programmes, most with a component."""
        souss_massa = RegionFactory(code="MA.09", slug="souss-massa")
        oriental = RegionFactory(code="MA.02", slug="oriental")
        council = OrganisationFactory(
            council=True, slug="conseil-regional-souss-massa", place=souss_massa
        )
        chance = random.Random(11)
        communes = [
            CommuneFactory(parent=ProvinceFactory(parent=region))
            for region in (souss_massa, souss_massa, oriental)
        ]
        programmes = [ProgrammeFactory(slug="depomi"), ProgrammeFactory(slug="prim")]
        offered = {
            programme: [None, *ComponentFactory.create_batch(2, programme=programme)]
            for programme in programmes
        }
        for _turn in range(40):
            activity = ActivityFactory(
                validated=chance.random() < 0.8,
                owner=council,
                starts_on=date(2026, 1, 1) + timedelta(days=chance.randint(0, 150)),
                participants=chance.choice([None, 10, 25]),
                places=chance.sample(communes, chance.randint(0, 3)),
            )
            for programme in chance.sample(programmes, chance.randint(1, 2)):
                told = chance.choice(offered[programme])
                for funder in (None, OrganisationFactory())[: chance.randint(1, 2)]:
                    AttributionFactory(
                        activity=activity,
                        programme=programme,
                        component=told,
                        funder=funder,
                        share=25,
                    )
        totals.rebuild()
        return programmes

    def by_hand(self, subject, length):
        found = {}
        for activity in figures.done(subject):
            units = {place.code[:length] for place in activity.places.all()}
            if subject.place:
                units = {unit for unit in units if unit.startswith(subject.place.code)}
            lines = {
                (line.programme, line.component.position if line.component else None)
                for line in activity.attributions.all()
                if subject.programmes is None or line.programme in subject.programmes
            }
            for unit in units:
                for programme, component in lines:
                    cell = found.setdefault((unit, programme.slug, component), [])
                    cell.append(activity.participants)
        return {
            cell: (len(told), sum(one or 0 for one in told), None in told)
            for cell, told in found.items()
        }

    @pytest.mark.parametrize("period", PERIODS, ids=str)
    @pytest.mark.parametrize("scope", ["one programme", "both", "all", "region"])
    def test_equals_a_count_by_hand(self, log, souss_massa, period, scope):
        subject, length = {
            "one programme": (Subject(log[:1], None, period), 5),
            "both": (Subject(log, None, period), 5),
            "all": (Subject(None, None, period), 5),
            "region": (Subject(log, souss_massa, period), 9),
        }[scope]

        counted = {
            (cell.place_code, cell.programme, cell.component): (
                cell.activities,
                cell.participants.number or 0,
                cell.participants.number is None
                or cell.participants.qualifier == Qualifier.AT_LEAST,
            )
            for cell in figures.by_region_and_component(subject)
        }

        assert counted == self.by_hand(subject, length)

    def test_what_states_no_component_comes_last_in_its_place(self, log):
        counted = figures.by_region_and_component(Subject(log[:1]))

        for code in {cell.place_code for cell in counted}:
            states = [cell.component is None for cell in counted if cell.place_code == code]
            assert states == sorted(states)

    @pytest.mark.parametrize("period", PERIODS, ids=str)
    @pytest.mark.parametrize("programmes", [1, 2])
    def test_is_the_same_when_all_is_read_from_the_log_at_once(
        self, log, period, programmes, django_assert_num_queries
    ):
        subject = Subject(log[:programmes], None, period)
        regions = list(Place.objects.regions())

        with django_assert_num_queries(1):
            found = progress(subject, regions)

        whole = figures.summary(subject)
        assert found.tally == whole.tally
        assert found.awaiting == whole.completeness.awaiting_validation
        assert found.places == whole.places
        assert found.components == figures.by_region_and_component(subject)

    def test_asks_the_log_once(self, log, django_assert_num_queries):
        with django_assert_num_queries(2):
            figures.by_region_and_component(Subject(log))


def test_claims_are_read_with_all_that_they_tell_in_one_query(
    db, souss_massa, django_assert_num_queries
):
    programme = ProgrammeFactory()
    for _turn in range(3):
        ValueFactory(programme=programme, place=souss_massa, wording="une trentaine")

    with django_assert_num_queries(1):
        found = claims.of_programmes([programme], None)

    assert [figure.source.kind for figure in found] == [found[0].source.kind] * 3
    assert {(figure.programme, figure.place) for figure in found} == {
        (programme.slug, souss_massa.code)
    }
