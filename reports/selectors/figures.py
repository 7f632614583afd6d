"""Figures as pages show them: what sources claim and what the log counts, counted once."""

from dataclasses import dataclass
from datetime import date

from actors.models import User
from indicators.models import Value
from lib.dates import Period
from programmes.models import Coverage, Programme
from regions.enums import PlaceKind
from regions.models import Place
from reports.figures import (
    NOTHING,
    ActivitySummary,
    Figure,
    PlaceCount,
    Subject,
    Tally,
    by_place,
    claims,
    computed,
    counted_for,
    key_figures,
    place_counts,
    programmes_in_region,
    summary,
    units_of,
)


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """The figures of one page, with the counts that some of them come from."""

    figures: list[Figure]
    counts: ActivitySummary
    # The regions, whether or not they saw any.
    regions: tuple[Place, ...]

    @property
    def key(self) -> list[Figure]:
        return key_figures(self.figures)


def figures_of_programme(
    programme: Programme, *, on: date, period: Period | None = None
) -> ShownFigures:
    """The figures of a programme, and the counts of its log."""
    subject = Subject([programme], None, period)
    units = units_of(subject)
    counts = summary(subject, units)
    return ShownFigures(
        [
            *claims.of_programmes([programme], period),
            *computed(programme.slug, counts.tally, on=on, period=period, programme=programme),
        ],
        counts,
        tuple(units.values()),
    )


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """The figures of a region, what its provinces saw, and the regions to compare it with."""

    figures: list[Figure]
    # What the programmes of the person count there, together.
    tally: Tally
    provinces: tuple[PlaceCount, ...]
    regions: tuple[PlaceCount, ...]
    all_regions: tuple[Place, ...]

    @property
    def key(self) -> list[Figure]:
        return key_figures(self.figures)


def page_of_region(region: Place, *, user: User, on: date) -> ShownPlace:
    """The figures of a region and of those around and inside it, counted in one go."""
    own = counted_for(user)
    units = list(Place.objects.visible_to(user).regions_and_provinces_of(region))
    tallies = by_place(Subject(own), units)
    tally = tallies.get(region.pk, NOTHING)
    regions = tuple(one for one in units if one.kind == PlaceKind.REGION)
    return ShownPlace(
        figures=_figures_of(region, own, tally, user=user, on=on),
        tally=tally,
        provinces=place_counts([one for one in units if one.kind != PlaceKind.REGION], tallies),
        regions=place_counts(regions, tallies),
        all_regions=regions,
    )


def figures_of_place(
    place: Place, *, user: User, on: date, period: Period | None = None
) -> list[Figure]:
    """The figures of a region, as far as they are this person's."""
    own = counted_for(user)
    tally = NOTHING
    if own is None:
        tally = by_place(Subject(None, place, period), [place]).get(place.pk, NOTHING)
    return _figures_of(place, own, tally, user=user, on=on, period=period)


def _figures_of(
    place: Place,
    own: list[Programme] | None,
    tally: Tally,
    *,
    user: User,
    on: date,
    period: Period | None = None,
) -> list[Figure]:
    """What sources claim of a place, and what the log counts there.

    Claims about programmes that the person does not see are left out, since their pages would be
    404; and what the log counts is told programme by programme to who does not see them all.
    """
    seen = Value.objects.visible_to(user).claims()
    figures = claims.of_place(place, period, seen)
    if own is None:
        return [*figures, *computed(place.slug, tally, on=on, period=period, place=place)]
    covering = set(Coverage.objects.naming(place).order_by().values_list("programme_id", flat=True))
    here = [programme for programme in own if programme.pk in covering]
    counted = programmes_in_region(here, place, on=on, period=period)
    return [*figures, *(figure for found in counted.values() for figure in found)]
