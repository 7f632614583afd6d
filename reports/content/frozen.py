"""How content is written down for good: the same data give the same bytes, and one digest."""

import hashlib
import json
from typing import Any


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The same data as they come back from the database."""
    return json.loads(canonical(body))


def canonical(data: Any) -> bytes:
    """The one way to write some data down: the same data give the same bytes."""
    return json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(data: Any) -> str:
    """The SHA-256 of some data."""
    return hashlib.sha256(canonical(data)).hexdigest()
