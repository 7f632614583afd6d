"""Files that show an activity took place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from lib import files
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
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that was opened, found to be what it says, and rid of what it should not tell."""

    name: str
    kind: EvidenceKind
    content_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def prepare(file: BinaryIO, *, name: str) -> PreparedFile:
    """Look into a file that someone sends; raises lib.files.UnsafeFile with the sentence."""
    kind = files.check_upload(file, name=name, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if kind.is_image:
        data = files.strip_image(file)
    else:
        file.seek(0)
        data = file.read()
    return PreparedFile(
        name=files.display_name(name, longest=NAME_LENGTH),
        kind=KINDS[kind],
        content_type=kind.mime_type,
        data=data,
    )


def keep(activity: Activity, file: PreparedFile, *, by: User, at: datetime) -> Evidence:
    """Store a prepared file with its activity; part of the actions that write an activity.

    The same file twice is kept once. If the transaction fails, the file goes too.
    """
    kept = Evidence.objects.filter(activity=activity, sha256=file.sha256).first()
    if kept is not None:
        return kept
    evidence = Evidence(
        activity=activity,
        kind=file.kind,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        sha256=file.sha256,
        added_by=by,
        added_at=at,
    )
    with files.stored(evidence.file, name=file.name, data=file.data):
        evidence.save(force_insert=True)
        record(
            EventKind.CHANGED,
            about=activity,
            by=by,
            at=at,
            after={"evidence_added": evidence.name, "sha256": evidence.sha256},
        )
    return evidence


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
