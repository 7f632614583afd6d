"""Files that people send, kept in private storage with the record that they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from lib import files
from lib.uploads import PreparedFile

Kept = TypeVar("Kept", bound=Model)


def keep(row: Kept, file: PreparedFile, *, about: Model, told: str, by: User, at: datetime) -> Kept:
    """Store a file with its row, and a line of the trail under the word `told`: all or nothing.

    The row, new and with its `uuid`, says what the file belongs to. The file lies under a random
    name; what people call it stays in the row.
    """
    kept: Any = row
    kept.name = file.name
    kept.content_type = file.content_type
    kept.size = len(file.data)
    kept.sha256 = file.sha256
    kept.added_by, kept.added_at = by, at
    with files.stored(kept.file, name=f"{row._meta.model_name}/{kept.uuid}", data=file.data):
        row.save(force_insert=True)
        record(
            EventKind.CHANGED,
            about=about,
            by=by,
            at=at,
            after={told: kept.name, "sha256": kept.sha256},
        )
    return row
