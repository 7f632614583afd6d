"""Synthetic frameworks with values for load tests, labelled so that nobody takes them for true.

Every programme, result and indicator begins with « [exemple] »; the same seed makes the same
values. Each programme has the same shape, whatever the number of values: more values are more
programmes, as in life. `take_away` takes all of them away again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from indicators import totals
from indicators.enums import Counted, OverPlaces, OverTime, UnitKind, ValueState
from indicators.models import (
    Category,
    Cell,
    Dimension,
    Framework,
    Indicator,
    Measure,
    Period,
    Result,
    Target,
    Value,
)
from indicators.selectors.entries import share
from lib.bulk import insert_rows
from lib.dates import Precision, period_of
from lib.quantities import Qualifier
from programmes.enums import CoverageKind
from programmes.models import Coverage, Partnership, Programme
from regions.enums import SourceKind
from regions.models import Place, Source
from reports.loading.synthetic import AUTHORS, LABEL

SOURCE = "valeurs-synthetiques"
# Whose partners the synthetic programmes have, so that each role sees them.
MODEL = "depomi"
FIRST_DAY = date(2018, 1, 1)
DIMENSIONS = ("sex", "age")
CELLS = 5
QUALIFIERS = (Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST)
# The columns of what is made by the million: rows, since instances would take half the time.
VALUE = (
    "code",
    "measure_id",
    "period_id",
    "indicator_id",
    "programme_id",
    "place_id",
    "starts_on",
    "ends_on",
    "number",
    "numerator",
    "denominator",
    "qualifier",
    "state",
    "entered_by_id",
    "entered_at",
    "submitted_by_id",
    "submitted_at",
    "validated_by_id",
    "validated_at",
)
CELL = ("value_id", "category_id", "number", "numerator", "denominator")
# What the indicators are like, in turns.
KINDS: tuple[tuple[UnitKind, Counted, OverTime, OverPlaces], ...] = (
    (UnitKind.NUMBER, Counted.THINGS, OverTime.CUMULATIVE, OverPlaces.SUM),
    (UnitKind.NUMBER, Counted.PERSONS, OverTime.CUMULATIVE, OverPlaces.SUM),
    (UnitKind.PERCENTAGE, Counted.THINGS, OverTime.LATEST, OverPlaces.RATIO),
    (UnitKind.NUMBER, Counted.THINGS, OverTime.LATEST, OverPlaces.SUM),
    (UnitKind.NUMBER, Counted.PASSAGES, OverTime.SUM, OverPlaces.SUM),
    (UnitKind.NUMBER, Counted.THINGS, OverTime.AVERAGE, OverPlaces.SUM),
    (UnitKind.PERCENTAGE, Counted.THINGS, OverTime.LATEST, OverPlaces.WEIGHTED),
    (UnitKind.NUMBER, Counted.THINGS, OverTime.MAXIMUM, OverPlaces.MAXIMUM),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large each programme is."""

    measures: int = 22
    regions: int = 12
    periods: int = 32
    prefix: str = "exemple"

    @property
    def values(self) -> int:
        return self.measures * self.regions * self.periods


NATIONAL = Shape()
# As the closest peer was measured: twenty projects with 630 indicators, eight periods, 19 200
# values and five parts each (the peer's project is our programme).
PROJECTS = Shape(measures=32, regions=4, periods=8, prefix="exemple-projet")


@dataclass(frozen=True, slots=True)
class World:
    """What synthetic values are made of, read once."""

    source: Source
    author: User
    validator: User
    regions: list[Place]
    partners: list[Partnership]
    indicators: list[Indicator]
    categories: list[Category]
    at: datetime


def populate_values(*, values: int, seed: int, at: datetime, shape: Shape = NATIONAL) -> int:
    """Add so many validated values with their parts; needs the reference and the press data.

    Programmes of one shape, the last as far as the number goes, each in a transaction of its
    own: what stops halfway leaves whole ones, and a second run adds others.
    """
    world = _world(at, shape)
    left = values
    while left > 0:
        left -= _add_programme(world, shape, left, seed)
    record(
        EventKind.LOADED,
        about=world.source,
        by=None,
        at=at,
        after={"values": values, "seed": seed, "shape": shape.prefix},
    )
    return values


