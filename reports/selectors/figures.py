"""Figures as pages show them: what sources claim and what the log counts, counted once."""

from dataclasses import dataclass
from datetime import date

from actors.models import User
from indicators.models import Value
from lib.dates import Period
from programmes.models import Programme
from regions.models import Place
from reports.figures import (
    ActivitySummary,
    Figure,
    Subject,
    claims,
    computed,
    counted_for,
    key_figures,
    programme_in_region,
    summary,
)


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """The figures of one page, with the counts that some of them come from."""

    figures: list[Figure]
    counts: ActivitySummary

    @property
    def key(self) -> list[Figure]:
        return key_figures(self.figures)


def figures_of_programme(
    programme: Programme, *, on: date, period: Period | None = None
) -> ShownFigures:
    """The figures of a programme, and the counts of its log."""
    counts = summary(Subject([programme], None, period))
    return ShownFigures(
        [
            *claims.of_programmes([programme], period),
            *computed(programme.slug, counts, on=on, period=period, programme=programme),
        ],
        counts,
    )


def figures_of_place(
    place: Place, *, user: User, on: date, period: Period | None = None
) -> ShownFigures:
    """The figures of a region, and the counts of its log, as far as they are this person's.

    Claims about programmes that the person does not see are left out, since their pages would be
    404; and what the log counts is told programme by programme.
    """
    own = counted_for(user)
    counts = summary(Subject(own, place, period))
    inside = Value.objects.visible_to(user).claims().filter(place__in=Place.objects.within(place))
    seen = set(inside.order_by("code").values_list("code", flat=True))
    figures = [claim for claim in claims.of_place(place, period) if claim.code in seen]
    if own is None:
        figures += computed(place.slug, counts, on=on, period=period, place=place)
    else:
        for programme in Programme.objects.visible_to(user).covering(place).in_order():
            figures += programme_in_region(programme, place, on=on, period=period)
    return ShownFigures(figures, counts)
