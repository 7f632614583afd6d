"""Convening a meeting: who is called, by e-mail with an invitation, and what they answer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors.actions import Part, agenda, queue_notice
from actors.audit import record
from actors.enums import EventKind, MeetingState, Reply
from actors.models import AgendaItem, Convocation, Meeting, User
from actors.permissions import check_can_run_committee
from actors.workflow import move_meeting
from lib import calendars, formats
from lib.calendars import Method
from lib.text import has_ink
from lib.workflow import WrongState
from programmes.selectors.convening import entry_of, people_to_convene


@transaction.atomic
def convene(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Call everybody who has a seat, once more where it was done before.

    Who no longer has a seat is told that their invitation is taken back. Raises WrongState for a
    meeting without an hour, whose day has passed, or to which nobody can be called.
    """
    meeting = _locked(meeting)
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if meeting.starts_at is None or meeting.held_on is None:
        raise WrongState(_("Give the meeting an hour before you convene it."))
    if meeting.starts_at < at:
        raise WrongState(_("This meeting's time has passed: it can no longer be convened."))
    invitees = people_to_convene(meeting, on=meeting.held_on)
    if not invitees.people:
        raise WrongState(_("Nobody can be convened: no seat in its mandate has an account."))
    is_again = meeting.convened_at is not None
    move_meeting(meeting, to=MeetingState.CONVENED)
    meeting.convened_by, meeting.convened_at = by, at
    meeting.sequence += 1 if is_again else 0
    meeting.version += 1
    meeting.save()
    agenda.carry_over(meeting)
    _take_back(meeting, keep=set(invitees.people), at=at)
    for person, seat in invitees.people.items():
        Convocation.objects.update_or_create(
            meeting=meeting, person=person, defaults={"seat": seat}
        )
        message = "convocation_again" if is_again else "convocation"
        _tell(person, meeting, message, Method.REQUEST, at)
    record(
        EventKind.CONVENED,
        about=meeting,
        by=by,
        at=at,
        after={"sequence": meeting.sequence, "people": [str(one) for one in invitees.people]},
    )
    return meeting


@transaction.atomic
def reply(*, meeting: Meeting, reply: Reply, note: str, by: User, at: datetime) -> Convocation:
    """What somebody who was convened answers; the last answer counts."""
    meeting = _locked(meeting)
    rows = Convocation.objects.select_for_update(of=("self",)).filter(meeting=meeting, person=by)
    convocation = rows.select_related("seat").order_by("pk").first()
    if convocation is None:
        raise PermissionDenied(_("Only those who were convened to this meeting reply."))
    if meeting.state != MeetingState.CONVENED:
        raise WrongState(_("This meeting no longer waits for replies."))
    seat = convocation.seat
    has_alternate = seat is not None and bool(seat.alternate_id or seat.alternate_name)
    if reply == Reply.AWAITED:
        raise ValidationError({"reply": _("Say whether you come.")})
    if reply == Reply.REPRESENTED and not has_alternate and not has_ink(note):
        raise ValidationError({"note": _("Say who comes in your place.")})
    if (convocation.reply, convocation.note) == (reply, note):
        return convocation
    before = {"reply": convocation.reply, "note": convocation.note}
    convocation.reply, convocation.note, convocation.replied_at = reply, note, at
    convocation.save(update_fields=["reply", "note", "replied_at"])
    record(
        EventKind.REPLIED,
        about=meeting,
        by=by,
        at=at,
        before=before,
        after={"reply": convocation.reply, "note": convocation.note},
    )
    return convocation


def forget_replies(meeting: Meeting) -> None:
    """Another day or hour is another question; the trail keeps what was answered."""
    Convocation.objects.filter(meeting=meeting).update(
        reply=Reply.AWAITED, note="", replied_at=None
    )


def tell_cancelled(meeting: Meeting, *, at: datetime) -> None:
    """Tell everybody who was convened, and their calendars, that the meeting is cancelled."""
    convocations = Convocation.objects.filter(meeting=meeting, person__is_active=True)
    for convocation in convocations.select_related("person").order_by("pk"):
        _tell(convocation.person, meeting, "convocation_cancelled", Method.CANCEL, at)


def _take_back(meeting: Meeting, *, keep: set[User], at: datetime) -> None:
    """Those convened before who have no seat on the day any more."""
    convocations = Convocation.objects.filter(meeting=meeting).select_related("person")
    for convocation in convocations.order_by("pk"):
        if convocation.person not in keep:
            _tell(convocation.person, meeting, "convocation_taken_back", Method.CANCEL, at)
            convocation.delete()


def _tell(person: User, meeting: Meeting, message: str, method: Method, at: datetime) -> None:
    entry = entry_of(meeting, language=person.language, guest=person)
    if method == Method.CANCEL:
        entry = calendars.cancelled(entry)
    with translation.override(person.language):
        path = reverse("programmes:meeting_reply", args=[meeting.committee.slug, meeting.pk])
        items = AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")
        context = {
            "name": str(person),
            "title": meeting.title,
            "committee": meeting.committee.name,
            "when": _when(meeting),
            "where": entry.place,
            "note": meeting.note,
            "because": meeting.cancelled_because,
            "items": [item.text for item in items],
            "address": f"{settings.PUBLIC_URL}{path}",
        }
    queue_notice(
        to=person.email,
        language=person.language,
        message=message,
        context=context,
        key=f"{message}:{meeting.uid}:{meeting.sequence}:{meeting.version}:{person.pk}",
        part=Part(
            calendars.invitation(entry, method=method, zone=ZoneInfo(settings.TIME_ZONE)),
            calendars.content_type(method),
        ),
        at=at,
    )


def _when(meeting: Meeting) -> str:
    begins = formats.datetime(meeting.starts_at)
    if meeting.ends_at is None:
        return begins
    return _("%(begins)s to %(ends)s") % {"begins": begins, "ends": formats.time(meeting.ends_at)}


def _locked(meeting: Meeting) -> Meeting:
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee", "venue", "convened_by")
        .get(pk=meeting.pk)
    )
