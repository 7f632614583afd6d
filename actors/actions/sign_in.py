"""What the trail says of sign-ins, and of what protects an account."""

from datetime import datetime
from typing import Any

from actors.audit import record
from actors.enums import EventKind
from actors.models import User

# A password is never known to the trail: only that it was changed.
_HIDDEN = "•••"
SECURITY_CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "password_changed": ({"password": _HIDDEN}, {"password": _HIDDEN}),
    "password_reset": ({"password": _HIDDEN}, {"password": _HIDDEN}),
    "totp_activated": ({"totp": False}, {"totp": True}),
    "totp_deactivated": ({"totp": True}, {"totp": False}),
    "webauthn_added": ({}, {"webauthn": True}),
    "webauthn_removed": ({"webauthn": True}, {}),
    "recovery_codes_generated": ({}, {"recovery_codes": True}),
}


def record_sign_in(*, means: list[str], by: User, at: datetime) -> None:
    """Someone came in, by these means (`password`, `totp`, `webauthn`, `recovery_codes`)."""
    record(EventKind.SIGNED_IN, about=by, by=by, at=at, after={"means": means})


def record_sign_out(*, by: User, at: datetime) -> None:
    record(EventKind.SIGNED_OUT, about=by, by=by, at=at)


def record_refusal(*, email: str, at: datetime) -> None:
    """Someone was refused. The address typed is kept only if it is that of an account.

    An unknown address leaves a line as well: it shows an attack, and takes as long as a known one.
    """
    person = User.objects.filter(email__iexact=email).first() or User(pk=0)
    record(EventKind.REFUSED, about=person, by=None, at=at)


def record_security_change(*, change: str, by: User, at: datetime) -> None:
    """A password or a second factor changed. `change` is a key of SECURITY_CHANGES."""
    before, after = SECURITY_CHANGES[change]
    record(EventKind.CHANGED, about=by, by=by, at=at, before=before, after=after)
