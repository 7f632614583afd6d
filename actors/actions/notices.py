"""E-mails as rows: written with the change they tell of, sent and retried by the tick."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation

from actors.enums import NoticeState
from actors.models import Notice

logger = logging.getLogger(__name__)

# How long to wait after the first, second and third failure; then the notice has failed.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
MAX_ATTEMPTS = len(PAUSES) + 1
# Longer than a whole batch takes when each message runs into the mail server's time limit.
LEASE = timedelta(minutes=5)
BATCH = 20
_FORGOTTEN = {"body": "", "attachment": ""}


@dataclass(frozen=True, slots=True)
class Part:
    """What goes with an e-mail: a text that programs read, and its type."""

    text: str
    content_type: str


def queue_notice(
    *,
    to: str,
    language: str,
    message: str,
    context: dict[str, Any],
    key: str,
    part: Part | None = None,
    at: datetime,
) -> Notice:
    """Queue an e-mail in the recipient's language; the same key queues nothing twice.

    `message` names templates/emails/<message>_subject.txt and <message>_body.txt. Call it inside
    the transaction of the change that the e-mail tells of.
    """
    context = {"portal": settings.PUBLIC_URL, **context}
    with translation.override(language):
        subject = render_to_string(f"emails/{message}_subject.txt", context)
        body = render_to_string(f"emails/{message}_body.txt", context)
    notice, _is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "language": language,
            "subject": " ".join(subject.split())[:250],
            "body": body.strip() + "\n",
            "attachment": part.text if part else "",
            "attachment_type": part.content_type if part else "",
            "queued_at": at,
            "not_before": at,
        },
    )
    return notice


def send_due_notices(*, at: datetime) -> int:
    """Send the e-mails whose moment has come; how many went out. Called by the tick.

    Two senders never hold one notice: each claims it with a lease and a fencing number, and
    only the number it claimed with may finish it.
    """
    held = [notice for notice in map(_claim(at), Notice.objects.due(at=at)[:BATCH]) if notice]
    if not held:
        return 0
    connection = get_connection()
    sent = 0
    try:
        for notice in held:
            sent += _send(notice, connection, at)
    finally:
        connection.close()
    return sent


def _claim(at: datetime) -> Callable[[Notice], Notice | None]:
    def claim(notice: Notice) -> Notice | None:
        """The notice, if nobody was faster."""
        claimed = Notice.objects.filter(
            pk=notice.pk, fence=notice.fence, state=NoticeState.QUEUED
        ).update(fence=F("fence") + 1, attempts=F("attempts") + 1, lease_until=at + LEASE)
        if not claimed:
            return None
        notice.fence += 1
        notice.attempts += 1
        return notice

    return claim


def _send(notice: Notice, connection: BaseEmailBackend, at: datetime) -> int:
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[notice.to],
        connection=connection,
        headers={
            # The same at each attempt, so that a mail server can drop a double.
            "Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": notice.language,
        },
    )
    if notice.attachment:
        # As another form of the text, where mail programs look for an invitation.
        message.attach_alternative(notice.attachment, notice.attachment_type)
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:
        _give_back(notice, error, at)
        return 0
    # The text may carry a one-time link; once sent, nobody needs to find it in the database.
    _finish(notice, state=NoticeState.SENT, sent_at=at, error="", **_FORGOTTEN)
    return 1


def _give_back(notice: Notice, error: Exception, at: datetime) -> None:
    logger.warning("notice %s, attempt %s: %s", notice.pk, notice.attempts, error)
    told = f"{type(error).__name__}: {error}"[:250]
    if notice.attempts >= MAX_ATTEMPTS:
        _finish(notice, state=NoticeState.FAILED, error=told, **_FORGOTTEN)
        return
    _finish(notice, not_before=at + PAUSES[notice.attempts - 1], error=told)


def _finish(notice: Notice, **changes: Any) -> None:
    Notice.objects.filter(pk=notice.pk, fence=notice.fence).update(lease_until=None, **changes)
