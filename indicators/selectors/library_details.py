"""An indicator of the library as forms give it and as the trail keeps it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from actors.models import Event, User
from actors.roles import Permission
from actors.selectors import EventLine, event_lines
from indicators.enums import (
    Counted,
    Direction,
    Origin,
    OverPlaces,
    OverTime,
    ResultLevel,
    UnitKind,
)
from indicators.models import Cell, Dimension, Indicator, Measure, Result, Rule, Target, Value
from indicators.selectors.amendments import Change
from indicators.selectors.framework_details import LANGUAGES
from lib import formats
from lib.concurrency import StaleVersion
from programmes.models import Programme
from regions.enums import PlanItemKind
from regions.models import PlanItem

SHORT_LENGTH = 60
# What the codes of a level begin with.
PREFIXES = {ResultLevel.IMPACT: "IMP", ResultLevel.OUTCOME: "OUT", ResultLevel.OUTPUT: "EXT"}
# The plans that indicators contribute to, and which of their items.
PLANS = {
    "snia": PlanItemKind.PROGRAMME,
    "pacte-mondial-migrations": PlanItemKind.OBJECTIVE,
}


@dataclass(frozen=True, slots=True)
class IndicatorDetails:
    """What a form says of an indicator."""

    level: str
    name_fr: str
    name_ar: str
    unit_fr: str
    unit_ar: str
    name_en: str = ""
    unit_en: str = ""
    short_name_fr: str = ""
    short_name_ar: str = ""
    short_name_en: str = ""
    definition_fr: str = ""
    definition_ar: str = ""
    definition_en: str = ""
    double_counting_fr: str = ""
    double_counting_ar: str = ""
    double_counting_en: str = ""
    verification_fr: str = ""
    verification_ar: str = ""
    verification_en: str = ""
    unit_kind: str = UnitKind.NUMBER
    scale_top: int | None = None
    direction: str = Direction.UP
    counted: str = Counted.THINGS
    over_time: str = OverTime.CUMULATIVE
    over_places: str = OverPlaces.SUM
    frequency: str = ""
    dimensions: tuple[Dimension, ...] = ()
    plan_items: tuple[PlanItem, ...] = ()
    sdg_targets: str = ""
    origin: str = Origin.PROPOSED
    origin_note: str = ""


LINKS = ("dimensions", "plan_items")
COLUMNS = tuple(name for name in IndicatorDetails.__slots__ if name not in LINKS)
# What a value means hangs on these; everything else is words.
MEANING = ("unit_kind", "scale_top", "direction", "counted", "over_time", "over_places")
UNITS = tuple(f"unit_{language}" for language in LANGUAGES)
NAMES = tuple(f"name_{language}" for language in LANGUAGES)


def indicator_details(indicator: Indicator) -> IndicatorDetails:
    """An indicator as a form takes it, with its links. Two queries."""
    told = {name: getattr(indicator, name) for name in COLUMNS}
    words = {name: value or "" for name, value in told.items() if name != "scale_top"}
    return IndicatorDetails(
        **told | words,
        dimensions=tuple(indicator.dimensions.order_by("position", "pk")),
        plan_items=tuple(items_of_plans().filter(indicators=indicator)),
    )


def indicator_snapshot(details: IndicatorDetails) -> dict[str, Any]:
    """The same as the trail keeps it."""
    told: dict[str, Any] = {
        name: value if isinstance(value := getattr(details, name), int | None) else str(value)
        for name in COLUMNS
    }
    told["dimensions"] = [one.code for one in details.dimensions]
    told["plan_items"] = [item_label(one) for one in details.plan_items]
    return told


def shortened(name: str) -> str:
    """The beginning of a name, for where there is little room."""
    return textwrap.shorten(name, SHORT_LENGTH, placeholder="…")


# What may be chosen


def items_of_plans() -> QuerySet[PlanItem]:
    """The programmes of the national strategy and the objectives of the Global Compact."""
    rows: QuerySet[PlanItem] = PlanItem.objects.none()
    for code, kind in PLANS.items():
        rows = rows | PlanItem.objects.filter(plan__code=code, kind=kind)
    return rows.select_related("plan").order_by("-plan__code", "position", "pk")


def item_label(item: PlanItem) -> str:
    """« SNIA 7 »."""
    return f"{item.plan.acronym or item.plan.name} {item.number}".strip()


def next_codes() -> dict[str, str]:
    """The code that the next indicator of each level would have: EXT-23 after EXT-22. One query."""
    taken = list(Indicator.objects.values_list("code", flat=True))
    found = {}
    for level, prefix in PREFIXES.items():
        numbers = [
            int(match[1]) for code in taken if (match := re.fullmatch(rf"{prefix}-(\d+)", code))
        ]
        found[level.value] = f"{prefix}-{max(numbers, default=0) + 1:02d}"
    return found


def results_to_place_under(user: User) -> QuerySet[Result]:
    """The results of the frameworks that a person builds."""
    scope = user.scope()
    agencies = scope.implementing_ids & scope.organisations_with(Permission.FRAMEWORK_EDIT)
    rows: QuerySet[Result] = Result.objects.visible_to(user).filter(
        programme__in=Programme.objects.implemented_by(agencies)
    )
    return rows.select_related("programme").order_by(
        "programme__position", "programme_id", "position", "pk"
    )


# What stands on an indicator


def is_fixed(indicator: Indicator) -> bool:
    """Whether values, targets or rules stand on what an indicator means."""
    measures = Measure.objects.filter(indicator=indicator)
    return (
        Value.objects.filter(indicator=indicator).exists()
        or Target.objects.filter(measure__in=measures).exists()
        or Rule.objects.filter(measure__in=measures).exists()
        or measures.filter(baseline_number__isnull=False).exists()
    )


def speaks_for_signed(indicator: Indicator) -> bool:
    """Whether a framework with validated values uses the words of an indicator."""
    signed = Value.objects.entries().validated().values("programme")
    rows = Measure.objects.active().filter(indicator=indicator, programme__in=signed)
    return any(not getattr(one, f"wording_{code}") for one in rows for code in LANGUAGES)


def broken_down_by(indicator: Indicator) -> set[int]:
    """The dimensions by which values or targets of an indicator are broken down."""
    cells = Cell.objects.filter(value__indicator=indicator).order_by()
    targets = Target.objects.filter(measure__indicator=indicator, category__isnull=False).order_by()
    return {
        *cells.values_list("category__dimension_id", flat=True).distinct(),
        *targets.values_list("category__dimension_id", flat=True).distinct(),
    }


# In words


def history_of_indicator(indicator: Indicator) -> tuple[EventLine, ...]:
    """What happened to an indicator, the latest first."""
    events = list(Event.objects.about(indicator).order_by("-pk"))
    names = {one.code: one.name for one in Dimension.objects.order_by("pk")}
    for event in events:
        for side in (event.before, event.after):
            if "dimensions" in side:
                side["dimensions"] = [names.get(code, code) for code in side["dimensions"]]
    return event_lines(events)


def versions_in_words(stale: StaleVersion) -> tuple[Change, ...]:
    """Where two people's versions differ: theirs, as it is stored, and mine."""
    return tuple(
        Change(_label(name), _said(name, stale.theirs), _said(name, stale.mine))
        for name in stale.differing
    )


def _label(name: str) -> str:
    field: Any = Indicator._meta.get_field(name)
    return str(field.verbose_name).capitalize()


def _said(name: str, told: Mapping[str, Any]) -> str:
    value = told.get(name)
    if isinstance(value, list):
        return formats.join_words(value)
    if value in (None, ""):
        return ""
    field: Any = Indicator._meta.get_field(name)
    choices = dict(field.flatchoices or ())
    return str(choices.get(value, value))
