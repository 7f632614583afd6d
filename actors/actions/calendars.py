"""Private addresses at which a calendar program reads somebody's meetings."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import CalendarFeed, Committee, User


@transaction.atomic
def make_feed(*, committee: Committee | None, by: User, at: datetime) -> tuple[CalendarFeed, str]:
    """Make the address of a committee's meetings, or of all that the person sees (None).

    Gives the row and the key, which nobody can read again. One made before stops working.
    """
    if committee is not None and not (
        Committee.objects.visible_to(by).filter(pk=committee.pk).exists()
    ):
        raise PermissionDenied(_("You do not see this committee."))
    key = secrets.token_urlsafe(32)
    # Whoever makes two at once holds their own account, so that one address is left.
    User.objects.select_for_update().get(pk=by.pk)
    feed, is_new = CalendarFeed.objects.update_or_create(
        user=by, committee=committee, defaults={"digest": feed_digest(key), "made_at": at}
    )
    record(EventKind.CREATED if is_new else EventKind.CHANGED, about=feed, by=by, at=at)
    return feed, key


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> None:
    """Make an address stop working at once."""
    if feed.user_id != by.pk:
        raise PermissionDenied(_("Only its owner revokes a calendar address."))
    record(EventKind.REVOKED, about=feed, by=by, at=at)
    feed.delete()


def feed_digest(key: str) -> str:
    """What is kept of a key. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()
