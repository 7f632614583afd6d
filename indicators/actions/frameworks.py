"""Results of a framework, and its rules: calendar, signatures, level names."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import User
from indicators.actions.amendments import amend, locked_framework
from indicators.enums import AmendmentKind
from indicators.models import Framework, Measure, Result
from indicators.permissions import check_can_edit_framework
from indicators.selectors.framework_details import (
    ResultDetails,
    SettingsDetails,
    result_details,
    result_problems,
    result_snapshot,
    settings_details,
    settings_snapshot,
)
from indicators.selectors.frameworks import in_reading_order
from lib.concurrency import StaleVersion
from lib.workflow import WrongState
from programmes.models import Programme


@transaction.atomic
def add_result(*, programme: Programme, details: ResultDetails, by: User, at: datetime) -> Result:
    """Add a result, where its number puts it. Raises ValidationError with sentences by field."""
    check_can_edit_framework(by, programme)
    locked_framework(programme)
    _refuse(result_problems(details, programme=programme, result=None))
    result = Result(programme=programme)
    _fill(result, details)
    result.save()
    _put_in_order(programme)
    record(EventKind.CREATED, about=result, by=by, at=at, after=result_snapshot(details))
    return result


@transaction.atomic
def edit_result(
    *,
    result: Result,
    details: ResultDetails,
    version: int,
    reason: str = "",
    by: User,
    at: datetime,
) -> Result:
    """Change a result; once values are validated this is an amendment with its reason.

    Raises StaleVersion with both versions when someone saved meanwhile.
    """
    check_can_edit_framework(by, result.programme)
    framework = locked_framework(result.programme)
    result = Result.objects.select_related("parent", "programme").get(pk=result.pk)
    before, after = result_snapshot(result_details(result)), result_snapshot(details)
    if before == after:
        return result
    if result.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _refuse(result_problems(details, programme=result.programme, result=result))
    _fill(result, details)
    result.version += 1
    result.save()
    _put_in_order(result.programme)
    old, new = changes(before, after)
    amend(
        framework,
        AmendmentKind.RESULT,
        before=old,
        after=new,
        reason=reason,
        result=result,
        by=by,
        at=at,
    )
    record(EventKind.CHANGED, about=result, by=by, at=at, before=old, after=new, note=reason)
    return result


@transaction.atomic
def remove_result(*, result: Result, reason: str = "", by: User, at: datetime) -> None:
    """Delete a result that nothing stands under. Raises WrongState while something does."""
    check_can_edit_framework(by, result.programme)
    framework = locked_framework(result.programme)
    result = Result.objects.select_related("parent", "programme").get(pk=result.pk)
    if result.children.exists() or Measure.objects.active().filter(result=result).exists():
        raise WrongState(_("Take out first what stands under this result."))
    if result.measures.exists() or result.amendments.exists():
        raise WrongState(_("Values or amendments refer to this result: it stays."))
    before = result_snapshot(result_details(result))
    amend(framework, AmendmentKind.RESULT, before=before, after={}, reason=reason, by=by, at=at)
    record(EventKind.DELETED, about=result, by=by, at=at, before=before, note=reason)
    result.delete()


@transaction.atomic
def save_settings(
    *, programme: Programme, details: SettingsDetails, by: User, at: datetime
) -> Framework:
    """Change the calendar, the signatures and the level names; periods that exist stay."""
    check_can_edit_framework(by, programme)
    framework = locked_framework(programme)
    old, new = changes(settings_snapshot(settings_details(framework)), settings_snapshot(details))
    if not new:
        return framework
    framework.frequency = details.frequency
    framework.first_on = details.first_on
    framework.due_days = details.due_days
    framework.grace_days = details.grace_days
    framework.signatures = details.signatures
    for name, words in details.level_names.items():
        setattr(framework, name, words)
    framework.full_clean(exclude=["programme", "impact_name", "outcome_name", "output_name"])
    framework.save()
    record(EventKind.CHANGED, about=framework, by=by, at=at, before=old, after=new)
    return framework


def _fill(result: Result, details: ResultDetails) -> None:
    for name in ResultDetails.__slots__:
        setattr(result, name, getattr(details, name))


def _put_in_order(programme: Programme) -> None:
    """Give every result the place where one reads it; all lists of measures follow."""
    results = in_reading_order(Result.objects.filter(programme=programme).order_by("pk"))
    for position, result in enumerate(results, start=1):
        result.position = position
    Result.objects.bulk_update(results, ["position"])


def _refuse(problems: dict[str, list[str]]) -> None:
    if problems:
        raise ValidationError(problems)
