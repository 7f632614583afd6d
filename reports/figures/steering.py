"""The figures of a steering dashboard: those that exist, brought together as of a day.

Nothing is counted here that another module counts: results, claims, the log and its components
are read from them, so that a committee sees the number that every other page shows. The queries
do not grow with what is on record, nor with how many programmes a committee follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.timezone import localdate
from django.utils.translation import get_language

from actors.models import Committee, Event, User
from actors.selectors.past import Trail
from actors.selectors.past_names import committee_then
from lib.dates import Period, end_of_day
from lib.quantities import Quantity
from programmes.models import Activity, Programme
from reports.figures import claims, results
from reports.figures.activities import Subject
from reports.figures.components import progress
from reports.figures.results_reading import programme_ref
from reports.figures.results_types import (
    CompletenessMatrix,
    Given,
    MeasureFigure,
    PlaceFigure,
    PlaceRef,
    ProgrammeRef,
    ProgrammeResults,
    Standing,
    all_given,
)
from reports.figures.spending import spending
from reports.figures.steering_agenda import (
    committees_of,
    decision_lines,
    decisions_until,
    risk_lines,
    risks_until,
)
from reports.figures.steering_key import claim_figure, counted_figures, measure_figure
from reports.figures.steering_reading import (
    Ground,
    book_of,
    ground_of,
    is_told_by_region,
    reason_of,
)
from reports.figures.steering_types import (
    AboutRef,
    ComponentCell,
    Concern,
    Headline,
    KeyFigure,
    MapRegion,
    Reason,
    RegionProgress,
    Steering,
    Trouble,
)
from reports.figures.types import Progress, RegionComponentCount
from reports.models import Headline as HeadlineRow

# The open side of « until a day ».
FIRST_DAY = date(2000, 1, 1)
LEAST_KEY, MOST_KEY = 4, 6
# Where a query leaves what a headline said then.
_SAID, _SAID_AT = "said_then", "said_at"


def programmes_of(about: Programme | Committee, *, reader: User | None) -> list[Programme]:
    """The programme, which the caller got through `visible_to`; or those that the committee
    follows and the reader may see. One query, of a committee."""
    if isinstance(about, Programme):
        return [about]
    rows = Programme.objects.all() if reader is None else Programme.objects.visible_to(reader)
    return list(rows.filter(committee_links__committee=about).in_order())


def about_ref(about: Programme | Committee, trail: Trail) -> AboutRef:
    """What the dashboard is about, in the words of the day."""
    if isinstance(about, Committee):
        about = committee_then(about, trail)
    kind = "programme" if isinstance(about, Programme) else "committee"
    return AboutRef(kind, about.slug, about.name, about.acronym)


def steering(about: Programme | Committee, *, reader: User | None, on: date) -> Steering:
    """Everything as of a day, in the language in force; without a reader, as everybody who may
    open it reads it: small numbers of people are withheld, and every decision is told, marked.
    """
    programmes = programmes_of(about, reader=reader)
    until = Period(FIRST_DAY, max(on, FIRST_DAY))
    decided = decisions_until(about, reader=reader, on=on)
    risks = risks_until(programmes, on=on)
    beside = [*decided, *committees_of(about, decided), *risks]
    ground = ground_of(programmes)
    done = progress(Subject(programmes, None, until), ground.regions)
    book = book_of(programmes, ground, reader=reader, on=on, beside=beside)
    by_place = {one.pk for one in book.measures if is_told_by_region(one)}
    found, matrix = results.courses(programmes, book, by_place=by_place)
    reasons = {one.code: reason_of(one) for one in book.measures}
    refs = {one.pk: programme_ref(one) for one in programmes}
    by_slug = {one.slug: one for one in refs.values()}
    claimed = [
        claim_figure(figure, by_slug.get(figure.programme))
        for figure in claims.of_programmes(programmes, until)
    ]
    measures = [figure for one in found for figure in one.measures]
    measured = {(figure.programme.slug, figure.indicator_name) for figure in measures}
    alone = [
        one
        for one in claimed
        if one.programme is None or (one.programme.slug, one.name) not in measured
    ]
    return Steering(
        about=about_ref(about, book.trail),
        on=on,
        programmes=tuple(refs.values()),
        headline=_headline(about, on),
        key=_key(claimed, measures, counted_figures(programmes, done.tally, on=on), refs.values()),
        claims=tuple(alone),
        concerns=tuple(_concerns(measures, alone, reasons)),
        results=tuple(found),
        progress=_progress(ground, done, found, matrix),
        activities=done.tally.activities,
        participants=done.tally.participants,
        awaiting=done.awaiting,
        map=_map(ground, done),
        decisions=decision_lines(decided, book.trail, on),
        risks=risk_lines(risks, book.trail, on),
        spending=spending(programmes, on=on),
        last_known_on=None if done.tally.activities else _last_known(programmes),
    )


def _key(
    claimed: Sequence[KeyFigure],
    measures: Sequence[MeasureFigure],
    counted: Sequence[KeyFigure],
    programmes: Iterable[ProgrammeRef],
) -> tuple[KeyFigure, ...]:
    """Published key figures and key indicators, each programme in turn; then what the log counts,
    up to the least that a page shows."""
    marked: dict[str, list[KeyFigure]] = defaultdict(list)
    for claim in claimed:
        if claim.programme is not None and claim.is_marked:
            marked[claim.programme.slug].append(claim)
    for figure in measures:
        if figure.is_key and (figure.amount.is_reported or figure.amount.is_withheld):
            marked[figure.programme.slug].append(measure_figure(figure))
    turns = zip_longest(*(marked[one.slug] for one in programmes))
    chosen = [figure for turn in turns for figure in turn if figure is not None][:MOST_KEY]
    if len(chosen) < LEAST_KEY:
        chosen += counted
    return tuple(chosen[:MOST_KEY])


def _concerns(
    measures: Sequence[MeasureFigure],
    alone: Sequence[KeyFigure],
    reasons: Mapping[str, Reason | None],
) -> list[Concern]:
    """What is late, missing or without a target, the gravest first, with its latest reason."""
    troubled = [(figure, trouble) for figure in measures if (trouble := _trouble(figure))]
    found = [
        Concern(
            trouble,
            figure.programme,
            figure.code,
            figure.name,
            measure=figure,
            reason=reasons.get(figure.code),
        )
        for figure, trouble in troubled
    ]
    found += [
        Concern(Trouble.NO_TARGET, claim.programme, claim.code, claim.name, claim=claim)
        for claim in alone
        if claim.is_marked
    ]
    order = list(Trouble)
    return sorted(found, key=lambda one: order.index(one.trouble))


def _trouble(figure: MeasureFigure) -> Trouble | None:
    """The gravest trouble of a measure; None where nothing is to be dealt with."""
    if figure.standing == Standing.LATE:
        return Trouble.LATE
    if figure.standing == Standing.NO_VALUE and figure.given.expected:
        return Trouble.MISSING
    if figure.standing == Standing.WATCH:
        return Trouble.WATCH
    if figure.given.missing and not figure.amount.is_withheld:
        return Trouble.INCOMPLETE if figure.given.given else Trouble.MISSING
    if figure.standing == Standing.NO_TARGET:
        return Trouble.NO_TARGET
    return None


def _progress(
    ground: Ground,
    done: Progress,
    found: Sequence[ProgrammeResults],
    matrix: CompletenessMatrix,
) -> tuple[RegionProgress, ...]:
    """Region × component: every region that a programme names, or that saw or gave something."""
    cells: dict[str, list[RegionComponentCount]] = defaultdict(list)
    places: dict[str, PlaceRef] = {place.code: place for place in matrix.places}
    for cell in done.components:
        cells[cell.place_code].append(cell)
    totals = {place.code: place for place in done.places}
    for code, place in totals.items():
        places.setdefault(code, PlaceRef(code, place.name, place.slug))
    given: dict[str, list[Given]] = defaultdict(list)
    for row in matrix.rows:
        for one in row.cells:
            if one.place is not None:
                given[one.place.code].append(one.given)
    key: dict[str, list[tuple[MeasureFigure, PlaceFigure]]] = defaultdict(list)
    for result in found:
        for figure in result.measures:
            for told in figure.places:
                key[told.place.code].append((figure, told))
    return tuple(
        RegionProgress(
            place=places[code],
            activities=totals[code].activities if code in totals else 0,
            participants=totals[code].participants if code in totals else Quantity(0),
            components=tuple(
                ComponentCell(
                    cell.programme,
                    ground.components.get((cell.programme, cell.component), ""),
                    cell.activities,
                    cell.participants,
                )
                for cell in cells[code]
            ),
            results=tuple(key[code]),
            given=all_given(given[code]) if given[code] else None,
        )
        for code in sorted(places)
    )


def _map(ground: Ground, done: Progress) -> tuple[MapRegion, ...]:
    """All regions with what the log counts there, and which of them a programme names."""
    counted = {place.code: place.activities for place in done.places}
    return tuple(
        MapRegion(
            place.iso_code,
            place.code,
            place.name,
            place.slug,
            counted.get(place.code, 0),
            place.pk in ground.named,
        )
        for place in ground.regions
    )


def _headline(about: Programme | Committee, on: date) -> Headline | None:
    """What stood above the figures on a day in the language in force; None where the data speak
    for themselves. A sentence is of the day on which it was written: what was written since is
    not of that day, and the trail has what stood before it. One query."""
    language = (get_language() or "fr")[:2]
    told = Event.objects.filter(
        about_model=HeadlineRow._meta.label_lower,
        about_id=Cast(OuterRef("pk"), CharField()),
        at__lt=end_of_day(on),
    ).order_by("-at", "-pk")
    rows = HeadlineRow.objects.about(about).filter(language=language)
    row = rows.annotate(
        **{
            _SAID: Subquery(told.annotate(said=KT("after__text")).values("said")[:1]),
            _SAID_AT: Subquery(told.values("at")[:1]),
        }
    ).first()
    if row is None:
        return None
    text, as_of = row.text, row.as_of
    if as_of > on:
        text, at = getattr(row, _SAID), getattr(row, _SAID_AT)
        as_of = localdate(at) if at else on
    return Headline(text, as_of, row.version) if text else None


def _last_known(programmes: Sequence[Programme]) -> date | None:
    """The day of the latest validated activity of some programmes."""
    rows = Activity.objects.validated().filter(
        attributions__programme__in=programmes, starts_on__isnull=False, is_planned=False
    )
    return rows.order_by("-starts_on").values_list("starts_on", flat=True).first()
