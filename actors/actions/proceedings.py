"""What the secretariat takes down while a committee sits: who is there, what is said."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.actions import agenda
from actors.audit import record
from actors.enums import EventKind, MeetingState, MinutesState, Presence
from actors.models import (
    AgendaComment,
    AgendaItem,
    AgendaNote,
    Attendance,
    Meeting,
    Organisation,
    Seat,
    User,
)
from actors.permissions import check_can_run_committee, check_can_speak_up
from actors.workflow import move_meeting
from lib import formats
from lib.dates import Precision
from lib.text import has_ink
from lib.workflow import WrongState


@transaction.atomic
def open_sitting(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """The committee sits: the meeting is held, today where no day was said.

    Raises WrongState before its day in Morocco: what is held does not lie ahead.
    """
    meeting = Meeting.objects.select_for_update().select_related("committee").get(pk=meeting.pk)
    _check_may_write(meeting, by, at)
    if meeting.state == MeetingState.HELD:
        return meeting
    if meeting.is_ahead(on=timezone.localdate(at)):
        raise WrongState(
            _(
                "This meeting is planned for %(day)s: its sitting opens from that day on. If the "
                "committee sits earlier, change the day of the meeting first."
            )
            % {"day": formats.date(meeting.held_on)}
        )
    move_meeting(meeting, to=MeetingState.HELD)
    if meeting.held_on is None:
        meeting.held_on = timezone.localdate(at)
        meeting.held_precision = Precision.DAY
    meeting.version += 1
    meeting.save()
    # Decisions taken or closed since the convocation.
    agenda.carry_over(meeting)
    record(EventKind.CHANGED, about=meeting, by=by, at=at, after={"state": meeting.state})
    return meeting


@transaction.atomic
def mark_presence(
    *, meeting: Meeting, seat: Seat, presence: Presence | None, by: User, at: datetime
) -> Attendance | None:
    """Say whether a seat was taken; None takes back what was said.

    Raises ValidationError for a seat that is not of this committee, or whose mandate does not
    hold on the day of the meeting.
    """
    meeting = _locked(meeting)
    _check_may_write(meeting, by, at)
    day = meeting.held_on or timezone.localdate(at)
    seats = Seat.objects.in_mandate(on=day).filter(committee=meeting.committee)
    if not seats.filter(pk=seat.pk).exists():
        raise ValidationError(
            {
                "seat": _(
                    "This seat has no mandate on the day of the meeting. Whoever comes all the "
                    "same is added as a guest."
                )
            }
        )
    rows = Attendance.objects.filter(meeting=meeting, seat=seat)
    before = rows.values_list("presence", flat=True).first() or ""
    if (presence or "") == before:
        return rows.first()
    if presence is None:
        rows.delete()
        attendance = None
    else:
        attendance, _is_new = Attendance.objects.update_or_create(
            meeting=meeting,
            seat=seat,
            defaults={"presence": presence, "organisation": seat.organisation},
            create_defaults={
                "presence": presence,
                "organisation": seat.organisation,
                "position": _next_position(meeting),
            },
        )
    record(
        EventKind.CHANGED,
        about=meeting,
        by=by,
        at=at,
        before={"presence": before, "seat": str(seat)},
        after={"presence": presence or "", "seat": str(seat)},
    )
    return attendance


@transaction.atomic
def add_guest(
    *, meeting: Meeting, organisation: Organisation | None, name: str, by: User, at: datetime
) -> Attendance:
    """Somebody without a seat was there: an organisation, a name, or both."""
    meeting = _locked(meeting)
    _check_may_write(meeting, by, at)
    if organisation is None and not has_ink(name):
        raise ValidationError({"name": _("Name the person, or choose the organisation.")})
    guest = Attendance(
        meeting=meeting,
        organisation=organisation,
        # A name is the same in each language.
        label_fr=name,
        label_ar=name,
        label_en=name,
        position=_next_position(meeting),
    )
    guest.full_clean()
    guest.save()
    told = {"guest": name or str(organisation)}
    record(EventKind.CHANGED, about=meeting, by=by, at=at, after=told)
    return guest


@transaction.atomic
def remove_guest(*, attendance: Attendance, by: User, at: datetime) -> None:
    """Take back a guest who was not there; seats are taken back by their presence."""
    meeting = _locked(attendance.meeting)
    _check_may_write(meeting, by, at)
    if attendance.seat_id is not None:
        raise WrongState(_("A member is marked absent, not removed."))
    told = {"guest": attendance.label or str(attendance.organisation)}
    attendance.delete()
    record(EventKind.CHANGED, about=meeting, by=by, at=at, before=told, after={"guest": ""})


@transaction.atomic
def write_note(
    *, item: AgendaItem, key: UUID, text: str, over: Collection[int], by: User, at: datetime
) -> AgendaNote:
    """Write down what is said on an agenda item, over the notes one was shown (`over`: their ids).

    The same key gives the same note. A note that somebody else has already written over stays
    written over, and both new ones stand: nothing that was typed is lost.
    """
    already = AgendaNote.objects.filter(key=key, written_by=by).first()
    if already is not None:
        return already
    meeting = _locked(item.meeting)
    _check_may_write(meeting, by, at)
    if not has_ink(text):
        raise ValidationError({"text": _("Write the note first.")})
    note = AgendaNote(item=item, key=key, text=text, written_by=by, written_at=at)
    note.full_clean(exclude=["replaced_by"])
    note.save()
    item.notes.filter(pk__in=over, replaced_by__isnull=True).update(replaced_by=note)
    record(EventKind.COMMENTED, about=item, by=by, at=at, note=text)
    return note


@transaction.atomic
def comment_item(*, item: AgendaItem, text: str, by: User, at: datetime) -> AgendaComment:
    """A member says something about an agenda item, until the minutes are approved."""
    meeting = _locked(item.meeting)
    check_can_speak_up(by, meeting.committee, on=timezone.localdate(at))
    check_unlocked(meeting)
    if not has_ink(text):
        raise ValidationError({"text": _("Write the comment first.")})
    comment = AgendaComment.objects.create(item=item, text=text, written_by=by, written_at=at)
    record(EventKind.COMMENTED, about=item, by=by, at=at, note=text)
    return comment


def check_unlocked(meeting: Meeting) -> None:
    """Raise WrongState where the minutes are approved: only a rectification is added then."""
    minutes = getattr(meeting, "proceedings", None)
    if minutes is not None and minutes.state == MinutesState.APPROVED:
        raise WrongState(
            _("The minutes of this meeting are approved: only a rectification can be added.")
        )


def _check_may_write(meeting: Meeting, by: User, at: datetime) -> None:
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if meeting.state == MeetingState.CANCELLED:
        raise WrongState(_("This meeting was cancelled."))
    check_unlocked(meeting)


def _locked(meeting: Meeting) -> Meeting:
    """The meeting, held so that its minutes are not approved meanwhile."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee", "proceedings")
        .get(pk=meeting.pk)
    )


def _next_position(meeting: Meeting) -> int:
    last = meeting.attendances.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
