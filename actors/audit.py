"""The audit trail: every action leaves a line that nobody can change."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from actors.enums import EventKind
from actors.models import Event, User


def record(
    kind: EventKind,
    *,
    about: Model,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Write one line of the trail, in the transaction of the change it tells of.

    `by` is None for what the portal does by itself.
    """
    return Event.objects.create(
        at=at,
        by_id=by.pk if by else None,
        by_name=str(by) if by else "",
        kind=kind,
        about_model=about._meta.label_lower,
        about_id=str(about.pk),
        about_label=str(about)[:250],
        before=before or {},
        after=after or {},
        note=note,
    )


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep of two snapshots only the fields that differ."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}
