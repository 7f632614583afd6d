"""What the programme pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.functional import Promise

from actors.models import Committee, Facility, Meeting, Organisation, User
from lib.dates import PartialDate
from programmes.enums import PartnerRole
from programmes.models import (
    Activity,
    CommitteeProgramme,
    Coverage,
    FacilitySupport,
    Partnership,
    Programme,
    ProgrammeStatement,
)
from programmes.models.programmes import ProgrammeQuerySet
from programmes.selectors.institutions import FollowingCommittee, around
from regions.enums import PlaceKind, StatementKind
from regions.models import Place
from reports.models import Edition

# Where the query of the list leaves the day of a programme's last activity, and whether it
# has any: sources tell of activities without saying when.
_LAST_ACTIVITY = "last_activity_on"
_HAS_ACTIVITIES = "has_activities"


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One line of the list of programmes."""

    programme: Programme
    funders: tuple[Organisation, ...]
    implementers: tuple[Organisation, ...]
    places: tuple[Place, ...]
    situation: str
    last_activity_on: date | None
    has_activities: bool


@dataclass(frozen=True, slots=True)
class Partners:
    """The organisations that have one role in a programme."""

    role: str
    label: str | Promise
    partnerships: tuple[Partnership, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """What sources say about one side of a programme."""

    kind: str
    label: str | Promise
    statements: tuple[ProgrammeStatement, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeSheet:
    """All that the page of one programme says beside its figures."""

    programme: Programme
    situation: str
    partners: tuple[Partners, ...]
    statements: tuple[Statements, ...]
    complements: tuple[Programme, ...]
    committees: tuple[FollowingCommittee, ...]
    facilities: tuple[Facility, ...]
    latest_edition: Edition | None

    @property
    def coverages(self) -> QuerySet[Coverage]:
        return self.programme.coverages.all()

    @property
    def marked(self) -> str:
        """ISO codes of the regions that the programme names, for its map."""
        places = (coverage.place for coverage in self.coverages)
        return " ".join(place.iso_code for place in places if place.kind == PlaceKind.REGION)


def situation_of(starts: PartialDate, ends: PartialDate, today: date) -> str:
    """Where a programme stands today, as a kind of status; empty unless its dates say it."""
    if ends.latest is not None and ends.latest < today:
        return "closed"
    if starts.earliest is not None and starts.earliest > today:
        return "planned"
    if starts.earliest is not None and ends.earliest is not None and ends.earliest > today:
        return "running"
    return ""


def programme_rows(programmes: ProgrammeQuerySet, *, today: date) -> list[ProgrammeRow]:
    """The lines of the list, each with its partners, places and last validated activity."""
    held = Activity.objects.validated().filter(is_planned=False)
    held = held.of_programme(OuterRef(OuterRef("pk")))
    latest = (
        held.filter(starts_on__isnull=False, starts_on__lte=today)
        .order_by("-starts_on")
        .values("starts_on")[:1]
    )
    rows = (
        programmes.in_order()
        .prefetch_related(_partnerships(), _coverages())
        .annotate(**{_LAST_ACTIVITY: Subquery(latest), _HAS_ACTIVITIES: Exists(held)})
    )
    return [
        ProgrammeRow(
            programme=programme,
            funders=_with_role(programme, PartnerRole.FUNDING),
            implementers=_with_role(programme, PartnerRole.IMPLEMENTING),
            places=tuple(coverage.place for coverage in programme.coverages.all()),
            situation=situation_of(programme.starts, programme.ends, today),
            last_activity_on=getattr(programme, _LAST_ACTIVITY),
            has_activities=getattr(programme, _HAS_ACTIVITIES),
        )
        for programme in rows
    ]


def programmes_for_sheet(user: User) -> QuerySet[Programme]:
    """The programmes one may see, loaded with what their page prints of them."""
    return (
        Programme.objects.visible_to(user)
        .prefetch_related(_partnerships(), _coverages(), "phases__source", "components__source")
        .select_related("source")
    )


def programme_sheet(programme: Programme, *, user: User, today: date) -> ProgrammeSheet:
    """The page of a programme, as far as this person sees what it links to."""
    statements = programme.statements.select_related("source").order_by("kind", "position", "pk")
    return ProgrammeSheet(
        programme=programme,
        situation=situation_of(programme.starts, programme.ends, today),
        partners=_by_role(programme),
        statements=_by_kind(statements),
        complements=tuple(
            Programme.objects.visible_to(user).filter(complements=programme).in_order()
        ),
        committees=following_committees(programme, user=user, today=today),
        facilities=tuple(_facilities(programme, user)),
        latest_edition=latest_edition(programme, user=user),
    )


def following_committees(
    programme: Programme, *, user: User, today: date
) -> tuple[FollowingCommittee, ...]:
    """The committees that follow a programme; two queries."""
    links = CommitteeProgramme.objects.filter(programme=programme)
    committees = (
        Committee.objects.visible_to(user)
        .filter(pk__in=links.values("committee"))
        .prefetch_related(Prefetch("meetings", Meeting.objects.order_by("pk")))
        .order_by("pk")
    )
    return tuple(around(committee, today) for committee in committees)


def latest_edition(programme: Programme, *, user: User) -> Edition | None:
    """The newest report about the programme that one may open."""
    return (
        Edition.objects.visible_to(user)
        .ready()
        .filter(programmes=programme)
        .defer("content")
        .order_by("-ready_at", "-pk")
        .first()
    )


def funded_by(programmes: QuerySet[Programme], funder: Organisation) -> QuerySet[Programme]:
    """Those of some programmes that an organisation funds."""
    links = Partnership.objects.filter(role=PartnerRole.FUNDING, organisation=funder)
    return programmes.filter(pk__in=links.values("programme"))


def funders_of(programmes: QuerySet[Programme]) -> QuerySet[Organisation]:
    """The organisations that fund any of some programmes, for a filter."""
    links = Partnership.objects.filter(role=PartnerRole.FUNDING, programme__in=programmes)
    return Organisation.objects.filter(pk__in=links.values("organisation")).order_by("name", "pk")


def regions_of(programmes: QuerySet[Programme]) -> QuerySet[Place]:
    """The regions that any of some programmes names, for a filter."""
    links = Coverage.objects.filter(programme__in=programmes)
    return Place.objects.filter(pk__in=links.values("place"), kind=PlaceKind.REGION).order_by(
        "code"
    )


def _partnerships() -> "Prefetch[str]":
    return Prefetch(
        "partnerships",
        Partnership.objects.select_related("organisation", "source").order_by("pk"),
    )


def _coverages() -> "Prefetch[str]":
    return Prefetch(
        "coverages",
        Coverage.objects.select_related("place", "source").order_by("place__code", "pk"),
    )


def _with_role(programme: Programme, role: PartnerRole) -> tuple[Organisation, ...]:
    return tuple(
        partnership.organisation
        for partnership in programme.partnerships.all()
        if partnership.role == role
    )


def _by_role(programme: Programme) -> tuple[Partners, ...]:
    groups = [
        Partners(
            role.value,
            role.label,
            tuple(p for p in programme.partnerships.all() if p.role == role),
        )
        for role in PartnerRole
    ]
    return tuple(group for group in groups if group.partnerships)


def _by_kind(statements: Iterable[ProgrammeStatement]) -> tuple[Statements, ...]:
    groups = {kind: tuple(rows) for kind, rows in groupby(statements, lambda row: row.kind)}
    return tuple(
        Statements(kind.value, kind.label, groups[kind]) for kind in StatementKind if kind in groups
    )


def _facilities(programme: Programme, user: User) -> QuerySet[Facility]:
    links = FacilitySupport.objects.filter(programme=programme)
    return (
        Facility.objects.visible_to(user)
        .filter(pk__in=links.values("facility"))
        .select_related("place")
        .prefetch_related("statuses")
        .order_by("kind", "pk")
    )
