"""Versions of a committee's charter; none is ever overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import Charter, Committee, Organisation, User
from actors.permissions import check_can_run_committee
from lib import formats
from lib.dates import PartialDate


@transaction.atomic
def add_charter(
    *,
    committee: Committee,
    text: str,
    signed: PartialDate,
    signatories: Sequence[Organisation] = (),
    by: User,
    at: datetime,
) -> Charter:
    """Write down the next version of a charter; the committee's page tells of the last one."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    today = timezone.localdate(at)
    check_can_run_committee(by, committee, on=today)
    if signed.earliest is not None and signed.earliest > today:
        raise ValidationError({"signed": _("A charter is written down once it is signed.")})
    last = Charter.objects.filter(committee=committee).aggregate(last=Max("number"))["last"]
    charter = Charter.objects.create(
        committee=committee,
        number=(last or 0) + 1,
        text=text,
        signed_on=signed.on,
        signed_precision=signed.precision,
        written_by=by,
        written_at=at,
    )
    charter.signatories.set(signatories)
    Committee.objects.filter(pk=committee.pk).update(
        has_charter=True,
        charter_on=signed.on,
        charter_precision=signed.precision,
        charter_words="",
        version=F("version") + 1,
    )
    told = {
        "charter": charter.number,
        "signed": formats.partial_date(signed),
        "signatories": [one.name for one in signatories],
    }
    record(EventKind.CHANGED, about=committee, by=by, at=at, after=told)
    return charter
