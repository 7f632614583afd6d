"""What the steering dashboard asks of the database: a query for each of its blocks."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from actors.audit import record
from actors.enums import EventKind
from actors.models import Decision
from indicators.models import Explanation, Measure
from programmes import totals
from programmes.models import CommitteeProgramme, Risk
from reports.actions import freeze
from tests.factories.actors import CommitteeFactory, DecisionFactory
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    AttributionFactory,
    ComponentFactory,
    TransactionFactory,
)
from tests.reports.giving import ON, TODAY, give, page_of

INNERMOST = re.compile(r"\([^()]*\)")
OUTER_TABLE = re.compile(r'\bFROM "(\w+)"')

# The frame of every page: session, person, roles.
FRAME = {"django_session": 1, "actors_user": 1, "actors_membership": 1}
# Block by block: one query for each, with all that hangs on its rows.
BLOCKS = {
    "the headline": "reports_headline",
    "key figures: those published": "indicators_value",
    "to be dealt with: what was due, and what came": "indicators_period",
    "results: the measures with targets, totals and reasons": "indicators_measure",
    "progress by region and component": "programmes_attribution",
    "the map: the regions and what is covered there": "regions_place",
    "decisions": "actors_decision",
    "risks": "programmes_risk",
    "spending: what is planned, and the ledger with it": "programmes_budgetline",
    "what was frozen, and what is compared with": "reports_snapshot",
}
# Since the last snapshot: why figures changed.
CHANGES = {"indicators_amendment": 1}
# What happened since the day that is asked for, to all that the dashboard tells.
SINCE = {"actors_event": 1}
OF_A_PROGRAMME = {"programmes_programme": 1}
# The address is looked for among the programmes first; then those that the committee follows.
OF_A_COMMITTEE = {"programmes_programme": 2, "actors_committee": 1}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def committee(programme):
    committee = CommitteeFactory(slug="copil-depomi")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    return committee


@pytest.fixture
def _filled(programme, committee, make, quarters, souss_massa, coordinator):
    """Something for every block to show."""
    measure = make("p-1", target=1000, is_key=True)
    give(measure, quarters[0], souss_massa, 30)
    Explanation.objects.create(
        measure=measure, text="Parce que.", as_of=ON, written_by=coordinator, written_at=TODAY
    )
    ValueFactory(programme=programme, is_key=True)
    activity = ActivityFactory(validated=True, starts_on=ON, places=[souss_massa])
    AttributionFactory(
        activity=activity, programme=programme, component=ComponentFactory(programme=programme)
    )
    DecisionFactory(committee=committee, number=1, is_public=True)
    Risk.objects.create(
        programme=programme, title="Risque", probability="low", severity="low", raised_on=ON
    )
    TransactionFactory(line__programme=programme)
    totals.rebuild()


def asked(client, slug, on=None):
    """The queries of a dashboard, by the table that each begins with."""
    with translation.override("fr"):
        address = reverse("reports:steering", args=[slug])
    if on is not None:
        address = f"{address}?au={on.isoformat()}"
    page_of(client, address)
    with CaptureQueriesContext(connection) as queries:
        page_of(client, address)
    return Counter(_table(query["sql"]) for query in queries)


def _table(sql):
    # Subqueries go first, from the inside out: they belong to the query around them. Of a union
    # with brackets around its parts nothing is left, and the first part names it.
    whole = sql
    while (shorter := INNERMOST.sub("", sql)) != sql:
        sql = shorter
    return (OUTER_TABLE.search(sql) or OUTER_TABLE.search(whole)).group(1)


def budget(*parts):
    whole = Counter(BLOCKS.values())
    for part in parts:
        whole.update(part)
    return whole


@pytest.mark.usefixtures("_filled")
class TestQueries:
    def test_of_a_programme_are_one_for_each_block(self, coordinator, client_for):
        told = budget(FRAME, OF_A_PROGRAMME)

        assert asked(client_for(coordinator), "depomi") == told
        assert told.total() == 14

    def test_of_a_committee_are_the_same_and_those_of_its_programmes(self, coordinator, client_for):
        told = budget(FRAME, OF_A_COMMITTEE)

        assert asked(client_for(coordinator), "copil-depomi") == told

    def test_a_comparison_adds_what_is_compared(
        self, programme, make, quarters, souss_massa, coordinator, client_for
    ):
        freeze(about=programme, meeting=None, as_of=date(2026, 1, 5), by=coordinator, at=TODAY)
        told = budget(FRAME, OF_A_PROGRAMME, CHANGES)

        assert asked(client_for(coordinator), "depomi") == told

    def test_of_an_officer_ask_twice_whether_their_agency_works_on_it(self, officer, client_for):
        told = budget(FRAME, OF_A_PROGRAMME)

        more = asked(client_for(officer), "depomi") - told

        # For what they may do on the page, and for the small numbers that they may read.
        assert more == {"programmes_partnership": 1, "programmes_programme": 1}

    def test_of_a_day_of_the_past_are_one_more_where_something_changed_since(
        self, coordinator, client_for
    ):
        client, yesterday = client_for(coordinator), ON - timedelta(days=1)
        today, before = asked(client, "copil-depomi"), asked(client, "copil-depomi", on=yesterday)

        for about in (Measure.objects.get(), Decision.objects.get()):
            record(EventKind.CHANGED, about=about, by=coordinator, at=TODAY, before={}, after={})

        assert asked(client, "copil-depomi", on=yesterday) - before == SINCE
        assert asked(client, "copil-depomi") == today
