"""Figures of the values that regions and programmes give: the only place that makes them.

They count validated values of periods that ended by a day, and say how many of those expected
have come. What a reader may not know is withheld here (`suppression`), so that page, chart, PDF,
workbook and API withhold the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from operator import add

from actors.models import User
from indicators.enums import CollectedBy, Counted, OverPlaces, UnitKind
from indicators.models import Measure, Value
from indicators.selectors.past_framework import PastFramework, measure_as_it_stood
from lib.quantities import Qualifier
from programmes.models import Programme
from regions.models import Place
from reports.figures.results_completeness import completeness, of_regions
from reports.figures.results_computed import with_counted
from reports.figures.results_measures import figures_of, place_figure, series_of
from reports.figures.results_past import frameworks_on
from reports.figures.results_reading import (
    Book,
    place_ref,
    programme_ref,
    read,
)
from reports.figures.results_rules import SMALLEST
from reports.figures.results_types import (
    NOT_TOLD,
    WITHHELD,
    AcrossFigure,
    Amount,
    CompletenessMatrix,
    MeasureFigure,
    ProgrammeResults,
    all_given,
)
from reports.figures.suppression import Pattern


def of_programme(
    programme: Programme,
    *,
    reader: User | None,
    on: date,
    place: Place | None = None,
    since: date | None = None,
) -> ProgrammeResults:
    """A framework as it stands on a day, in all places or in one; without a reader, as everybody
    may read it. `since` leaves out what was before, except of what is counted from the beginning.
    """
    (results,) = of_programmes([programme], reader=reader, on=on, place=place, since=since)
    return results


def of_programmes(
    programmes: Sequence[Programme],
    *,
    reader: User | None,
    on: date,
    place: Place | None = None,
    since: date | None = None,
) -> list[ProgrammeResults]:
    """Several frameworks; as many queries as for one."""
    framework = frameworks_on(programmes, on=on)
    if place is not None:
        of_regions_only = [
            one for one in framework.measures if one.collected_by == CollectedBy.REGION
        ]
        framework = replace(framework, measures=of_regions_only)
    book = read(framework, reader=reader, on=on, since=since, place=place)
    counted = with_counted(book, figures_of(book))
    return _by_programme(programmes, book, counted)


def courses(
    programmes: Sequence[Programme], book: Book, *, by_place: Collection[int]
) -> tuple[list[ProgrammeResults], CompletenessMatrix]:
    """The frameworks of a book, each measure with the way it took, some by region as well, none
    broken down; and what each region gave of all that was expected of it."""
    figures = [
        replace(
            figure,
            series=series_of(book, measure),
            places=tuple(place_figure(book, measure, one) for one in book.places_of(measure))
            if measure.pk in by_place
            else (),
        )
        for measure, figure in zip(book.measures, figures_of(book), strict=True)
    ]
    counted = with_counted(book, figures, by_place=by_place)
    return _by_programme(programmes, book, counted), of_regions(book, programmes)


def _by_programme(
    programmes: Sequence[Programme], book: Book, counted: Sequence[MeasureFigure]
) -> list[ProgrammeResults]:
    figures: dict[int, list[MeasureFigure]] = defaultdict(list)
    for measure, figure in zip(book.measures, counted, strict=True):
        figures[measure.programme_id].append(figure)
    return [
        ProgrammeResults(
            programme=programme_ref(programme),
            place=place_ref(book.place) if book.place else None,
            on=book.on,
            since=book.since,
            measures=tuple(figures[programme.pk]),
            given=all_given(figure.given for figure in figures[programme.pk]),
            partly=tuple(
                dict.fromkeys(one for figure in figures[programme.pk] for one in figure.partly)
            ),
        )
        for programme in programmes
    ]


def of_measure(
    measure: Measure,
    *,
    reader: User | None,
    on: date,
    place: Place | None = None,
    since: date | None = None,
) -> MeasureFigure:
    """One measure with its series, and its figures by region where all places are asked for."""
    figure, _shows = of_measure_and_entries(measure, reader=reader, on=on, place=place, since=since)
    return figure


def of_measure_and_entries(
    measure: Measure,
    *,
    reader: User | None,
    on: date,
    place: Place | None = None,
    since: date | None = None,
) -> tuple[MeasureFigure, Callable[[Value], bool]]:
    """The same, and of which of its entries the reader is told the number."""
    by_place = [] if place else [measure.pk]
    framework = measure_as_it_stood(measure, on)
    book = read(framework, reader=reader, on=on, since=since, place=place, by_place=by_place)
    (measure,) = book.measures
    (figure,) = figures_of(book)
    figure = replace(figure, series=series_of(book, measure))
    if place is None and measure.collected_by == CollectedBy.REGION:
        places = tuple(place_figure(book, measure, one) for one in book.places_of(measure))
        figure = replace(figure, places=places)
    (figure,) = with_counted(book, [figure], by_place=by_place)
    return figure, partial(_shows_entry, book.pattern(measure))


def shows_entry(value: Value, *, reader: User | None) -> bool:
    """Whether a reader is told the number of one entry, as they are in the series of its place.

    Bring the value with its measure (and its indicator and programme), period and place.
    """
    measure, period = value.measure, value.period
    assert measure is not None, "an entry has a measure"
    assert period is not None, "an entry has a period"
    framework = PastFramework([measure])
    book = read(framework, reader=reader, on=period.ends_on, since=None, place=value.place)
    return _shows_entry(book.pattern(measure), value)


def _shows_entry(pattern: Pattern, value: Value) -> bool:
    assert value.period_id is not None, "an entry has a period"
    if value.place_id is None:
        return pattern.shows_alone(value.period_id)
    return pattern.shows_place(value.place_id, value.period_id)


def shown_entries(values: Sequence[Value], *, reader: User | None) -> set[int]:
    """Which of some entries a reader is told, as `shows_entry` says of one; as many queries as
    for one."""
    if not values:
        return set()
    measures = list({value.measure_id: value.measure for value in values if value.measure}.values())
    last = max(value.period.ends_on for value in values if value.period)
    everywhere = [measure.pk for measure in measures]
    framework = PastFramework(measures)
    book = read(framework, reader=reader, on=last, since=None, place=None, by_place=everywhere)
    return {
        value.pk
        for value in values
        if value.measure
        and value.period
        and (
            book.pattern(value.measure).shows_place(value.place_id, value.period.pk)
            if value.place_id
            else book.pattern(value.measure).shows_alone(value.period.pk)
        )
    }


def across(
    programmes: Sequence[Programme],
    *,
    reader: User | None,
    on: date,
    place: Place | None = None,
    since: date | None = None,
) -> tuple[AcrossFigure, ...]:
    """The indicators of the library that several programmes measure, added up where they may be.

    Persons of several programmes may be the same ones, and the figure says so.
    """
    results = of_programmes(programmes, reader=reader, on=on, place=place, since=since)
    shared: dict[str, list[MeasureFigure]] = defaultdict(list)
    for result in results:
        for figure in result.measures:
            shared[figure.indicator].append(figure)
    return tuple(
        AcrossFigure(
            indicator=code,
            name=figures[0].indicator_name,
            unit=figures[0].unit,
            counted=figures[0].counted,
            amount=_across(figures),
            measures=tuple(figures),
            may_count_twice=figures[0].counted == Counted.PERSONS,
        )
        for code, figures in shared.items()
        if len({figure.programme.slug for figure in figures}) > 1
    )


def _across(figures: Sequence[MeasureFigure]) -> Amount:
    amounts = [figure.amount for figure in figures]
    if any(amount.is_withheld for amount in amounts):
        return WITHHELD
    if all(amount.is_share for amount in amounts):
        numerator = sum((amount.numerator or Decimal(0) for amount in amounts), Decimal(0))
        denominator = sum((amount.denominator or Decimal(0) for amount in amounts), Decimal(0))
        exact = all(amount.qualifier == Qualifier.EXACT for amount in amounts)
        per = UnitKind(figures[0].unit_kind).per
        return Amount(
            (per * numerator / denominator).quantize(SMALLEST),
            Qualifier.EXACT if exact else Qualifier.ABOUT,
            numerator,
            denominator,
        )
    if figures[0].over_places != OverPlaces.SUM or any(amount.is_share for amount in amounts):
        return NOT_TOLD
    told = [figure.amount.quantity for figure in figures if figure.given.given]
    if not told:
        return NOT_TOLD
    whole = reduce(add, told)
    return Amount(None if whole.number is None else Decimal(whole.number), whole.qualifier)


__all__ = [
    "across",
    "completeness",
    "courses",
    "of_measure",
    "of_measure_and_entries",
    "of_programme",
    "of_programmes",
    "shown_entries",
    "shows_entry",
]
