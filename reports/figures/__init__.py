"""The portal's figures: one figure, one function, for page, PDF, workbook and API alike.

Callers bring programmes and places that they got through `visible_to`; the figures themselves
count only what is validated, so they are the same for everybody who may see them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from actors.models import User
from indicators.models import Value
from lib import formats
from lib.dates import PartialDate, Period, Precision, partial
from lib.quantities import NOT_REPORTED, Quantity
from programmes.models import Programme
from regions.models import Place
from reports.figures import claims, results
from reports.figures.activities import (
    Subject,
    by_place,
    by_programme,
    done,
    place_counts,
    summary,
    units_of,
)
from reports.figures.components import by_region_and_component
from reports.figures.matrix import by_programme_and_region
from reports.figures.types import (
    ActivitySummary,
    Completeness,
    Figure,
    FigureKind,
    KindCount,
    MonthCount,
    Participants,
    PlaceCount,
    ProgrammeRegionCount,
    RegionComponentCount,
    RegionKindCount,
    SourceRef,
    Tally,
)


class _About(TypedDict):
    """What the figures of one summary have in common."""

    kind: FigureKind
    as_of: PartialDate
    starts_on: date | None
    ends_on: date | None
    programme: str
    place: str


# What the code of a computed figure begins with; the address of its subject follows.
ACTIVITIES, PARTICIPANTS = "activities", "participants"
# Between the programme and the region in the address of a figure about both.
IN = "--"
KEY_FIGURES = 6
NOTHING = Tally(0, Quantity(0), 0)


def programme_figures(
    programme: Programme, *, on: date, period: Period | None = None
) -> list[Figure]:
    """All figures of a programme: first what sources claim, then what the log counts."""
    subject = Subject([programme], None, period)
    return [
        *claims.of_programmes([programme], period),
        *computed(
            programme.slug, summary(subject).tally, on=on, period=period, programme=programme
        ),
    ]


def programmes_in_region(
    programmes: Sequence[Programme], place: Place, *, on: date, period: Period | None = None
) -> dict[int, list[Figure]]:
    """What the log counts of each of some programmes in one region."""
    tallies = by_programme(Subject(programmes, place, period)) if programmes else {}
    return {
        programme.pk: computed(
            f"{programme.slug}{IN}{place.slug}",
            tallies.get(programme.pk, NOTHING),
            on=on,
            period=period,
            programme=programme,
            place=place,
        )
        for programme in programmes
    }


def counted_for(user: User) -> list[Programme] | None:
    """The programmes whose activities count in what a person is shown; None where it is all."""
    if user.scope().sees_every_programme:
        return None
    return list(Programme.objects.visible_to(user).in_order())


def key_figures(figures: list[Figure], limit: int = KEY_FIGURES) -> list[Figure]:
    """The few that a cover or the head of a page shows: marked ones first, then the counted."""
    marked = [figure for figure in figures if figure.is_key]
    counted = [
        figure
        for figure in figures
        if figure.kind == FigureKind.COMPUTED and figure.quantity.number
    ]
    return (marked + counted)[:limit]


def computed(
    address: str,
    tally: Tally,
    *,
    on: date,
    period: Period | None = None,
    programme: Programme | None = None,
    place: Place | None = None,
) -> list[Figure]:
    """What is told of activities, as figures with permanent addresses."""
    about: _About = {
        "kind": FigureKind.COMPUTED,
        "as_of": partial(on, Precision.DAY),
        "starts_on": period.start if period else None,
        "ends_on": period.end if period else None,
        "programme": programme.slug if programme else "",
        "place": place.code if place else "",
    }
    untold = tally.activities - tally.with_participants
    named = {"programme": programme.acronym, "region": place.name} if programme and place else None
    return [
        Figure(
            code=f"{ACTIVITIES}-{address}",
            label=_("Activities of %(programme)s in %(region)s, carried out and validated") % named
            if named
            else _("Activities carried out and validated"),
            short_label=_("Activities of %(programme)s") % named if named else _("Activities"),
            unit=_("activities"),
            quantity=Quantity(tally.activities),
            **about,
        ),
        Figure(
            code=f"{PARTICIPANTS}-{address}",
            label=_("Participants in validated activities of %(programme)s in %(region)s") % named
            if named
            else _("Participants in validated activities"),
            short_label=_("Participants of %(programme)s") % named if named else _("Participants"),
            unit=_("participations"),
            quantity=tally.participants,
            reading=_(
                "Participations, not persons: someone who came twice counts twice. "
                "Activities without a number: %(untold)s of %(all)s."
            )
            % {"untold": formats.number(untold), "all": formats.number(tally.activities)},
            **about,
        ),
    ]


def subject_of(code: str, user: User) -> Subject | None:
    """What a computed figure's code is about, if the person may see it."""
    prefix, _dash, address = code.partition("-")
    if prefix not in (ACTIVITIES, PARTICIPANTS) or not address:
        return None
    programmes = Programme.objects.visible_to(user)
    regions = Place.objects.visible_to(user).regions()
    slug, both, region = address.partition(IN)
    programme = programmes.filter(slug=slug).first()
    if both:
        place = regions.filter(slug=region).first()
        return Subject([programme], place) if programme and place else None
    if programme is not None:
        return Subject([programme])
    # A figure of a whole region counts every programme there.
    place = regions.filter(slug=address).first() if user.scope().sees_every_programme else None
    return Subject(None, place) if place is not None else None


def find(code: str, *, user: User, on: date) -> Figure | None:
    """The figure behind a permanent address; None where there is none, or not for this person."""
    value = Value.objects.visible_to(user).for_table().filter(code=code).first()
    if value is not None:
        return _entered(value, user) if value.is_entry else claims.claimed(value)
    subject = subject_of(code, user)
    if subject is None:
        return None
    tally = summary(subject).tally
    programme = subject.programmes[0] if subject.programmes else None
    address = code.partition("-")[2]
    found = computed(address, tally, on=on, programme=programme, place=subject.place)
    return next(figure for figure in found if figure.code == code)


def _entered(value: Value, user: User) -> Figure:
    """What a region or a programme gave, as far as this person is told it."""
    figure = claims.claimed(value)
    if results.shows_entry(value, reader=user):
        return figure
    return replace(figure, quantity=NOT_REPORTED, is_withheld=True)


__all__ = [
    "NOTHING",
    "ActivitySummary",
    "Completeness",
    "Figure",
    "FigureKind",
    "KindCount",
    "MonthCount",
    "Participants",
    "PlaceCount",
    "ProgrammeRegionCount",
    "RegionComponentCount",
    "RegionKindCount",
    "SourceRef",
    "Subject",
    "Tally",
    "by_place",
    "by_programme",
    "by_programme_and_region",
    "by_region_and_component",
    "computed",
    "counted_for",
    "done",
    "find",
    "key_figures",
    "place_counts",
    "programme_figures",
    "programmes_in_region",
    "subject_of",
    "summary",
    "units_of",
]
