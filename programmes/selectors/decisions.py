"""Decisions as pages, tables and figures show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils.translation import gettext as _

from actors.enums import DecisionState
from actors.models import CLOSED, CommitteeFile, Decision, FollowUp, User
from lib import formats
from lib.tables import Sheet
from programmes.models import DecisionProgramme, Programme

OVERDUE = "overdue"
# Where `for_register` leaves the programmes that one may see.
_SEEN = "seen_programmes"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with how it stands today: its state, or that it is overdue."""

    decision: Decision
    status: str
    last_note: FollowUp | None


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """What became of a set of decisions.

    `in_time` are those done by their due date, of the `dated` ones: done, with both days known.
    """

    decided: int
    done: int
    overdue: int
    in_time: int
    dated: int


def decision_rows(decisions: QuerySet[Decision], *, today: date) -> tuple[DecisionRow, ...]:
    """Decisions in the order of their numbers, each with its last note. Two queries."""
    rows = decisions.select_related(
        "committee", "meeting", "owner", "owner_person", "source"
    ).order_by("committee", "number")
    return with_last_note(rows, today=today)


def with_last_note(decisions: Iterable[Decision], *, today: date) -> tuple[DecisionRow, ...]:
    """Decisions as they come, each with its last note. One query more."""
    rows = list(decisions)
    notes = FollowUp.objects.select_related("written_by").order_by("pk")
    prefetch_related_objects(rows, Prefetch("follow_ups", notes))
    return tuple(decision_row(decision, today=today) for decision in rows)


def decision_row(decision: Decision, *, today: date) -> DecisionRow:
    """A decision as it stands; reads its notes, which are loaded."""
    notes = list(decision.follow_ups.all())
    return DecisionRow(
        decision=decision,
        status=status_of(decision, today=today),
        last_note=notes[-1] if notes else None,
    )


def status_of(decision: Decision, *, today: date) -> str:
    """Its state, or « overdue » where it is open past its day."""
    late = decision.due_on is not None and decision.due_on < today
    return OVERDUE if late and decision.state not in CLOSED else decision.state


def decision_with_notes(decision: Decision, *, user: User, today: date) -> DecisionRow:
    """A decision with all its notes, their authors and the files one may open. Two queries."""
    files = CommitteeFile.objects.visible_to(user).order_by("pk")
    notes = FollowUp.objects.select_related("written_by").order_by("pk")
    prefetch_related_objects(
        [decision],
        Prefetch("follow_ups", notes.prefetch_related(Prefetch("files", files, "seen_files"))),
    )
    return decision_row(decision, today=today)


def for_register(user: User, *, today: date) -> QuerySet[Decision]:
    """Decisions one may see, each with `is_overdue`; the open ones first, by due date, then by
    number.
    """
    links = (
        DecisionProgramme.objects.filter(programme__in=Programme.objects.visible_to(user))
        .select_related("programme")
        .order_by("programme__position", "pk")
    )
    return (
        Decision.objects.visible_to(user)
        .select_related("committee", "meeting", "owner", "owner_person", "source")
        .prefetch_related(Prefetch("programme_links", links, to_attr=_SEEN))
        .annotate(
            is_closed=_whether(Q(state__in=CLOSED)),
            is_overdue=_whether(_is_overdue(today)),
        )
        .order_by("is_closed", F("due_on").asc(nulls_last=True), "committee", "number")
    )


def with_notes(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with all their notes and those who wrote them. One query more."""
    notes = FollowUp.objects.select_related("written_by").order_by("pk")
    return decisions.prefetch_related(Prefetch("follow_ups", notes))


def figures_of(decisions: QuerySet[Decision], *, today: date) -> DecisionFigures:
    """What became of these decisions. One query."""
    done = Q(state=DecisionState.DONE)
    dated = done & Q(due_on__isnull=False, closed_on__isnull=False)
    counts = decisions.order_by().aggregate(
        decided=Count("pk"),
        done=Count("pk", filter=done),
        overdue=Count("pk", filter=_is_overdue(today)),
        in_time=Count("pk", filter=dated & Q(closed_on__lte=F("due_on"))),
        dated=Count("pk", filter=dated),
    )
    return DecisionFigures(**counts)


def decision_table(decisions: QuerySet[Decision], *, today: date) -> Sheet:
    """The register as a sheet, as its reader sees it."""
    header = [
        _("Committee"),
        _("Number"),
        _("Kind"),
        _("Decision"),
        _("Origin"),
        _("Meeting"),
        _("Day of the meeting"),
        _("In charge"),
        _("Person in charge"),
        _("Programmes"),
        _("Due"),
        _("Priority"),
        _("Status"),
        _("Closed on"),
        _("Last note"),
        _("Date of the last note"),
    ]
    rows = [_line(row) for row in with_last_note(decisions, today=today)]
    return Sheet(_("Decisions"), header, rows, rtl=formats.direction() == "rtl")


def programmes_seen(decision: Decision) -> Sequence[DecisionProgramme]:
    """The programmes of a decision that `for_register` loaded."""
    return getattr(decision, _SEEN)


def _is_overdue(today: date) -> Q:
    return Q(due_on__lt=today) & ~Q(state__in=CLOSED)


def _whether(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _line(row: DecisionRow) -> list[object]:
    one, note = row.decision, row.last_note
    state = _("overdue") if row.status == OVERDUE else one.get_state_display()
    return [
        one.committee.name,
        one.number,
        one.get_kind_display(),
        one.text,
        one.origin,
        one.meeting.title if one.meeting else "",
        formats.partial_date(one.meeting.held) if one.meeting else "",
        one.owner.name if one.owner else "",
        str(one.owner_person or ""),
        ", ".join(link.programme.acronym for link in programmes_seen(one)),
        one.due_on,
        one.get_priority_display(),
        state,
        one.closed_on,
        note.text if note else "",
        note.written_at if note else None,
    ]
