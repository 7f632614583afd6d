"""What waits for whose signature, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from actors.models import User
from indicators.enums import RevisionState, ValueState
from indicators.models import Framework, Revision, Value, ValueFile
from indicators.permissions import Signatory, signatory_of
from indicators.selectors.checks import Finding, findings_of
from indicators.selectors.entries import files_visible_to, told_of
from indicators.selectors.periods import name_of
from indicators.selectors.told import (
    Breakdown,
    breakdowns,
    categories_of,
    difference_in_words,
    in_words,
)

WAITING = (ValueState.SUBMITTED, ValueState.ENDORSED)


def waiting_for(user: User) -> QuerySet[Value]:
    """Values whose next signature a person's roles may give, the oldest first.

    Their own stand among them, so that they see where they are; they may not sign those. Where a
    programme asks for two signatures, those whose turn it is not are left out.
    """
    signatory = signatory_of(user)
    if not signatory.signs_somewhere:
        return Value.objects.none()
    twice = Framework.objects.filter(signatures=2).values("programme")
    for_region = Q(place__code__in=signatory.regions) & (
        ~Q(programme__in=twice) | Q(state=ValueState.SUBMITTED)
    )
    for_programme = Q(programme__in=signatory.programmes) & (
        ~Q(programme__in=twice) | Q(state=ValueState.ENDORSED) | Q(place__isnull=True)
    )
    rows: QuerySet[Value] = Value.objects.entries()
    return (
        rows.filter(for_region | for_programme, state__in=WAITING)
        .select_related(
            "measure__indicator",
            "measure__result",
            "indicator",
            "period",
            "place",
            "programme",
            "submitted_by",
            "endorsed_by",
        )
        .prefetch_related("cells")
        .order_by("submitted_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class WaitingValues:
    """How many values wait for a person, and since when the oldest does."""

    count: int
    since: datetime | None
    changes: int


def waiting_values(user: User) -> WaitingValues:
    """What waits for a person's signature or decision, their own apart."""
    rows = _of_others(waiting_for(user), user)
    since = rows.order_by().aggregate(since=Min("submitted_at"))["since"]
    changes = changes_for(user).exclude(proposed_by=user)
    return WaitingValues(count=rows.count(), since=since, changes=changes.count())


def _of_others(rows: QuerySet[Value], user: User) -> QuerySet[Value]:
    # Not `exclude`: a value that nobody is named for would be left out as well.
    for name in ("entered_by", "submitted_by", "endorsed_by"):
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | ~Q(**{name: user}))
    return rows


def changes_for(user: User) -> QuerySet[Revision]:
    """Proposed changes that a person's roles may decide on, the oldest first; own ones too."""
    signatory = signatory_of(user)
    twice = Framework.objects.filter(signatures=2).values("programme")
    deciding = Q(value__programme__in=signatory.programmes) | (
        Q(value__place__code__in=signatory.regions) & ~Q(value__programme__in=twice)
    )
    mine = Q(proposed_by=user)
    return (
        Revision.objects.filter(deciding | mine, state=RevisionState.PROPOSED)
        .select_related(
            "value__measure__indicator",
            "value__indicator",
            "value__period",
            "value__place",
            "value__programme",
            "proposed_by",
        )
        .order_by("proposed_at", "pk")
    )


def last_signed(user: User) -> Value | None:
    """The value signed last among those that the person may see."""
    rows: QuerySet[Value] = Value.objects.visible_to(user).entries().validated()
    return (
        rows.select_related("measure__indicator", "indicator")
        .order_by("-validated_at", "-pk")
        .first()
    )


def signatures_of(programmes: Iterable[int | None]) -> dict[int | None, int]:
    """How many signatures some programmes ask for."""
    wanted = set(programmes)
    rows = Framework.objects.filter(programme__in=wanted)
    return dict.fromkeys(wanted, 1) | dict(rows.values_list("programme", "signatures"))


