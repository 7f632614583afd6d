"""Two people, one record: who loses learns what the other wrote; and reads of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _


class StaleVersion(Exception):
    """Someone saved meanwhile. `mine` and `theirs` map field names to both versions."""

    def __init__(self, *, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.mine = mine
        self.theirs = theirs
        self.sentence = _(
            "Someone else saved this meanwhile. Compare both versions, then save again."
        )
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def differing(self) -> list[str]:
        """The names of the fields in which the two versions differ, as `mine` orders them."""
        return [name for name, value in self.mine.items() if self.theirs.get(name) != value]


def bump(queryset: QuerySet[Any], pk: Any, version: int, **changes: Any) -> bool:
    """Write changes if the row still has this version, and count the version up.

    False: somebody was faster (or the row is gone) and nothing was written. As every
    `update()`, it computes no field that `pre_save` fills.
    """
    row = queryset.filter(pk=pk, version=version)
    return row.update(version=F("version") + 1, **changes) == 1


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read within is of one moment, whatever is written meanwhile."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        # SQLite needs no word: a transaction there keeps all writers out.
        if connection.vendor == "postgresql" and not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
