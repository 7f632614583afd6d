"""Redis dies, refuses or swallows: pages answer, and reports are made when it is back."""

import statistics
import time

import pytest

from tests.faults.conftest import SERVICES
from tests.faults.portal import LAYOUT, WEB, WORKER
from tests.faults.proxy import Mode
from tests.faults.test_writers import NEW, activity, count

pytestmark = [pytest.mark.slow, pytest.mark.services]

PAGES = [
    "/fr/",
    "/fr/activites/",
    "/fr/activites/nouvelle/",
    "/fr/programmes/",
    "/fr/programmes/prim/",
    "/fr/programmes/prim/tableau/",
    "/fr/regions/",
    "/fr/regions/souss-massa/",
    "/fr/comites/",
    "/fr/structures/",
    "/fr/rapports/",
    "/fr/chiffres/",
]
TURNS = 3


@pytest.fixture(scope="module")
def portal(portal_on, wire):
    """A portal whose wire to Redis can be cut."""
    return portal_on(SERVICES, wire)


def test_killed_while_a_report_is_made_redis_takes_nothing_with_it(portal, redis):
    pk = portal.begin_report(until="27/06/2026", stages=LAYOUT)

    redis.kill()
    time.sleep(3)
    redis.start()

    assert portal.completed(pk)["number"] == 1
    assert portal.editions_until("2026-06-27") == 1
    # And work that comes later is taken up.
    assert portal.ask_for_report(until="26/06/2026").status == 302
    assert portal.completed(portal.newest_edition())["number"] == 1


@pytest.mark.parametrize(
    ("mode", "until"), [(Mode.REFUSE, "25/06/2026"), (Mode.SWALLOW, "24/06/2026")]
)
def test_without_redis_pages_and_submits_answer_and_reports_come_later(
    portal, wire, mode, until, request
):
    nadia = portal.visitor("nadia")
    for path in PAGES:
        assert nadia.get(path).status == 200, path
    wire.switch(mode)
    try:
        read = {path: [nadia.get(path) for _turn in range(TURNS)] for path in PAGES}
        title = f"Sans Redis {mode}"
        sent = [nadia.post(NEW, activity(f"{title} {n}", do="submit")) for n in range(TURNS)]
        sent.append(portal.ask_for_report(until=until))
        pk = portal.newest_edition()
        assert portal.edition(pk)["state"] == "queued"
    finally:
        wire.switch(Mode.PASS)

    assert {answer.status for answers in read.values() for answer in answers} == {200}
    assert {answer.status for answer in sent} == {302}
    assert count(portal, title) == TURNS
    # What was never asked cannot keep anybody waiting: since its start the web server has opened
    # no connection to the broker, whose port the worker knows well.
    broker = f"port {wire.port}"
    assert broker in portal.connections(WORKER)
    assert broker not in portal.connections(WEB)
    tell = request.config.pluginmanager.get_plugin("terminalreporter").write_line
    for what, answers in {**read, "submits": sent}.items():
        typical = statistics.median(answer.seconds for answer in answers)
        tell(f"Redis {mode}: {what} in {typical * 1000:.0f} ms")
    assert portal.completed(pk)["number"] == 1
