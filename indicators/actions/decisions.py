"""Decisions with all that they are about: programmes, and measures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from actors.actions.decisions import (
    DecisionDetails,
    change_decision,
    details_of,
    locked,
    snapshot,
)
from actors.audit import record
from actors.enums import EventKind
from actors.models import Committee, Decision, User
from actors.permissions import check_can_run_committee
from indicators.models import DecisionMeasure, Measure
from lib.concurrency import StaleVersion, bump
from lib.links import relink
from programmes.actions import decisions as below
from programmes.models import Programme


@transaction.atomic
def record_whole(
    *,
    committee: Committee,
    details: DecisionDetails,
    programmes: Iterable[Programme],
    measures: Iterable[Measure],
    key: UUID,
    by: User,
    at: datetime,
) -> Decision:
    """Write down a decision with what it is about; see `actors.actions.decisions`.

    The same key again leaves the decision as it is.
    """
    is_new = not Decision.objects.filter(key=key).exists()
    decision = below.record_decision(
        committee=committee, details=details, programmes=programmes, key=key, by=by, at=at
    )
    if is_new:
        link_measures(decision=decision, measures=measures, by=by, at=at)
    return decision


@transaction.atomic
def change_whole(
    *,
    decision: Decision,
    details: DecisionDetails,
    programmes: Iterable[Programme],
    measures: Iterable[Measure],
    version: int,
    by: User,
    at: datetime,
) -> Decision:
    """Change what is said of a decision, and what it is about.

    Raises StaleVersion where somebody saved meanwhile, be it only what it is about.
    """
    programmes, measures = list(programmes), list(measures)
    stored = locked(decision)
    mine = _told(programmes, measures)
    theirs = _told(
        Programme.objects.visible_to(by).filter(decision_links__decision=stored),
        Measure.objects.visible_to(by).filter(decision_links__decision=stored),
    )
    if stored.version != version and mine != theirs:
        raise StaleVersion(
            mine=snapshot(details) | mine, theirs=snapshot(details_of(stored)) | theirs
        )
    decision = change_decision(decision=decision, details=details, version=version, by=by, at=at)
    below.link_programmes(decision=decision, programmes=programmes, by=by, at=at)
    link_measures(decision=decision, measures=measures, by=by, at=at)
    return decision


@transaction.atomic
def link_measures(
    *, decision: Decision, measures: Iterable[Measure], by: User, at: datetime
) -> None:
    """Say which measures a decision is about, instead of what was said before.

    Those of programmes that the person does not see stay as they are.
    """
    check_can_run_committee(by, decision.committee, on=timezone.localdate(at))
    measures = list(measures)
    seen = DecisionMeasure.objects.filter(
        decision=decision, measure__in=Measure.objects.visible_to(by)
    )
    before = list(seen.order_by("pk").values_list("measure__code", flat=True))
    if not relink(seen, "measure", measures, decision=decision):
        return
    bump(Decision.objects, decision.pk, locked(decision).version)
    record(
        EventKind.CHANGED,
        about=decision,
        by=by,
        at=at,
        before={"measures": before},
        after={"measures": [measure.code for measure in measures]},
    )


def _told(programmes: Iterable[Programme], measures: Iterable[Measure]) -> dict[str, str]:
    return {
        "programmes": ", ".join(sorted(one.acronym for one in programmes)),
        "measures": ", ".join(sorted(one.code for one in measures)),
    }
