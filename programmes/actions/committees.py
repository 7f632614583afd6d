"""A committee with the programmes that it follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from actors.actions import committees as actions
from actors.actions.committees import CommitteeDetails
from actors.audit import record
from actors.enums import EventKind
from actors.models import Committee, User
from lib import formats
from lib.concurrency import StaleVersion
from lib.links import relink
from programmes.models import CommitteeProgramme, Programme


@transaction.atomic
def save_committee(
    *,
    committee: Committee | None,
    details: CommitteeDetails,
    programmes: Iterable[Programme],
    version: int = 0,
    by: User,
    at: datetime,
) -> Committee:
    """Create or change a committee and what it follows; see `actors.actions.committees`."""
    wanted = {programme.pk: programme for programme in programmes}
    known = _known(committee, by)
    said = {"programmes": told(wanted.values())}, {"programmes": told(known.values())}
    try:
        saved = actions.save_committee(
            committee=committee, details=details, version=version, by=by, at=at
        )
    except StaleVersion as stale:
        raise StaleVersion(mine=stale.mine | said[0], theirs=stale.theirs | said[1]) from None
    if wanted.keys() == known.keys():
        return saved
    if committee is not None and committee.version != version:
        raise StaleVersion(mine=said[0], theirs=said[1])
    links = CommitteeProgramme.objects.filter(committee=saved, programme__in=known)
    relink(links, "programme", wanted.values(), committee=saved)
    Committee.objects.filter(pk=saved.pk).update(version=F("version") + 1)
    record(EventKind.CHANGED, about=saved, by=by, at=at, before=said[1], after=said[0])
    return saved


def told(programmes: Iterable[Programme]) -> str:
    """Programmes in words, for the trail and for whoever compares two versions."""
    return formats.join_words(programme.acronym for programme in programmes)


def _known(committee: Committee | None, by: User) -> dict[int, Programme]:
    """What the committee follows of the programmes that this person sees: nobody unticks what
    they were not shown.
    """
    if committee is None:
        return {}
    links = CommitteeProgramme.objects.filter(committee=committee)
    programmes = Programme.objects.visible_to(by).filter(pk__in=links.values("programme"))
    return {programme.pk: programme for programme in programmes.in_order()}
