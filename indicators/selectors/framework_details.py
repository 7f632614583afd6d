"""The parts of a framework as forms give them and as the trail keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from indicators.enums import CollectedBy, ResultLevel, UnitKind
from indicators.models import Category, Framework, Indicator, Measure, Period, Result, Target
from lib import formats
from lib.dates import Frequency
from lib.quantities import Qualifier
from programmes.models import Programme
from regions.models import Place

LANGUAGES = ("fr", "ar", "en")
LEVELS = tuple(ResultLevel)


@dataclass(frozen=True, slots=True)
class ResultDetails:
    """What a form says of a result."""

    level: str
    number: str
    title_fr: str
    title_ar: str = ""
    title_en: str = ""
    assumptions_fr: str = ""
    assumptions_ar: str = ""
    assumptions_en: str = ""
    parent: Result | None = None


@dataclass(frozen=True, slots=True, order=True)
class TargetKey:
    """What a target is about, by address: a period or the end (""), a place and a category or
    the whole ("")."""

    period: str = ""
    place: str = ""
    category: str = ""

    def __str__(self) -> str:
        return "|".join((self.period, self.place, self.category))


@dataclass(frozen=True, slots=True)
class MeasureDetails:
    """What a form says of a measure."""

    result: Result
    wording_fr: str = ""
    wording_ar: str = ""
    wording_en: str = ""
    collected_by: str = CollectedBy.REGION
    frequency: str = ""
    verification_fr: str = ""
    verification_ar: str = ""
    verification_en: str = ""
    baseline_number: Decimal | None = None
    baseline_qualifier: str = Qualifier.EXACT
    baseline_year: int | None = None
    baseline_note: str = ""
    usual_low: Decimal | None = None
    usual_high: Decimal | None = None
    is_key: bool = False
    targets: Mapping[TargetKey, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsDetails:
    """What a form says of a programme's calendar, signatures and level names."""

    frequency: str = Frequency.QUARTERLY
    first_on: date | None = None
    due_days: int = 30
    grace_days: int = 15
    signatures: int = 1
    level_names: Mapping[str, str] = field(default_factory=dict)


# Snapshots, as the trail and the amendments keep them


def result_details(result: Result) -> ResultDetails:
    """A result as a form takes it."""
    names = [name for name in ResultDetails.__slots__ if name not in {"parent"}]
    return ResultDetails(
        **{name: getattr(result, name) or "" for name in names}, parent=result.parent
    )


def result_snapshot(details: ResultDetails) -> dict[str, str]:
    names = [name for name in ResultDetails.__slots__ if name != "parent"]
    parent = details.parent.number if details.parent else ""
    return {name: str(getattr(details, name)) for name in names} | {"parent": parent}


def measure_details(measure: Measure) -> MeasureDetails:
    """A measure as a form takes it, with its targets."""
    plain = {
        name: getattr(measure, name)
        for name in MeasureDetails.__slots__
        if name not in {"result", "targets"}
    }
    words = {name: value or "" for name, value in plain.items() if _is_words(name)}
    return MeasureDetails(
        **plain | words, result=measure.result, targets=targets_of([measure])[measure.pk]
    )


def measure_snapshot(details: MeasureDetails) -> dict[str, Any]:
    numbers = ("baseline_number", "usual_low", "usual_high")
    told: dict[str, Any] = {
        name: getattr(details, name)
        for name in MeasureDetails.__slots__
        if name not in {"result", "targets", *numbers}
    }
    told["collected_by"] = str(details.collected_by)
    told["baseline_qualifier"] = str(details.baseline_qualifier)
    told |= {name: plain(getattr(details, name)) for name in numbers}
    told["result"] = details.result.number
    told["targets"] = {str(key): plain(details.targets[key]) for key in sorted(details.targets)}
    return told


def settings_details(framework: Framework) -> SettingsDetails:
    """A framework's rules as a form takes them."""
    return SettingsDetails(
        frequency=framework.frequency,
        first_on=framework.first_on,
        due_days=framework.due_days,
        grace_days=framework.grace_days,
        signatures=framework.signatures,
        level_names={name: getattr(framework, name) or "" for name in level_name_fields()},
    )


def settings_snapshot(details: SettingsDetails) -> dict[str, Any]:
    return {
        "frequency": str(details.frequency),
        "first_on": details.first_on.isoformat() if details.first_on else "",
        "due_days": details.due_days,
        "grace_days": details.grace_days,
        "signatures": details.signatures,
        **{name: details.level_names.get(name, "") for name in level_name_fields()},
    }


def level_name_fields() -> list[str]:
    """The columns of a programme's own level names."""
    return [f"{level.value}_name_{language}" for level in LEVELS for language in LANGUAGES]


def plain(number: Decimal | int | None) -> str:
    """A number without the zeros that its column adds: the same number, the same text."""
    if number is None:
        return ""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_words(name: str) -> bool:
    return name.startswith(("wording", "verification", "baseline_note", "frequency"))


