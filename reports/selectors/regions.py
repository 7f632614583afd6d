"""What the region pages show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise

from actors.models import Committee, Facility, FacilityStatus, Organisation, User
from programmes.models import Coverage, Programme
from regions.enums import StatementKind
from regions.models import Place, PlaceStatement, Plan, PlanItem
from reports.figures import PlaceCount


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One line of the list of regions."""

    region: Place
    programmes: tuple[Programme, ...]
    activities: int


@dataclass(frozen=True, slots=True)
class PlaceStatements:
    """What sources say about one side of a place."""

    kind: str
    label: str | Promise
    statements: tuple[PlaceStatement, ...]


@dataclass(frozen=True, slots=True)
class RegionSheet:
    """All that the page of one region says beside its figures."""

    region: Place
    institutions: tuple[Organisation, ...]
    programmes: tuple[Programme, ...]
    plans: tuple[Plan, ...]
    committees: tuple[Committee, ...]
    facilities: tuple[Facility, ...]
    statements: tuple[PlaceStatements, ...]


def region_rows(
    user: User, counts: Iterable[PlaceCount], regions: Iterable[Place]
) -> list[RegionRow]:
    """The twelve regions, each with the programmes one may see there. One query."""
    programmes: dict[str, dict[int, Programme]] = defaultdict(dict)
    links = (
        Coverage.objects.filter(programme__in=Programme.objects.visible_to(user))
        .select_related("programme", "place")
        .order_by("programme__position", "pk")
    )
    for link in links:
        programmes[link.place.region_code][link.programme_id] = link.programme
    activities = {count.code: count.activities for count in counts}
    return [
        RegionRow(
            region=region,
            programmes=tuple(programmes[region.code].values()),
            activities=activities.get(region.code, 0),
        )
        for region in regions
    ]


def region_sheet(region: Place, *, user: User) -> RegionSheet:
    """The page of a region, as far as this person sees what it links to."""
    inside = Q(place__in=Place.objects.within(region))
    statements = region.statements.select_related("source").order_by("kind", "position", "pk")
    return RegionSheet(
        region=region,
        institutions=tuple(
            Organisation.objects.visible_to(user).filter(inside).order_by("kind", "pk")
        ),
        programmes=tuple(Programme.objects.visible_to(user).covering(region).in_order()),
        plans=tuple(_plans(region, user)),
        committees=tuple(Committee.objects.visible_to(user).filter(inside).order_by("kind", "pk")),
        facilities=tuple(_facilities(inside, user)),
        statements=_by_kind(statements),
    )


def _plans(region: Place, user: User) -> QuerySet[Plan]:
    items = PlanItem.objects.select_related("source").order_by("position", "pk")
    return (
        Plan.objects.visible_to(user)
        .filter(place=region)
        .select_related("source", "derives_from")
        .prefetch_related(Prefetch("items", items))
        .order_by("first_year", "pk")
    )


def _facilities(inside: Q, user: User) -> QuerySet[Facility]:
    return (
        Facility.objects.visible_to(user)
        .filter(inside)
        .select_related("place")
        .prefetch_related(Prefetch("statuses", FacilityStatus.objects.order_by("position", "pk")))
        .order_by("kind", "pk")
    )


def _by_kind(statements: Iterable[PlaceStatement]) -> tuple[PlaceStatements, ...]:
    groups = {kind: tuple(rows) for kind, rows in groupby(statements, lambda row: row.kind)}
    return tuple(
        PlaceStatements(kind.value, kind.label, groups[kind])
        for kind in StatementKind
        if kind in groups
    )
