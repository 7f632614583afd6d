"""What Celery runs. Messages carry an id and a version, nothing else."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from actors.actions import send_due_notices
from indicators.actions import decision_reminders
from indicators.actions.reminders import remind
from reports import generation

logger = logging.getLogger(__name__)


@shared_task(name="reports.dispatch")
def dispatch(**kwargs):
    """The tick: find what is due and hand it out. `kwargs` lets old and new versions overlap."""
    now = timezone.now()
    generation.queue_due_periods(at=now)
    generation.give_back_lost(at=now)
    for edition_id, version in generation.take_due():
        try:
            make_edition.apply_async(kwargs={"edition_id": edition_id, "version": version})
        except (OperationalError, OSError):
            # The row stays queued and is handed out again in a moment.
            logger.warning("edition %s: the broker does not take messages", edition_id)
    send_due_notices(at=now)
    remind(at=now)
    decision_reminders.remind(at=now)


@shared_task(name="reports.make_edition")
def make_edition(*, edition_id, version, **kwargs):
    """Make one edition, unless another worker has or the row says otherwise."""
    generation.make(edition_id=edition_id, version=version, at=timezone.now())
