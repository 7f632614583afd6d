"""What a meeting is for: its agenda, and the open decisions that it takes over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import AgendaItemKind, EventKind, Language, MeetingState
from actors.models import AgendaItem, Decision, Meeting, User
from actors.permissions import check_can_run_committee
from lib import formats
from lib.concurrency import StaleVersion
from lib.workflow import WrongState

OPEN_STATES = (MeetingState.PLANNED, MeetingState.CONVENED)


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetails:
    """What is said of an agenda item."""

    kind: AgendaItemKind = AgendaItemKind.SUBJECT
    text_fr: str
    text_ar: str = ""
    minutes: int | None = None
    speaker: str = ""
    decisions: tuple[Decision, ...] = ()


@transaction.atomic
def add_item(*, meeting: Meeting, details: ItemDetails, by: User, at: datetime) -> AgendaItem:
    """Add an item at the end of the agenda."""
    meeting = _open(meeting, by, at)
    _refuse_problems(details, meeting, kept=AgendaItemKind.SUBJECT)
    item = AgendaItem(meeting=meeting, position=_next_position(meeting))
    _fill(item, details)
    item.save(force_insert=True)
    item.decisions.set(details.decisions)
    told = {name: value for name, value in snapshot(details).items() if value}
    record(EventKind.CREATED, about=item, by=by, at=at, after=told)
    return item


@transaction.atomic
def change_item(
    *, item: AgendaItem, details: ItemDetails, version: int, by: User, at: datetime
) -> AgendaItem:
    """Change an item; raises StaleVersion with both versions when somebody saved meanwhile."""
    meeting = _open(item.meeting, by, at)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    before, after = snapshot(details_of(item)), snapshot(details)
    if before == after:
        return item
    if item.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _refuse_problems(details, meeting, kept=AgendaItemKind(item.kind))
    _fill(item, details)
    item.version += 1
    item.save()
    if item.kind != AgendaItemKind.FOLLOW_UP:
        item.decisions.set(details.decisions)
    old, new = changes(before, after)
    record(EventKind.CHANGED, about=item, by=by, at=at, before=old, after=new)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, direction: Direction, by: User, at: datetime) -> None:
    """Change places with the item before or after; nothing at the end of the agenda."""
    meeting = _open(item.meeting, by, at)
    item = AgendaItem.objects.get(pk=item.pk)
    others = AgendaItem.objects.filter(meeting=meeting)
    if direction == Direction.UP:
        other = others.filter(position__lt=item.position).order_by("-position").first()
    else:
        other = others.filter(position__gt=item.position).order_by("position").first()
    if other is None:
        return
    mine, theirs = item.position, other.position
    # One place holds one item, so one of them waits behind the last.
    AgendaItem.objects.filter(pk=item.pk).update(position=_next_position(meeting))
    AgendaItem.objects.filter(pk=other.pk).update(position=mine)
    AgendaItem.objects.filter(pk=item.pk).update(position=theirs)
    record(
        EventKind.CHANGED,
        about=item,
        by=by,
        at=at,
        before={"position": mine},
        after={"position": theirs},
    )


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User, at: datetime) -> None:
    """Take an item off the agenda; the follow-up of open decisions stays on it."""
    _open(item.meeting, by, at)
    if item.kind == AgendaItemKind.FOLLOW_UP:
        raise WrongState(_("Open decisions stay on every agenda until they are closed."))
    if item.notes.exists() or item.comments.exists():
        raise WrongState(_("Notes or comments stand under this item: it stays on the agenda."))
    told = {name: value for name, value in snapshot(details_of(item)).items() if value}
    record(EventKind.DELETED, about=item, by=by, at=at, before=told)
    item.delete()


def carry_over(meeting: Meeting) -> AgendaItem | None:
    """Put the decisions of the committee that are open on the agenda, as its first item.

    Called when a meeting is planned, convened and opened, inside the transaction. None where
    nothing is open and nothing was.
    """
    decisions = Decision.objects.filter(committee=meeting.committee_id).open()
    open_now = list(decisions.exclude(meeting=meeting).order_by("number"))
    items = AgendaItem.objects.filter(meeting=meeting, kind=AgendaItemKind.FOLLOW_UP)
    item = items.order_by("position").first()
    if item is None:
        if not open_now:
            return None
        _make_room(meeting)
        item = AgendaItem(meeting=meeting, kind=AgendaItemKind.FOLLOW_UP, position=0)
        for language in Language:
            with translation.override(language.value):
                setattr(item, f"text_{language.value}", _("Follow-up of decisions"))
        item.save(force_insert=True)
    item.decisions.set(open_now)
    return item


def details_of(item: AgendaItem) -> ItemDetails:
    """What is said of an item now. One query."""
    return ItemDetails(
        kind=AgendaItemKind(item.kind),
        **{name: getattr(item, name) or "" for name in ("text_fr", "text_ar")},
        minutes=item.minutes,
        speaker=item.speaker,
        decisions=tuple(item.decisions.order_by("number")),
    )


def snapshot(details: ItemDetails) -> dict[str, Any]:
    """What is said, in words, for the trail and for whoever compares two versions."""
    return {
        "kind": str(AgendaItemKind(details.kind).label),
        "text_fr": details.text_fr,
        "text_ar": details.text_ar,
        "minutes": "" if details.minutes is None else formats.number(details.minutes),
        "speaker": details.speaker,
        "decisions": ", ".join(str(decision.number) for decision in details.decisions),
    }


def _open(meeting: Meeting, by: User, at: datetime) -> Meeting:
    """The meeting, held so that two people do not give one place twice."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("committee")
    meeting = rows.get(pk=meeting.pk)
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if meeting.state not in OPEN_STATES:
        raise WrongState(_("The agenda changes until the meeting is held or cancelled."))
    return meeting


def _refuse_problems(details: ItemDetails, meeting: Meeting, *, kept: AgendaItemKind) -> None:
    problems: dict[str, str] = {}
    is_follow_up = details.kind == AgendaItemKind.FOLLOW_UP
    if is_follow_up != (kept == AgendaItemKind.FOLLOW_UP):
        problems["kind"] = _("The follow-up of decisions is put on the agenda by itself.")
    if not (details.text_fr or details.text_ar):
        problems["text_fr"] = _("Say what the item is about.")
    if any(decision.committee_id != meeting.committee_id for decision in details.decisions):
        problems["decisions"] = _("Choose decisions of this committee.")
    if problems:
        raise ValidationError(problems)


def _fill(item: AgendaItem, details: ItemDetails) -> None:
    for name in ("kind", "text_fr", "text_ar", "minutes", "speaker"):
        setattr(item, name, getattr(details, name))


def _next_position(meeting: Meeting) -> int:
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _make_room(meeting: Meeting) -> None:
    """Move all items one place down, the last first: no place holds two."""
    for item in AgendaItem.objects.filter(meeting=meeting).order_by("-position"):
        AgendaItem.objects.filter(pk=item.pk).update(position=item.position + 1)
