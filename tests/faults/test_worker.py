"""The worker dies while it makes a report, or is told to stop."""

import pytest

from tests.faults.portal import LAYOUT
from tests.run.processes import is_alive, wait_for, with_environment

pytestmark = pytest.mark.slow


def test_killed_with_its_group_the_report_is_made_once_by_the_next(portal):
    pk = portal.begin_report(until="30/06/2026", stages=["pdf"])

    portal.kill_worker_group()

    assert portal.edition(pk)["state"] == "running"
    portal.wait_for_worker()
    edition = portal.completed(pk)
    assert (edition["number"], edition["attempts"]) == (1, 2)
    assert portal.editions_until("2026-06-30") == 1


def test_when_what_lays_out_the_pages_is_killed_the_worker_tries_again_at_once(portal):
    pk = portal.begin_report(until="29/06/2026", stages=["pdf"])

    portal.kill_typesetters()

    edition = portal.completed(pk)
    assert (edition["number"], edition["attempts"]) == (1, 2)
    # The worker saw it by itself; when a lease runs out, nobody has anything to say.
    assert f"edition {edition['code']}: crash" in portal.log()


def test_ctrl_c_leaves_nothing_running_and_the_report_is_made_after_the_next_start(portal):
    pk = portal.begin_report(until="28/06/2026", stages=LAYOUT)
    typesetters = portal.typesetters()

    assert portal.ctrl_c() == 0

    assert with_environment("WASL_TEST_MARK", portal.mark) == []
    wait_for(lambda: not any(is_alive(pid) for pid in typesetters))
    portal.start()
    assert portal.completed(pk)["number"] == 1
