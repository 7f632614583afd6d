"""What a decision may name: organisations, people, meetings, programmes, measures, plan items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet

from actors.enums import MeetingState, Role
from actors.models import AgendaItem, Committee, Meeting, Membership, Organisation, User
from indicators.models import Measure
from lib.forms import is_beyond_rows
from lib.text import fold
from programmes.models import Programme
from programmes.selectors.lookups import Found
from regions.models import PlanItem

SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a decision offers to one person."""

    owner: QuerySet[Organisation]
    owner_person: QuerySet[Membership]
    meeting: QuerySet[Meeting]
    items: QuerySet[AgendaItem]
    programmes: QuerySet[Programme]
    load_measures: Callable[[Iterable[str]], Sequence[Measure]]
    find_measure: Callable[[str], Found]
    load_plan_items: Callable[[Iterable[str]], Sequence[PlanItem]]
    find_plan_item: Callable[[str], Found]


def choices_for(
    committee: Committee, *, user: User, meeting_id: int | None, owner_slug: str = ""
) -> Choices:
    """What may be named; people are those of the organisations at the table and in charge."""
    concerned = Q(organisation__seats__committee=committee) | Q(organisation__slug=owner_slug)
    people = (
        Membership.objects.in_force()
        .filter(concerned, user__is_active=True)
        .exclude(role=Role.DONOR)
        .select_related("user", "organisation")
        .order_by("organisation__name", "organisation", "user__full_name", "user", "pk")
        .distinct()
    )
    meetings = Meeting.objects.visible_to(user).filter(committee=committee)
    return Choices(
        owner=Organisation.objects.visible_to(user).order_by("name", "pk"),
        owner_person=people,
        meeting=meetings.exclude(state=MeetingState.CANCELLED).order_by(
            F("held_on").desc(nulls_last=True), "pk"
        ),
        items=AgendaItem.objects.filter(meeting=meeting_id, meeting__committee=committee).order_by(
            "position", "pk"
        ),
        programmes=Programme.objects.visible_to(user).in_order(),
        load_measures=partial(_load_measures, user),
        find_measure=partial(_find_measure, user),
        load_plan_items=partial(_load_plan_items, user),
        find_plan_item=partial(_find_plan_item, user),
    )


def measure_label(measure: Measure) -> str:
    return f"{measure.programme.acronym} · {measure.name}"


def plan_item_label(item: PlanItem) -> str:
    plan = item.plan.acronym or item.plan.name
    return " · ".join(part for part in (plan, item.number, item.name) if part)


def _measures(user: User) -> QuerySet[Measure]:
    return Measure.objects.visible_to(user).active().for_table()


def _load_measures(user: User, codes: Iterable[str]) -> Sequence[Measure]:
    # One that left its framework since stays with the decisions that named it.
    return list(Measure.objects.visible_to(user).filter(code__in=list(codes)).for_table())


def _find_measure(user: User, text: str) -> Found:
    wanted = fold(text)
    if not wanted:
        return Found()
    rows = _measures(user)
    exact = list(rows.filter(code__iexact=text.strip()))
    if exact:
        return Found(exact=tuple(exact))
    near: Any = rows
    for word in wanted.split():
        near = near.filter(
            Q(indicator__search__contains=word)
            | Q(programme__search__contains=word)
            | Q(code__icontains=word)
        )
    return _found(near[: 4 * SUGGESTIONS], wanted, lambda one: (one.name, measure_label(one)))


def _load_plan_items(user: User, keys: Iterable[str]) -> Sequence[PlanItem]:
    known = [int(key) for key in keys if str(key).isdecimal() and not is_beyond_rows(key)]
    rows = PlanItem.objects.visible_to(user).filter(pk__in=known).select_related("plan")
    return list(rows.order_by("plan", "position", "pk"))


def _find_plan_item(user: User, text: str) -> Found:
    wanted = fold(text)
    rows = PlanItem.objects.visible_to(user).select_related("plan").order_by("plan", "pk")
    words = wanted.split()
    near = [item for item in rows if all(word in fold(plan_item_label(item)) for word in words)]
    return _found(near if words else [], wanted, lambda one: (one.name, plan_item_label(one)))


def _found(rows: Iterable[Any], wanted: str, names: Callable[[Any], Iterable[str]]) -> Found:
    rows = list(rows)
    exact = [one for one in rows if wanted in {fold(name) for name in names(one)}]
    return Found(exact=tuple(exact), near=tuple(rows[:SUGGESTIONS]))
