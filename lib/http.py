"""Requests that only read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe


class WriteRefused(Exception):
    """A request that may only read tried to write."""


_READS = re.compile(
    r"[\s(]*(?:SELECT|WITH|VALUES|EXPLAIN|SHOW|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b",
    re.IGNORECASE,
)
# What a statement can do although it begins like a reading one.
_HIDDEN_WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|FOR\s+(?:NO\s+KEY\s+)?UPDATE)\b",
    re.IGNORECASE,
)


@contextmanager
def refuse_writes() -> Iterator[None]:
    """Within this block any statement that does more than read raises WriteRefused."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_only_reads))
        yield


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that answers GET and HEAD, and that may not write."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with refuse_writes():
            return view(request, *args, **kwargs)

    return guarded


def _only_reads(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = str(sql)
    if not _READS.match(text) or _HIDDEN_WRITES.search(text):
        raise WriteRefused(f"This request may only read, but it sent: {text[:200]}")
    return execute(sql, params, many, context)
