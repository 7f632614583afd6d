"""Saying why a measure is late, missing or without a target."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from indicators.models import Explanation, Measure
from indicators.permissions import check_can_explain
from lib.text import has_ink


@transaction.atomic
def explain(*, measure: Measure, text: str, as_of: date, by: User, at: datetime) -> Explanation:
    """Write a reason, which stands from a day on until a later one; earlier ones are kept.

    Raises PermissionDenied, or ValidationError for an empty text or a day to come.
    """
    check_can_explain(by, measure.programme)
    if not has_ink(text):
        raise ValidationError({"text": _("Write the reason first.")})
    if as_of > localdate(at):
        raise ValidationError({"text": _("This day is still to come.")})
    explanation = Explanation.objects.create(
        measure=measure, text=text, as_of=as_of, written_by=by, written_at=at
    )
    record(
        EventKind.COMMENTED,
        about=measure,
        by=by,
        at=at,
        after={"as_of": as_of.isoformat()},
        note=explanation.text,
    )
    return explanation
