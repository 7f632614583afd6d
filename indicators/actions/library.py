"""Indicators of the shared library: added, proposed, changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import User
from actors.roles import Permission
from indicators.actions.amendments import amend, locked_framework
from indicators.actions.measures import add_measures
from indicators.enums import AmendmentKind, Origin
from indicators.models import Indicator, Measure, Result
from indicators.permissions import (
    check_can_add_indicator,
    check_can_edit_indicator,
    check_can_keep_library,
)
from indicators.selectors.framework_details import LANGUAGES
from indicators.selectors.library_details import (
    COLUMNS,
    LINKS,
    NAMES,
    IndicatorDetails,
    indicator_details,
    indicator_snapshot,
    next_codes,
    shortened,
)
from indicators.selectors.library_rules import (
    Problems,
    code_problems,
    indicator_problems,
    split_targets,
)
from lib.concurrency import StaleVersion


@transaction.atomic
def add_indicator(
    *,
    details: IndicatorDetails,
    code: str = "",
    result: Result | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> Indicator:
    """Add an indicator to the library; without a code it gets the next one of its level.

    With a result it stands under it at once, in the framework of its programme. What an officer
    adds is a proposal of their agency. Raises ValidationError with sentences by field.
    """
    check_can_add_indicator(by)
    _check_source(details, by)
    # Two people who add at once get two codes.
    Indicator.objects.in_library().select_for_update(no_key=True).order_by("-position").first()
    code = code or next_codes()[details.level]
    _refuse(code_problems(code) | indicator_problems(details))
    last = Indicator.objects.aggregate(Max("position"))["position__max"] or 0
    agencies = by.scope().organisations_with(Permission.INDICATOR_PROPOSE)
    keeps = by.scope().has(Permission.LIBRARY_EDIT)
    indicator = Indicator(
        code=code,
        is_in_library=True,
        is_kept_here=True,
        position=last + 1,
        proposed_by_id=None if keeps else min(agencies),
    )
    _write(indicator, details)
    after = indicator_snapshot(indicator_details(indicator))
    record(EventKind.CREATED, about=indicator, by=by, at=at, after=after)
    if result is not None:
        try:
            add_measures(result=result, indicators=[indicator], reason=reason, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(_beside_result(error)) from None
    return indicator


@transaction.atomic
def edit_indicator(
    *,
    indicator: Indicator,
    details: IndicatorDetails,
    version: int,
    reason: str = "",
    by: User,
    at: datetime,
) -> Indicator:
    """Change an indicator: all of it, or its words once something stands on what it means.

    Where a framework under way uses its name, another name is an amendment there, with its reason.
    Raises StaleVersion with both versions when someone saved meanwhile.
    """
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    check_can_edit_indicator(by, indicator)
    before = indicator_snapshot(indicator_details(indicator))
    after = indicator_snapshot(_completed(details))
    if before == after:
        return indicator
    if details.origin != indicator.origin or details.origin_note != indicator.origin_note:
        _check_source(details, by)
    if indicator.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _refuse(indicator_problems(details, indicator=indicator))
    indicator.is_kept_here = True
    indicator.version += 1
    _write(indicator, details)
    old, new = changes(before, after)
    _amend_frameworks(indicator, old, new, reason, by, at)
    record(EventKind.CHANGED, about=indicator, by=by, at=at, before=old, after=new, note=reason)
    return indicator


def _check_source(details: IndicatorDetails, by: User) -> None:
    if details.origin == Origin.SOURCED:
        check_can_keep_library(by)


def _completed(details: IndicatorDetails) -> IndicatorDetails:
    """The same with what may be left out: short names, and one way to write targets."""
    short = {
        name: getattr(details, name) or shortened(getattr(details, name.removeprefix("short_")))
        for name in (f"short_name_{language}" for language in LANGUAGES)
    }
    goals = ";".join(split_targets(details.sdg_targets))
    told = {name: getattr(details, name) for name in IndicatorDetails.__slots__}
    return IndicatorDetails(**told | short | {"sdg_targets": goals})


def _write(indicator: Indicator, details: IndicatorDetails) -> None:
    details = _completed(details)
    for name in COLUMNS:
        setattr(indicator, name, getattr(details, name))
    indicator.full_clean(exclude=["name", "short_name", "unit", "search"])
    indicator.save()
    for name in LINKS:
        getattr(indicator, name).set(getattr(details, name))


def _amend_frameworks(
    indicator: Indicator,
    old: dict[str, Any],
    new: dict[str, Any],
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Write the new name down in each framework under way that has no words of its own."""
    # A name that was missing in a language is a translation, and rewords nothing.
    renamed = [name.removeprefix("name_") for name in NAMES if name in new and old[name]]
    if not renamed:
        return
    rows = Measure.objects.active().filter(indicator=indicator)
    for measure in rows.select_related("programme", "result").order_by("programme_id", "pk"):
        own = [one for one in renamed if not getattr(measure, f"wording_{one}")]
        if own:
            amend(
                locked_framework(measure.programme),
                AmendmentKind.MEASURE,
                before={f"wording_{one}": old[f"name_{one}"] for one in own},
                after={f"wording_{one}": new[f"name_{one}"] for one in own},
                reason=reason,
                measure=measure,
                result=measure.result,
                by=by,
                at=at,
            )


def _beside_result(error: ValidationError) -> Problems:
    """What placing an indicator refused, beside the fields of the form of the indicator."""
    return {
        "result" if field == "indicators" else field: sentences
        for field, sentences in error.message_dict.items()
    }


def _refuse(problems: Problems) -> None:
    if problems:
        raise ValidationError(problems)
