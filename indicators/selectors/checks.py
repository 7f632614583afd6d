"""What is wrong with a value, or unusual about it: the same for grid, paste, API and actions.

What is refused is saved nowhere. What asks for a comment is saved, and submitted only with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto

from django.utils.translation import gettext as _

from indicators.enums import Counted, Direction, OverTime, UnitKind
from indicators.models import Category, Indicator, Measure
from indicators.selectors.entries import Part, Told
from lib import formats

# By category: what it belongs to. The categories of a measure's indicator, and no others.
Categories = Mapping[int, Category]
# No percentage is larger: one of its sides was mistyped, and its column has no room for it.
LARGEST_SHARE = 1_000_000


class Severity(StrEnum):
    REFUSED = auto()
    ASKS_COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a value; `category` where it is about one part."""

    severity: Severity
    code: str
    sentence: str
    category: int | None = None


def findings_of(
    measure: Measure, said: Told, categories: Categories, *, previous: Decimal | None
) -> list[Finding]:
    """All that is to be said about a value before it is saved, the refusals first.

    `previous` is the number that the same place gave last before this period.
    """
    if said.is_blank:
        return []
    refused = refusals_of(measure, said, categories)
    return refused or _unusual(measure, said, categories, previous)


def refusals_of(measure: Measure, said: Told, categories: Categories) -> list[Finding]:
    """What keeps a value from being saved; nothing that was given before plays a part in it."""
    return [] if said.is_blank else _refused(measure, said, categories)


def refusals(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity == Severity.REFUSED]


def wanting_comment(findings: Sequence[Finding], said: Told) -> list[Finding]:
    """What keeps a value from being submitted: unusual, and nobody said why."""
    if said.comment:
        return []
    return [one for one in findings if one.severity == Severity.ASKS_COMMENT]


def what_is_wanted(findings: Sequence[Finding], said: Told) -> list[str]:
    """Why a value cannot be submitted, in sentences for whoever gives it; a reader is told what
    is unusual, and asked for nothing."""
    if refused := refusals(findings):
        return [one.sentence for one in refused]
    wanting = wanting_comment(findings, said)
    return [*(one.sentence for one in wanting), _("Say in a comment why.")] if wanting else []


def not_broken_down(
    said: Told, categories: Categories
) -> dict[int, tuple[Decimal, Decimal | None]]:
    """By dimension: what its parts leave of the whole, so that they always add up to it.

    A number, or the rest of numerator and denominator of a share. Only dimensions of which a
    part was given; a negative rest is refused elsewhere.
    """
    if said.number is None:
        return {}
    rest: dict[int, tuple[Decimal, Decimal | None]] = {}
    for dimension, parts in _by_dimension(said, categories).items():
        if said.denominator is not None:
            above = sum((part.numerator or Decimal(0) for part in parts), Decimal(0))
            below = sum((part.denominator or Decimal(0) for part in parts), Decimal(0))
            rest[dimension] = ((said.numerator or Decimal(0)) - above, said.denominator - below)
        else:
            whole = sum((part.number or Decimal(0) for part in parts), Decimal(0))
            rest[dimension] = (said.number - whole, None)
    return rest


def _refused(measure: Measure, said: Told, categories: Categories) -> list[Finding]:
    indicator = measure.indicator
    found: list[str] = []
    if indicator.unit_kind == UnitKind.TEXT:
        if said.is_reported or said.cells:
            found.append(_("This indicator is told in words, without a number."))
        return [_refusal("text", sentence) for sentence in found]
    if not said.is_reported and not said.is_not_available:
        return [
            _refusal(
                "no_whole",
                _("Write the whole too, or n.d.: its parts and its comment cannot stand alone."),
            )
        ]
    if said.is_not_available and any(part.is_reported for part in said.cells.values()):
        return [_refusal("parts_of_nothing", _("The whole is n.d.: its parts cannot be known."))]
    found += _bad_number(measure, said)
    if set(said.cells) - set(categories):
        found.append(_("This indicator is not broken down that way."))
    findings = [_refusal("number", sentence) for sentence in found]
    return findings + _bad_parts(measure, said, categories) + _parts_above(said, categories)


def _bad_number(measure: Measure, said: Told) -> list[str]:
    indicator, number = measure.indicator, said.number
    if number is None:
        return []
    if indicator.is_share:
        if said.numerator is None or said.denominator is None:
            return [_("Write the numerator and the denominator: the value is made of both.")]
        if said.denominator <= 0:
            return [_("The denominator must be above 0.")]
        if said.numerator < 0:
            return [_not_negative()]
        shares: list[tuple[Decimal | None, Decimal | None]]
        shares = [(said.numerator, said.denominator)]
        shares += [(part.numerator, part.denominator) for part in said.cells.values()]
        return [_too_large()] if any(_is_too_large(*sides) for sides in shares) else []
    if said.denominator is not None:
        return [_("This indicator is a number, not a share.")]
    if indicator.unit_kind == UnitKind.SCALE:
        top = indicator.scale_top or 0
        if number != number.to_integral_value() or not 0 <= number <= top:
            return [
                _("Write a whole step of the scale, from 0 to %(top)s.")
                % {"top": formats.number(top)}
            ]
    if number < 0 and indicator.over_time != OverTime.CUMULATIVE:
        return [_not_negative()]
    return [_counted_whole()] if _is_fraction(indicator, number) else []


