"""The signatures of values: signed once or twice, returned with a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from actors.audit import Happened, record, record_all
from actors.enums import EventKind
from actors.models import Event, User
from indicators import totals, workflow
from indicators.actions import notices
from indicators.enums import ValueState
from indicators.models import Value
from indicators.permissions import Signatory, check_can_validate, signatory_of
from indicators.selectors.review import findings_by_value, signatures_of
from lib.text import clean, has_ink
from lib.workflow import WrongState

QUESTION_LENGTH = 2_000
# So many values in one batch: what a validator reads on one page, many times over.
BATCH_LIMIT = 1_000

_KINDS = {
    ValueState.ENDORSED: EventKind.ENDORSED,
    ValueState.VALIDATED: EventKind.VALIDATED,
}


@transaction.atomic
def sign(*, value: Value, version: int, by: User, at: datetime) -> Value:
    """Sign a value that was handed in: the first of two signatures, or the one that counts.

    `version` is the one that the person has read; WrongState, naming who acted, if it changed.
    """
    value = _locked([value.pk])[0]
    signatory = signatory_of(by)
    signatory.check(value)
    _refuse_unread(value, version)
    signatures = signatures_of([value.programme_id])[value.programme_id]
    signatory.check_turn(value, signatures=signatures)
    before, keys = value.state, totals.keys_of(value)
    workflow.move(value, to=_next_state(value, signatures))
    _stamp(value, by, at)
    value.version += 1
    value.save()
    record(
        _KINDS[ValueState(value.state)],
        about=value,
        by=by,
        at=at,
        before={"state": before},
        after={"state": value.state},
    )
    if value.state == ValueState.ENDORSED:
        notices.tell_validators([value], at=at)
    totals.refresh(keys)
    return value


@dataclass(frozen=True, slots=True)
class Left:
    """A value of a batch that was not signed, and why."""

    value: Value
    sentence: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch."""

    signed: tuple[Value, ...]
    left: tuple[Left, ...]


@transaction.atomic
def sign_all(*, versions: Mapping[int, int], by: User, at: datetime) -> Batch:
    """Sign the values that need no second look; the others are left, each with the reason.

    `versions` maps values to the versions that the person has read. A value about which there is
    something to say is signed alone.
    """
    if len(versions) > BATCH_LIMIT:
        raise ValidationError(_("This is too much at once: choose fewer values."))
    values = _locked(versions)
    signatory = signatory_of(by)
    signatures = signatures_of(value.programme_id for value in values)
    findings = findings_by_value(values)
    chosen, left = [], []
    for value in values:
        try:
            _check_in_batch(value, versions[value.pk], signatory, signatures[value.programme_id])
        except (PermissionDenied, WrongState) as refusal:
            left.append(Left(value, str(refusal)))
            continue
        if findings[value.pk]:
            left.append(Left(value, findings[value.pk][0].sentence))
            continue
        chosen.append(value)
    keys = totals.keys_of_all(chosen)
    happened = [_sign_one(value, signatures[value.programme_id], by, at) for value in chosen]
    _write_signatures(chosen, by, at)
    record_all(happened, by=by, at=at)
    endorsed = [value for value in chosen if value.state == ValueState.ENDORSED]
    if endorsed:
        notices.tell_validators(endorsed, at=at)
    totals.refresh(keys)
    return Batch(signed=tuple(chosen), left=tuple(left))


@transaction.atomic
def return_with_question(
    *, value: Value, version: int, question: str, by: User, at: datetime
) -> Value:
    """Hand a value back to who gave it, with a question; a first signature falls with it."""
    value = _locked([value.pk])[0]
    check_can_validate(by, value)
    question = clean(question).strip()
    if not has_ink(question):
        raise ValidationError({"question": [_("Write what the author should answer.")]})
    if len(question) > QUESTION_LENGTH:
        raise ValidationError({"question": [_("This question is too long: keep it short.")]})
    _refuse_unread(value, version)
    before, keys = value.state, totals.keys_of(value)
    workflow.move(value, to=ValueState.RETURNED)
    value.question = question
    value.endorsed_by = value.endorsed_at = None
    value.version += 1
    value.save()
    record(
        EventKind.RETURNED,
        about=value,
        by=by,
        at=at,
        before={"state": before},
        after={"state": value.state},
        note=question,
    )
    notices.tell_authors_returned([value], by=by, at=at)
    totals.refresh(keys)
    return value


def _locked(pks: Iterable[int]) -> list[Value]:
    """Values that nobody else changes meanwhile, in one order for all.

    Read after they are held: joined at once, PostgreSQL would give the row as it is now beside
    the people as they were before the wait.
    """
    held = Value.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")
    rows: QuerySet[Value] = Value.objects.entries()
    return list(
        rows.filter(pk__in=list(held.values_list("pk", flat=True)))
        .select_related(
            "measure__indicator",
            "indicator",
            "period",
            "place",
            "programme",
            "endorsed_by",
            "validated_by",
        )
        .prefetch_related("cells")
        .order_by("pk")
    )


def _next_state(value: Value, signatures: int) -> ValueState:
    if signatures == 2 and value.state == ValueState.SUBMITTED:
        return ValueState.ENDORSED
    return ValueState.VALIDATED


def _stamp(value: Value, by: User, at: datetime) -> None:
    if value.state == ValueState.ENDORSED:
        value.endorsed_by, value.endorsed_at = by, at
    else:
        value.validated_by, value.validated_at = by, at


def _check_in_batch(value: Value, version: int, signatory: Signatory, signatures: int) -> None:
    signatory.check(value)
    _refuse_unread(value, version)
    signatory.check_turn(value, signatures=signatures)
    if not workflow.may_move(value, to=_next_state(value, signatures)):
        raise WrongState(_("This value does not wait for a signature."))


def _sign_one(value: Value, signatures: int, by: User, at: datetime) -> Happened:
    before = value.state
    workflow.move(value, to=_next_state(value, signatures))
    _stamp(value, by, at)
    value.version += 1
    return Happened(
        _KINDS[ValueState(value.state)],
        about=value,
        before={"state": before},
        after={"state": value.state},
    )


def _write_signatures(values: Sequence[Value], by: User, at: datetime) -> None:
    """Two statements, whatever the number of values."""
    for state, stamps in (
        (ValueState.ENDORSED, {"endorsed_by": by, "endorsed_at": at}),
        (ValueState.VALIDATED, {"validated_by": by, "validated_at": at}),
    ):
        pks = [value.pk for value in values if value.state == state]
        if pks:
            Value.objects.filter(pk__in=pks).update(state=state, version=F("version") + 1, **stamps)


def _refuse_unread(value: Value, version: int) -> None:
    """Say who acted since the person read the value, and what they did."""
    if value.state == ValueState.VALIDATED and value.validated_by is not None:
        raise WrongState(
            _("%(name)s has signed this value already.") % {"name": value.validated_by}
        )
    if value.version == version:
        return
    if value.state == ValueState.ENDORSED and value.endorsed_by is not None:
        raise WrongState(
            _("%(name)s signed this value meanwhile: read it again first.")
            % {"name": value.endorsed_by}
        )
    last = Event.objects.about(value).last()
    name = last.by_name if last else ""
    if value.state == ValueState.RETURNED:
        raise WrongState(
            _("%(name)s returned this value with a question meanwhile.") % {"name": name}
        )
    if value.state == ValueState.DRAFT:
        raise WrongState(_("%(name)s took this value back meanwhile.") % {"name": name})
    raise WrongState(_("This value changed since you opened it: read it again first."))
