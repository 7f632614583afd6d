"""What a committee carries from meeting to meeting: its decisions, and the risks it watches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware

from actors.models import Committee, Decision, FollowUp, User
from actors.models.decisions import CLOSED
from programmes.models import CommitteeProgramme, DecisionProgramme, Programme, Risk
from programmes.selectors.risks import weight_of
from reports.figures.steering_types import DecisionLine, RiskLine

# As many decisions as a dashboard carries: open ones first, then the latest.
MOST_DECISIONS = 200
# Where the query leaves how a decision stood on the day.
_THEN, _SAID = "then", "said"


def decisions_of(
    about: Programme | Committee, *, reader: User | None, on: date
) -> tuple[DecisionLine, ...]:
    """The decisions taken until a day as they stood then: overdue first, then open, then closed.

    Of a programme: those that name it, and those of its committees that name none. Without a
    reader: all those of a committee; of a programme, whose readers may sit in no committee, the
    public ones. One query.
    """
    rows = _about(about)
    if reader is not None:
        rows = rows & Decision.objects.visible_to(reader)
    elif isinstance(about, Programme):
        rows = rows.filter(is_public=True)
    told = _as_of(rows, on).select_related("committee", "meeting", "owner", "owner_person")
    lines = [_line(row, on) for row in told[:MOST_DECISIONS]]
    return tuple(
        sorted(
            lines,
            key=lambda one: (
                not one.is_overdue,
                not one.is_open,
                one.due_on or date.max,
                one.committee,
                one.number,
            ),
        )
    )


def risks_of(programmes: Sequence[Programme], *, on: date) -> tuple[RiskLine, ...]:
    """The risks that were open on a day, the gravest first. One query."""
    rows = (
        Risk.objects.filter(programme__in=programmes, raised_on__lte=on)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .gravest_first()
        .select_related("programme", "place", "component", "owner")
    )
    return tuple(
        RiskLine(
            pk=row.pk,
            programme=row.programme.slug,
            place=row.place.name if row.place else "",
            component=row.component.name if row.component else "",
            title=row.title,
            probability=row.probability,
            severity=row.severity,
            weight=weight_of(row),
            mitigation=row.mitigation,
            owner=row.owner.name if row.owner else "",
            raised_on=row.raised_on,
        )
        for row in rows
    )


def _about(about: Programme | Committee) -> QuerySet[Decision]:
    if isinstance(about, Committee):
        return Decision.objects.filter(committee=about)
    named = DecisionProgramme.objects.filter(programme=about).values("decision")
    some = DecisionProgramme.objects.values("decision")
    followers = CommitteeProgramme.objects.filter(programme=about).values("committee")
    of_committees = Q(committee__in=followers) & ~Q(pk__in=some)
    return Decision.objects.filter(Q(pk__in=named) | of_committees)


def _as_of(rows: QuerySet[Decision], on: date) -> QuerySet[Decision]:
    """Adds how each stood at the end of a day: its state, and its latest note.

    A decision keeps its state of today only: what it was before, the notes that moved it tell.
    """
    ends = make_aware(datetime.combine(on + timedelta(days=1), time()))
    notes = FollowUp.objects.filter(decision=OuterRef("pk"))
    moves = notes.exclude(after="")
    until = moves.filter(written_at__lt=ends).order_by("-written_at", "-pk").values("after")
    since = moves.filter(written_at__gte=ends).order_by("written_at", "pk").values("before")
    said = notes.filter(written_at__lt=ends).order_by("-written_at", "-pk").values("text")
    return (
        rows.filter(
            Q(meeting__isnull=True) | Q(meeting__held_on__isnull=True) | Q(meeting__held_on__lte=on)
        )
        .annotate(
            **{
                _THEN: Coalesce(Subquery(until[:1]), Subquery(since[:1]), F("state")),
                _SAID: Subquery(said[:1]),
            }
        )
        .order_by(F("closed_on").desc(nulls_first=True), "-pk")
    )


def _line(row: Decision, on: date) -> DecisionLine:
    then = getattr(row, _THEN)
    is_open = then not in CLOSED
    return DecisionLine(
        pk=row.pk,
        committee=row.committee.slug,
        committee_name=row.committee.acronym or row.committee.name,
        number=row.number,
        kind=row.kind,
        text=row.text,
        origin=row.origin,
        owner=row.owner.name if row.owner else (str(row.owner_person or "")),
        due_on=row.due_on,
        priority=row.priority,
        state=then,
        is_open=is_open,
        is_overdue=is_open and row.due_on is not None and row.due_on < on,
        closed_on=None if is_open else row.closed_on,
        meeting=row.meeting.title if row.meeting else "",
        meeting_held=row.meeting.held if row.meeting else None,
        note=getattr(row, _SAID) or "",
        is_public=row.is_public,
    )
