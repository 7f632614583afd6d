"""What is known of the programmes and the region: partners, places, dates, aims, structures."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q

from actors.models import Facility, FacilityStatus
from programmes.enums import PartnerRole
from programmes.models import FacilitySupport, Programme, ProgrammeStatement
from regions.enums import PlaceKind, StatementKind
from regions.models import Place, PlaceStatement, PlanItem
from reports.content.plain import Sources, partial

# What people said, kept for a section of its own.
TESTIMONY = StatementKind.TESTIMONY


def title(programme: Programme) -> dict[str, str]:
    return {"slug": programme.slug, "acronym": programme.acronym, "name": programme.name}


def place(place: Place) -> dict[str, str]:
    return {"code": place.code, "iso": place.iso_code, "name": place.name, "kind": place.kind}


def places(programmes: Sequence[Programme], region: Place | None) -> list[dict[str, str]]:
    """Where the report is about: the region asked for, or the regions of the programmes."""
    if region is not None:
        return [place(region)]
    rows = Place.objects.filter(coverages__programme__in=programmes).distinct().order_by("code")
    regions = [place(row) for row in rows if row.kind != PlaceKind.COUNTRY]
    return regions or [place(row) for row in rows]


def programme(programme: Programme, sources: Sources) -> dict[str, Any]:
    """One programme's sheet."""
    return {
        **title(programme),
        "summary": programme.summary,
        "starts": partial(programme.starts),
        "ends": partial(programme.ends),
        "source": sources.cite(programme.source),
        "complements": [
            title(other) for other in Programme.objects.filter(complements=programme).in_order()
        ],
        "partners": _partners(programme, sources),
        "places": [
            {
                **place(row.place),
                "as": str(row.get_kind_display()),
                "source": sources.cite(row.source),
            }
            for row in programme.coverages.select_related("place", "source").order_by(
                "place__code", "pk"
            )
        ],
        "phases": [
            {
                "label": row.label,
                "includes_morocco": row.includes_morocco,
                "source": sources.cite(row.source),
            }
            for row in programme.phases.select_related("source").order_by("number")
        ],
        "components": [
            {"name": row.name, "source": sources.cite(row.source)}
            for row in programme.components.select_related("source").order_by("position")
        ],
        "statements": _statements(
            programme.statements.select_related("source").order_by("kind", "position", "pk"),
            sources,
        ),
    }


def region(region: Place, sources: Sources) -> list[dict[str, Any]]:
    """What sources say of the region, by kind of statement."""
    rows = region.statements.select_related("source").order_by("kind", "position", "pk")
    return _statements(rows, sources)


def facilities(
    programmes: Sequence[Programme], region: Place | None, sources: Sources
) -> list[dict[str, Any]]:
    """The structures that the programmes set up or strengthen, or that stand in the region."""
    supported = FacilitySupport.objects.filter(programme__in=programmes).values("facility")
    wanted = Q(pk__in=supported)
    if region is not None:
        wanted = Q(place__in=Place.objects.within(region))
    steps = Prefetch(
        "statuses", FacilityStatus.objects.select_related("source").order_by("position", "pk")
    )
    rows = (
        Facility.objects.filter(wanted)
        .select_related("place", "operator")
        .prefetch_related(steps)
        .order_by("kind", "place__code", "pk")
    )
    return [
        {
            "name": row.name,
            "kind": str(row.get_kind_display()),
            "place": row.place.name if row.place else "",
            "operator": row.operator.name if row.operator else "",
            "units": row.units,
            "steps": [
                {
                    "state": str(step.get_state_display()),
                    "since": partial(step.since),
                    "note": step.note,
                    "source": sources.cite(step.source),
                }
                for step in row.statuses.all()
            ],
        }
        for row in rows
    ]


def plan_items(region: Place) -> list[PlanItem]:
    """The projects and programmes of the region's plans, in their order."""
    return list(
        PlanItem.objects.filter(plan__place=region)
        .select_related("plan")
        .order_by("plan__pk", "kind", "position")
    )


def _partners(programme: Programme, sources: Sources) -> list[dict[str, Any]]:
    rows = list(programme.partnerships.select_related("organisation", "source").order_by("pk"))
    groups = [
        {
            "role": role.value,
            "label": str(role.label),
            "organisations": [
                {
                    "name": row.organisation.name,
                    "acronym": row.organisation.acronym,
                    "detail": row.detail,
                    "source": sources.cite(row.source),
                }
                for row in rows
                if row.role == role
            ],
        }
        for role in PartnerRole
    ]
    return [group for group in groups if group["organisations"]]


def _statements(
    rows: Iterable[ProgrammeStatement | PlaceStatement], sources: Sources
) -> list[dict[str, Any]]:
    by_kind = {kind: list(group) for kind, group in groupby(rows, lambda row: row.kind)}
    return [
        {
            "kind": kind.value,
            "label": str(kind.label),
            "statements": [
                {
                    "text": row.text,
                    "said_by": getattr(row, "said_by", ""),
                    "source": sources.cite(row.source),
                }
                for row in by_kind[kind]
            ],
        }
        for kind in StatementKind
        if kind in by_kind
    ]
