"""The bench measures what it says; how fast anything is, no test says."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.urls import Resolver404, resolve, reverse

from config.bench import raw
from config.bench.clock import Times, in_turns
from config.bench.table import Target, table, targets
from programmes import totals
from reports import figures
from reports.figures import Subject
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.factories.regions import RegionFactory


def test_the_95th_percentile_of_thirty_is_the_second_longest():
    times = Times(tuple(float(number) for number in range(1, 31)))

    assert (times.p50, times.p95) == (15.5, 29.0)


def test_the_yardstick_is_done_before_each_of_the_others():
    done = []
    things = {name: lambda name=name: done.append(name) for name in ("bare", "home", "list")}

    taken = in_turns(things, runs=2, against="bare")

    once = ["bare", "bare", "home", "bare", "list"]
    assert done[-2 * len(once) :] == once * 2
    assert [len(taken[name].seconds) for name in things] == [6, 2, 2]


def test_without_targets_nothing_is_said():
    assert targets([]) == ""


def test_a_table_sets_numbers_to_the_right():
    text = table("Pages", ["page", "ms"], [["home", "7.1"], ["dashboard", "27.0"]])

    assert text.splitlines()[1:] == [
        "Pages",
        "",
        "page         ms",
        "---------  ----",
        "home        7.1",
        "dashboard  27.0",
    ]


def test_a_target_has_its_mark():
    text = targets([Target("PDF", "0.9×", True), Target("dashboard", "5.2×", False)])

    assert "✓  PDF" in text
    assert "✗  dashboard  5.2×" in text


def test_the_bare_page_is_no_page_of_the_portal():
    with override_settings(ROOT_URLCONF="config.bench.urls"):
        address = reverse("bare_page")
        assert resolve(address).view_name == "bare_page"
    with pytest.raises(Resolver404):
        resolve(address, urlconf="config.urls")


def test_the_bare_page_asks_for_its_rows_once(client_for, coordinator, council):
    for _ in range(3):
        ActivityFactory(owner=council, title="Atelier de mesure")
    with override_settings(ROOT_URLCONF="config.bench.urls"):
        page = client_for(coordinator).get(reverse("bare_page"))

    assert page.content.decode().count("Atelier de mesure") == 3


@pytest.mark.django_db
def test_a_database_that_is_in_use_is_left_alone(council):
    ActivityFactory(owner=council)

    with pytest.raises(CommandError) as refused:
        call_command("bench")

    expected = "PostgreSQL" if connection.vendor != "postgresql" else "holds 1 activities"
    assert expected in str(refused.value)


@pytest.mark.services
@pytest.mark.django_db
def test_the_sql_by_hand_counts_what_the_portal_counts(council, souss_massa):
    one, other = ProgrammeFactory(), ProgrammeFactory()
    elsewhere = RegionFactory()
    told = {"validated": True, "owner": council, "participants": 20, "women": 8}
    ActivityFactory(programmes=[one], places=[souss_massa], **told)
    ActivityFactory(programmes=[one, other], places=[souss_massa, elsewhere], **told)
    ActivityFactory(programmes=[other], places=[], **told)
    ActivityFactory(programmes=[one], places=[souss_massa], owner=council, participants=5)
    totals.rebuild()

    for by_hand, subject in (
        (raw.figures_of_programme(one.pk), Subject([one])),
        (raw.figures_of_region(souss_massa), Subject(None, souss_massa)),
    ):
        counted = figures.summary(subject)
        assert by_hand.activities == counted.activities == 2
        assert by_hand.participants == counted.participants.total.number == 40
        assert sorted(count for _month, count in by_hand.months) == sorted(
            month.activities for month in counted.months
        )
        assert sorted(count for _kind, count in by_hand.kinds) == sorted(
            kind.activities for kind in counted.kinds
        )
    assert dict(raw.figures_of_programme(one.pk).regions) == {
        place.code: place.activities for place in figures.summary(Subject([one])).places
    }
