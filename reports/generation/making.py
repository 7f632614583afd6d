"""Making one edition: freeze what it says, render it, file it.

Freezing reads everything in one snapshot of the database. All that follows reads only the frozen
content, so that a second attempt, or a later day, gives the same bytes.
"""

import hashlib
import logging
from bisect import bisect_left
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from actors.audit import record
from actors.enums import EventKind
from actors.models import Event
from lib.concurrency import one_moment
from reports import content
from reports.enums import EditionState, Failure, Stage
from reports.generation import queue
from reports.generation.notices import tell_ready
from reports.generation.queue import Hold, Overtaken
from reports.models import Edition
from reports.rendering import drawings, kinds, pages, press
from reports.rendering.press import TypesettingFailed
from reports.selectors.editions import (
    SILENT_KINDS,
    SILENT_MODELS,
    latest_of,
    next_number,
    trail_mark,
)

logger = logging.getLogger(__name__)

# What another attempt may mend; the other reasons come back each time.
PASSING = {Failure.CRASH, Failure.ERROR}


def make(*, edition_id: int, version: int, at: datetime) -> None:
    """Make an edition, if its row still stands where the message says.

    Whatever goes wrong is written on the row: back in the queue, or failed with its stage and
    the reason.
    """
    with queue.claimed(edition_id, version) as hold:
        if hold is None:
            return
        try:
            if _freeze(hold, at):
                _render(hold, at)
        except TypesettingFailed as failure:
            logger.warning("edition %s: %s", hold.edition.code, failure)
            _stop(hold, failure.reason, at)
        except Overtaken:
            raise
        except Exception:
            logger.exception("edition %s: stage %s", hold.edition.code, hold.stage)
            _stop(hold, Failure.ERROR, at)


def _stop(hold: Hold, reason: Failure, at: datetime) -> None:
    end = queue.let_go if reason in PASSING else queue.fail
    end(hold.edition, fence=hold.fence, reason=reason, at=at)


def _freeze(hold: Hold, at: datetime) -> bool:
    """Settle what the edition says; False where an earlier edition already says it."""
    edition = hold.edition
    if edition.content is not None:
        # An earlier attempt got this far: its content stands.
        return True
    hold.enter(Stage.FIGURES)
    with one_moment():
        mark = trail_mark()
        body = content.build(edition, on=_counted_until(edition, at))
    hold.enter(Stage.SECTIONS)
    digest = content.digest(body)
    identity = _identity(edition, at)
    hold.enter(Stage.CHARTS)
    drawn = drawings.frozen(identity)
    with transaction.atomic():
        earlier = latest_of(edition.series)
        if earlier is not None and earlier.content_sha256 == digest:
            hold.finish(EditionState.UNCHANGED, same_as=earlier, lease_until=None)
            # The earlier one still says what is true: the next request need not look again.
            Edition.objects.filter(pk=earlier.pk).update(trail_mark=mark)
            return False
        frozen: dict[str, Any] = {
            "content": {
                "body": body,
                "identity": identity,
                "drawings": drawn,
                # Beside the body, whose digest tells whether there is anything new at all.
                "since": content.since(body, earlier),
            },
            "content_sha256": digest,
            "number": next_number(edition.series),
            "frozen_at": at,
            "trail_mark": mark,
        }
        frozen["content"]["identity"]["number"] = frozen["number"]
        hold.keep(**frozen)
    for name, value in frozen.items():
        setattr(edition, name, value)
    return True


def _identity(edition: Edition, at: datetime) -> dict[str, str]:
    """What tells this edition from another one that says the same."""
    return {
        "code": edition.code,
        "frozen_at": at.isoformat(),
        "portal": settings.PUBLIC_URL,
        "address": f"{settings.PUBLIC_URL}/verifier/{edition.code}/",
    }


def _counted_until(edition: Edition, at: datetime) -> date:
    """The last day that the counts of the log are about, as far as the data tell.

    The clock would make every day another report of the same data.
    """
    last = (
        Event.objects.exclude(kind__in=SILENT_KINDS)
        .exclude(about_model__in=SILENT_MODELS)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first()
    )
    return min(edition.ends_on, timezone.localdate(last or at))


def _render(hold: Hold, at: datetime) -> None:
    edition = hold.edition
    hold.enter(Stage.LAYOUT)
    assert edition.content is not None, "it was frozen before"
    whole = kinds.paper_of(edition.content)
    html = pages.to_html(whole)
    hold.enter(Stage.PDF)
    report, printed = _fitted(hold, whole, _typeset(hold, whole, html))
    hold.enter(Stage.WORKBOOK)
    sheets = kinds.workbook_of(report)
    hold.enter(Stage.FILING)
    _file(hold, printed, sheets, at)


def _fitted(
    hold: Hold, whole: pages.Paper, printed: press.Printed
) -> tuple[pages.Paper, press.Printed]:
    """The longest form of a printed paper that is not too long, or else the shortest there is.

    Each form says less than the one before, and printing takes seconds: the forms are halved.
    """
    most = whole.most_pages
    if most is None or printed.pages <= most:
        return whole, printed
    forms, prints = [whole], [printed]
    while (shorter := forms[-1].shorter()) is not None:
        forms.append(shorter)
        prints.append(printed)

    def fits(place: int) -> bool:
        prints[place] = _typeset(hold, forms[place], pages.to_html(forms[place]))
        return prints[place].pages <= most

    # Whichever place it gives was tried, or it is beyond the last, which was.
    place = min(bisect_left(range(len(forms)), True, lo=1, key=fits), len(forms) - 1)
    return forms[place], prints[place]


def _typeset(hold: Hold, report: pages.Paper, html: str) -> press.Printed:
    return press.typeset(
        html,
        pages.to_css(report),
        identifier=content.digest(hold.edition.content),
        while_waiting=hold.renew,
    )


def _file(hold: Hold, printed: press.Printed, sheets: bytes, at: datetime) -> None:
    """Store the files and finish. The fence is in their names: nobody reads them before the row
    points to them, and whoever lost the edition removes only its own."""
    edition = hold.edition
    storage = Edition._meta.get_field("pdf").storage
    folder = f"editions/{edition.uuid}/"
    stored = []
    try:
        for extension, data in (("pdf", printed.pdf), ("xlsx", sheets)):
            name = f"{folder}{hold.fence}.{extension}"
            stored.append(storage.save(name, ContentFile(data)))
        with transaction.atomic():
            hold.finish(
                EditionState.READY,
                pdf=stored[0],
                pdf_sha256=hashlib.sha256(printed.pdf).hexdigest(),
                pdf_size=len(printed.pdf),
                pages=printed.pages,
                workbook=stored[1],
                workbook_sha256=hashlib.sha256(sheets).hexdigest(),
                ready_at=Now(),
                lease_until=None,
            )
            record(
                EventKind.PRODUCED,
                about=edition,
                by=None,
                at=at,
                after={"number": edition.number, "content_sha256": edition.content_sha256},
            )
            tell_ready(edition, at=at)
    except BaseException:
        _remove(storage, stored)
        raise
    _, files = storage.listdir(folder)
    _remove(storage, [folder + file for file in files if folder + file not in stored])


def _remove(storage: Storage, names: list[str]) -> None:
    """Remove files that no row points to: what a killed worker, or this one, left behind."""
    for name in names:
        with suppress(OSError):
            storage.delete(name)
