"""Places and organisations by what people type, and the choices of the activity form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from actors.enums import Language, Role
from actors.models import Organisation, OrganisationName, User
from actors.roles import Permission
from lib.text import fold
from programmes.enums import PartnerRole
from programmes.models import (
    Activity,
    Attribution,
    Component,
    ParticipationCategory,
    Partnership,
    Programme,
)
from programmes.selectors.details import BREAKDOWNS
from regions.enums import PlaceKind
from regions.models import Place, PlanItem

SUGGESTIONS = 8

_LEVELS = (
    PlaceKind.REGION,
    PlaceKind.PREFECTURE,
    PlaceKind.PROVINCE,
    PlaceKind.COMMUNE,
    PlaceKind.COUNTRY,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed name stands for: `exact` when the name is theirs, else only `near` it."""

    exact: tuple[Any, ...] = ()
    near: tuple[Any, ...] = ()


def own_region_codes(user: User) -> frozenset[str]:
    """Codes of the regions that the person works for."""
    return user.scope().region_codes


def search_places(text: str, *, first: Iterable[str] = (), limit: int = SUGGESTIONS) -> list[Place]:
    """Places whose name holds every typed word: those of some regions first, larger ones first."""
    words = fold(text).split()
    if not words:
        return []
    places = Place.objects.all()
    for word in words:
        places = places.filter(search__contains=word)
    own = Q(pk__in=[])
    for code in first:
        own |= Q(code=code) | Q(code__startswith=f"{code}.")
    level = Case(
        *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(_LEVELS)),
        output_field=IntegerField(),
    )
    begins = Q(search__startswith=words[0])
    return list(
        places.annotate(
            is_own=Case(When(own, then=Value(0)), default=Value(1)),
            begins=Case(When(begins, then=Value(0)), default=Value(1)),
            level=level,
        )
        .select_related("parent")
        .order_by("is_own", "begins", "level", "code")[:limit]
    )


def find_place(text: str, *, first: Iterable[str] = ()) -> Found:
    """The places that a typed name may stand for; a label that the portal proposed is one place."""
    wanted = fold(text)
    name = fold(text.split("(")[0])
    if not name:
        return Found()
    candidates = search_places(name, first=first, limit=60)
    labelled = [place for place in candidates if fold(place_label(place)) == wanted]
    if labelled:
        return Found(exact=tuple(labelled))
    exact = tuple(place for place in candidates if name in _names_of(place))
    return Found(exact=exact, near=tuple(candidates[:SUGGESTIONS]))


def place_label(place: Place) -> str:
    """A name that tells namesakes apart: « Agadir (commune, Agadir Ida-Outanane) »."""
    if place.kind == PlaceKind.COUNTRY:
        return place.name
    if place.kind == PlaceKind.REGION or place.parent is None:
        return f"{place.name} ({place.get_kind_display()})"
    return _("%(name)s (%(level)s, %(parent)s)") % {
        "name": place.name,
        "level": place.get_kind_display(),
        "parent": place.parent.name,
    }


def search_organisations(text: str, *, limit: int = SUGGESTIONS) -> list[Organisation]:
    """Organisations whose present or former name, or acronym, holds every typed word.

    One that no signed record names yet is found by its whole name only (`organisations_named`).
    """
    words = fold(text).split()
    if not words:
        return []
    present, former = Q(), Q()
    for word in words:
        present &= Q(search__contains=word)
        former &= Q(search__contains=word)
    formerly = OrganisationName.objects.filter(former).values("organisation")
    begins = Case(When(search__startswith=words[0], then=Value(0)), default=Value(1))
    return list(
        Organisation.objects.confirmed()
        .filter(present | Q(pk__in=formerly))
        .annotate(begins=begins)
        .order_by("begins", "name", "pk")[:limit]
    )


def find_organisation(text: str) -> Found:
    """The organisations that a typed name may stand for."""
    exact = organisations_named(text)
    if exact:
        return Found(exact=tuple(exact))
    return Found(near=tuple(search_organisations(text)))


def organisations_named(text: str) -> list[Organisation]:
    """Organisations that bear exactly this name or acronym, now or formerly."""
    wanted = fold(text)
    if not wanted:
        return []
    near = (
        Organisation.objects.filter(
            Q(search__contains=wanted)
            | Q(
                pk__in=OrganisationName.objects.filter(search__contains=wanted).values(
                    "organisation"
                )
            )
        )
        .prefetch_related(Prefetch("names", OrganisationName.objects.order_by("position")))
        .order_by("pk")
    )
    return [organisation for organisation in near if wanted in _all_names_of(organisation)]


def organisation_label(organisation: Organisation) -> str:
    """The name, with the acronym that people know it by."""
    if organisation.acronym and organisation.acronym not in organisation.name:
        return f"{organisation.name} ({organisation.acronym})"
    return organisation.name


def loggable_programmes(user: User) -> QuerySet[Programme]:
    """The programmes for which a person may log: all for a council, an agency's own for it."""
    scope = user.scope()
    if scope.has_role(Role.CONTRIBUTOR):
        return Programme.objects.visible_to(user).in_order()
    agencies = scope.implementing_ids & scope.organisations_with(Permission.ACTIVITY_LOG)
    return Programme.objects.visible_to(user).implemented_by(agencies).in_order()


def last_programme_of(user: User) -> Programme | None:
    """The main programme of what the person logged last."""
    last = Activity.objects.filter(created_by=user).order_by("-pk").values("pk")[:1]
    line = (
        Attribution.objects.filter(activity__in=last)
        .select_related("programme")
        .order_by("-share", "pk")
        .first()
    )
    return line.programme if line else None


def funders_of(programmes: QuerySet[Programme]) -> QuerySet[Organisation]:
    """The organisations that fund some of the programmes."""
    funding = Partnership.objects.filter(role=PartnerRole.FUNDING, programme__in=programmes)
    return Organisation.objects.filter(pk__in=funding.values("organisation")).order_by("name", "pk")


def components_of(programmes: QuerySet[Programme]) -> QuerySet[Component]:
    """The components on record of some programmes, programme after programme."""
    return (
        Component.objects.filter(programme__in=programmes)
        .select_related("programme")
        .order_by("programme__position", "programme", "position")
    )


def breakdown_categories() -> QuerySet[ParticipationCategory]:
    """What participants are broken down into; « not broken down » is what these leave."""
    rows = ParticipationCategory.objects.filter(dimension__in=BREAKDOWNS, is_unspecified=False)
    return rows.order_by("-dimension", "position", "pk")


def plan_items_for(region_codes: Iterable[str]) -> QuerySet[PlanItem]:
    """Items of the plans of these regions; of every plan for whoever works for no region."""
    codes = list(region_codes)
    items = PlanItem.objects.select_related("plan")
    if codes:
        items = items.filter(plan__place__code__in=codes)
    return items.order_by("plan", "kind", "position", "pk")


def _translations(thing: Place | Organisation) -> list[str | None]:
    """The name in each language, as far as there is one."""
    return [getattr(thing, f"name_{language.value}") for language in Language]


def _names_of(place: Place) -> set[str]:
    return {fold(name) for name in _translations(place) if name}


def _all_names_of(organisation: Organisation) -> set[str]:
    present = (*_translations(organisation), organisation.acronym)
    former = [text for one in organisation.names.all() for text in (one.name, one.acronym)]
    return {fold(name) for name in (*present, *former) if name}
