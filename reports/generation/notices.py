"""Telling whoever asked for a report, and has probably left the page, what became of it."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import translation

from actors.actions import queue_notice
from reports.models import Edition

# Most reports take a few seconds, and their reader is still there: no e-mail for those.
PATIENCE = timedelta(minutes=1)


def tell_ready(edition: Edition, *, at: datetime) -> None:
    """Queue the e-mail that a report which took its time is ready."""
    if at - edition.requested_at >= PATIENCE:
        _tell(edition, "edition_ready", at)


def tell_failed(edition: Edition, *, at: datetime) -> None:
    """Queue the e-mail that a report could not be made."""
    _tell(edition, "edition_failed", at)


def _tell(edition: Edition, message: str, at: datetime) -> None:
    person = edition.requested_by
    if person is None:
        return
    with translation.override(person.language):
        path = reverse("reports:edition_detail", args=[edition.uuid])
    queue_notice(
        to=person.email,
        language=person.language,
        message=message,
        context={"recipient": person, "edition": edition, "path": path},
        # A report that is asked for again after a failure is told of again.
        key=f"{message}:{edition.uuid}:{edition.fence}",
        at=at,
    )
