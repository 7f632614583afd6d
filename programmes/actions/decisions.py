"""What programmes a decision is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from actors.actions import decisions as actions
from actors.actions.decisions import DecisionDetails
from actors.audit import record
from actors.enums import EventKind
from actors.models import Committee, Decision, User
from actors.permissions import check_can_run_committee
from lib.concurrency import bump
from lib.links import relink
from programmes.models import DecisionProgramme, Programme


@transaction.atomic
def record_decision(
    *,
    committee: Committee,
    details: DecisionDetails,
    programmes: Iterable[Programme] = (),
    key: UUID,
    by: User,
    at: datetime,
) -> Decision:
    """Write down a decision with the programmes it is about; see `actors.actions.decisions`.

    The same key again leaves the decision and its programmes as they are.
    """
    is_new = not Decision.objects.filter(key=key).exists()
    decision = actions.record_decision(committee=committee, details=details, key=key, by=by, at=at)
    if is_new:
        link_programmes(decision=decision, programmes=programmes, by=by, at=at)
    return decision


@transaction.atomic
def link_programmes(
    *, decision: Decision, programmes: Iterable[Programme], by: User, at: datetime
) -> None:
    """Say which programmes a decision is about, instead of what was said before.

    Those that the person does not see stay as they are.
    """
    check_can_run_committee(by, decision.committee, on=timezone.localdate(at))
    programmes = list(programmes)
    seen = DecisionProgramme.objects.filter(
        decision=decision, programme__in=Programme.objects.visible_to(by)
    )
    before = [str(link.programme) for link in seen.select_related("programme").order_by("pk")]
    if not relink(seen, "programme", programmes, decision=decision):
        return
    bump(Decision.objects, decision.pk, actions.locked(decision).version)
    record(
        EventKind.CHANGED,
        about=decision,
        by=by,
        at=at,
        before={"programmes": before},
        after={"programmes": [str(programme) for programme in programmes]},
    )
