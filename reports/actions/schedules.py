"""Planning the reports that are made by themselves."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from actors.audit import changes, record
from actors.enums import EventKind, Language
from actors.models import User
from lib.dates import Frequency
from programmes.models import Programme
from reports.enums import EditionKind
from reports.models import Schedule
from reports.permissions import check_can_schedule


@transaction.atomic
def save_schedule(
    *,
    programme: Programme,
    kind: EditionKind,
    frequency: Frequency,
    languages: Sequence[Language],
    is_active: bool,
    first_on: date,
    by: User,
    at: datetime,
) -> Schedule:
    """Set how often a programme's report is made, and in which languages. Raises PermissionDenied.

    The tick makes one edition per ended period and language; nothing is made twice.
    """
    check_can_schedule(by, programme)
    # `Schedule.is_active` is a state to store, not a choice between two things to do.
    wanted = {
        "frequency": Frequency(frequency).value,
        "languages": [Language(language).value for language in languages],
        "is_active": is_active,
        "first_on": first_on,
    }
    existing = Schedule.objects.filter(programme=programme, kind=kind).first()
    before = {name: getattr(existing, name) for name in wanted} if existing else {}
    schedule, is_new = Schedule.objects.update_or_create(
        programme=programme, kind=kind, defaults=wanted
    )
    old, new = changes(before, wanted)
    if new:
        verb = EventKind.CREATED if is_new else EventKind.CHANGED
        record(verb, about=schedule, by=by, at=at, before=old, after=new)
    return schedule
