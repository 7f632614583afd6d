"""What a dashboard is made of: a query for each kind of thing, with all that hangs on it.

Counts nothing: `results`, `components` and `steering` make figures of what is read here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, JSONField, Model, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat
from modeltranslation.utils import get_translation_fields

from actors.models import User
from actors.selectors.past import GOES_ON
from indicators import models
from indicators.enums import CollectedBy, Counted
from indicators.models import Declaration, Explanation, Measure, Period, Target, Total
from indicators.totals import COLUMNS, Sums
from lib.nested import Nested
from programmes.models import Component, Coverage, Programme
from regions.models import Place
from reports.figures.results_completeness import asked_of_regions, saying
from reports.figures.results_past import frameworks_on
from reports.figures.results_reading import (
    WAITING,
    Book,
    patterns_of,
    put_targets_back,
    staked_of,
)
from reports.figures.steering_types import Reason
from reports.figures.suppression import Clearance, clearances

# Where the queries leave what is nested in their rows.
_COVERED, _COMPONENTS = "nested_covered", "nested_components"
_TARGETS, _WAITING, _REASON = "nested_targets", "nested_waiting", "nested_reason"
_WHOLE, _PLACES = "nested_whole", "nested_places"
_DECLARED, _CAME = "nested_declared", "nested_came"
# What the columns of numbers keep, also where SQLite tells fewer digits.
_DIGITS = Decimal("0.0001")
# The columns of a total that are whole numbers.
_COUNTS = {"given", "reported", "about", "at_least"}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where some programmes work, and on what."""

    # All regions, in official order, and those that a programme names itself.
    regions: Sequence[Place]
    named: frozenset[int]
    # The regions that each programme works in.
    covered: Mapping[int, tuple[Place, ...]]
    # The names of the components, by the address of the programme and their position in it.
    components: Mapping[tuple[str, int | None], str]


def ground_of(programmes: Sequence[Programme]) -> Ground:
    """The regions, what some programmes cover there, and their components. One query."""
    slugs = {programme.pk: programme.slug for programme in programmes}
    inside = Q(place__code__startswith=Concat(OuterRef("code"), Value(".")))
    covered = Coverage.objects.filter(inside | Q(place=OuterRef("pk")), programme__in=slugs)
    components = Component.objects.filter(programme__in=slugs).order_by("pk")
    names = get_translation_fields("name")
    regions = Place.objects.regions().annotate(
        **{
            _COVERED: Nested(covered.order_by("pk"), "programme", "place"),
            # The same of every region: the database looks once.
            _COMPONENTS: Nested(components, "programme", "position", *names),
        }
    )
    found: dict[int, list[Place]] = defaultdict(list)
    named = set()
    told: dict[tuple[str, int | None], str] = {}
    for region in regions:
        for programme, place in getattr(region, _COVERED):
            if region not in found[programme]:
                found[programme].append(region)
            if place == region.pk:
                named.add(place)
        for programme, position, *each in getattr(region, _COMPONENTS) if not told else ():
            one = Component(**dict(zip(names, each, strict=True)))
            told[slugs[programme], position] = one.name
    covers = {programme: tuple(several) for programme, several in found.items()}
    return Ground(tuple(regions), frozenset(named), covers, told)


def book_of(
    programmes: Sequence[Programme],
    ground: Ground,
    *,
    reader: User | None,
    on: date,
    beside: Sequence[Model] = (),
) -> Book:
    """All that the figures of some frameworks take where nobody is shown a breakdown: the key
    ones by region as well; and the trail of what stands `beside` them. Two queries: the measures,
    and their calendars; a third where something changed since the day."""
    cleared = clearances(reader, programmes)
    framework = frameworks_on(programmes, on=on, told=_beside_measures(cleared, on), beside=beside)
    book = Book(framework.measures, on, None, None, ground.covered, clearances=cleared)
    book.trail = framework.trail
    for measure in book.measures:
        _open_measure(book, measure)
    for period in _calendars(book, programmes):
        book.periods[period.programme_id].append(period)
        book.declared |= {(period.pk, place) for (place,) in getattr(period, _DECLARED)}
        for place, given, told in getattr(period, _CAME):
            book.came[period.pk, place] = given, told
    put_targets_back(book, framework)
    staked = staked_of(book)
    book.patterns = patterns_of(book, staked)
    return book


