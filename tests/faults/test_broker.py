"""Redis dies, refuses or swallows: pages answer, and reports are made when it is back."""

import statistics
import time

import pytest

from tests.faults.conftest import SERVICES
from tests.faults.portal import LAYOUT
from tests.faults.proxy import Mode
from tests.faults.test_writers import NEW, activity, count

pytestmark = [pytest.mark.slow, pytest.mark.services]

#: The promise, for each page and each submit, as it answers as a rule; and what a busy machine may
#: make of one answer.
TYPICAL_SECONDS = 0.5
LONGEST_SECONDS = 5
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
def test_without_redis_pages_and_submits_answer_and_reports_come_later(portal, wire, mode, until):
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
    for what, answers in {**read, "submits": sent}.items():
        seconds = [answer.seconds for answer in answers]
        assert statistics.median(seconds) < TYPICAL_SECONDS, (what, seconds)
        assert max(seconds) < LONGEST_SECONDS, (what, seconds)
    assert portal.completed(pk)["number"] == 1
