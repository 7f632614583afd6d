"""Minutes: drafted from the record, circulated, corrected, approved, rectified."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actors.actions.proceedings import check_unlocked
from actors.audit import record
from actors.enums import EventKind, Language, MeetingState, MinutesState
from actors.models import Correction, Meeting, Minutes, Rectification, User
from actors.permissions import check_can_run_committee, check_can_speak_up
from actors.selectors.proceedings import minutes_record
from actors.workflow import move_minutes
from lib import formats
from lib.concurrency import StaleVersion
from lib.text import has_ink
from lib.workflow import WrongState


@transaction.atomic
def save_summary(
    *, meeting: Meeting, summary: str, version: int, by: User, at: datetime
) -> Minutes:
    """Write the summary that opens the minutes.

    Raises StaleVersion with both texts where somebody saved meanwhile.
    """
    minutes = _held(meeting, by, at)
    if minutes.summary == summary:
        return minutes
    if minutes.version != version:
        raise StaleVersion(mine={"summary": summary}, theirs={"summary": minutes.summary})
    before = minutes.summary
    minutes.summary = summary
    minutes.version += 1
    minutes.full_clean()
    minutes.save()
    record(
        EventKind.CHANGED,
        about=minutes,
        by=by,
        at=at,
        before={"summary": before},
        after={"summary": summary},
    )
    return minutes


@transaction.atomic
def circulate(*, meeting: Meeting, by: User, at: datetime) -> Minutes:
    """The minutes go round, once or again; `programmes.actions.proceedings` tells the members."""
    minutes = _held(meeting, by, at)
    move_minutes(minutes, to=MinutesState.CIRCULATED)
    minutes.circulated_by, minutes.circulated_at = by, at
    minutes.version += 1
    minutes.save()
    record(EventKind.CIRCULATED, about=minutes, by=by, at=at)
    return minutes


@transaction.atomic
def ask_correction(*, minutes: Minutes, text: str, by: User, at: datetime) -> Correction:
    """A member asks for a change of minutes that circulate."""
    minutes = Minutes.objects.select_for_update().select_related("meeting").get(pk=minutes.pk)
    committee = minutes.meeting.committee
    check_can_speak_up(by, committee, on=timezone.localdate(at))
    check_unlocked(minutes.meeting)
    if minutes.state != MinutesState.CIRCULATED:
        raise WrongState(_("These minutes do not circulate yet."))
    if not has_ink(text):
        raise ValidationError({"text": _("Write what should be corrected.")})
    asked = Correction.objects.create(minutes=minutes, text=text, written_by=by, written_at=at)
    record(EventKind.COMMENTED, about=minutes, by=by, at=at, note=text)
    return asked


@transaction.atomic
def settle_correction(*, correction: Correction, by: User, at: datetime) -> Correction:
    """The secretariat has taken a correction in, or answered it in the minutes."""
    _held(correction.minutes.meeting, by, at)
    if correction.settled_at is None:
        correction.settled_by, correction.settled_at = by, at
        correction.save()
        record(EventKind.CHANGED, about=correction.minutes, by=by, at=at, note=correction.text)
    return correction


@transaction.atomic
def approve(*, meeting: Meeting, version: int, by: User, at: datetime) -> Minutes:
    """Approve the minutes that were read: what they say is kept as it is, in each language.

    Raises WrongState for a second approval, StaleVersion where they changed since they were read.
    """
    minutes = _held(meeting, by, at)
    if minutes.version != version:
        raise StaleVersion(mine={"summary": ""}, theirs={"summary": minutes.summary})
    move_minutes(minutes, to=MinutesState.APPROVED)
    minutes.approved_by, minutes.approved_at = by, at
    minutes.version += 1
    minutes.record = _record(minutes)
    minutes.record_sha256 = digest_of(minutes.record)
    minutes.save()
    record(
        EventKind.APPROVED,
        about=minutes,
        by=by,
        at=at,
        after={"sha256": minutes.record_sha256},
    )
    return minutes


@transaction.atomic
def rectify(*, minutes: Minutes, text: str, reason: str, by: User, at: datetime) -> Rectification:
    """Add a rectification to approved minutes, with its reason. Nothing else of them changes."""
    minutes = Minutes.objects.select_for_update().select_related("meeting").get(pk=minutes.pk)
    check_can_run_committee(by, minutes.meeting.committee, on=timezone.localdate(at))
    if minutes.state != MinutesState.APPROVED:
        raise WrongState(_("Only approved minutes are rectified; these can still be changed."))
    problems = {}
    if not has_ink(text):
        problems["text"] = _("Write what is rectified.")
    if not has_ink(reason):
        problems["reason"] = _("Say why it is rectified.")
    if problems:
        raise ValidationError(problems)
    last = minutes.rectifications.aggregate(last=Max("number"))["last"] or 0
    added = Rectification.objects.create(
        minutes=minutes, number=last + 1, text=text, reason=reason, written_by=by, written_at=at
    )
    record(
        EventKind.RECTIFIED,
        about=minutes,
        by=by,
        at=at,
        after={"number": added.number, "text": text},
        note=reason,
    )
    return added


def digest_of(kept: dict[str, Any]) -> str:
    """The SHA-256 of what approved minutes say, in the one way it is written down."""
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _held(meeting: Meeting, by: User, at: datetime) -> Minutes:
    """The minutes of a meeting, begun where there are none, held against a second pair of hands."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("committee")
        .get(pk=meeting.pk)
    )
    check_can_run_committee(by, meeting.committee, on=timezone.localdate(at))
    if meeting.state != MeetingState.HELD:
        raise WrongState(_("This meeting has not been held: there are no minutes yet."))
    minutes, _is_new = Minutes.objects.select_for_update().get_or_create(meeting=meeting)
    if minutes.state == MinutesState.APPROVED:
        raise WrongState(
            _("These minutes were approved by %(name)s on %(when)s: nothing of them changes.")
            % {
                "name": minutes.approved_by,
                "when": formats.date(timezone.localdate(minutes.approved_at)),
            }
        )
    return minutes


def _record(minutes: Minutes) -> dict[str, Any]:
    """What minutes say, in each language, as it comes back from the database."""
    told = {}
    for language in Language.values:
        with translation.override(language):
            told[language] = minutes_record(minutes.meeting, summary=minutes.summary)
    return json.loads(json.dumps(told, cls=DjangoJSONEncoder))
