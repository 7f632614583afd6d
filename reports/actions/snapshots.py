"""Freezing the steering dashboard for a meeting."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind, Language, MeetingState
from actors.models import Committee, Meeting, User
from lib.concurrency import one_moment
from lib.identifiers import verification_code
from programmes.models import Programme
from reports import content
from reports.content import steering
from reports.models import Snapshot
from reports.permissions import check_can_freeze


def freeze(
    *,
    about: Programme | Committee,
    meeting: Meeting | None,
    as_of: date,
    by: User,
    at: datetime,
) -> Snapshot:
    """Keep the dashboard as of a day for good, in the three languages.

    All of it is read in one snapshot of the database: of what somebody saves meanwhile it holds
    everything or nothing. Freezing again what has not changed gives back the same snapshot. Raises
    PermissionDenied, or ValidationError for a day to come or a meeting that is not this
    committee's or was cancelled.
    """
    check_can_freeze(by, about, on=localdate(at))
    _check(about, meeting, as_of, today=localdate(at))
    # Apart from the write, since what is of one moment in PostgreSQL reads only.
    with one_moment():
        earlier = Snapshot.objects.about(about).before(as_of).first()
        bodies = {
            language.value: steering.compared(
                steering.body(about, reader=None, on=as_of, language=language),
                earlier,
                until=at,
                reader=None,
            )
            for language in Language
        }
    digest = content.digest(bodies)
    with transaction.atomic():
        same = (
            Snapshot.objects.about(about)
            .filter(meeting=meeting, as_of=as_of)
            .order_by("-made_at", "-pk")
            .first()
        )
        if same is not None and same.sha256 == digest:
            return same
        snapshot = Snapshot.objects.create(
            code=verification_code(),
            programme=about if isinstance(about, Programme) else None,
            committee=about if isinstance(about, Committee) else None,
            meeting=meeting,
            as_of=as_of,
            bodies=bodies,
            sha256=digest,
            made_by=by,
            made_at=at,
        )
        record(
            EventKind.FROZEN,
            about=snapshot,
            by=by,
            at=at,
            after={"as_of": as_of.isoformat(), "sha256": digest},
        )
    return snapshot


def _check(
    about: Programme | Committee, meeting: Meeting | None, as_of: date, *, today: date
) -> None:
    problems = {}
    if as_of > today:
        problems["as_of"] = _("This day is still to come.")
    if meeting is not None and (
        not isinstance(about, Committee) or meeting.committee_id != about.pk
    ):
        problems["meeting"] = _("This meeting is not one of this committee.")
    elif meeting is not None and meeting.state == MeetingState.CANCELLED:
        problems["meeting"] = _("This meeting was cancelled.")
    if problems:
        raise ValidationError(problems)
