"""Taking the audit trail out of the portal is itself on the trail."""

from datetime import datetime
from typing import Any

from django.db import transaction

from actors.audit import record
from actors.enums import EventKind
from actors.models import Event, User
from actors.permissions import check_can_read_audit


@transaction.atomic
def record_export(*, criteria: dict[str, Any], lines: int, by: User, at: datetime) -> Event:
    """Note who took which part of the trail, before they get it."""
    check_can_read_audit(by)
    return record(
        EventKind.EXPORTED,
        about=Event(pk=0),
        by=by,
        at=at,
        after={"lines": lines, **criteria},
    )