@transaction.atomic
def _add_programme(world: World, shape: Shape, left: int, seed: int) -> int:
    """The next programme with its values and totals, no more values than are left to make."""
    number = 1 + Programme.objects.filter(slug__startswith=f"{shape.prefix}-r").count()
    chance = Random(f"{seed}:{shape.prefix}:{number}")
    programme, measures, periods = _framework(world, shape, number, chance)
    rows = list(islice(_values(world, measures, periods, chance), left))
    insert_rows(Value, VALUE, rows)
    ids = dict(Value.objects.filter(programme=programme).order_by("pk").values_list("code", "pk"))
    insert_rows(Cell, CELL, _cells(world, rows, ids, chance))
    totals.recount([measure.pk for measure in measures])
    return len(rows)


@transaction.atomic
def take_away(*, at: datetime) -> int:
    """Delete all synthetic frameworks with their values; returns how many values went."""
    source = Source.objects.filter(code=SOURCE).first()
    if source is None:
        return 0
    programmes = Programme.objects.filter(source=source)
    removed = 0
    for programme in programmes.order_by("pk"):
        values = Value.objects.filter(programme=programme)
        Cell.objects.filter(value__in=values).delete()
        removed += values.count()
        values.delete()
        Target.objects.filter(measure__programme=programme).delete()
        Measure.objects.filter(programme=programme).delete()
    programmes.delete()
    Indicator.objects.filter(origin_note=SOURCE).delete()
    record(EventKind.DELETED, about=source, by=None, at=at, after={"values": removed})
    source.delete()
    return removed


@transaction.atomic
def _world(at: datetime, shape: Shape) -> World:
    source, _ = Source.objects.get_or_create(
        code=SOURCE,
        defaults={
            "kind": SourceKind.PORTAL,
            "title": "Valeurs synthétiques, inventées pour les essais",
        },
    )
    author, validator = (_author(email) for email in AUTHORS)
    dimensions = list(Dimension.objects.filter(code__in=DIMENSIONS).order_by("position"))
    categories = list(
        Category.objects.filter(dimension__in=dimensions).order_by(
            "dimension__position", "position", "pk"
        )
    )
    return World(
        source=source,
        author=author,
        validator=validator,
        regions=list(Place.objects.regions())[: shape.regions],
        partners=list(Partnership.objects.filter(programme__slug=MODEL).order_by("pk")),
        indicators=[_indicator(number, dimensions) for number in range(shape.measures)],
        categories=categories[:CELLS],
        at=at,
    )


def _author(email: str) -> User:
    """Someone invented, who cannot sign in."""
    user = User.objects.filter(email=email).first()
    return user or User.objects.create_user(
        email, None, full_name=email.split("@")[0].replace(".", " ").capitalize(), is_active=False
    )


def _indicator(number: int, dimensions: list[Dimension]) -> Indicator:
    """One of the invented indicators that all synthetic programmes share."""
    unit_kind, counted, over_time, over_places = KINDS[number % len(KINDS)]
    name = f"{LABEL} Indicateur {number + 1}"
    indicator, is_new = Indicator.objects.get_or_create(
        code=f"exemple-{number + 1:02d}",
        defaults={
            "name_fr": name,
            "name_ar": f"{LABEL} المؤشر {number + 1}",
            "name_en": f"{LABEL} Indicator {number + 1}",
            "short_name_fr": name,
            "unit_fr": "%" if unit_kind == UnitKind.PERCENTAGE else "unités",
            "unit_kind": unit_kind,
            "counted": counted,
            "over_time": over_time,
            "over_places": over_places,
            "origin_note": SOURCE,
            "position": 900 + number,
        },
    )
    if is_new:
        indicator.dimensions.set(dimensions)
    return indicator


