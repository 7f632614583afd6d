"""A dashboard that is frozen while somebody saves holds all of the edit, or nothing of it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from actors.models import Decision
from indicators.models import Target, Value
from programmes.models import CommitteeProgramme
from reports import content
from reports.actions import freeze
from reports.models import Snapshot
from tests.factories.actors import CommitteeFactory, DecisionFactory
from tests.factories.indicators import ValueFactory
from tests.reports.giving import ON, TODAY

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

PATIENCE = 60


class Pause:
    """Stops a connection before one of its statements, until it is told to go on."""

    def __init__(self, before):
        self.before = before
        self.seen = 0
        self.reached, self.go = Event(), Event()

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.before:
            self.reached.set()
            assert self.go.wait(PATIENCE)
        return execute(sql, params, many, context)


@pytest.fixture
def committee(programme, make):
    make("p-1", target=100)
    ValueFactory(programme=programme, code="bureaux", is_key=True, number=16)
    committee = CommitteeFactory(slug="copil-depomi")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    DecisionFactory(committee=committee, number=1, text_fr="Avant", is_public=True)
    return committee


def edit():
    """One save that touches three blocks of the dashboard."""
    with transaction.atomic():
        Value.objects.filter(code="bureaux").update(number=17)
        Target.objects.update(number=200)
        Decision.objects.update(text_fr="Après")


def told(body):
    """What a body says of the three things that the edit changes."""
    (framework,) = body["results"]
    (decision,) = body["decisions"]
    return (
        Decimal(body["claims"][0]["amount"]["quantity"]["number"]),
        Decimal(framework["measures"][0]["target"]["number"]),
        decision["text"],
    )


BEFORE, AFTER = (16, 100, "Avant"), (17, 200, "Après")


# From the first statement (who asks), over the reading of the French body, into the Arabic one.
@pytest.mark.parametrize("statement", [1, 4, 6, 7, 9, 12, 16])
def test_a_snapshot_has_all_of_an_edit_or_nothing(committee, coordinator, statement):
    pause = Pause(statement)

    def frozen():
        try:
            with connection.execute_wrapper(pause):
                return freeze(about=committee, meeting=None, as_of=ON, by=coordinator, at=TODAY).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(frozen)
        assert pause.reached.wait(PATIENCE)
        edit()
        pause.go.set()
        snapshot = Snapshot.objects.get(pk=running.result(PATIENCE))
    french = told(snapshot.bodies["fr"])
    assert french in (BEFORE, AFTER)
    assert [told(snapshot.bodies[language])[:2] for language in ("ar", "en")] == [french[:2]] * 2
    assert snapshot.sha256 == content.digest(snapshot.bodies)


def test_the_next_one_has_the_edit(committee, coordinator):
    asked = {"about": committee, "meeting": None, "as_of": ON, "by": coordinator, "at": TODAY}
    first = freeze(**asked)
    edit()
    second = freeze(**asked)
    assert told(first.bodies["fr"]) == BEFORE
    assert told(second.bodies["fr"]) == AFTER
