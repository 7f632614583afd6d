"""The sentence that somebody puts above the figures of a programme or committee."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from actors.audit import changes, record
from actors.enums import EventKind, Language
from actors.models import Committee, User
from lib.concurrency import StaleVersion, bump
from programmes.models import Programme
from reports.models import Headline
from reports.permissions import check_can_head


@transaction.atomic
def write_headline(
    *,
    about: Programme | Committee,
    language: Language,
    text: str,
    as_of: date,
    version: int,
    by: User,
    at: datetime,
) -> Headline:
    """Write, change or withdraw (an empty text) the sentence in one language. `version` is 0 for
    the first one.

    Raises PermissionDenied, or StaleVersion with both texts if someone saved meanwhile.
    """
    check_can_head(by, about, on=localdate(at))
    rows = Headline.objects.about(about).filter(language=language)
    before = rows.first()
    written = {"text": text, "as_of": as_of, "written_by": by, "written_at": at}
    if before is None:
        return _first(about, language, written, by, at)
    if before.version == version and (before.text, before.as_of) == (text, as_of):
        return before
    if not bump(rows, before.pk, version, **written):
        raise StaleVersion(mine={"text": text}, theirs={"text": rows.get().text})
    after = rows.get()
    old, new = changes({"text": before.text}, {"text": after.text})
    record(EventKind.CHANGED, about=after, by=by, at=at, before=old, after=new)
    return after


def _first(
    about: Programme | Committee,
    language: Language,
    written: dict[str, object],
    by: User,
    at: datetime,
) -> Headline:
    try:
        with transaction.atomic():
            headline = Headline.objects.create(
                programme=about if isinstance(about, Programme) else None,
                committee=about if isinstance(about, Committee) else None,
                language=language,
                **written,
            )
    except IntegrityError:
        theirs = Headline.objects.about(about).get(language=language)
        raise StaleVersion(mine={"text": written["text"]}, theirs={"text": theirs.text}) from None
    record(EventKind.CREATED, about=headline, by=by, at=at, after={"text": headline.text})
    return headline
