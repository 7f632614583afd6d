"""Organisations that turn up while someone logs an activity."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify

from actors.audit import record
from actors.enums import EventKind, OrganisationKind
from actors.models import Organisation, User
from lib.text import clean_line
from programmes.models import Activity
from programmes.selectors.lookups import organisations_named

SLUG_LENGTH = 45
_ARABIC = range(0x0600, 0x0700)


@transaction.atomic
def find_or_add(*, name: str, by: User, at: datetime) -> Organisation:
    """The organisation of this name in any language, or a new one of kind « other ».

    A new one is in no list until a record that names it is signed: a slip of the pen in a
    draft is nobody else's business.
    """
    name = clean_line(name)
    known = organisations_named(name)
    if known:
        return known[0]
    organisation = Organisation(
        slug=f"{slugify(name)[:SLUG_LENGTH] or 'organisation'}-{uuid4().hex[:8]}",
        kind=OrganisationKind.OTHER,
        is_confirmed=False,
    )
    setattr(organisation, "name_ar" if _is_arabic(name) else "name_fr", name)
    organisation.save(force_insert=True)
    record(EventKind.CREATED, about=organisation, by=by, at=at, after={"name": name})
    return organisation


def confirm_those_of(activity: Activity) -> None:
    """Whoever signs a record vouches for the organisations that it names. Part of the signing."""
    Organisation.objects.filter(
        pk__in=activity.involvements.values("organisation"), is_confirmed=False
    ).update(is_confirmed=True)


def _is_arabic(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and ord(letters[0]) in _ARABIC
