"""Taking the activity log out of the portal is on the trail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import Event, User
from programmes.models import Activity


@transaction.atomic
def record_export(*, criteria: dict[str, Any], lines: int, by: User, at: datetime) -> Event:
    """Note who takes which part of the log, before they get it."""
    return record(
        EventKind.EXPORTED,
        about=Activity(pk=0, title=_("Activity log")),
        by=by,
        at=at,
        after={"lines": lines, **criteria},
    )
