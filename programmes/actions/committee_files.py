"""Documents of a committee and of its meetings, in private storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.actions.files import keep
from actors.audit import record
from actors.enums import EventKind
from actors.models import AgendaItem, Committee, CommitteeFile, Meeting, User
from actors.permissions import check_can_run_committee
from lib import files
from lib.uploads import PreparedFile


@transaction.atomic
def add_documents(
    *,
    committee: Committee,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    documents: Sequence[PreparedFile],
    by: User,
    at: datetime,
) -> list[CommitteeFile]:
    """Keep files with a committee, with one of its meetings, or with an item of its agenda; the
    same file twice once. Raises ValidationError for an item of another meeting.
    """
    check_can_run_committee(by, committee, on=timezone.localdate(at))
    if item is not None and (meeting is None or item.meeting_id != meeting.pk):
        raise ValidationError({"item": _("Choose an item of this meeting.")})
    place = {"committee": committee, "meeting": meeting, "item": item}
    return [_keep(place, document, by=by, at=at) for document in documents]


@transaction.atomic
def remove_document(*, document: CommitteeFile, by: User, at: datetime) -> None:
    """Take a document away; the trail keeps its name and its fingerprint."""
    check_can_run_committee(by, document.committee, on=timezone.localdate(at))
    record(
        EventKind.CHANGED,
        about=document.committee,
        by=by,
        at=at,
        before={"document_removed": document.name, "sha256": document.sha256},
    )
    files.drop_on_commit(document.file)
    document.delete()


def _keep(place: dict[str, Any], file: PreparedFile, *, by: User, at: datetime) -> CommitteeFile:
    known = CommitteeFile.objects.filter(**place, follow_up=None, sha256=file.sha256)
    kept = known.order_by("pk").first()
    if kept is not None:
        return kept
    document = CommitteeFile(**place)
    return keep(document, file, about=place["committee"], told="document_added", by=by, at=at)