def why_not_sign(signatory: Signatory, value: Value, *, signatures: int) -> str:
    """The sentence that keeps a person from signing a value; empty for those who may."""
    try:
        signatory.check(value)
        signatory.check_turn(value, signatures=signatures)
    except PermissionDenied as denied:
        return str(denied)
    return ""


def findings_by_value(values: Collection[Value]) -> dict[int, list[Finding]]:
    """What the checks say about each of some values. The queries do not grow with them.

    Values come with their measure, its indicator, and their cells.
    """
    categories = categories_of(value.indicator_id for value in values)
    before = previous_numbers(values)
    return {
        value.pk: findings_of(
            value.measure,
            told_of(value),
            categories[value.indicator_id],
            previous=before[value.pk],
        )
        for value in values
        if value.measure is not None
    }


def previous_numbers(values: Collection[Value]) -> dict[int, Decimal | None]:
    """The number that the same place gave last before the period of each value. One query."""
    same_place = Coalesce(OuterRef("place"), 0)
    earlier = _earlier(Value.objects.entries(), OuterRef("period__starts_on"), same_place)
    earlier = earlier.filter(measure=OuterRef("measure"))
    rows = Value.objects.filter(pk__in=[value.pk for value in values]).order_by("pk")
    return dict(rows.values_list("pk", Subquery(earlier.values("number")[:1])))


def previous_of(value: Value, *, user: User) -> Value | None:
    """What the same place gave last before the period of a value, with its parts."""
    if value.period is None:
        return None
    seen = Value.objects.visible_to(user).entries().filter(measure=value.measure)
    rows = _earlier(seen, value.period.starts_on, value.place_id or 0)
    return rows.select_related("indicator", "period").prefetch_related("cells").first()


def _earlier(values: QuerySet[Value], starts_on: object, place_key: object) -> QuerySet[Value]:
    """Values of a place (0: the programme as a whole) for periods before a day, latest first."""
    return (
        values.annotate(place_key=Coalesce("place", 0))
        .filter(period__ends_on__lt=starts_on, place_key=place_key)
        .order_by("-period__ends_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A value of the queue: what it says, what there is to say about it, who may sign it."""

    value: Value
    period: str
    words: str
    findings: tuple[Finding, ...]
    why_not: str
    may_batch: bool
    why_not_batch: str


def queue_lines(values: Collection[Value], *, user: User) -> list[QueueLine]:
    """Values of one page of the queue, with all that it prints of them."""
    signatory = signatory_of(user)
    signatures = signatures_of(value.programme_id for value in values)
    findings = findings_by_value(values)
    lines = []
    for value in values:
        found = tuple(findings[value.pk])
        why_not = why_not_sign(signatory, value, signatures=signatures[value.programme_id])
        lines.append(
            QueueLine(
                value=value,
                period=name_of(value.period) if value.period else "",
                words=in_words(value.indicator, told_of(value)),
                findings=found,
                why_not=why_not,
                may_batch=not (why_not or found),
                why_not_batch=why_not or (found[0].sentence if found else ""),
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class Open:
    """The value that is read and signed, with all that it takes to judge it."""

    line: QueueLine
    previous: Value | None
    previous_words: str
    previous_period: str
    difference: str
    breakdowns: tuple[Breakdown, ...]
    files: tuple[ValueFile, ...]
    takes_values: bool

    @property
    def value(self) -> Value:
        return self.line.value


def opened(value: Value, *, user: User, on: date) -> Open:
    """A value of the queue beside what the same place gave before."""
    previous = previous_of(value, user=user)
    said, before = told_of(value), told_of(previous)
    categories = categories_of([value.indicator_id])[value.indicator_id]
    return Open(
        line=queue_lines([value], user=user)[0],
        previous=previous,
        previous_words=in_words(value.indicator, before) if previous else "",
        previous_period=name_of(previous.period) if previous and previous.period else "",
        difference=difference_in_words(value.indicator, said, before) if previous else "",
        breakdowns=breakdowns(value.indicator, categories, said, before),
        files=tuple(files_visible_to(user).filter(value=value)),
        takes_values=value.period is not None and value.period.takes_values(on=on),
    )
