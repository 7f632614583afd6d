"""A programme's framework as it stands: its rules, its tree of results and measures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch

from indicators.models import Category, Framework, Measure, Period, Result, Target, Value
from indicators.selectors.periods import name_of, regions_of
from programmes.models import Programme


def framework_of(programme: Programme) -> Framework:
    """The programme's framework; one with the usual rules, not saved, where it has none yet."""
    return Framework.objects.filter(programme=programme).first() or Framework(programme=programme)


def is_under_way(programme: Programme) -> bool:
    """Whether a value has been validated: from then on a change asks for its reason."""
    return Value.objects.entries().validated().filter(programme=programme).exists()


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in the tree, with its targets counted."""

    measure: Measure
    final: Decimal | None
    interim: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A result, the measures under it, and how deep it stands."""

    result: Result
    level_name: str
    depth: int
    lines: tuple[MeasureLine, ...]


def tree_of(framework: Framework) -> list[Branch]:
    """The results of a programme in reading order, each with its measures. Three queries."""
    programme = framework.programme
    lines = _lines_of(programme)
    children: dict[int | None, list[Result]] = defaultdict(list)
    for result in results_of(programme):
        children[result.parent_id].append(result)

    def branches(parent: int | None, depth: int) -> Iterable[Branch]:
        for result in children[parent]:
            yield Branch(
                result=result,
                level_name=framework.level_name(result.level),
                depth=depth,
                lines=tuple(lines[result.pk]),
            )
            yield from branches(result.pk, depth + 1)

    return list(branches(None, 0))


def is_counted(measure: Measure) -> bool:
    """Whether the portal counts a measure by itself."""
    return getattr(measure, "rule", None) is not None


def in_reading_order(results: Iterable[Result]) -> list[Result]:
    """Results as one reads a framework: each before what stands under it, 2 before 10."""
    children: dict[int | None, list[Result]] = defaultdict(list)
    for result in results:
        children[result.parent_id].append(result)

    def below(parent: int | None) -> Iterable[Result]:
        for result in sorted(children[parent], key=rank_of):
            yield result
            yield from below(result.pk)

    return list(below(None))


def rank_of(result: Result) -> tuple[list[tuple[int, str]], int]:
    """Where a result's number puts it: 2 before 10."""
    parts = re.findall(r"\d+|\D+", result.number)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts], result.pk


def results_of(programme: Programme) -> list[Result]:
    """The results of a programme, in the order of their numbers' places."""
    return list(Result.objects.filter(programme=programme).in_order())


def _lines_of(programme: Programme) -> dict[int, list[MeasureLine]]:
    whole = Target.objects.filter(place__isnull=True, category__isnull=True).order_by("pk")
    measures = (
        Measure.objects.active()
        .filter(programme=programme)
        .select_related("indicator", "rule")
        .prefetch_related(Prefetch("targets", queryset=whole, to_attr="whole_targets"))
        .in_order()
    )
    lines: dict[int, list[MeasureLine]] = defaultdict(list)
    for measure in measures:
        final = [one.number for one in measure.whole_targets if one.period_id is None]
        lines[measure.result_id].append(
            MeasureLine(
                measure=measure,
                final=final[0] if final else None,
                interim=sum(1 for one in measure.whole_targets if one.period_id is not None),
                is_counted=is_counted(measure),
            )
        )
    return lines


def next_number(programme: Programme, parent: Result | None) -> str:
    """The number that the next result under another one would have: 1.3 after 1.2."""
    stem = f"{parent.number}." if parent else ""
    taken = set(Result.objects.filter(programme=programme).values_list("number", flat=True))
    rank = 1
    while f"{stem}{rank}" in taken:
        rank += 1
    return f"{stem}{rank}"


def indicators_under(result: Result) -> set[int]:
    """The indicators that a result has already."""
    return set(
        Measure.objects.active().filter(result=result).values_list("indicator_id", flat=True)
    )


def has_values(measure: Measure) -> bool:
    """Whether anybody gave a value for a measure, in whatever state."""
    return measure.values.exists()


def choices_of(measure: Measure) -> dict[str, Any]:
    """What targets of a measure may be about: periods, regions, categories."""
    programme = measure.programme
    dimensions = measure.indicator.dimensions.all()
    categories = Category.objects.filter(dimension__in=dimensions).select_related("dimension")
    return {
        "periods": list(Period.objects.filter(programme=programme).in_order()),
        "places": list(regions_of([programme]).get(programme.pk, ())),
        "categories": list(categories.order_by("dimension__position", "position", "pk")),
    }


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target in words: by when, for what, how much."""

    by_when: str
    about: str
    number: Decimal


def target_lines(measure: Measure) -> list[TargetLine]:
    """The targets of a measure: by period and then the end, the whole before its parts."""
    rows = measure.targets.select_related("period", "place", "category").order_by(
        F("period__ends_on").asc(nulls_last=True),
        F("place__code").asc(nulls_first=True),
        F("category__position").asc(nulls_first=True),
        "pk",
    )
    return [
        TargetLine(
            by_when=name_of(row.period) if row.period else "",
            about=" · ".join(one.name for one in (row.place, row.category) if one),
            number=row.number,
        )
        for row in rows
    ]
