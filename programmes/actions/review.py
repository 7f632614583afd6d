"""The way of an activity's record: submitted, returned with a question, validated."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from lib.text import clean, has_ink
from lib.workflow import WrongState
from programmes import totals, workflow
from programmes.actions import notices, organisations
from programmes.enums import ActivityState
from programmes.models import Activity
from programmes.permissions import check_can_edit, check_can_validate

QUESTION_LENGTH = 2_000


@transaction.atomic
def submit(*, activity: Activity, by: User, at: datetime) -> Activity:
    """Hand a record to the validators; it must have taken place."""
    activity = _locked(activity)
    check_can_edit(by, activity)
    before, keys = activity.state, totals.keys_of(activity)
    if activity.state in {ActivityState.DRAFT, ActivityState.RETURNED}:
        _refuse_future(activity, at)
    workflow.move(activity, to=ActivityState.SUBMITTED)
    activity.is_planned = False
    activity.question = ""
    activity.submitted_by, activity.submitted_at = by, at
    _save(activity, at)
    _trail(EventKind.SUBMITTED, activity, before, by, at)
    notices.tell_validators(activity, at=at)
    totals.refresh(keys)
    return activity


@transaction.atomic
def validate(*, activity: Activity, version: int, by: User, at: datetime) -> Activity:
    """Sign a submitted record: from now on every figure counts it.

    `version` is the one that the validator has read; WrongState if it changed meanwhile.
    """
    activity = _locked(activity)
    check_can_validate(by, activity)
    _refuse_unread(activity, version)
    before, keys = activity.state, totals.keys_of(activity)
    workflow.move(activity, to=ActivityState.VALIDATED)
    activity.validated_by, activity.validated_at = by, at
    _save(activity, at)
    organisations.confirm_those_of(activity)
    _trail(EventKind.VALIDATED, activity, before, by, at)
    notices.tell_author_validated(activity, by=by, at=at)
    totals.refresh(keys)
    return activity


@transaction.atomic
def return_with_question(
    *, activity: Activity, version: int, question: str, by: User, at: datetime
) -> Activity:
    """Hand a submitted record back to its author with a question."""
    activity = _locked(activity)
    check_can_validate(by, activity)
    question = clean(question).strip()
    if not has_ink(question):
        raise ValidationError({"question": [_("Write what the author should answer.")]})
    if len(question) > QUESTION_LENGTH:
        raise ValidationError({"question": [_("This question is too long: keep it short.")]})
    _refuse_unread(activity, version)
    before, keys = activity.state, totals.keys_of(activity)
    workflow.move(activity, to=ActivityState.RETURNED)
    activity.question = question
    _save(activity, at)
    _trail(EventKind.RETURNED, activity, before, by, at, note=question)
    notices.tell_author_returned(activity, by=by, at=at)
    totals.refresh(keys)
    return activity


def take_back(activity: Activity) -> None:
    """A submitted record that its author corrects is a draft again, so that nobody signs what
    moved under their eyes. Part of the action that edits; does not save."""
    workflow.move(activity, to=ActivityState.DRAFT)
    activity.submitted_by = activity.submitted_at = None


def _locked(activity: Activity) -> Activity:
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _refuse_future(activity: Activity, at: datetime) -> None:
    earliest = activity.starts.earliest
    if earliest is not None and earliest > timezone.localdate(at):
        raise WrongState(_("This activity is planned: submit it once it has taken place."))


def _refuse_unread(activity: Activity, version: int) -> None:
    if activity.state == ActivityState.VALIDATED and activity.validated_by_id:
        raise WrongState(
            _("%(name)s has validated this activity already.") % {"name": activity.validated_by}
        )
    if activity.state == ActivityState.SUBMITTED and activity.version != version:
        raise WrongState(_("This activity changed since you opened it: read it again first."))


def _save(activity: Activity, at: datetime) -> None:
    activity.changed_at = at
    activity.version += 1
    activity.save()


def _trail(
    kind: EventKind, activity: Activity, before: str, by: User, at: datetime, note: str = ""
) -> None:
    record(
        kind,
        about=activity,
        by=by,
        at=at,
        before={"state": before},
        after={"state": activity.state},
        note=note,
    )
