"""The kept totals equal the log, after every kind of change."""

import random
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lib.quantities import Qualifier
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import Activity, ActivityTotal
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    AttributionFactory,
    EvidenceFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory


@pytest.fixture
def country(souss_massa, oriental):
    """Two regions with two provinces each, a commune in each."""
    provinces = [
        ProvinceFactory(parent=parent) for parent in (souss_massa, souss_massa, oriental, oriental)
    ]
    return [CommuneFactory(parent=province) for province in provinces]


@pytest.fixture
def log(country, council):
    """Makes a random activity of the Souss-Massa council."""
    programmes = [ProgrammeFactory() for _turn in range(3)]
    kinds = [ActivityKindFactory(code=code) for code in ("workshop", "meeting")]

    def make(chance):
        participants = chance.choice([None, 0, 12, 40])
        return ActivityFactory(
            validated=True,
            owner=council,
            kind=chance.choice(kinds),
            starts_on=chance.choice([date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28)]),
            participants=participants,
            participants_qualifier=chance.choice([Qualifier.EXACT, Qualifier.AT_LEAST]),
            women=None if not participants else chance.choice([None, 0, 7]),
            is_planned=chance.random() < 0.1,
            programmes=chance.sample(programmes, chance.randint(1, 3)),
            places=chance.sample(country, chance.randint(0, 4)),
        )

    return make


def assert_equal_to_the_log():
    assert totals.drift() == []


@pytest.mark.parametrize("seed", range(6))
def test_totals_follow_every_change_of_the_log(seed, log, country):
    chance = random.Random(seed)
    activities = []
    for _turn in range(14):
        change = chance.choice(
            ["log", "log", "move", "unvalidate", "wait", "evidence", "attribute"]
        )
        if change == "log" or not activities:
            activity = log(chance)
            activities.append(activity)
            totals.refresh(totals.keys_of(activity))
        else:
            activity = chance.choice(activities)
            before = totals.keys_of(activity)
            alter(activity, change, chance, country)
            totals.refresh(before | totals.keys_of(activity))
        assert_equal_to_the_log()


def alter(activity, change, chance, country):
    if change == "move":
        activity.starts_on = chance.choice([date(2026, 3, 1), date(2025, 12, 31)])
        activity.save()
        activity.places.set(chance.sample(country, 1))
    elif change == "unvalidate":
        activity.state = ActivityState.RETURNED
        activity.save()
    elif change == "wait":
        activity.state = ActivityState.SUBMITTED
        activity.save()
    elif change == "evidence":
        EvidenceFactory(activity=activity, data=chance.randbytes(8))
    else:
        AttributionFactory(activity=activity, programme=ProgrammeFactory())


def test_an_activity_in_two_communes_of_a_region_counts_once_there(log, country, souss_massa):
    activity = log(random.Random(1))
    activity.is_planned = False
    activity.save()
    activity.places.set(country[:2])

    totals.rebuild()

    region = ActivityTotal.objects.get(place=souss_massa, programme__isnull=True)
    assert region.activities == 1


def test_an_undated_activity_keeps_its_own_total(council):
    activity = ActivityFactory(
        validated=True, owner=council, starts_on=None, starts_precision="unknown"
    )

    totals.refresh(totals.keys_of(activity))

    total = ActivityTotal.objects.get(programme__isnull=True, place__isnull=True)
    assert (total.month, total.activities) == (None, 1)


class TestCheckTotals:
    def test_passes_on_a_log_that_its_totals_equal(self, log):
        totals.refresh(totals.keys_of(log(random.Random(2))))
        call_command("check_totals")

    def test_fails_and_repairs_after_a_write_behind_the_actions(self, log):
        log(random.Random(3))
        Activity.objects.update(is_planned=False)

        with pytest.raises(CommandError, match="differ from the log"):
            call_command("check_totals")
        call_command("check_totals", "--repair")

        assert_equal_to_the_log()
