"""What became of a decision: dated notes, the states they move it to, the files behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.actions.decisions import locked
from actors.actions.files import keep
from actors.audit import record
from actors.enums import DecisionState, EventKind
from actors.models import CLOSED, CommitteeFile, Decision, FollowUp, User
from actors.permissions import check_can_follow_up
from actors.workflow import move_decision
from lib.concurrency import StaleVersion
from lib.text import clean, has_ink
from lib.uploads import PreparedFile


@transaction.atomic
def follow_up(
    *,
    decision: Decision,
    text: str,
    to: DecisionState | None = None,
    closed_on: date | None = None,
    files: Sequence[PreparedFile] = (),
    seen: int | None = None,
    by: User,
    at: datetime,
) -> FollowUp:
    """Write what became of a decision; with `to`, the note moves it on, or reopens it.

    `closed_on` is the day it was done or dropped, today unless said. `seen` is how many notes the
    person had before them: a second click adds nothing, and whoever moves a decision that somebody
    has written about meanwhile reads that first (StaleVersion). Raises PermissionDenied,
    WrongState, or ValidationError with sentences by field.
    """
    today = timezone.localdate(at)
    decision = locked(decision)
    check_can_follow_up(by, decision, on=today)
    text = clean(text)
    latest = _latest_unless_seen(decision, seen)
    if latest is not None and _is_the_same(latest, text, to, by):
        return latest
    if to == decision.state:
        to = None
    if latest is not None and to is not None:
        raise StaleVersion(mine={"state": str(to)}, theirs={"state": decision.state})
    _refuse_problems(decision, text, to, closed_on, today)
    before = decision.state
    if to is not None:
        move_decision(decision, to=to)
        decision.closed_on = (closed_on or today) if to in CLOSED else None
        decision.save(update_fields=["state", "closed_on"])
    note = FollowUp.objects.create(
        decision=decision,
        text=text,
        before=before if to else "",
        after=to or "",
        written_by=by,
        written_at=at,
    )
    record(
        EventKind.COMMENTED,
        about=decision,
        by=by,
        at=at,
        before={"state": before} if to else {},
        after={"state": str(to)} if to else {},
        note=note.text,
    )
    for file in {file.sha256: file for file in files}.values():
        _keep(file, note, by, at)
    return note


def _latest_unless_seen(decision: Decision, seen: int | None) -> FollowUp | None:
    """The latest note, if there are more than the person had before them."""
    if seen is None:
        return None
    notes = FollowUp.objects.filter(decision=decision).order_by("pk")
    return notes.last() if notes.count() > seen else None


def _is_the_same(note: FollowUp, text: str, to: DecisionState | None, by: User) -> bool:
    return (note.written_by_id, note.text, note.after) == (by.pk, text, str(to or ""))


def _refuse_problems(
    decision: Decision,
    text: str,
    to: DecisionState | None,
    closed_on: date | None,
    today: date,
) -> None:
    problems = {}
    if not has_ink(text):
        problems["text"] = _("Write the note first.")
    if closed_on is not None:
        problem = _closing_problem(decision, to, closed_on, today)
        if problem:
            problems["closed_on"] = problem
    if problems:
        raise ValidationError(problems)


def _closing_problem(
    decision: Decision, to: DecisionState | None, closed_on: date, today: date
) -> str:
    if to not in CLOSED:
        return _("Give this day only with “done” or “lapsed”.")
    if closed_on > today:
        return _("This day is still to come.")
    taken_on = decision.meeting.held.earliest if decision.meeting else None
    if taken_on is not None and closed_on < taken_on:
        return _("This day comes before the decision itself.")
    return ""


def _keep(file: PreparedFile, note: FollowUp, by: User, at: datetime) -> None:
    row = CommitteeFile(committee=note.decision.committee, follow_up=note)
    keep(row, file, about=note.decision, told="evidence_added", by=by, at=at)
