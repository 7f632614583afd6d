"""What a decision is about: programmes, measures, items of plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from actors.models import AgendaItem, Decision, User
from indicators.models import Measure
from programmes.models import Programme
from regions.models import PlanItem


@dataclass(frozen=True, slots=True)
class About:
    """What a decision is about, as far as its reader sees it."""

    programmes: Sequence[Programme]
    measures: Sequence[Measure]
    plan_items: Sequence[PlanItem]
    items: Sequence[AgendaItem]


def decisions_for_page(user: User) -> QuerySet[Decision]:
    """Decisions one may see, loaded with what their page prints of them."""
    return Decision.objects.visible_to(user).select_related(
        "committee", "meeting", "owner", "owner_person", "source"
    )


def about(decision: Decision, *, user: User) -> About:
    """What a decision is about. Four queries."""
    programmes = Programme.objects.visible_to(user).filter(decision_links__decision=decision)
    measures = Measure.objects.visible_to(user).filter(decision_links__decision=decision)
    plan_items = PlanItem.objects.visible_to(user).filter(decisions=decision)
    items = AgendaItem.objects.filter(decisions=decision, meeting=decision.meeting_id)
    return About(
        programmes=tuple(programmes.in_order()),
        measures=tuple(measures.for_table()),
        plan_items=tuple(plan_items.select_related("plan").order_by("plan", "position", "pk")),
        items=tuple(items.order_by("position", "pk")),
    )