def _framework(
    world: World, shape: Shape, number: int, chance: Random
) -> tuple[Programme, list[Measure], list[Period]]:
    """A programme with its regions, calendar, results, measures and targets."""
    periods = []
    first = FIRST_DAY
    for _turn in range(shape.periods):
        quarter = period_of("quarterly", first)
        slug = f"{quarter.start.year}-t{(quarter.start.month + 2) // 3}"
        due = quarter.end + timedelta(days=30)
        periods.append(
            Period(
                slug=slug,
                starts_on=quarter.start,
                ends_on=quarter.end,
                opens_on=quarter.start,
                due_on=due,
                locks_on=due + timedelta(days=15),
            )
        )
        first = quarter.end + timedelta(days=1)
    programme = Programme.objects.create(
        slug=f"{shape.prefix}-r{number:03d}",
        acronym=f"{LABEL} {number:03d}",
        name_fr=f"{LABEL} Programme synthétique {number}",
        name_ar=f"{LABEL} برنامج تجريبي {number}",
        name_en=f"{LABEL} Synthetic programme {number}",
        starts_on=FIRST_DAY,
        starts_precision=Precision.DAY,
        ends_on=first + timedelta(days=364),
        ends_precision=Precision.DAY,
        position=900,
        source=world.source,
    )
    Framework.objects.create(programme=programme, first_on=FIRST_DAY)
    Coverage.objects.bulk_create(
        Coverage(programme=programme, place=place, kind=CoverageKind.TARGET)
        for place in world.regions
    )
    Partnership.objects.bulk_create(
        Partnership(programme=programme, organisation_id=one.organisation_id, role=one.role)
        for one in world.partners
    )
    for period in periods:
        period.programme = programme
    Period.objects.bulk_create(periods)
    results = [
        Result(
            programme=programme,
            level="output",
            number=f"{place + 1}",
            title_fr=f"{LABEL} Résultat {place + 1}",
            title_ar=f"{LABEL} النتيجة {place + 1}",
            title_en=f"{LABEL} Result {place + 1}",
            position=place,
        )
        for place in range(4)
    ]
    Result.objects.bulk_create(results)
    measures = [
        Measure(
            programme=programme,
            result=results[place * len(results) // len(world.indicators)],
            indicator=indicator,
            code=f"{programme.slug}-{place + 1:02d}",
            position=place,
        )
        for place, indicator in enumerate(world.indicators)
    ]
    Measure.objects.bulk_create(measures)
    Target.objects.bulk_create(
        Target(
            measure=measure,
            number=Decimal(60 if measure.indicator.is_share else chance.randrange(200, 20_000)),
        )
        for measure in measures
        if chance.random() < 0.8
    )
    return programme, measures, periods


def _values(
    world: World, measures: Iterable[Measure], periods: Iterable[Period], chance: Random
) -> Iterator[tuple[Any, ...]]:
    """A validated value of every region for every measure, period after period."""
    author, validator = world.author.pk, world.validator.pk
    for period in periods:
        given = datetime.combine(period.due_on, world.at.timetz())
        for measure in measures:
            for place in world.regions:
                yield (
                    f"{measure.code}--{place.slug}--{period.slug}",
                    measure.pk,
                    period.pk,
                    measure.indicator_id,
                    measure.programme_id,
                    place.pk,
                    period.starts_on,
                    period.ends_on,
                    *_number(measure.indicator, chance),
                    ValueState.VALIDATED,
                    *(author, given, author, given, validator, given),
                )


def _number(
    indicator: Indicator, chance: Random
) -> tuple[Decimal | None, Decimal | None, Decimal | None, Qualifier]:
    """A count, seldom inexact or not known; or a share of one."""
    if chance.random() < 0.01:
        return None, None, None, Qualifier.EXACT
    whole = chance.randrange(20, 400)
    if indicator.is_share:
        part = Decimal(chance.randrange(whole // 10, whole))
        of = Decimal(whole)
        return share(part, of, per=indicator.per), part, of, Qualifier.EXACT
    return Decimal(whole), None, None, chance.choices(QUALIFIERS, weights=[95, 3, 2])[0]


def _cells(
    world: World, values: Iterable[tuple[Any, ...]], ids: Mapping[str, int], chance: Random
) -> Iterator[tuple[Any, ...]]:
    """The parts of each value: together they leave some of it not broken down."""
    per = {indicator.pk: indicator.per for indicator in world.indicators}
    categories = [category.pk for category in world.categories]
    for value in values:
        told = dict(zip(VALUE, value, strict=True))
        number, numerator, denominator = told["number"], told["numerator"], told["denominator"]
        if number is None:
            continue
        pk, whole = ids[told["code"]], int(denominator or number)
        for category in categories:
            part = whole // len(categories) - chance.randrange(2)
            if denominator is None:
                yield pk, category, Decimal(part), None, None
                continue
            of, some = Decimal(part), Decimal(int(numerator) * part // whole)
            yield pk, category, share(some, of, per=per[told["indicator_id"]]), some, of
