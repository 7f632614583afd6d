"""What the home page shows, block by block: a person sees the blocks of all their roles."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet

from actors.enums import EventKind, NoticeState, Role
from actors.models import Event, Meeting, Notice, User
from actors.roles import Permission
from indicators.models import Value
from indicators.selectors.periods import Sheet, name_of, sheets_for
from indicators.selectors.review import WaitingValues, waiting_values
from programmes.models import Activity, Draft, Programme
from programmes.selectors.activities import (
    Waiting,
    drafts_of,
    returned_to,
    unsaved_of,
    waiting_for,
    waiting_summary,
)
from regions.models import Place
from reports.enums import EditionState
from reports.figures import by_programme_and_region
from reports.models import Edition
from reports.selectors.home_committees import Entrusted, Following, entrusted, following

SHORT = 3
LIST = 5
# Those who follow programmes by their reports and dashboards.
READERS = (Role.DONOR, Role.OFFICER, Role.COMMITTEE_MEMBER)


@dataclass(frozen=True, slots=True)
class Logging:
    """For those who log: what came back, what is unfinished, what they logged last."""

    returned: tuple[Activity, ...]
    drafts: tuple[Activity, ...]
    unsaved: tuple[Draft, ...]
    latest: tuple[Activity, ...]
    # Grids of values that wait for them, each with the name of its period.
    sheets: tuple[tuple[Sheet, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Validating:
    """For those who sign: how much waits, since when, the first of it; and the same of values."""

    waiting: Waiting
    first: tuple[Activity, ...]
    values: WaitingValues


@dataclass(frozen=True, slots=True)
class Reading:
    """For those who read reports: the latest of each programme, and what changed."""

    may_request: bool
    editions: tuple[tuple[Programme, Edition | None], ...]
    last_visit: datetime | None
    changed: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One region: per programme, how many are validated and how many wait, or None outside."""

    region: Place
    cells: tuple[tuple[Programme, tuple[int, int] | None], ...]


@dataclass(frozen=True, slots=True)
class Coordinating:
    """For the ministry: regions by programme, and the latest meetings."""

    programmes: tuple[Programme, ...]
    lines: tuple[MatrixLine, ...]
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Administering:
    """For administrators: whether the portal does its work."""

    queued: int
    failed: int
    oldest_request: datetime | None
    notices: int
    oldest_notice: datetime | None
    failed_notices: int
    people: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The blocks of a person's home, each None where no role of theirs asks for it."""

    may_log: bool = False
    may_validate: bool = False
    logging: Logging | None = None
    validating: Validating | None = None
    reading: Reading | None = None
    entrusted: Entrusted | None = None
    following: Following | None = None
    coordinating: Coordinating | None = None
    administering: Administering | None = None
    roles: tuple[str, ...] = field(default=())


def home_of(user: User, *, today: date) -> Home:
    """The home page of a person. The queries follow from their roles, not from the data."""
    scope = user.scope()
    may_log = scope.has(Permission.ACTIVITY_LOG)
    may_validate = scope.has(Permission.ACTIVITY_VALIDATE)
    return Home(
        may_log=may_log,
        may_validate=may_validate,
        logging=_logging(user, today) if may_log else None,
        validating=_validating(user) if may_validate else None,
        reading=_reading(user) if scope.has_role(*READERS) else None,
        entrusted=entrusted(user, today=today),
        following=following(user, today=today) if scope.has_role(Role.COMMITTEE_MEMBER) else None,
        coordinating=_coordinating(user) if scope.has_role(Role.COORDINATOR) else None,
        administering=_administering(user) if scope.sees_audit else None,
        roles=tuple(dict.fromkeys(str(grant.role.label) for grant in scope.grants)),
    )


def _logging(user: User, today: date) -> Logging:
    latest = Activity.objects.visible_to(user).filter(created_by=user)
    return Logging(
        returned=tuple(returned_to(user)[:LIST]),
        drafts=tuple(drafts_of(user)[:LIST]),
        unsaved=tuple(unsaved_of(user)[:LIST]),
        latest=tuple(latest.select_related("kind").order_by("-pk")[:LIST]),
        sheets=tuple(
            (sheet, name_of(sheet.period)) for sheet in sheets_for(user, on=today) if sheet.is_open
        )[:LIST],
    )


