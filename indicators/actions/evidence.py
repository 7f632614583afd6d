"""Files that show where a value comes from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actors.actions.files import keep
from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from indicators.actions.periods import refuse_closed
from indicators.enums import ValueState
from indicators.models import Value, ValueFile
from indicators.permissions import check_can_enter
from lib import files
from lib.uploads import PreparedFile
from lib.workflow import WrongState

OPEN = (ValueState.DRAFT, ValueState.RETURNED)


@transaction.atomic
def attach(*, value: Value, file: PreparedFile, by: User, at: datetime) -> ValueFile:
    """Keep a file with a value that is not validated; the same file twice is kept once."""
    value = _locked(value)
    _check(value, by, at)
    if value.state == ValueState.VALIDATED:
        raise WrongState(_("This value is validated: its files stay as they are."))
    kept = ValueFile.objects.filter(value=value, sha256=file.sha256).order_by("pk").first()
    if kept is not None:
        return kept
    row = ValueFile(value=value)
    return keep(row, file, about=value, told="evidence_added", by=by, at=at)


@transaction.atomic
def remove(*, file: ValueFile, by: User, at: datetime) -> None:
    """Take a file away from a value that is a draft or was returned."""
    value = _locked(file.value)
    _check(value, by, at)
    if value.state not in OPEN:
        raise WrongState(_("The files of a submitted or validated value stay with it."))
    record(
        EventKind.CHANGED,
        about=value,
        by=by,
        at=at,
        before={"evidence_removed": file.name, "sha256": file.sha256},
    )
    files.drop_on_commit(file.file)
    file.delete()


def drop_files_of(value: Value) -> None:
    """Delete the stored files of a value once its deletion is certain."""
    for file in value.files.order_by("pk"):
        files.drop_on_commit(file.file)


def _locked(value: Value) -> Value:
    rows = Value.objects.select_related("period__programme", "place")
    return rows.select_for_update(of=("self",)).get(pk=value.pk)


def _check(value: Value, by: User, at: datetime) -> None:
    if value.period is None:
        raise WrongState(_("What a source claims has its source, and no files."))
    refuse_closed(value.period, at=at)
    check_can_enter(by, value.period.programme, value.place)
