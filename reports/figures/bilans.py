"""Two programmes side by side: what each does, where, with whom, for whom; what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from actors.models import Committee, Organisation
from lib.dates import Period
from programmes import totals
from programmes.enums import PartnerRole
from programmes.models import (
    Activity,
    ActivityKind,
    ActivityTotal,
    CommitteeProgramme,
    Coverage,
    FacilitySupport,
    Participation,
    ParticipationCategory,
    Partnership,
    Programme,
)
from regions.enums import PlaceKind
from regions.models import Place
from reports.figures.activities import Subject, done, summary
from reports.figures.bilans_types import Alike, Bilan, Matrix, MatrixCell, PartnerRef, Side
from reports.figures.claims import of_programmes
from reports.figures.results_types import PlaceRef, ProgrammeRef

# Nothing in the log is older.
FIRST_DAY = date(1990, 1, 1)
MOST_ALIKE = 20


def bilan(left: Programme, right: Programme, *, period: Period) -> Bilan:
    """Compare two programmes in a period, in the language in force."""
    both = [left, right]
    sides = _sides(both, period)
    counts = [{kind.name: kind.activities for kind in side.kinds} for side in sides]
    shared = done(Subject([left], None, period)).of_programme(right)
    return Bilan(
        left=sides[0],
        right=sides[1],
        period=period,
        regions=tuple(one for one in sides[0].regions if one in sides[1].regions),
        uncovered=_uncovered(sides),
        partners=_shared_partners(*sides),
        publics=tuple(one for one in sides[0].publics if one in sides[1].publics),
        kinds=tuple(
            (name, counts[0][name], counts[1][name]) for name in counts[0] if name in counts[1]
        ),
        committees=_shared_committees(both),
        attributed_to_both=shared.count(),
        alike=tuple(_alike(left, right, period)),
        matrix=_matrix_of(sides),
    )


def matrix(programmes: Sequence[Programme]) -> Matrix:
    """What each programme does, by region and kind of activity. Three queries."""
    rows = (
        ActivityTotal.objects.filter(
            programme__in=programmes, place__kind=PlaceKind.REGION, activities__gt=0
        )
        .order_by("place__code", "kind__position", "kind", "programme__position", "programme")
        .values_list("place", "kind", "programme__acronym")
        .annotate(number=Sum("activities"))
    )
    cells: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for place, kind, acronym, number in rows:
        cells.setdefault((place, kind), []).append((acronym, number))
    done = {kind for _place, kind in cells}
    kinds = list(ActivityKind.objects.filter(pk__in=done).order_by("position", "pk"))
    covered = Coverage.objects.filter(programme__in=programmes).values("place")
    places = Place.objects.filter(
        Q(pk__in={place for place, _kind in cells}) | Q(pk__in=covered), kind=PlaceKind.REGION
    ).order_by("code")
    return Matrix(
        kinds=tuple(kind.name for kind in kinds),
        rows=tuple(
            (
                _place(place),
                tuple(
                    MatrixCell(_most_first(cells.get((place.pk, kind.pk), ()))) for kind in kinds
                ),
            )
            for place in places
        ),
    )


def _most_first(found: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def _sides(both: Sequence[Programme], period: Period) -> list[Side]:
    regions = _regions(both)
    partners = _partners(both)
    publics = _publics(both)
    facilities = dict(
        FacilitySupport.objects.filter(programme__in=both)
        .order_by()
        .values_list("programme")
        .annotate(number=Count("facility"))
    )
    claims = of_programmes(both, period)
    sides = []
    for one in both:
        counts = summary(Subject([one], None, period))
        sides.append(
            Side(
                programme=ProgrammeRef(one.slug, one.acronym, one.name),
                starts=one.starts,
                ends=one.ends,
                regions=regions.get(one.pk, ()),
                partners=partners.get(one.pk, ()),
                activities=counts.activities,
                undated=counts.completeness.undated,
                awaiting=counts.completeness.awaiting_validation,
                participants=counts.participants.total,
                women=counts.participants.women,
                kinds=tuple(kind for kind in counts.kinds if kind.activities),
                places=counts.places,
                crossed=counts.crossed,
                publics=publics.get(one.pk, ()),
                facilities=facilities.get(one.pk, 0),
                claims=tuple(claim for claim in claims if claim.programme == one.slug),
            )
        )
    return sides


def _matrix_of(sides: Sequence[Side]) -> Matrix:
    """The matrix of the two: the regions that one names or works in. One query."""
    places = {region.code: region for side in sides for region in side.regions}
    cells: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for side in sides:
        for place in side.places:
            places.setdefault(place.code, PlaceRef(place.code, place.name, place.slug))
        for count in side.crossed:
            told = (side.programme.acronym, count.activities)
            cells.setdefault((count.place_code, count.kind_code), []).append(told)
    done_there = {kind for _place, kind in cells}
    kinds = list(ActivityKind.objects.filter(code__in=done_there).order_by("position", "pk"))
    return Matrix(
        kinds=tuple(kind.name for kind in kinds),
        rows=tuple(
            (
                places[code],
                tuple(MatrixCell(_most_first(cells.get((code, kind.code), ()))) for kind in kinds),
            )
            for code in sorted(places)
        ),
    )


def _uncovered(sides: Sequence[Side]) -> tuple[PlaceRef, ...]:
    """The regions that neither names and where neither has logged anything. One query."""
    known = {region.code for side in sides for region in side.regions}
    known |= {place.code for side in sides for place in side.places}
    return tuple(_place(one) for one in Place.objects.regions() if one.code not in known)


def _place(place: Place) -> PlaceRef:
    return PlaceRef(place.code, place.name, place.slug)


def _regions(both: Sequence[Programme]) -> Mapping[int, tuple[PlaceRef, ...]]:
    """The regions that each names, by key; a province stands for its region."""
    named: dict[int, set[str]] = {}
    rows = Coverage.objects.filter(programme__in=both).values_list("programme", "place__code")
    for programme, code in rows.order_by("pk"):
        region = ".".join(code.split(".")[:2])
        if region != code.split(".")[0]:
            named.setdefault(programme, set()).add(region)
    codes = {code for several in named.values() for code in several}
    places = {
        place.code: _place(place) for place in Place.objects.filter(code__in=codes).order_by("code")
    }
    return {
        programme: tuple(places[code] for code in sorted(several) if code in places)
        for programme, several in named.items()
    }


def _partners(both: Sequence[Programme]) -> Mapping[int, tuple[PartnerRef, ...]]:
    rows = (
        Partnership.objects.filter(programme__in=both)
        .select_related("organisation")
        .order_by("organisation__name", "organisation", "pk")
    )
    roles: dict[int, dict[Organisation, list[str]]] = {}
    for row in rows:
        told = roles.setdefault(row.programme_id, {}).setdefault(row.organisation, [])
        told.append(str(PartnerRole(row.role).label))
    return {
        programme: tuple(
            PartnerRef(one.slug, one.name, (tuple(words),)) for one, words in found.items()
        )
        for programme, found in roles.items()
    }


def _shared_partners(left: Side, right: Side) -> tuple[PartnerRef, ...]:
    others = {one.slug: one for one in right.partners}
    return tuple(
        PartnerRef(one.slug, one.name, (*one.roles, *others[one.slug].roles))
        for one in left.partners
        if one.slug in others
    )


def _publics(both: Sequence[Programme]) -> Mapping[int, tuple[str, ...]]:
    """The categories of participants of each; not those of so few that they might be known."""
    rows = (
        Participation.objects.filter(
            activity__in=totals.counting(),
            activity__attributions__programme__in=both,
            category__is_unspecified=False,
        )
        .order_by()
        .values_list("activity__attributions__programme", "category")
        .annotate(people=Sum("count"))
    )
    enough: dict[int, set[int]] = {}
    for programme, category, people in rows:
        if people >= settings.SUPPRESSION_BELOW_PEOPLE:
            enough.setdefault(programme, set()).add(category)
    named = ParticipationCategory.objects.filter(pk__in=set().union(*enough.values()))
    categories = list(named.order_by("dimension", "position", "pk"))
    return {
        programme: tuple(one.name for one in categories if one.pk in wanted)
        for programme, wanted in enough.items()
    }


def _shared_committees(both: Sequence[Programme]) -> tuple[str, ...]:
    shared = (
        CommitteeProgramme.objects.filter(programme__in=both)
        .order_by()
        .values("committee")
        .annotate(programmes=Count("programme", distinct=True))
        .filter(programmes=len(both))
    )
    found = Committee.objects.filter(pk__in=shared.values("committee")).order_by("kind", "pk")
    return tuple(one.name for one in found)


def _alike(left: Programme, right: Programme, period: Period) -> Iterable[Alike]:
    """Records of both that may be one and the same: place, kind and days meet. Four queries.

    Those attributed to both are one record already, and are left out.
    """
    ours, theirs = (
        done(Subject([one], None, period))
        .exclude(pk__in=totals.counting().of_programme(other).values("pk"))
        .filter(places__isnull=False)
        for one, other in ((left, right), (right, left))
    )
    # All of one `filter`, so that all of it is asked of one and the same record of the other.
    pairs = ours.filter(
        Q(places__activities__ends_on__gte=F("starts_on"))
        | Q(
            places__activities__ends_on__isnull=True,
            places__activities__starts_on__gte=F("starts_on"),
        ),
        places__activities__in=theirs,
        places__activities__kind=F("kind"),
        places__activities__starts_on__lte=Coalesce(F("ends_on"), F("starts_on")),
    )
    couples = list(
        pairs.order_by("-starts_on", "pk")
        .values_list("pk", "places__activities", "places", "kind")
        .distinct()[:MOST_ALIKE]
    )
    wanted = {pk for one, other, *_rest in couples for pk in (one, other)}
    records = Activity.objects.in_bulk(wanted)
    places = Place.objects.in_bulk({place for _one, _other, place, _kind in couples})
    kinds = ActivityKind.objects.in_bulk({kind for *_rest, kind in couples})
    return [
        Alike(places[place].name, kinds[kind].name, records[one], records[other])
        for one, other, place, kind in couples
    ]
