"""Writing the sections of reports."""

from datetime import datetime

from django.db import IntegrityError, transaction

from actors.audit import changes, record
from actors.enums import EventKind, Language
from actors.models import User
from lib.concurrency import StaleVersion, bump
from programmes.models import Programme
from reports.enums import NarrativeKind
from reports.models import Narrative
from reports.permissions import check_can_write


@transaction.atomic
def write_narrative(
    *,
    programme: Programme,
    kind: NarrativeKind,
    language: Language,
    text: str,
    version: int,
    by: User,
    at: datetime,
) -> Narrative:
    """Write, correct or empty one section in one language. `version` is 0 for the first text.

    Raises PermissionDenied, or StaleVersion with both texts if someone saved meanwhile.
    """
    check_can_write(by, programme)
    rows = Narrative.objects.filter(programme=programme, kind=kind, language=language)
    before = rows.first()
    if before is None:
        return _first(programme, kind, language, text, by, at)
    if before.version == version and before.text == text:
        return before
    if not bump(rows, before.pk, version, text=text, written_by=by, written_at=at):
        raise StaleVersion(mine={"text": text}, theirs={"text": rows.get().text})
    after = rows.get()
    old, new = changes({"text": before.text}, {"text": after.text})
    record(EventKind.CHANGED, about=after, by=by, at=at, before=old, after=new)
    return after


def _first(
    programme: Programme,
    kind: NarrativeKind,
    language: Language,
    text: str,
    by: User,
    at: datetime,
) -> Narrative:
    try:
        with transaction.atomic():
            narrative = Narrative.objects.create(
                programme=programme,
                kind=kind,
                language=language,
                text=text,
                written_by=by,
                written_at=at,
            )
    except IntegrityError:
        theirs = Narrative.objects.get(programme=programme, kind=kind, language=language)
        raise StaleVersion(mine={"text": text}, theirs={"text": theirs.text}) from None
    record(EventKind.CREATED, about=narrative, by=by, at=at, after={"text": narrative.text})
    return narrative
