"""Who may request, download and write reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from actors.models import Committee, Meeting, User
from actors.permissions import (
    allows,
    check_can_open_papers,
    check_can_read_minutes,
    check_can_run_committee,
    check_can_take_part,
)
from actors.roles import Permission
from indicators.permissions import check_can_edit_framework
from programmes.models import Programme
from reports.enums import MEETING_KINDS, RECORD_KINDS, EditionKind
from reports.models import Edition


def check_can_request(user: User, programmes: Iterable[Programme]) -> None:
    """Whoever may request reports, for programmes they see."""
    if not user.scope().has(Permission.EDITION_REQUEST):
        raise PermissionDenied(_("Your role does not request reports."))
    _check_visible(user, programmes)


def check_can_request_about(
    user: User,
    kind: EditionKind,
    meeting: Meeting,
    programmes: Iterable[Programme],
    *,
    on: date,
) -> None:
    """Whoever sees the meeting and reads what the paper prints, if they run the committee or
    request reports; the brief, whoever sits there on the day of the meeting."""
    check_can_open_papers(user, meeting.committee)
    if not Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists():
        raise PermissionDenied(_("Your mandate does not reach to this meeting."))
    day = meeting.held_on or on
    sits = kind == EditionKind.BRIEF and allows(
        check_can_take_part, user, meeting.committee, on=day
    )
    if not sits and not allows(check_can_run_committee, user, meeting.committee, on=on):
        check_can_request(user, [])
    if kind in RECORD_KINDS:
        check_can_read_minutes(user, meeting, getattr(meeting, "proceedings", None), on=on)
    else:
        _check_visible(user, programmes)


def check_can_request_again(user: User, edition: Edition, *, on: date) -> None:
    """Whoever might have asked for it."""
    programmes = list(edition.programmes.all())
    if edition.kind in MEETING_KINDS and edition.meeting is not None:
        kind = EditionKind(edition.kind)
        check_can_request_about(user, kind, edition.meeting, programmes, on=on)
    else:
        check_can_request(user, programmes)


def check_can_download(user: User, edition: Edition) -> None:
    """Whoever sees the edition and may download."""
    if not user.scope().has(Permission.EDITION_DOWNLOAD):
        raise PermissionDenied(_("Your role does not download reports."))


def check_can_write(user: User, programme: Programme | None = None) -> None:
    """Councils, agencies and the ministry write the narrative sections; without one: at all."""
    if not user.scope().has(Permission.NARRATIVE_WRITE):
        raise PermissionDenied(_("Your role does not write the sections of reports."))
    if programme is not None:
        _check_visible(user, [programme])


def check_can_schedule(user: User, programme: Programme | None = None) -> None:
    """Agencies for their programmes, and the ministry; without a programme: at all."""
    if not user.scope().has(Permission.SCHEDULE_MANAGE):
        raise PermissionDenied(_("Your role does not plan periodic reports."))
    if programme is not None:
        _check_visible(user, [programme])


def check_can_freeze(user: User, about: Programme | Committee, *, on: date) -> None:
    """Of a committee: whoever runs it. Of a programme: the national coordination, and the officers
    of an agency that implements it."""
    if isinstance(about, Committee):
        check_can_run_committee(user, about, on=on)
    elif not user.scope().has(Permission.COMMITTEE_MANAGE):
        check_can_edit_framework(user, about)


def check_can_head(user: User, about: Programme | Committee, *, on: date) -> None:
    """Who writes the sentence above the figures: of a programme whoever writes its sections, of a
    committee whoever runs it."""
    if isinstance(about, Committee):
        check_can_run_committee(user, about, on=on)
    else:
        check_can_write(user, about)


@dataclass(frozen=True, slots=True)
class DashboardRights:
    """What a person may do on a dashboard that they see."""

    can_freeze: bool
    can_head: bool


def rights_on(user: User, about: Programme | Committee, *, on: date) -> DashboardRights:
    """The answers of both checks about what a person sees already. One query at most."""
    if isinstance(about, Committee):
        runs = allows(check_can_run_committee, user, about, on=on)
        return DashboardRights(can_freeze=runs, can_head=runs)
    return DashboardRights(
        can_freeze=allows(check_can_freeze, user, about, on=on),
        can_head=allows(check_can_write, user),
    )


def _check_visible(user: User, programmes: Iterable[Programme]) -> None:
    wanted = {programme.pk for programme in programmes}
    seen = set(
        Programme.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if wanted - seen:
        raise PermissionDenied(_("This programme is not in your scope."))