def _validating(user: User) -> Validating:
    others = waiting_for(user).exclude(created_by=user).exclude(submitted_by=user)
    return Validating(
        waiting=waiting_summary(user),
        first=tuple(others[:SHORT]),
        values=waiting_values(user),
    )


def _reading(user: User) -> Reading:
    programmes = list(Programme.objects.visible_to(user).in_order())
    latest = latest_editions(programmes, user=user)
    since = last_visit_of(user)
    changed = Value.objects.visible_to(user).claims().in_use().filter(validated_at__isnull=False)
    if since is not None:
        changed = changed.filter(validated_at__gt=since)
    return Reading(
        may_request=user.scope().has(Permission.EDITION_REQUEST),
        editions=tuple((programme, latest.get(programme.pk)) for programme in programmes),
        last_visit=since,
        changed=tuple(
            changed.select_related("indicator", "programme").order_by("-validated_at", "-pk")[:LIST]
        ),
    )


def latest_editions(programmes: Iterable[Programme], *, user: User) -> dict[int, Edition]:
    """The newest ready report of each programme, by the programme's key; papers of meetings stand
    with those. One query."""
    link = Edition.programmes.through
    rows = (
        link.objects.filter(
            programme__in=[programme.pk for programme in programmes],
            edition__in=Edition.objects.visible_to(user).ready().filter(meeting__isnull=True),
        )
        .select_related("edition")
        .defer("edition__content")
        .order_by("edition__ready_at", "edition_id")
    )
    return {row.programme_id: row.edition for row in rows}


def last_visit_of(user: User) -> datetime | None:
    """When the person signed in the time before this one; None on a first visit."""
    visits = Event.objects.filter(by_id=user.pk, kind=EventKind.SIGNED_IN).order_by("-pk")
    return visits.values_list("at", flat=True)[1:2].first()


def _coordinating(user: User) -> Coordinating:
    programmes = list(
        Programme.objects.visible_to(user).prefetch_related("coverages__place").in_order()
    )
    counts = {
        (count.programme, count.place_code): (count.validated, count.awaiting)
        for count in by_programme_and_region(programmes)
    }
    covered = {
        (programme.slug, coverage.place.region_code)
        for programme in programmes
        for coverage in programme.coverages.all()
    }
    shown = {code for _slug, code in covered | counts.keys()}
    regions = [region for region in Place.objects.regions() if region.code in shown]
    lines = tuple(
        MatrixLine(
            region,
            tuple(
                (
                    programme,
                    counts.get(
                        (programme.slug, region.code),
                        (0, 0) if (programme.slug, region.code) in covered else None,
                    ),
                )
                for programme in programmes
            ),
        )
        for region in regions
    )
    meetings = (
        Meeting.objects.visible_to(user)
        .filter(held_on__isnull=False)
        .select_related("committee")
        .order_by("-held_on", "-pk")
    )
    return Coordinating(tuple(programmes), lines, tuple(meetings[:LIST]))


def _administering(user: User) -> Administering:
    waiting = Q(state__in=[EditionState.QUEUED, EditionState.RUNNING])
    editions = Edition.objects.visible_to(user).aggregate(
        queued=Count("pk", filter=waiting),
        failed=Count("pk", filter=Q(state=EditionState.FAILED)),
        oldest=Min("requested_at", filter=waiting),
    )
    notices = Notice.objects.aggregate(
        queued=Count("pk", filter=Q(state=NoticeState.QUEUED)),
        failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
        oldest=Min("queued_at", filter=Q(state=NoticeState.QUEUED)),
    )
    return Administering(
        queued=editions["queued"],
        failed=editions["failed"],
        oldest_request=editions["oldest"],
        notices=notices["queued"],
        oldest_notice=notices["oldest"],
        failed_notices=notices["failed"],
        people=_active_people().count(),
        events=tuple(Event.objects.visible_to(user).order_by("-pk")[:LIST]),
    )


def _active_people() -> QuerySet[User]:
    return User.objects.filter(is_active=True)
