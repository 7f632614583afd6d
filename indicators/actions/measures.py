"""Measures of a framework: taken from the library, worded, given targets, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import User
from indicators.actions.amendments import amend, locked_framework
from indicators.enums import AmendmentKind
from indicators.models import Framework, Indicator, Measure, Result
from indicators.permissions import check_can_edit_framework
from indicators.selectors.framework_details import (
    LANGUAGES,
    MeasureDetails,
    measure_details,
    measure_problems,
    measure_snapshot,
    resolve_targets,
)
from lib import formats
from lib.concurrency import StaleVersion
from lib.dates import Frequency
from lib.workflow import WrongState

# What a change of each kind of amendment is about; the rest changes without one.
AMENDED = {
    AmendmentKind.MEASURE: (
        "result",
        "wording_fr",
        "wording_ar",
        "wording_en",
        "collected_by",
        "frequency",
    ),
    AmendmentKind.BASELINE: ("baseline_number", "baseline_qualifier", "baseline_year"),
    AmendmentKind.TARGET: ("targets",),
}
# From the most to the least often.
_OFTEN = list(Frequency)


@transaction.atomic
def add_measures(
    *,
    result: Result,
    indicators: Sequence[Indicator],
    reason: str = "",
    by: User,
    at: datetime,
) -> list[Measure]:
    """Put indicators of the library under a result, in this order; one amendment for all.

    Raises ValidationError under "indicators" or "reason".
    """
    programme = result.programme
    check_can_edit_framework(by, programme)
    framework = locked_framework(programme)
    _refuse_indicators(result, indicators)
    last = result.measures.aggregate(Max("position"))["position__max"] or 0
    codes = _free_codes(result, len(indicators))
    measures = [
        Measure(
            programme=programme,
            result=result,
            indicator=indicator,
            code=code,
            frequency=_own_frequency(framework, indicator),
            position=last + rank,
        )
        for rank, (indicator, code) in enumerate(zip(indicators, codes, strict=True), start=1)
    ]
    for measure in measures:
        measure.save()
    amend(
        framework,
        AmendmentKind.ADDED,
        before={},
        after={"indicators": [one.indicator.code for one in measures], "result": result.number},
        reason=reason,
        measure=measures[0] if len(measures) == 1 else None,
        result=result,
        by=by,
        at=at,
    )
    for measure in measures:
        after = {"indicator": measure.indicator.code, "result": result.number}
        record(EventKind.CREATED, about=measure, by=by, at=at, after=after, note=reason)
    return measures


@transaction.atomic
def edit_measure(
    *,
    measure: Measure,
    details: MeasureDetails,
    version: int,
    reason: str = "",
    by: User,
    at: datetime,
) -> Measure:
    """Change a measure and its targets.

    Once values are validated, other words, another baseline or other targets are amendments with
    their reason. Raises StaleVersion with both versions when someone saved meanwhile.
    """
    check_can_edit_framework(by, measure.programme)
    framework = locked_framework(measure.programme)
    measure = Measure.objects.for_table().get(pk=measure.pk)
    if measure.removed_at is not None:
        raise WrongState(_("This indicator has been taken out of the framework."))
    before, after = measure_snapshot(measure_details(measure)), measure_snapshot(details)
    if before == after:
        return measure
    if measure.version != version:
        raise StaleVersion(mine=after, theirs=before)
    problems = measure_problems(details, measure=measure)
    if problems:
        raise ValidationError(problems)
    targets = resolve_targets(measure, details.targets)
    for name in MeasureDetails.__slots__:
        if name != "targets":
            setattr(measure, name, getattr(details, name))
    measure.version += 1
    measure.save()
    old, new = changes(before, after)
    if "targets" in new:
        measure.targets.all().delete()
        measure.targets.bulk_create(targets)
        old["targets"], new["targets"] = _differing(old["targets"], new["targets"])
    _amend_each(framework, measure, old, new, reason, by, at)
    record(EventKind.CHANGED, about=measure, by=by, at=at, before=old, after=new, note=reason)
    return measure


@transaction.atomic
def remove_measure(*, measure: Measure, reason: str = "", by: User, at: datetime) -> None:
    """Take a measure out of its framework.

    One that nobody gave a value for goes with its targets; otherwise its values stay, and it
    counts in nothing new.
    """
    check_can_edit_framework(by, measure.programme)
    framework = locked_framework(measure.programme)
    measure = Measure.objects.for_table().get(pk=measure.pk)
    if measure.removed_at is not None:
        raise WrongState(_("This indicator has been taken out of the framework."))
    before = measure_snapshot(measure_details(measure)) | {"indicator": measure.indicator.code}
    amendment = amend(
        framework,
        AmendmentKind.REMOVED,
        before=_words(measure) | {"result": measure.result.number},
        after={},
        reason=reason,
        measure=measure,
        result=measure.result,
        by=by,
        at=at,
    )
    record(EventKind.DELETED, about=measure, by=by, at=at, before=before, note=reason)
    if amendment is None and not measure.values.exists():
        measure.delete()
        return
    measure.removed_at = at
    measure.version += 1
    measure.save(update_fields=["removed_at", "version"])


def _refuse_indicators(result: Result, indicators: Sequence[Indicator]) -> None:
    if not indicators:
        raise ValidationError({"indicators": [_("Choose at least one indicator.")]})
    if any(not one.is_in_library for one in indicators):
        raise ValidationError({"indicators": [_("Choose indicators of the library.")]})
    already = Indicator.objects.filter(
        pk__in=[one.pk for one in indicators],
        measures__result=result,
        measures__removed_at__isnull=True,
    )
    if found := [one.name for one in already.in_order()]:
        raise ValidationError(
            {
                "indicators": [
                    ngettext(
                        "This result has this indicator already: %(names)s.",
                        "This result has these indicators already: %(names)s.",
                        len(found),
                    )
                    % {"names": formats.join_words(found)}
                ]
            }
        )


def _free_codes(result: Result, count: int) -> list[str]:
    """Permanent addresses that no measure ever had: prim-1-2-1, prim-1-2-2."""
    stem = slugify(f"{result.programme.slug}-{result.number.replace('.', '-')}")[:50]
    taken = set(Measure.objects.filter(code__startswith=stem).values_list("code", flat=True))
    free: list[str] = []
    rank = 0
    while len(free) < count:
        rank += 1
        if f"{stem}-{rank}" not in taken:
            free.append(f"{stem}-{rank}")
    return free


def _own_frequency(framework: Framework, indicator: Indicator) -> str:
    """The indicator's usual frequency where it is rarer than the programme's calendar."""
    if not framework.frequency or not indicator.frequency:
        return ""
    rarer = _OFTEN.index(Frequency(indicator.frequency)) > _OFTEN.index(
        Frequency(framework.frequency)
    )
    return indicator.frequency if rarer else ""


def _differing(
    before: dict[str, str], after: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Of two sets of targets, those that are not the same in both."""
    keys = {key for key in (*before, *after) if before.get(key) != after.get(key)}
    return (
        {key: number for key, number in before.items() if key in keys},
        {key: number for key, number in after.items() if key in keys},
    )


def _amend_each(
    framework: Framework,
    measure: Measure,
    old: dict[str, Any],
    new: dict[str, Any],
    reason: str,
    by: User,
    at: datetime,
) -> None:
    for kind, names in AMENDED.items():
        changed = [name for name in names if name in new]
        if changed:
            amend(
                framework,
                kind,
                before={name: _said(measure, name, old[name]) for name in changed},
                after={name: _said(measure, name, new[name]) for name in changed},
                reason=reason,
                measure=measure,
                result=measure.result,
                by=by,
                at=at,
            )


def _said(measure: Measure, name: str, value: Any) -> Any:
    """What readers were told: the library's words where the programme had none of its own."""
    if name.startswith("wording") and not value:
        return getattr(measure.indicator, name.replace("wording", "name"))
    return value


def _words(measure: Measure) -> dict[str, str]:
    names = [f"wording_{language}" for language in LANGUAGES]
    return {name: _said(measure, name, getattr(measure, name) or "") or "" for name in names}
