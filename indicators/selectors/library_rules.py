"""What of an indicator goes together: sentences beside the fields, for forms and actions alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from indicators.enums import Counted, Direction, Origin, OverPlaces, OverTime, UnitKind
from indicators.models import Indicator
from indicators.selectors.library_details import (
    MEANING,
    UNITS,
    IndicatorDetails,
    broken_down_by,
    indicator_details,
    is_fixed,
)
from lib import formats
from lib.text import has_ink

# Sentences by field.
Problems = dict[str, list[str]]

TOP_STEP = 10
# Words of addresses, which are no codes.
RESERVED = {"nouveau"}
GOALS = 17

# How several periods and several places may make one figure, by the kind of value.
_OF_SHARES = {OverPlaces.WEIGHTED, OverPlaces.RATIO, OverPlaces.NONE}
_OF_STEPS = {OverPlaces.MAXIMUM, OverPlaces.LATEST, OverPlaces.NONE}
_ADDING = {OverTime.SUM, OverTime.CUMULATIVE}


def indicator_problems(
    details: IndicatorDetails, *, indicator: Indicator | None = None
) -> Problems:
    """All that is wrong with what a form says; empty when nothing is."""
    problems: Problems = defaultdict(list)
    _merge(problems, combination_problems(details))
    twins = Indicator.objects.in_library().filter(name_fr__iexact=details.name_fr)
    if twin := twins.exclude(pk=indicator.pk if indicator else None).in_order().first():
        problems["name_fr"].append(
            _("The library has an indicator of this name already: %(code)s.") % {"code": twin.code}
        )
    for target in split_targets(details.sdg_targets):
        if not _is_target(target):
            problems["sdg_targets"].append(
                _(
                    "Write a target of the Sustainable Development Goals as 10.7 or 17.a: "
                    "“%(typed)s” is none."
                )
                % {"typed": target}
            )
    if details.origin == Origin.SOURCED and not has_ink(details.origin_note):
        problems["origin_note"].append(_("Say which source names this indicator."))
    if indicator is not None:
        _merge(problems, _fixed_problems(details, indicator))
    return dict(problems)


def code_problems(code: str) -> Problems:
    """What is wrong with a code that somebody chose."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", code):
        return {
            "code": [_("Write a code with letters without accents, digits and hyphens: EXT-23.")]
        }
    if code.lower() in RESERVED:
        return {"code": [_("This word is no code: choose another one.")]}
    if Indicator.objects.filter(code__iexact=code).exists():
        return {"code": [_("Another indicator has this code already.")]}
    return {}


def combination_problems(details: IndicatorDetails) -> Problems:
    """How a kind of value may add up, and what it may count."""
    problems: Problems = defaultdict(list)
    kind = UnitKind(details.unit_kind)
    if kind == UnitKind.SCALE:
        if not 1 <= (details.scale_top or 0) <= TOP_STEP:
            problems["scale_top"].append(
                _("A graded scale goes from 0 to its last step: write it, from 1 to %(top)s.")
                % {"top": formats.number(TOP_STEP)}
            )
    elif details.scale_top is not None:
        problems["scale_top"].append(_("Only a graded scale has a last step: leave this empty."))
    judge = {
        UnitKind.NUMBER: _of_number,
        UnitKind.PERCENTAGE: _of_percentage,
        UnitKind.SCALE: _of_scale,
        UnitKind.TEXT: _of_text,
    }[kind]
    for field, sentence in judge(details):
        problems[field].append(sentence)
    if kind in (UnitKind.SCALE, UnitKind.TEXT):
        if details.counted != Counted.THINGS:
            problems["counted"].append(
                _("Only a number or a percentage counts persons or passages: choose “things”.")
            )
        if details.dimensions:
            problems["dimensions"].append(
                _("Only a number or a percentage is broken down: its parts add up to the whole.")
            )
    return dict(problems)


def _of_number(details: IndicatorDetails) -> Iterable[tuple[str, str]]:
    adds_persons = details.counted == Counted.PERSONS and details.over_time in _ADDING
    if adds_persons and not has_ink(details.double_counting_fr):
        yield (
            "double_counting_fr",
            _(
                "Persons are added over several periods: say how someone who comes twice is "
                "counted."
            ),
        )


def _of_percentage(details: IndicatorDetails) -> Iterable[tuple[str, str]]:
    if details.over_places not in _OF_SHARES:
        yield (
            "over_places",
            _(
                "A percentage of several places is made of numerators and denominators: choose an "
                "average weighted by denominator, their ratio, or that they do not add up."
            ),
        )
    elif details.over_places == OverPlaces.NONE and details.over_time in _ADDING:
        yield (
            "over_time",
            _("Percentages that do not add up over places do not add up over time either."),
        )


def _of_scale(details: IndicatorDetails) -> Iterable[tuple[str, str]]:
    if details.over_places not in _OF_STEPS:
        yield (
            "over_places",
            _(
                "Steps of a scale do not add up: choose the maximum, the latest, or that they do "
                "not add up."
            ),
        )
    if details.over_time not in {OverTime.LATEST, OverTime.MAXIMUM}:
        yield (
            "over_time",
            _("Steps of a scale are not added or averaged: choose the latest or the maximum."),
        )


def _of_text(details: IndicatorDetails) -> Iterable[tuple[str, str]]:
    if details.over_places not in {OverPlaces.NONE, OverPlaces.LATEST}:
        yield "over_places", _("Texts do not add up: choose that they do not, or the latest.")
    if details.over_time != OverTime.LATEST:
        yield "over_time", _("Of the texts of several periods the latest stands: choose it.")
    if details.direction != Direction.NEUTRAL:
        yield "direction", _("A text is neither more nor less: choose “neither”.")


def _fixed_problems(details: IndicatorDetails, indicator: Indicator) -> Problems:
    """What may no longer change once values, targets or rules stand on an indicator."""
    problems: Problems = defaultdict(list)
    before = indicator_details(indicator)
    changed = [name for name in MEANING if getattr(before, name) != getattr(details, name)]
    # A unit that was missing in a language may still be translated.
    changed += [
        name
        for name in UNITS
        if getattr(before, name) and getattr(before, name) != getattr(details, name)
    ]
    if changed and is_fixed(indicator):
        for name in changed:
            problems[name].append(
                _(
                    "Values, targets or rules of a programme stand on this indicator: what it "
                    "measures can no longer change. Add a new indicator instead."
                )
            )
    gone = [one for one in before.dimensions if one not in details.dimensions]
    used = broken_down_by(indicator) if gone else set()
    if names := [one.name for one in gone if one.pk in used]:
        problems["dimensions"].append(
            _("Values or targets are broken down by this already, so it stays: %(names)s.")
            % {"names": formats.join_words(names)}
        )
    return problems


def split_targets(typed: str) -> list[str]:
    """Targets of the Sustainable Development Goals as people separate them."""
    return [part for part in re.split(r"[\s;,،؛]+", typed) if part]


def _is_target(text: str) -> bool:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2}|[a-d])", text)
    return match is not None and 1 <= int(match[1]) <= GOALS


def _merge(problems: Problems, more: Problems) -> None:
    for field, sentences in more.items():
        problems[field].extend(sentences)
