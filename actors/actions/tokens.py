"""Keys to the API that people make for their own programs."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind, TokenScope
from actors.models import ApiToken, User
from lib.workflow import WrongState

TOKEN_PREFIX = "wasl_"
LONGEST_LIFE = timedelta(days=365)
# Knowing the hour of the last use is enough; a write at each request would be one too many.
USE_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_token(
    *, name: str, scope: TokenScope, life: timedelta, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """Make a key; the row and the secret, which nobody can read again.

    Raises ValidationError for a life of more than a year.
    """
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise ValidationError({"life": _("A token lives for at most one year.")})
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        digest=token_digest(secret),
        scope=scope,
        created_at=at,
        expires_at=at + life,
    )
    after = {"scope": token.scope, "expires_at": token.expires_at}
    record(EventKind.CREATED, about=token, by=by, at=at, after=after)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """Make a key stop working at once."""
    if token.user_id != by.pk:
        raise PermissionDenied(_("Only its owner revokes a token."))
    if token.revoked_at:
        raise WrongState(_("This token was revoked already."))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(EventKind.REVOKED, about=token, by=by, at=at, before={"scope": token.scope})
    return token


def note_token_use(*, token: ApiToken, at: datetime) -> None:
    """Remember that a key is in use, at most once an hour. Not an event: it changes nothing."""
    ApiToken.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_NOTED_EVERY), pk=token.pk
    ).update(last_used_at=at)


def token_digest(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()
