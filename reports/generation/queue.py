"""Who may make an edition: a lease on its row, and a number that rises with each taker.

The row is the truth. A message of the broker only says that there may be work: lost, doubled or
late, it changes nothing. Leases are compared by the database's clock, so that workers on several
machines need not agree on the time.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from actors.audit import record
from actors.enums import EventKind
from reports import workflow
from reports.enums import EditionState, Failure, Stage
from reports.generation.notices import tell_failed
from reports.models import Edition

logger = logging.getLogger(__name__)

# A row that was handed out is left alone so long, for the message to reach a worker.
HANDED_OUT = timedelta(seconds=10)
# At most so many rows per tick: the next one is never far.
BATCH = 20


class Overtaken(Exception):
    """Another worker has taken the edition, or somebody withdrew it: let go of it."""


def take_due() -> list[tuple[int, int]]:
    """The editions to hand out now, as (id, version). Two calls at once never give the same."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    waiting = Edition.objects.filter(free, state=EditionState.QUEUED).order_by("pk")
    return [
        (pk, fence)
        for pk, fence in waiting.values_list("pk", "fence")[:BATCH]
        if Edition.objects.filter(free, pk=pk, fence=fence, state=EditionState.QUEUED).update(
            lease_until=Now() + HANDED_OUT
        )
    ]


def give_back_lost(*, at: datetime) -> int:
    """Put back in the queue what a worker let go of without a word; how many there were.

    After too many attempts the edition has failed instead.
    """
    lost = Edition.objects.filter(state=EditionState.RUNNING, lease_until__lt=Now())
    return sum(
        let_go(edition, fence=edition.fence, reason=Failure.LOST, at=at)
        for edition in lost.defer("content").order_by("pk")[:BATCH]
    )


@dataclass
class Hold:
    """A worker's hold on an edition: as long as the fence stands, the edition is its own."""

    edition: Edition
    fence: int
    stage: Stage | None = None

    def enter(self, stage: Stage) -> None:
        """Say which stage begins. Raises Overtaken."""
        self._write(stage=stage)
        self.stage = stage

    def renew(self) -> None:
        """Say that the work goes on. Raises Overtaken."""
        self._write()

    def keep(self, **changes: Any) -> None:
        """Save changes of the row. Raises Overtaken, and nothing is saved."""
        self._write(**changes)

    def finish(self, to: EditionState, **changes: Any) -> None:
        """Save the end of the work. Raises Overtaken, and nothing is saved."""
        workflow.move(self.edition, to=to)
        self._write(state=to, **changes)

    def _write(self, **changes: Any) -> None:
        rows = Edition.objects.filter(
            pk=self.edition.pk, fence=self.fence, state=EditionState.RUNNING
        )
        lease = Now() + timedelta(seconds=settings.REPORT_LEASE_SECONDS)
        if not rows.update(**{"lease_until": lease, **changes}):
            raise Overtaken


@contextmanager
def claimed(edition_id: int, version: int) -> Iterator[Hold | None]:
    """Hold an edition while making it; None if it is not to be made, or not in this version."""
    taken = Edition.objects.filter(pk=edition_id, fence=version, state=EditionState.QUEUED).update(
        state=EditionState.RUNNING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=Now() + timedelta(seconds=settings.REPORT_LEASE_SECONDS),
    )
    if not taken:
        yield None
        return
    edition = Edition.objects.select_related(
        "region", "meeting__committee", "meeting__proceedings"
    ).get(pk=edition_id)
    try:
        yield Hold(edition, fence=edition.fence)
    except Overtaken:
        logger.warning("edition %s: another worker has taken it over", edition.code)


@transaction.atomic
def let_go(edition: Edition, *, fence: int, reason: Failure, at: datetime) -> bool:
    """Give an edition back to the queue after a mishap, or fail it when there were too many."""
    if edition.attempts >= settings.REPORT_MAX_ATTEMPTS:
        return fail(edition, fence=fence, reason=reason, at=at)
    rows = Edition.objects.filter(pk=edition.pk, fence=fence, state=EditionState.RUNNING)
    return bool(rows.update(state=EditionState.QUEUED, fence=F("fence") + 1, lease_until=None))


@transaction.atomic
def fail(edition: Edition, *, fence: int, reason: Failure, at: datetime) -> bool:
    """End the making of an edition with a reason; its stage stays on the row."""
    rows = Edition.objects.filter(pk=edition.pk, fence=fence, state=EditionState.RUNNING)
    if not rows.update(
        state=EditionState.FAILED, fence=F("fence") + 1, failure=reason, lease_until=None
    ):
        return False
    failed = Edition.objects.defer("content").get(pk=edition.pk)
    record(
        EventKind.FAILED,
        about=failed,
        by=None,
        at=at,
        after={"stage": failed.stage, "reason": reason.value},
    )
    tell_failed(failed, at=at)
    return True