def targets_of(measures: Iterable[Measure]) -> dict[int, dict[TargetKey, Decimal]]:
    """The targets of each of some measures, by what they are about."""
    found: dict[int, dict[TargetKey, Decimal]] = defaultdict(dict)
    rows = Target.objects.filter(measure__in=[one.pk for one in measures]).order_by("pk")
    for target in rows.select_related("period", "place", "category__dimension"):
        key = TargetKey(
            period=target.period.slug if target.period else "",
            place=target.place.code if target.place else "",
            category=category_key(target.category) if target.category else "",
        )
        found[target.measure_id][key] = target.number
    return found


def category_key(category: Category) -> str:
    """A category by its address: sex:F."""
    return f"{category.dimension.code}:{category.code}"


# What is wrong with what a form says


def result_problems(
    details: ResultDetails, *, programme: Programme, result: Result | None
) -> dict[str, list[str]]:
    """Sentences by field; empty when nothing is wrong."""
    problems: dict[str, list[str]] = defaultdict(list)
    others = Result.objects.filter(programme=programme, number=details.number)
    if result is not None:
        others = others.exclude(pk=result.pk)
    if others.exists():
        problems["number"].append(_("Another result has this number already."))
    parent = details.parent
    if parent is None:
        return problems
    if parent.programme_id != programme.pk:
        problems["parent"].append(_("This result belongs to another programme."))
    elif result is not None and result.pk in _above(parent):
        problems["parent"].append(_("A result cannot stand under itself."))
    elif LEVELS.index(ResultLevel(parent.level)) > LEVELS.index(ResultLevel(details.level)):
        problems["parent"].append(_("A result stands under one of its own level or a higher one."))
    return problems


def _above(result: Result) -> set[int]:
    """The result itself and all those that it stands under."""
    parents = dict(
        Result.objects.filter(programme=result.programme_id).values_list("pk", "parent_id")
    )
    found: set[int] = set()
    at: int | None = result.pk
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return found


def measure_problems(details: MeasureDetails, *, measure: Measure) -> dict[str, list[str]]:
    """Sentences by field; those of targets under "targets"."""
    problems: dict[str, list[str]] = defaultdict(list)
    indicator = measure.indicator
    if details.result.programme_id != measure.programme_id:
        problems["result"].append(_("This result belongs to another programme."))
    twins = Measure.objects.active().filter(result=details.result, indicator=indicator)
    if twins.exclude(pk=measure.pk).exists():
        problems["result"].append(_("This result has this indicator already."))
    if details.collected_by != measure.collected_by and measure.values.exists():
        problems["collected_by"].append(
            _("Values have been given already: who gives them can no longer change.")
        )
    low, high = details.usual_low, details.usual_high
    if low is not None and high is not None and low > high:
        problems["usual_high"].append(_("The usual range ends below its beginning."))
    for name in ("baseline_number", "usual_low", "usual_high"):
        if sentence := out_of_scale(indicator, getattr(details, name)):
            problems[name].append(sentence)
    for key, number in details.targets.items():
        if sentence := out_of_scale(indicator, number):
            problems["targets"].append(sentence)
        if key.place and details.collected_by == CollectedBy.PROGRAMME:
            problems["targets"].append(
                _("The programme gives these values as a whole: a region has no target of its own.")
            )
    return {name: list(dict.fromkeys(found)) for name, found in problems.items()}


def out_of_scale(indicator: Indicator, number: Decimal | None) -> str:
    """Why an indicator cannot have this number; empty when it can."""
    if number is None:
        return ""
    if indicator.unit_kind == UnitKind.TEXT:
        return _("This indicator is told in words: it takes no number.")
    if indicator.unit_kind == UnitKind.PERCENTAGE and not 0 <= number <= 100:
        return _("A percentage lies between 0 and 100.")
    if indicator.unit_kind == UnitKind.SCALE and not 0 <= number <= (indicator.scale_top or 0):
        return _("This scale goes from 0 to %(top)s.") % {
            "top": formats.number(indicator.scale_top)
        }
    return ""


def resolve_targets(measure: Measure, targets: Mapping[TargetKey, Decimal]) -> list[Target]:
    """Targets ready to be saved. Raises ValidationError for what a key does not lead to."""
    from_slug = {
        one.slug: one for one in Period.objects.filter(programme=measure.programme).order_by("pk")
    }
    wanted = {key.place for key in targets if key.place}
    places = {one.code: one for one in Place.objects.filter(code__in=wanted).order_by("code")}
    categories = {
        category_key(one): one
        for one in Category.objects.filter(dimension__in=measure.indicator.dimensions.all())
        .select_related("dimension")
        .order_by("pk")
    }
    made = []
    for key, number in sorted(targets.items()):
        try:
            made.append(
                Target(
                    measure=measure,
                    period=from_slug[key.period] if key.period else None,
                    place=places[key.place] if key.place else None,
                    category=categories[key.category] if key.category else None,
                    number=number,
                )
            )
        except KeyError:
            raise ValidationError(
                {"targets": [_("Choose the period, region and category from the lists.")]}
            ) from None
    return made
