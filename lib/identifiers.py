"""Codes that people read aloud, copy by hand and type again."""

import hashlib
import re
import secrets

# Crockford's base 32: digits and capitals without I, L, O and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def verification_code() -> str:
    """A new code that cannot be guessed (40 bits), such as `7K3M-Q2XD`."""
    return _in_groups("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))


def normalise_code(text: str) -> str:
    """The code that a person meant, or "" if the text cannot be one.

    Case, hyphens, spaces and the look-alikes O/0, I/1 and L/1 do not matter.
    """
    bare = re.sub(r"[\W_]", "", text).upper().translate(_LOOKALIKES)
    if len(bare) != CODE_LENGTH or set(bare) - set(ALPHABET):
        return ""
    return _in_groups(bare)


def short_hash(data: bytes | str, length: int = 12) -> str:
    """The first hexadecimal digits of the SHA-256, to tell versions apart (not a proof)."""
    data = data.encode() if isinstance(data, str) else data
    return hashlib.sha256(data).hexdigest()[:length]


def _in_groups(bare: str) -> str:
    return f"{bare[:4]}-{bare[4:]}"
