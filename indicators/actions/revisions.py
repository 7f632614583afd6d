"""Changes of signed values: proposed by one person with a reason, decided by another."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import User
from indicators import totals, workflow
from indicators.actions import notices
from indicators.actions.filling import fill, refuse_unsound
from indicators.actions.periods import refuse_closed
from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Value
from indicators.permissions import check_can_propose, signatory_of
from indicators.selectors.entries import Told, from_snapshot, snapshot, told
from indicators.selectors.review import signatures_of
from indicators.selectors.told import categories_of
from lib.text import clean, has_ink
from lib.workflow import WrongState

TEXT_LENGTH = 2_000


@transaction.atomic
def propose(
    *, value: Value, said: Told, version: int, reason: str, by: User, at: datetime
) -> Revision:
    """Say what a signed value should say, and why. It stays as it is until somebody decides.

    `version` is the one that the person has read.
    """
    value = _locked_value(value.pk)
    check_can_propose(by, value)
    if value.state != ValueState.VALIDATED:
        raise WrongState(_("This value is not signed: it is corrected where it was given."))
    if value.version != version:
        raise WrongState(_("This value changed since you opened it: read it again first."))
    _refuse_second(value)
    before, after = told(value), snapshot(said)
    problems: dict[str, list[str]] = {}
    reason = _text(reason, "reason", _("Write why it should change."), problems)
    if before == after:
        problems["__all__"] = [_("This is what the value says already.")]
    if problems:
        raise ValidationError(problems)
    _refuse_unsound(value, said)
    revision = Revision.objects.create(
        value=value,
        before=before,
        after=after,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    old, new = changes(before, after)
    record(EventKind.PROPOSED, about=value, by=by, at=at, before=old, after=new, note=reason)
    notices.tell_deciders(revision, at=at)
    return revision


@transaction.atomic
def accept(*, revision: Revision, answer: str, by: User, at: datetime) -> Revision:
    """Let a proposed change happen: from now on every figure counts what it says.

    A locked period is opened again first, by its programme and with a reason.
    """
    revision, value = _locked(revision, by)
    if value.period is not None:
        refuse_closed(value.period, at=at)
    problems: dict[str, list[str]] = {}
    answer = _text(answer, "answer", "", problems)
    if problems:
        raise ValidationError(problems)
    said = from_snapshot(revision.after)
    _refuse_unsound(value, said)
    keys = totals.keys_of(value)
    before = told(value)
    value.version += 1
    fill(value, said)
    value = _locked_value(value.pk)
    _decide(revision, RevisionState.ACCEPTED, answer, by, at)
    old, new = changes(before, told(value))
    record(EventKind.ACCEPTED, about=value, by=by, at=at, before=old, after=new, note=answer)
    notices.tell_proposer(revision, by=by, at=at)
    totals.refresh(keys | totals.keys_of(value))
    return revision


@transaction.atomic
def refuse(*, revision: Revision, answer: str, by: User, at: datetime) -> Revision:
    """Leave a value as it is, and say why."""
    revision, value = _locked(revision, by)
    problems: dict[str, list[str]] = {}
    answer = _text(answer, "answer", _("Write why it should stay as it is."), problems)
    if problems:
        raise ValidationError(problems)
    _decide(revision, RevisionState.REFUSED, answer, by, at)
    record(EventKind.DECLINED, about=value, by=by, at=at, note=answer)
    notices.tell_proposer(revision, by=by, at=at)
    return revision


def _locked_value(pk: int) -> Value:
    rows = Value.objects.select_for_update(of=("self",)).select_related(
        "measure__indicator", "indicator", "period", "place", "programme"
    )
    return rows.prefetch_related("cells").get(pk=pk)


def _locked(revision: Revision, by: User) -> tuple[Revision, Value]:
    """A proposal and its value, as the person may decide on them. The value first: whoever
    proposes or decides holds it too."""
    value = _locked_value(revision.value_id)
    # The value is held, so nobody else decides; read only now, who did stands beside it.
    rows = Revision.objects.select_related("decided_by", "proposed_by")
    revision = rows.get(pk=revision.pk)
    signatory_of(by).check_change(
        value,
        proposed_by_id=revision.proposed_by_id,
        signatures=signatures_of([value.programme_id])[value.programme_id],
    )
    if revision.state != RevisionState.PROPOSED:
        raise WrongState(
            _("%(name)s has decided on this change already: %(state)s.")
            % {"name": revision.decided_by, "state": revision.get_state_display()}
        )
    revision.value = value
    return revision, value


def _decide(revision: Revision, state: RevisionState, answer: str, by: User, at: datetime) -> None:
    workflow.move_revision(revision, to=state)
    revision.answer = answer
    revision.decided_by, revision.decided_at = by, at
    revision.save()


def _refuse_second(value: Value) -> None:
    there = Revision.objects.filter(value=value, state=RevisionState.PROPOSED)
    waiting = there.select_related("proposed_by").order_by("pk").first()
    if waiting is not None:
        raise WrongState(
            _("%(name)s proposed a change of this value already: it waits for a decision.")
            % {"name": waiting.proposed_by}
        )


def _refuse_unsound(value: Value, said: Told) -> None:
    if value.measure is None:
        raise WrongState(_("What a source claims is not changed here."))
    categories = categories_of([value.indicator_id])[value.indicator_id]
    refuse_unsound(value.measure, said, categories)


def _text(typed: str, field: str, missing: str, problems: dict[str, list[str]]) -> str:
    """What was typed, cleaned; what is wrong with it goes to the problems."""
    text = clean(typed).strip()
    if not has_ink(text):
        text = ""
        if missing:
            problems[field] = [missing]
    elif len(text) > TEXT_LENGTH:
        problems[field] = [_("This text is too long: keep it short.")]
    return text
