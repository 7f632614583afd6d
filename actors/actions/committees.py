"""Committees, and what those in charge of a decision say became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import CommitteeKind, EventKind
from actors.models import Committee, Decision, FollowUp, User
from actors.permissions import check_can_comment, check_can_manage_committees
from lib.text import has_ink
from regions.models import Place


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


@transaction.atomic
def save_committee(
    *, committee: Committee | None, details: CommitteeDetails, by: User, at: datetime
) -> Committee:
    """Create a committee (None), or change the one given."""
    check_can_manage_committees(by)
    before = _snapshot(committee) if committee else {}
    committee = committee or Committee(slug=_free_slug(details))
    for name in CommitteeDetails.__slots__:
        setattr(committee, name, getattr(details, name))
    committee.full_clean(exclude=["created_precision", "charter_precision"])
    committee.save()
    old, new = changes(before, _snapshot(committee))
    if new:
        kind = EventKind.CHANGED if before else EventKind.CREATED
        record(kind, about=committee, by=by, at=at, before=old if before else {}, after=new)
    return committee


@transaction.atomic
def comment_on_decision(*, decision: Decision, text: str, by: User, at: datetime) -> FollowUp:
    """Write a dated note under a decision one is in charge of."""
    check_can_comment(by, decision)
    if not has_ink(text):
        raise ValidationError({"text": _("Write the note first.")})
    note = FollowUp.objects.create(decision=decision, text=text, written_by=by, written_at=at)
    record(EventKind.COMMENTED, about=decision, by=by, at=at, note=note.text)
    return note


def _snapshot(committee: Committee) -> dict[str, str]:
    values = {name: getattr(committee, name) for name in CommitteeDetails.__slots__}
    values["kind"] = str(committee.kind)
    values["place"] = committee.place.name if committee.place else ""
    return {name: value or "" for name, value in values.items()}


def _free_slug(details: CommitteeDetails) -> str:
    stem = slugify(details.acronym or details.name_fr)[:50] or "comite"
    taken = set(Committee.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
