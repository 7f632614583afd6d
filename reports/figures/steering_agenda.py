"""What a committee carries from meeting to meeting: its decisions, and the risks it watches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from actors.models import Committee, Decision, FollowUp, User
from actors.models.decisions import CLOSED
from actors.selectors.past import GOES_ON, Trail, goes_on
from actors.selectors.past_decisions import PastDecision, decision_then
from actors.selectors.past_names import committee_then, dated_name, name_then
from lib.dates import end_of_day
from programmes.models import CommitteeProgramme, DecisionProgramme, Programme, Risk
from programmes.selectors.past_risks import PastRisk, risk_then
from programmes.selectors.risks import weight_of
from reports.figures.steering_types import DecisionLine, RiskLine

# As many decisions as a dashboard carries: open ones first, then the latest.
MOST_DECISIONS = 200
# Where the query leaves how a decision stood on the day, since when, what was last said of it, and
# how its owner was named then.
_THEN, _SINCE, _SAID, _DATED = "then", "then_since", "said", "dated"


def decisions_until(
    about: Programme | Committee, *, reader: User | None, on: date
) -> list[Decision]:
    """The decisions taken until a day, as they are today, with how each stood then beside it.

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
    return list(told[:MOST_DECISIONS])


def committees_of(about: Programme | Committee, rows: Sequence[Decision]) -> list[Committee]:
    """The committees that a dashboard names."""
    known = {row.committee_id: row.committee for row in rows}
    if isinstance(about, Committee):
        known[about.pk] = about
    return list(known.values())


def decision_lines(rows: Sequence[Decision], trail: Trail, on: date) -> tuple[DecisionLine, ...]:
    """Decisions as they stood on a day: overdue first, then open, then closed. No query."""
    lines = [_line(row, trail, on) for row in rows]
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


def risks_until(programmes: Sequence[Programme], *, on: date) -> list[Risk]:
    """The risks that may have been open on a day, as they are today. One query."""
    rows = Risk.objects.filter(programme__in=programmes, raised_on__lte=on)
    # What is closed today, or was by then, was open perhaps where the trail goes on.
    rows = rows.annotate(**{_DATED: dated_name(on, "owner"), GOES_ON: goes_on(on, Risk)}).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on) | Q(**{GOES_ON: True})
    )
    return list(rows.select_related("programme", "place", "component", "owner").order_by("pk"))


def risk_lines(rows: Sequence[Risk], trail: Trail, on: date) -> tuple[RiskLine, ...]:
    """Those that were open on a day, as they stood, the gravest first. No query."""
    lines = [
        _risk(past)
        for past in (risk_then(row, trail) for row in rows)
        if past.risk.closed_on is None or past.risk.closed_on > on
    ]
    return tuple(sorted(lines, key=lambda one: (-one.weight, one.pk)))


def _risk(past: PastRisk) -> RiskLine:
    row = past.risk
    owner = name_then(row.owner, getattr(row, _DATED)) if row.owner else ""
    return RiskLine(
        pk=row.pk,
        programme=row.programme.slug,
        place=row.place.name if row.place else "",
        component=row.component.name if row.component else "",
        title=row.title,
        probability=row.probability,
        severity=row.severity,
        weight=weight_of(row),
        mitigation=row.mitigation,
        owner=owner if past.owner is None else past.owner,
        raised_on=row.raised_on,
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
    ends = end_of_day(on)
    notes = FollowUp.objects.filter(decision=OuterRef("pk"))
    moves = notes.exclude(after="")
    until = moves.filter(written_at__lt=ends).order_by("-written_at", "-pk")
    since = moves.filter(written_at__gte=ends).order_by("written_at", "pk").values("before")
    said = notes.filter(written_at__lt=ends).order_by("-written_at", "-pk").values("text")
    return (
        rows.filter(
            Q(meeting__isnull=True) | Q(meeting__held_on__isnull=True) | Q(meeting__held_on__lte=on)
        )
        .annotate(
            **{
                _THEN: Coalesce(
                    Subquery(until.values("after")[:1]), Subquery(since[:1]), F("state")
                ),
                _SINCE: Subquery(until.values("written_at")[:1]),
                _SAID: Subquery(said[:1]),
                _DATED: dated_name(on, "owner"),
                GOES_ON: goes_on(on, Decision, Committee),
            }
        )
        .order_by(F("closed_on").desc(nulls_first=True), "-pk")
    )


def _line(row: Decision, trail: Trail, on: date) -> DecisionLine:
    state = _state(row, trail, on)
    is_open = state not in CLOSED
    past, committee = decision_then(row, trail), committee_then(row.committee, trail)
    then = past.decision
    return DecisionLine(
        pk=row.pk,
        committee=committee.slug,
        committee_name=committee.acronym or committee.name,
        number=row.number,
        kind=then.kind,
        text=then.text,
        origin=then.origin,
        owner=_in_charge(past),
        due_on=then.due_on,
        priority=then.priority,
        state=state,
        is_open=is_open,
        is_overdue=is_open and then.due_on is not None and then.due_on < on,
        closed_on=None if is_open else _closed_on(row, on),
        meeting=row.meeting.title if row.meeting else "",
        meeting_held=row.meeting.held if row.meeting else None,
        note=getattr(row, _SAID) or "",
        is_public=row.is_public,
    )


def _state(row: Decision, trail: Trail, on: date) -> str:
    """Where a decision stood. One that was recorded later, and is said to have been closed by
    then, was closed, whenever the note says so."""
    if row.closed_on is not None and row.closed_on <= on and not trail.knew(row):
        return row.state
    return getattr(row, _THEN)


def _closed_on(row: Decision, on: date) -> date | None:
    """When what was closed then had been closed: a decision keeps the last time only."""
    since = getattr(row, _SINCE)
    if since is None or (row.closed_on is not None and row.closed_on <= on):
        return row.closed_on
    return localdate(since)


def _in_charge(past: PastDecision) -> str:
    """The organisation in charge, or the person where there is none."""
    row = past.decision
    owner = name_then(row.owner, getattr(row, _DATED)) if row.owner else ""
    person = str(row.owner_person or "")
    return (owner if past.owner is None else past.owner) or (
        person if past.owner_person is None else past.owner_person
    )
