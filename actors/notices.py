"""E-mails as rows, written in the transaction of the change that they tell of."""

from datetime import datetime

from actors.models import Notice, User


def queue_notice(*, to: User, subject: str, body: str, key: str, at: datetime) -> None:
    """Queue an e-mail to a person, in the language that the caller wrote it in.

    A second notice with the same key is the same notice and is not sent again.
    """
    Notice.objects.bulk_create(
        [
            Notice(
                to=to.email,
                language=to.language,
                subject=subject,
                body=body,
                key=key,
                queued_at=at,
                not_before=at,
            )
        ],
        ignore_conflicts=True,
    )
