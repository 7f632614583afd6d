"""Giving values for a place and a period: saved cell by cell, submitted, declared complete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from actors.audit import Happened, changes, record, record_all
from actors.enums import EventKind
from actors.models import User
from indicators import workflow
from indicators.actions import evidence, notices
from indicators.actions.filling import fill, refuse_unsound
from indicators.actions.periods import refuse_closed
from indicators.enums import CollectedBy, ValueState
from indicators.models import Declaration, Measure, Period, Value
from indicators.permissions import check_can_enter, period_to_enter
from indicators.selectors.checks import findings_of, what_is_wanted
from indicators.selectors.entries import Told, snapshot, told_of
from indicators.selectors.grid import UNSUBMITTED, categories_of, previous_of
from indicators.selectors.periods import expects
from lib.concurrency import StaleVersion
from lib.identifiers import short_hash
from lib.workflow import WrongState
from regions.models import Place

CODE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Change:
    """What one row of a grid should say. `version` is the one that the person started from; 0
    where nothing had been given."""

    measure: Measure
    said: Told
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: the value as it is stored now, or why nothing was stored."""

    value: Value | None = None
    error: Exception | None = None


def save(
    *,
    measure: Measure,
    place: Place | None,
    period: Period,
    told: Told,
    version: int,
    by: User,
    at: datetime,
) -> Value:
    """Give a value, or correct one that is not validated; a submitted one is a draft again.

    Raises PermissionDenied, WrongState for a locked period or a validated value, StaleVersion
    with both versions, ValidationError with sentences. The same again changes nothing.
    """
    if told.is_blank:
        raise ValidationError([_("Give a number, or n.d. where it is not known.")])
    change = Change(measure, told, version)
    outcome = save_all(period=period, place=place, changes=[change], by=by, at=at)[measure.pk]
    if outcome.error is not None:
        raise outcome.error
    assert outcome.value is not None
    return outcome.value


