"""Asking for an edition, asking again after a failure, taking its files away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from actors.audit import record
from actors.enums import EventKind
from actors.models import Meeting, User
from lib.dates import Period
from lib.identifiers import verification_code
from programmes.models import Programme
from regions.models import Place
from reports import workflow
from reports.enums import EditionKind, EditionState
from reports.figures.steering import programmes_of
from reports.models import Edition
from reports.permissions import (
    check_can_download,
    check_can_request,
    check_can_request_about,
    check_can_request_again,
)
from reports.selectors.editions import (
    latest_of,
    meeting_series,
    problems_of,
    series_of,
    trail_mark,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: `series` says it in one line."""

    kind: EditionKind
    programmes: Sequence[Programme]
    region: Place | None
    meeting: Meeting | None
    period: Period
    language: str
    series: str


def request_edition(
    *,
    kind: EditionKind,
    programmes: Sequence[Programme],
    region: Place | None,
    period: Period,
    language: str,
    by: User,
    at: datetime,
) -> Edition:
    """Ask for a report. Gives back the edition that exists where asking again changes nothing.

    That is the one under way, or the newest one if no event since may have changed what it says.
    A change that turns out not to touch the report is found when its data are frozen: the new
    edition then ends as « unchanged » and points to the one that stands for it. Raises
    PermissionDenied, or ValidationError where a report of the kind cannot be about these. Talks to
    the database only: the tick finds the row.
    """
    check_can_request(by, programmes)
    return _ask(_about(kind, programmes, region, period, language), by, at)


def order_edition(
    *,
    kind: EditionKind,
    programmes: Sequence[Programme],
    region: Place | None,
    period: Period,
    language: str,
    at: datetime,
) -> Edition:
    """Ask for a report from the server's own console: whoever is there needs no permission."""
    return _ask(_about(kind, programmes, region, period, language), None, at)


def request_meeting_edition(
    *, kind: EditionKind, meeting: Meeting, language: str, by: User, at: datetime
) -> Edition:
    """Ask for a paper of a committee's meeting; like `request_edition` in all else.

    Raises WrongState for one that was cancelled.
    """
    asked = _about_meeting(kind, meeting, language, at)
    check_can_request_about(by, kind, meeting, asked.programmes, on=localdate(at))
    workflow.check_printable(meeting)
    return _ask(asked, by, at)


def order_meeting_edition(
    *, kind: EditionKind, meeting: Meeting, language: str, at: datetime
) -> Edition:
    """The same from the server's own console."""
    workflow.check_printable(meeting)
    return _ask(_about_meeting(kind, meeting, language, at), None, at)


def _about(
    kind: EditionKind,
    programmes: Sequence[Programme],
    region: Place | None,
    period: Period,
    language: str,
) -> Asked:
    if problems := problems_of(kind, programmes, region):
        raise ValidationError(problems)
    series = series_of(
        kind=kind, programmes=programmes, region=region, period=period, language=language
    )
    return Asked(kind, programmes, region, None, period, language, series)


def _about_meeting(kind: EditionKind, meeting: Meeting, language: str, at: datetime) -> Asked:
    """Its day is that of the meeting; of one without a day, the day of asking."""
    day = meeting.held_on or localdate(at)
    series = meeting_series(kind=kind, meeting=meeting, language=language)
    programmes = programmes_of(meeting.committee, reader=None)
    return Asked(kind, programmes, None, meeting, Period(day, day), language, series)


def _ask(asked: Asked, by: User | None, at: datetime) -> Edition:
    current = latest_of(asked.series)
    if current is not None and current.trail_mark == trail_mark():
        return current
    already = _under_way(asked.series)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                kind=asked.kind,
                region=asked.region,
                meeting=asked.meeting,
                starts_on=asked.period.start,
                ends_on=asked.period.end,
                language=asked.language,
                series=asked.series,
                code=verification_code(),
                requested_by=by,
                requested_at=at,
            )
            edition.programmes.set(asked.programmes)
            record(EventKind.REQUESTED, about=edition, by=by, at=at, after={"series": asked.series})
            return edition
    except IntegrityError:
        # Somebody asked for the same in this very moment: theirs is the one.
        already = _under_way(asked.series)
        if already is None:
            raise
        return already


@transaction.atomic
def retry_edition(*, edition: Edition, by: User, at: datetime) -> Edition:
    """Put a failed edition back in the queue; its data are frozen anew.

    Gives back the edition under way if the same report was asked for meanwhile. Raises
    PermissionDenied, or WrongState if it has not failed.
    """
    check_can_request_again(by, edition, on=localdate(at))
    if edition.meeting is not None:
        workflow.check_printable(edition.meeting)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    workflow.move(edition, to=EditionState.QUEUED)
    already = _under_way(edition.series)
    if already is not None:
        return already
    edition.stage = edition.failure = edition.content_sha256 = ""
    edition.content = edition.number = edition.frozen_at = edition.trail_mark = None
    edition.lease_until = None
    edition.attempts = 0
    edition.fence += 1
    edition.save()
    record(EventKind.REQUESTED, about=edition, by=by, at=at, after={"series": edition.series})
    return edition


@transaction.atomic
def note_download(*, edition: Edition, file: str, by: User, at: datetime) -> None:
    """Write on the trail that a person takes a file away. Raises PermissionDenied."""
    check_can_download(by, edition)
    record(EventKind.DOWNLOADED, about=edition, by=by, at=at, after={"file": file})


def _under_way(series: str) -> Edition | None:
    return Edition.objects.under_way().filter(series=series).first()
