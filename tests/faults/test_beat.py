"""Two beats, by mistake."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from config.bootstrap.console import PYTHON, ROOT
from tests.run.processes import wait_for

pytestmark = pytest.mark.slow

PLANNED = "SELECT id FROM reports_edition WHERE schedule_id IS NOT NULL"


@pytest.fixture
def second_beat(portal):
    """Another beat beside the portal's own; it carries the portal's mark."""
    with (portal.folder / "beat.log").open("ab") as log:
        process = subprocess.Popen(
            [
                Path(PYTHON).parent / "celery",
                *["--quiet", "-A", "config.celery", "beat", "--pidfile", ""],
                *["--schedule", portal.folder / "second-beat"],
            ],
            cwd=ROOT,
            env=portal.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    yield process
    process.terminate()
    process.wait(20)


def test_each_ended_period_of_a_plan_is_reported_on_once(portal, second_beat):
    two_months_ago = (timezone.localdate().replace(day=1) - timedelta(days=32)).replace(day=1)
    plan = {
        "frequency": "monthly",
        "languages": ["fr", "ar"],
        "first_on": f"{two_months_ago:%d/%m/%Y}",
        "is_active": "on",
    }

    answer = portal.visitor("karima").post("/fr/rapports/calendrier/prim/", plan)

    assert answer.status == 302, answer.text
    wait_for(lambda: len(portal.rows(PLANNED)) == 4)
    for (pk,) in portal.rows(PLANNED):
        assert portal.completed(pk)["number"] == 1
    assert second_beat.poll() is None
    assert len(portal.rows(PLANNED)) == 4