def clear(
    *,
    measure: Measure,
    place: Place | None,
    period: Period,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Leave a cell blank again: its draft is deleted, with its files. Totals never counted it."""
    change = Change(measure, Told(), version)
    outcome = save_all(period=period, place=place, changes=[change], by=by, at=at)[measure.pk]
    if outcome.error is not None:
        raise outcome.error


def save_all(
    *,
    period: Period,
    place: Place | None,
    changes: Sequence[Change],
    by: User,
    at: datetime,
) -> dict[int, Outcome]:
    """Save many rows of one grid, each for itself: what is wrong with one spares the others.

    A blank row clears its draft. Raises only what concerns all of them: PermissionDenied, and
    WrongState for a locked period.
    """
    try:
        return _save_all(period, place, changes, _change, by, at)
    except IntegrityError:
        # Somebody began one of these cells before, and nothing has been kept. This is so rare that
        # only now each row gets a savepoint, which costs as much as the row.
        return _save_all(period, place, changes, _change_alone, by, at)


@transaction.atomic
def _save_all(
    period: Period,
    place: Place | None,
    changes: Sequence[Change],
    write: Write,
    by: User,
    at: datetime,
) -> dict[int, Outcome]:
    period = _opened(period, place, by, at)
    scene = _Scene(period, place)
    # What somebody begins is not looked up: the database refuses a second one.
    corrected = [one.measure for one in changes if one.version or one.said.is_blank]
    there = _locked(scene, corrected) if corrected else {}
    outcomes = {}
    for change in changes:
        pk = change.measure.pk
        try:
            outcomes[pk] = Outcome(value=write(scene, change, there.get(pk), by, at))
        except (StaleVersion, ValidationError, WrongState) as error:
            outcomes[pk] = Outcome(error=error)
    return outcomes


@transaction.atomic
def submit(*, values: Collection[Value], by: User, at: datetime) -> list[Value]:
    """Hand values to those who sign: all of them, or none.

    Those that wait already stay as they are. Raises ValidationError with sentences by the key of
    the measure, where something unusual has no comment.
    """
    rows = list(
        Value.objects.select_for_update(of=("self",))
        .filter(pk__in=[value.pk for value in values])
        .select_related("period__programme", "place", "measure__indicator", "indicator")
        .prefetch_related("cells", "measure__indicator__dimensions__categories")
        .order_by("pk")
    )
    for period, place, own in _by_sheet(rows):
        check_can_enter(by, period.programme, place)
        refuse_closed(period, at=at)
        _refuse_unexplained(period, place, own)
    waiting = [value for value in rows if value.state in UNSUBMITTED]
    before = {value.pk: str(value.state) for value in waiting}
    for value in waiting:
        workflow.move(value, to=ValueState.SUBMITTED)
        value.question = ""
        value.submitted_by, value.submitted_at = by, at
        value.version += 1
    columns = ["state", "question", "submitted_by", "submitted_at", "version"]
    Value.objects.bulk_update(waiting, columns)
    record_all(
        (
            Happened(
                EventKind.SUBMITTED, value, {"state": before[value.pk]}, {"state": value.state}
            )
            for value in waiting
        ),
        by=by,
        at=at,
    )
    if waiting:
        notices.tell_validators(waiting, at=at)
    return waiting


@transaction.atomic
def declare_complete(*, period: Period, place: Place | None, by: User, at: datetime) -> Declaration:
    """Say that a place has given all it will for a period: blanks are intentional from now on."""
    period = _opened(period, place, by, at)
    standing = _standing_declaration(period, place)
    if standing is not None:
        return standing
    declaration = Declaration.objects.create(
        period=period, place=place, declared_by=by, declared_at=at
    )
    record(EventKind.CREATED, about=declaration, by=by, at=at, after=_told(declaration))
    return declaration


@transaction.atomic
def withdraw_declaration(
    *, period: Period, place: Place | None, by: User, at: datetime
) -> Declaration | None:
    """Take back that a period is complete; nothing happens where nobody said so."""
    period = _opened(period, place, by, at)
    declaration = _standing_declaration(period, place)
    if declaration is None:
        return None
    declaration.withdrawn_by, declaration.withdrawn_at = by, at
    declaration.save()
    record(EventKind.CHANGED, about=declaration, by=by, at=at, after=_told(declaration))
    return declaration


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where values are given."""

    period: Period
    place: Place | None


# How one row is written; gives the value, None where it is blank.
Write = Callable[[_Scene, Change, Value | None, User, datetime], Value | None]


def _change_alone(
    scene: _Scene, change: Change, value: Value | None, by: User, at: datetime
) -> Value | None:
    """Change a value; one that others have begun meanwhile, as they left it."""
    if value is not None:
        return _change(scene, change, value, by, at)
    try:
        # What others have begun, and no lock can hold, ends this savepoint and nothing else.
        with transaction.atomic():
            return _change(scene, change, None, by, at)
    except IntegrityError:
        # Somebody began the same cell before: judge by what they left.
        there = _locked(scene, [change.measure])
        return _change(scene, change, there.get(change.measure.pk), by, at)


def _change(
    scene: _Scene, change: Change, value: Value | None, by: User, at: datetime
) -> Value | None:
    before, after = snapshot(told_of(value)), snapshot(change.said)
    if before == after:
        # A second click on the same button: the first one has saved this already.
        return value
    if value is not None and value.state == ValueState.VALIDATED:
        raise WrongState(_("This value is validated: it changes by a proposal with a reason."))
    if (value.version if value else 0) != change.version:
        raise StaleVersion(mine=after, theirs=before)
    if change.said.is_blank:
        _throw_away(value, before, by, at)
        return None
    refuse_unsound(change.measure, change.said, categories_of(change.measure))
    is_new = value is None
    value = value or _new(scene, change.measure)
    if value.state in {ValueState.SUBMITTED, ValueState.ENDORSED}:
        _take_back(value)
    value.version += not is_new
    value.entered_by, value.entered_at = by, at
    fill(value, change.said)
    if is_new:
        record(EventKind.CREATED, about=value, by=by, at=at, after=after)
    else:
        old, new = changes(before, after)
        record(EventKind.CHANGED, about=value, by=by, at=at, before=old, after=new)
    return value


def _locked(scene: _Scene, measures: Sequence[Measure]) -> dict[int, Value]:
    """What was given, by measure: nobody else changes it before this is over, and everybody
    locks in the same order."""
    rows = Value.objects.select_for_update().filter(
        measure__in=[one.pk for one in measures], period=scene.period, place=scene.place
    )
    given = {value.measure_id: value for value in rows.prefetch_related("cells").order_by("pk")}
    there = {}
    for measure in measures:
        if (value := given.get(measure.pk)) is not None:
            # A value is of the indicator of its measure, which the caller has read.
            value.indicator = measure.indicator
            there[measure.pk] = value
    return there


def _new(scene: _Scene, measure: Measure) -> Value:
    """A draft where nothing was given yet; refused where this place gives nothing for it."""
    period, place = scene.period, scene.place
    by_programme = measure.collected_by == CollectedBy.PROGRAMME
    if measure.programme_id != period.programme_id or by_programme != (place is None):
        raise ValidationError([_("No value is given here for this indicator.")])
    if measure.removed_at is not None or not expects(measure, period):
        raise ValidationError([_("This indicator has no value in this period.")])
    return Value(
        code=code_of(measure, place, period),
        measure=measure,
        period=period,
        indicator=measure.indicator,
        programme=period.programme,
        place=place,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )


def code_of(measure: Measure, place: Place | None, period: Period) -> str:
    """The permanent address of an entry: prim-1-2--souss-massa--2023-s1."""
    where = place.slug or place.code if place else "programme"
    code = f"{measure.code}--{where}--{period.slug}"
    if len(code) <= CODE_LENGTH:
        return code
    return f"{code[: CODE_LENGTH - 13]}-{short_hash(code)}"


def _take_back(value: Value) -> None:
    """What waited for a signature and is corrected is a draft again; nobody signs unread."""
    workflow.move(value, to=ValueState.DRAFT)
    value.submitted_by = value.submitted_at = None
    value.endorsed_by = value.endorsed_at = None


def _throw_away(value: Value | None, before: dict[str, object], by: User, at: datetime) -> None:
    if value is None:
        return
    if value.state != ValueState.DRAFT:
        raise WrongState(
            _("This value has been submitted: give a number, or n.d. where it is not known.")
        )
    record(EventKind.DELETED, about=value, by=by, at=at, before=before)
    evidence.drop_files_of(value)
    value.delete()


def _refuse_unexplained(period: Period, place: Place | None, values: list[Value]) -> None:
    measures = [value.measure for value in values if value.measure]
    previous = previous_of(measures, period, place)
    problems = {}
    for value in values:
        measure = value.measure
        if measure is None or value.state not in UNSUBMITTED:
            continue
        said, before = told_of(value), previous.get(measure.pk)
        number = before.number if before else None
        findings = findings_of(measure, said, categories_of(measure), previous=number)
        if wanted := what_is_wanted(findings, said):
            problems[str(measure.pk)] = wanted
    if problems:
        raise ValidationError(problems)


def _by_sheet(
    values: Iterable[Value],
) -> list[tuple[Period, Place | None, list[Value]]]:
    sheets: dict[tuple[int, int | None], tuple[Period, Place | None, list[Value]]] = {}
    for value in values:
        if value.period is None:
            raise PermissionDenied(_("What a source claims is not submitted."))
        key = (value.period.pk, value.place_id)
        sheets.setdefault(key, (value.period, value.place, []))[2].append(value)
    return list(sheets.values())


def _opened(period: Period, place: Place | None, by: User, at: datetime) -> Period:
    """The period as it is now, for whoever may give values in it, if it takes any."""
    now = period_to_enter(by, period, place)
    refuse_closed(now, at=at)
    return now


def _standing_declaration(period: Period, place: Place | None) -> Declaration | None:
    rows = Declaration.objects.select_for_update().filter(
        period=period, place=place, withdrawn_at__isnull=True
    )
    return rows.order_by("pk").first()


def _told(declaration: Declaration) -> dict[str, str]:
    return {
        "period": str(declaration.period),
        "place": str(declaration.place or ""),
        "withdrawn": str(declaration.withdrawn_at or ""),
    }
