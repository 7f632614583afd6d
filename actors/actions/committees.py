"""Committees, as the coordination sets them up."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import CommitteeKind, EventKind
from actors.models import Committee, User
from actors.permissions import (
    check_can_manage_committees,
    check_can_run_committee,
)
from lib import formats
from lib.concurrency import StaleVersion
from lib.dates import PartialDate, partial
from regions.models import Place

UNKNOWN = partial(None)
_WORDS = ("name_fr", "name_ar", "name_en", "acronym", "mission_fr", "mission_ar")


@dataclass(frozen=True, slots=True)
class CommitteeDetails:
    """What the coordination says of a committee."""

    name_fr: str
    kind: CommitteeKind
    name_ar: str = ""
    name_en: str = ""
    acronym: str = ""
    mission_fr: str = ""
    mission_ar: str = ""
    place: Place | None = None
    parent: Committee | None = None
    created: PartialDate = UNKNOWN
    quorum: int | None = None
    months_between: int | None = None


@transaction.atomic
def save_committee(
    *,
    committee: Committee | None,
    details: CommitteeDetails,
    version: int = 0,
    by: User,
    at: datetime,
) -> Committee:
    """Create a committee (None), or change the one given.

    `version` is the one that the person started from. Raises StaleVersion with both versions when
    somebody saved meanwhile, PermissionDenied, or ValidationError with sentences by field.
    """
    if committee is None:
        return _create(details, by, at)
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    check_can_run_committee(by, committee, on=timezone.localdate(at))
    before, after = snapshot(details_of(committee)), snapshot(details)
    if before == after:
        # Also a second click on the same button: the first one has saved this already.
        return committee
    if committee.version != version:
        raise StaleVersion(mine=after, theirs=before)
    _fill(committee, details)
    committee.version += 1
    committee.save()
    old, new = changes(before, after)
    record(EventKind.CHANGED, about=committee, by=by, at=at, before=old, after=new)
    return committee


def details_of(committee: Committee) -> CommitteeDetails:
    """What is said of a committee now."""
    return CommitteeDetails(
        **{name: getattr(committee, name) or "" for name in _WORDS},
        kind=CommitteeKind(committee.kind),
        place=committee.place,
        parent=committee.parent,
        created=committee.created,
        quorum=committee.quorum,
        months_between=committee.months_between,
    )


def snapshot(details: CommitteeDetails) -> dict[str, str]:
    """What is said, in words, for the trail and for whoever compares two versions."""
    return {
        **{name: getattr(details, name) for name in _WORDS},
        "kind": str(CommitteeKind(details.kind).label),
        "place": details.place.name if details.place else "",
        "parent": details.parent.name if details.parent else "",
        "created": formats.partial_date(details.created) if details.created.is_known else "",
        "quorum": _told(details.quorum),
        "months_between": _told(details.months_between),
    }


def _create(details: CommitteeDetails, by: User, at: datetime) -> Committee:
    check_can_manage_committees(by)
    committee = Committee(slug=_free_slug(details))
    _fill(committee, details)
    committee.save(force_insert=True)
    told = {name: value for name, value in snapshot(details).items() if value}
    record(EventKind.CREATED, about=committee, by=by, at=at, after=told)
    return committee


def _fill(committee: Committee, details: CommitteeDetails) -> None:
    for name in (*_WORDS, "kind", "place", "parent", "quorum", "months_between"):
        setattr(committee, name, getattr(details, name))
    committee.created_on = details.created.on
    committee.created_precision = details.created.precision
    _refuse_circle(committee)
    committee.full_clean(exclude=["charter_precision"])


def _refuse_circle(committee: Committee) -> None:
    """A committee is not a part of itself, however long the way round."""
    above = committee.parent
    while above is not None:
        if above.pk == committee.pk and committee.pk:
            raise ValidationError({"parent": _("A committee cannot be a part of itself.")})
        above = above.parent


def _told(number: int | None) -> str:
    return "" if number is None else formats.number(number)


def _free_slug(details: CommitteeDetails) -> str:
    stem = slugify(details.acronym or details.name_fr)[:50] or "comite"
    taken = set(Committee.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
