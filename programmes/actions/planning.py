"""Planning a meeting, changing it, cancelling it; who was convened is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.actions import agenda
from actors.audit import changes, record
from actors.enums import EventKind, MeetingState
from actors.models import Committee, Meeting, Organisation, User
from actors.permissions import check_can_run_committee
from actors.workflow import move_meeting
from lib import formats
from lib.concurrency import StaleVersion
from lib.dates import Precision
from lib.text import has_ink
from lib.workflow import WrongState
from programmes.actions import convening
from regions.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDetails:
    """What is said of a meeting to come; its hours may still be open."""

    title_fr: str
    title_ar: str = ""
    day: date
    starts: time | None = None
    ends: time | None = None
    venue: Place | None = None
    room: str = ""
    chaired_by: Organisation | None = None
    note: str = ""


@transaction.atomic
def plan_meeting(
    *, committee: Committee, details: MeetingDetails, by: User, at: datetime
) -> Meeting:
    """Plan a meeting; the open decisions of the committee are its first item."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    check_can_run_committee(by, committee, on=timezone.localdate(at))
    _refuse_problems(committee, details, at)
    meeting = Meeting(committee=committee, state=MeetingState.PLANNED)
    _fill(meeting, details)
    meeting.save(force_insert=True)
    agenda.carry_over(meeting)
    told = {name: value for name, value in snapshot(details).items() if value}
    record(EventKind.CREATED, about=meeting, by=by, at=at, after=told)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, details: MeetingDetails, version: int, by: User, at: datetime
) -> Meeting:
    """Change a meeting to come. Another time or place of one that was convened convenes again.

    Raises StaleVersion with both versions when somebody saved meanwhile, WrongState once the
    meeting is held or cancelled.
    """
    meeting = locked(meeting)
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if meeting.state not in agenda.OPEN_STATES:
        raise WrongState(_("Only a meeting to come is changed."))
    current = details_of(meeting)
    before, after = snapshot(current), snapshot(details)
    if details == current:
        return meeting
    if meeting.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _refuse_problems(meeting.committee, details, at)
    if meeting.state == MeetingState.CONVENED and details.starts is None:
        raise ValidationError({"starts": _("This meeting is convened: keep an hour.")})
    _fill(meeting, details)
    meeting.version += 1
    meeting.save()
    old, new = changes(before, after)
    record(EventKind.CHANGED, about=meeting, by=by, at=at, before=old, after=new)
    if meeting.state == MeetingState.CONVENED and _where_and_when(current) != _where_and_when(
        details
    ):
        if _when(current) != _when(details):
            convening.forget_replies(meeting)
        convening.convene(meeting=meeting, by=by, at=at)
        meeting.refresh_from_db()
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, because: str, by: User, at: datetime) -> Meeting:
    """Cancel a meeting, with a reason; who was convened is told, and their calendars."""
    meeting = locked(meeting)
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if not has_ink(because):
        raise ValidationError({"because": _("Say why the meeting is cancelled.")})
    was_convened = meeting.state == MeetingState.CONVENED
    before = meeting.state
    move_meeting(meeting, to=MeetingState.CANCELLED)
    meeting.cancelled_because = because
    meeting.version += 1
    if was_convened:
        meeting.sequence += 1
    meeting.save()
    record(
        EventKind.CHANGED,
        about=meeting,
        by=by,
        at=at,
        before={"state": before},
        after={"state": meeting.state},
        note=because,
    )
    if was_convened:
        convening.tell_cancelled(meeting, at=at)
    return meeting


@transaction.atomic
def take_up_again(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Plan a cancelled meeting again; it is convened anew."""
    meeting = locked(meeting)
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    before = meeting.state
    move_meeting(meeting, to=MeetingState.PLANNED)
    meeting.cancelled_because = ""
    meeting.version += 1
    meeting.save()
    convening.forget_replies(meeting)
    agenda.carry_over(meeting)
    record(
        EventKind.CHANGED,
        about=meeting,
        by=by,
        at=at,
        before={"state": before},
        after={"state": meeting.state},
    )
    return meeting


def details_of(meeting: Meeting) -> MeetingDetails:
    """What is said of a meeting now, in the hours of Morocco."""
    return MeetingDetails(
        **{name: getattr(meeting, name) or "" for name in ("title_fr", "title_ar")},
        day=meeting.held_on or date.min,
        starts=_hour(meeting.starts_at),
        ends=_hour(meeting.ends_at),
        venue=meeting.venue,
        room=meeting.room,
        chaired_by=meeting.chaired_by,
        note=meeting.note,
    )


def snapshot(details: MeetingDetails) -> dict[str, Any]:
    """What is said, in words, for the trail and for whoever compares two versions."""
    return {
        "title_fr": details.title_fr,
        "title_ar": details.title_ar,
        "day": formats.date(details.day),
        "starts": formats.time(details.starts) if details.starts else "",
        "ends": formats.time(details.ends) if details.ends else "",
        "venue": details.venue.name if details.venue else "",
        "room": details.room,
        "chaired_by": details.chaired_by.name if details.chaired_by else "",
        "note": details.note,
    }


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held for the length of the transaction."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee", "venue", "chaired_by")
        .get(pk=meeting.pk)
    )


def _fill(meeting: Meeting, details: MeetingDetails) -> None:
    for name in ("title_fr", "title_ar", "venue", "room", "chaired_by", "note"):
        setattr(meeting, name, getattr(details, name))
    meeting.held_on = details.day
    meeting.held_precision = Precision.DAY
    meeting.held_words = ""
    meeting.starts_at = _moment(details.day, details.starts)
    meeting.ends_at = _moment(details.day, details.ends)


def _refuse_problems(committee: Committee, details: MeetingDetails, at: datetime) -> None:
    problems: dict[str, str] = {}
    if not (details.title_fr or details.title_ar):
        problems["title_fr"] = _("Give the meeting a title.")
    created = committee.created.earliest
    if created is not None and details.day < created:
        problems["day"] = _("The committee was created later (%(day)s): it cannot meet before.") % {
            "day": formats.partial_date(committee.created)
        }
    elif details.day < timezone.localdate(at):
        problems["day"] = _("This day has passed: plan a day to come.")
    if details.ends and not details.starts:
        problems["starts"] = _("Say when it begins.")
    elif details.ends and details.starts and details.ends <= details.starts:
        problems["ends"] = _("The meeting ends before it begins.")
    if problems:
        raise ValidationError(problems)


def _moment(day: date, hour: time | None) -> datetime | None:
    if hour is None:
        return None
    return timezone.make_aware(datetime.combine(day, hour))


def _hour(moment: datetime | None) -> time | None:
    return timezone.localtime(moment).time() if moment else None


def _when(details: MeetingDetails) -> tuple[Any, ...]:
    return (details.day, details.starts, details.ends)


def _where_and_when(details: MeetingDetails) -> tuple[Any, ...]:
    return (*_when(details), details.venue, details.room)