def _bad_parts(measure: Measure, said: Told, categories: Categories) -> list[Finding]:
    """What no part of a value may be: of the other sign than the whole, or half a person.

    A sum since the beginning is put right by a number below 0, and so are its parts.
    """
    falls = said.numerator is None and said.number is not None and said.number < 0
    found = []
    for category, part in said.cells.items():
        counted = part.number if part.numerator is None else part.numerator
        if counted is None or category not in categories:
            continue
        sentence = ""
        if falls and counted > 0:
            sentence = _("The whole is below 0, so write a number that is 0 or less.")
        elif not falls and counted < 0:
            sentence = _not_negative()
        elif part.numerator is None and _is_fraction(measure.indicator, counted):
            sentence = _counted_whole()
        if sentence:
            told = {"part": formats.quoted(str(categories[category])), "sentence": sentence}
            found.append(_refusal("part", _("%(part)s: %(sentence)s") % told, category))
    return found


def _is_fraction(indicator: Indicator, number: Decimal) -> bool:
    """Whether a number is of parts of people."""
    whole = indicator.counted in {Counted.PERSONS, Counted.PASSAGES}
    return whole and number != number.to_integral_value()


def _not_negative() -> str:
    return _("Write a number that is 0 or more.")


def _counted_whole() -> str:
    return _("People are counted whole: write a number without a fraction.")


def _is_too_large(numerator: Decimal | None, denominator: Decimal | None) -> bool:
    if not numerator or not denominator:
        return False
    return 100 * abs(numerator) > LARGEST_SHARE * abs(denominator)


def _too_large() -> str:
    return _("No percentage is above %(most)s: check the numerator and the denominator.") % {
        "most": formats.number(LARGEST_SHARE)
    }


def _parts_above(said: Told, categories: Categories) -> list[Finding]:
    names = {one.dimension_id: str(one.dimension) for one in categories.values()}
    found = []
    for dimension, (rest, below) in not_broken_down(said, categories).items():
        total = said.numerator if below is not None else said.number
        if _passes(rest, total) or (below is not None and below < 0):
            found.append(
                _refusal(
                    "parts_above",
                    _("By %(dimension)s, the parts make %(parts)s, more than the whole: %(whole)s.")
                    % {
                        "dimension": formats.quoted(names[dimension]),
                        "parts": formats.number((total or Decimal(0)) - rest),
                        "whole": formats.number(total),
                    }
                    if _passes(rest, total)
                    else _("By %(dimension)s, the denominators make more than that of the whole.")
                    % {"dimension": formats.quoted(names[dimension])},
                )
            )
    return found


def _passes(rest: Decimal, whole: Decimal | None) -> bool:
    """Whether the parts make more than the whole; of a whole below 0, less than it."""
    return rest > 0 if whole is not None and whole < 0 else rest < 0


def _unusual(
    measure: Measure, said: Told, categories: Categories, previous: Decimal | None
) -> list[Finding]:
    number = said.number
    if number is None:
        return []
    sentences = {
        "outside_usual": _outside_usual(measure, number),
        "falling": _falling(measure, number, previous),
        "above_hundred": _("This percentage is above 100.")
        if measure.indicator.is_percentage and number > 100
        else "",
        "no_breakdown": _no_breakdown(said, categories),
    }
    return [
        Finding(Severity.ASKS_COMMENT, code, sentence)
        for code, sentence in sentences.items()
        if sentence
    ]


def _outside_usual(measure: Measure, number: Decimal) -> str:
    low, high = measure.usual_low, measure.usual_high
    if low is not None and number < low:
        return _("Usually at least %(usual)s.") % {"usual": formats.number(low)}
    if high is not None and number > high:
        return _("Usually at most %(usual)s.") % {"usual": formats.number(high)}
    return ""


def _falling(measure: Measure, number: Decimal, previous: Decimal | None) -> str:
    """A sum since the beginning falls by a negative number; a count of what there is, by less."""
    indicator = measure.indicator
    if indicator.over_time == OverTime.CUMULATIVE and number < 0:
        return _("The sum since the beginning falls.")
    counts_up = (
        indicator.over_time == OverTime.LATEST
        and indicator.unit_kind == UnitKind.NUMBER
        and indicator.direction == Direction.UP
    )
    if counts_up and previous is not None and number < previous:
        return _("Less than last time: %(previous)s.") % {"previous": formats.number(previous)}
    return ""


def _no_breakdown(said: Told, categories: Categories) -> str:
    if not said.number:
        return ""
    given = {categories[one].dimension_id for one in said.cells if one in categories}
    missing = {
        one.dimension_id: str(one.dimension)
        for one in categories.values()
        if one.dimension_id not in given
    }
    if not missing:
        return ""
    names = formats.join_words(missing.values())
    return _("Not broken down by %(dimensions)s.") % {"dimensions": names}


def _by_dimension(said: Told, categories: Categories) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = defaultdict(list)
    for category, part in said.cells.items():
        if category in categories:
            parts[categories[category].dimension_id].append(part)
    return parts


def _refusal(code: str, sentence: str, category: int | None = None) -> Finding:
    return Finding(Severity.REFUSED, code, sentence, category)
