"""Files that show an activity took place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actors.actions.files import keep as keep_file
from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from lib import files
from lib.uploads import PreparedFile
from lib.workflow import WrongState
from programmes.enums import ActivityState, EvidenceKind
from programmes.models import Activity, Evidence
from programmes.permissions import check_can_edit

KINDS = {
    files.Kind.PDF: EvidenceKind.PDF,
    files.Kind.PNG: EvidenceKind.IMAGE,
    files.Kind.JPEG: EvidenceKind.IMAGE,
    files.Kind.DOCX: EvidenceKind.DOCUMENT,
    files.Kind.XLSX: EvidenceKind.WORKBOOK,
}


def keep(activity: Activity, file: PreparedFile, *, by: User, at: datetime) -> Evidence:
    """Store a prepared file with its activity; part of the actions that write an activity.

    The same file twice is kept once. If the transaction fails, the file goes too.
    """
    kept = Evidence.objects.filter(activity=activity, sha256=file.sha256).first()
    if kept is not None:
        return kept
    return keep_file(
        Evidence(activity=activity, kind=KINDS[file.kind]),
        file,
        about=activity,
        told="evidence_added",
        by=by,
        at=at,
    )


@transaction.atomic
def remove(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a file away from a record that is a draft or was returned."""
    activity = Activity.objects.select_for_update().get(pk=evidence.activity_id)
    check_can_edit(by, activity)
    if activity.state not in {ActivityState.DRAFT, ActivityState.RETURNED}:
        raise WrongState(_("The files of a submitted or validated activity stay with it."))
    record(
        EventKind.CHANGED,
        about=activity,
        by=by,
        at=at,
        before={"evidence_removed": evidence.name, "sha256": evidence.sha256},
    )
    files.drop_on_commit(evidence.file)
    evidence.delete()


def drop_files_of(activity: Activity) -> None:
    """Delete the stored files of an activity once its deletion is certain."""
    for evidence in activity.evidence.order_by("pk"):
        files.drop_on_commit(evidence.file)