def is_told_by_region(measure: Measure) -> bool:
    """Whether a dashboard tells a measure region by region."""
    return measure.is_key and measure.collected_by == CollectedBy.REGION


def reason_of(measure: Measure) -> Reason | None:
    """Why a measure of a book is as it is: the latest explanation until the day."""
    for text, as_of in getattr(measure, _REASON):
        return Reason(text, date.fromisoformat(as_of))
    return None


def _beside_measures(cleared: Mapping[int, Clearance], on: date) -> dict[str, Any]:
    """What is told with each measure; nothing that grows with what was given."""
    outside = [programme for programme, one in cleared.items() if not one.everything]
    # What `is_told_by_region` says of a measure, or said of it then, or `is_at_stake` of its
    # indicator.
    by_region = (Q(is_key=True) | Q(**{GOES_ON: True})) & Q(collected_by=CollectedBy.REGION)
    at_stake = Q(indicator__counted=Counted.PERSONS, programme__in=outside)
    of_this = {"measure": OuterRef("pk")}
    wholes = Total.objects.filter(category__isnull=True, **of_this).order_by()
    waiting = models.Value.objects.filter(state__in=WAITING, **of_this)
    counts = waiting.order_by().values("period", "place").annotate(count=Count("pk"))
    reasons = Explanation.objects.filter(place__isnull=True, as_of__lte=on, **of_this)
    return {
        _TARGETS: Nested(
            Target.objects.filter(**of_this).order_by("pk"), "period", "place", "category", "number"
        ),
        _WAITING: Nested(counts, "period", "place", "count"),
        _REASON: Nested(reasons.order_by("-as_of", "-pk")[:1], "text", "as_of"),
        _WHOLE: Nested(wholes.filter(place__isnull=True), "place", "period", *COLUMNS),
        _PLACES: Case(
            When(
                by_region | at_stake,
                then=Nested(wholes.filter(place__isnull=False), "place", "period", *COLUMNS),
            ),
            default=Value([], JSONField()),
        ),
    }


def _open_measure(book: Book, measure: Measure) -> None:
    for period, place, category, number in getattr(measure, _TARGETS):
        book.targets[measure.pk].append(
            Target(
                measure=measure,
                period_id=period,
                place_id=place,
                category_id=category,
                number=_number(number),
            )
        )
    for period, place, count in getattr(measure, _WAITING):
        book.awaiting[measure.pk, period, place] = count
    for place, period, *numbers in (*getattr(measure, _WHOLE), *getattr(measure, _PLACES)):
        book.lines[measure.pk][place][period] = Sums(*_sums(numbers))


def _calendars(book: Book, programmes: Sequence[Programme]) -> QuerySet[Period]:
    """The periods, each with who declared it complete, and what every region gave."""
    declared = Declaration.objects.filter(period=OuterRef("pk"), withdrawn_at__isnull=True)
    asked = asked_of_regions(book.measures)
    regions = {region.pk for several in book.regions.values() for region in several}
    # With every column of its index named, PostgreSQL walks only to what it needs.
    rows = Total.objects.filter(
        measure__in=[one.pk for one in asked],
        place__in=regions,
        category__isnull=True,
        period=OuterRef("pk"),
    )
    came = rows.order_by().values("place").annotate(came=Sum("given"), told=Sum(saying(asked)))
    return (
        Period.objects.filter(programme__in=programmes)
        .in_order()
        .annotate(
            **{
                _DECLARED: Nested(declared.order_by("pk"), "place"),
                _CAME: Nested(came, "place", "came", "told"),
            }
        )
    )


def _sums(numbers: Sequence[Any]) -> Iterator[Any]:
    """The columns of a total as its model would give them."""
    for name, number in zip(COLUMNS, numbers, strict=True):
        yield number if number is None or name in _COUNTS else _number(number)


def _number(number: Decimal | int) -> Decimal:
    return Decimal(number).quantize(_DIGITS)
