"""What a committee decides: numbered, put in somebody's charge, changed, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import (
    DecisionKind,
    EventKind,
    MeetingState,
    MinutesState,
    Priority,
    Role,
)
from actors.models import (
    AgendaItem,
    Committee,
    Decision,
    Meeting,
    Membership,
    Minutes,
    Organisation,
    User,
)
from actors.permissions import check_can_run_committee
from lib.concurrency import StaleVersion
from lib.text import has_ink
from lib.workflow import WrongState
from regions.models import PlanItem

# Who is in charge of each of these; a proposal may still look for somebody.
_NEED_AN_OWNER = {DecisionKind.DECISION, DecisionKind.RECOMMENDATION}
_TEXTS = ("text_fr", "text_ar", "text_en")
_WORDS = (*_TEXTS, "origin_fr", "origin_ar", "origin_en")
# What approved minutes hold: it changes only through their rectification.
_MINUTED = ("meeting", "items", "kind", *_WORDS)


@dataclass(frozen=True, slots=True)
class DecisionDetails:
    """What is said of a decision; its text is given in one language at least.

    `items` are the agenda items of `meeting` under which it was taken.
    """

    kind: DecisionKind = DecisionKind.DECISION
    text_fr: str = ""
    text_ar: str = ""
    text_en: str = ""
    origin_fr: str = ""
    origin_ar: str = ""
    origin_en: str = ""
    owner: Organisation | None = None
    owner_person: User | None = None
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    is_public: bool = False
    meeting: Meeting | None = None
    items: tuple[AgendaItem, ...] = ()
    plan_items: tuple[PlanItem, ...] = ()


@transaction.atomic
def record_decision(
    *, committee: Committee, details: DecisionDetails, key: UUID, by: User, at: datetime
) -> Decision:
    """Write down what a committee decided, under its next number.

    `key` is made where the decision is typed: the same key again, one after the other or at once,
    gives the one decision. Raises PermissionDenied, WrongState (the minutes of the meeting are
    approved, or it was cancelled), or ValidationError with sentences by field.
    """
    # Whoever numbers holds the committee, so that no number is given twice and none is left out.
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    check_can_run_committee(by, committee, on=timezone.localdate(at))
    known = Decision.objects.filter(key=key).first()
    if known is not None:
        return _same_committee(known, committee)
    _refuse_closed_meeting(details.meeting)
    _refuse_problems(details, committee, known=None)
    last = Decision.objects.filter(committee=committee).aggregate(last=Max("number"))["last"]
    decision = Decision(committee=committee, number=(last or 0) + 1, key=key)
    _fill(decision, details)
    decision.save(force_insert=True)
    _relate(decision, details, instead_of=())
    told = {name: value for name, value in snapshot(details).items() if value}
    record(EventKind.CREATED, about=decision, by=by, at=at, after=told)
    return decision


@transaction.atomic
def change_decision(
    *, decision: Decision, details: DecisionDetails, version: int, by: User, at: datetime
) -> Decision:
    """Change what is said of a decision; its number and its state stay.

    Once the minutes of its meeting are approved, what they say of it stays too: only who is in
    charge, until when, its priority and links still change. Raises StaleVersion with both
    versions when somebody saved meanwhile.
    """
    decision = locked(decision)
    check_can_run_committee(by, decision.committee, on=timezone.localdate(at))
    current = details_of(decision)
    before, after = snapshot(current), snapshot(details)
    if details == current:
        # A second click on the same button: the first one has saved this already.
        return decision
    if decision.version != version:
        raise StaleVersion(mine=after, theirs=before)
    if any(getattr(current, name) != getattr(details, name) for name in _MINUTED):
        _refuse_closed_meeting(current.meeting)
        _refuse_closed_meeting(details.meeting)
    _refuse_problems(details, decision.committee, known=current)
    if details.due_on != decision.due_on or details.owner != decision.owner:
        # Another day, or another in charge: they are told again.
        decision.told_due_at = decision.told_overdue_at = None
    _fill(decision, details)
    decision.version += 1
    decision.save()
    _relate(decision, details, instead_of=current.items)
    old, new = changes(before, after)
    record(EventKind.CHANGED, about=decision, by=by, at=at, before=old, after=new)
    return decision


def details_of(decision: Decision) -> DecisionDetails:
    """What is said of a decision now. Three queries."""
    items = AgendaItem.objects.filter(decisions=decision, meeting=decision.meeting_id)
    return DecisionDetails(
        kind=DecisionKind(decision.kind),
        **{name: getattr(decision, name) or "" for name in _WORDS},
        owner=decision.owner,
        owner_person=decision.owner_person,
        due_on=decision.due_on,
        priority=Priority(decision.priority),
        is_public=decision.is_public,
        meeting=decision.meeting,
        items=tuple(items.order_by("position", "pk")),
        plan_items=tuple(decision.plan_items.order_by("pk")),
    )


def snapshot(details: DecisionDetails) -> dict[str, Any]:
    """What is said of a decision, as the trail keeps it."""
    told: dict[str, Any] = {name: getattr(details, name) for name in _WORDS}
    return told | {
        "kind": str(details.kind),
        "owner": str(details.owner or ""),
        "owner_person": str(details.owner_person or ""),
        "due_on": details.due_on.isoformat() if details.due_on else "",
        "priority": str(details.priority),
        "is_public": details.is_public,
        "meeting": str(details.meeting or ""),
        "items": [str(item) for item in details.items],
        "plan_items": [str(item) for item in details.plan_items],
    }


def locked(decision: Decision) -> Decision:
    """The decision as it stands, held until the transaction ends."""
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("committee", "owner", "owner_person", "meeting")
        .get(pk=decision.pk)
    )


def _same_committee(known: Decision, committee: Committee) -> Decision:
    if known.committee_id != committee.pk:
        raise ValidationError(_("This decision was recorded for another committee."))
    return known


def _refuse_closed_meeting(meeting: Meeting | None) -> None:
    if meeting is None:
        return
    if meeting.state == MeetingState.CANCELLED:
        raise WrongState(_("This meeting was cancelled: nothing was decided there."))
    if Minutes.objects.filter(meeting=meeting, state=MinutesState.APPROVED).exists():
        raise WrongState(
            _("The minutes of this meeting are approved: only a rectification is added to them.")
        )


def _refuse_problems(
    details: DecisionDetails, committee: Committee, *, known: DecisionDetails | None
) -> None:
    problems = {
        "text_fr": _text_problem(details),
        "owner": _owner_problem(details),
        "owner_person": _person_problem(details, known),
        "meeting": _meeting_problem(details, committee),
        "items": _items_problem(details),
        "due_on": _due_problem(details),
    }
    found = {field: sentence for field, sentence in problems.items() if sentence}
    if found:
        raise ValidationError(found)


def _text_problem(details: DecisionDetails) -> str:
    if any(has_ink(getattr(details, name)) for name in _TEXTS):
        return ""
    return _("Write what was decided.")


def _owner_problem(details: DecisionDetails) -> str:
    if details.owner is not None or details.kind not in _NEED_AN_OWNER:
        return ""
    return _("Choose the organisation in charge: a decision without an owner is nobody's business.")


def _person_problem(details: DecisionDetails, known: DecisionDetails | None) -> str:
    """Whoever left the organisation since stays named, until somebody is named anew."""
    person = details.owner_person
    if person is None:
        return ""
    if details.owner is None:
        return _("Choose the organisation that this person works for.")
    if known and (known.owner, known.owner_person) == (details.owner, person):
        return ""
    works_there = Membership.objects.in_force().filter(user=person, organisation=details.owner)
    if works_there.exclude(role=Role.DONOR).exists():
        return ""
    return _("%(person)s does not work for %(organisation)s.") % {
        "person": person,
        "organisation": details.owner.name,
    }


def _meeting_problem(details: DecisionDetails, committee: Committee) -> str:
    if details.meeting is None or details.meeting.committee_id == committee.pk:
        return ""
    return _("This meeting is another committee's.")


def _items_problem(details: DecisionDetails) -> str:
    meeting_id = details.meeting.pk if details.meeting else None
    if all(item.meeting_id == meeting_id for item in details.items):
        return ""
    return _("Choose agenda items of the meeting at which this was decided.")


def _due_problem(details: DecisionDetails) -> str:
    taken_on = details.meeting.held.earliest if details.meeting else None
    if details.due_on is None or taken_on is None or details.due_on >= taken_on:
        return ""
    return _("The due date comes before the meeting.")


def _fill(decision: Decision, details: DecisionDetails) -> None:
    for name in (*_WORDS, "owner", "owner_person", "due_on", "meeting", "is_public"):
        setattr(decision, name, getattr(details, name))
    decision.kind = details.kind
    decision.priority = details.priority


def _relate(
    decision: Decision, details: DecisionDetails, *, instead_of: tuple[AgendaItem, ...]
) -> None:
    """Agenda items of later meetings keep the decision: it comes back there."""
    decision.agenda_items.remove(*(item for item in instead_of if item not in details.items))
    decision.agenda_items.add(*details.items)
    decision.plan_items.set(details.plan_items)
