"""Taking a list out of the portal is on the trail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from actors.audit import record
from actors.enums import EventKind
from actors.models import Event, User


@transaction.atomic
def record_list_export(
    *, model: type[Model], criteria: dict[str, Any], lines: int, by: User, at: datetime
) -> Event:
    """Note who takes which part of a list, before they get it."""
    return record(
        EventKind.EXPORTED,
        about=model(pk=0),
        by=by,
        at=at,
        after={"lines": lines, **criteria},
        note=str(model._meta.verbose_name_plural),
    )
