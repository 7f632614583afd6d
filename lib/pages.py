"""Lists in numbered pages whose address is their state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

PAGE_KEY = "page"


@dataclass(frozen=True)
class Page:
    """One page of a list, as templates need it."""

    rows: Sequence[Any]
    number: int
    count: int
    total: int
    first_row: int
    last_row: int
    query: QueryDict

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_only(self) -> bool:
        return self.count <= 1

    @property
    def previous_url(self) -> str:
        return self.page_url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.page_url(self.number + 1) if self.number < self.count else ""

    @property
    def links(self) -> list[tuple[int | None, str]]:
        """Numbers and addresses around this page; None stands for the numbers left out."""
        near = {1, self.count, *range(self.number - 1, self.number + 2)}
        shown = sorted(number for number in near if 1 <= number <= self.count)
        links: list[tuple[int | None, str]] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                links.append((None, ""))
            links.append((number, self.page_url(number)))
        return links

    def page_url(self, number: int) -> str:
        """The same list at another page; the first page has no number in its address."""
        return with_query(self.query, {PAGE_KEY: None if number == 1 else number})


def paginate(rows: QuerySet[Any] | Sequence[Any], request: HttpRequest, per_page: int = 25) -> Page:
    """The page that the address asks for; a number out of range gives the nearest page.

    Raises ValueError for a queryset without order: its pages would repeat and skip rows.
    """
    if isinstance(rows, QuerySet) and not rows.ordered:
        raise ValueError(f"Order these rows before showing them in pages: {rows.model.__name__}.")
    paginator = Paginator(rows, per_page)
    try:
        page = paginator.page(request.GET.get(PAGE_KEY) or 1)
    except PageNotAnInteger:
        page = paginator.page(1)
    except EmptyPage:
        page = paginator.page(
            1 if request.GET.get(PAGE_KEY, "").startswith(("-", "0")) else paginator.num_pages
        )
    return Page(
        rows=list(page.object_list),
        number=page.number,
        count=paginator.num_pages,
        total=paginator.count,
        first_row=page.start_index(),
        last_row=page.end_index(),
        query=request.GET,
    )


def with_query(query: QueryDict, changes: dict[str, Any]) -> str:
    """A query string (with its `?`) with some keys replaced; None and "" remove the key."""
    changed = query.copy()
    for key, value in changes.items():
        if value is None or value == "":
            changed.pop(key, None)
        elif isinstance(value, list | tuple):
            changed.setlist(key, [str(one) for one in value])
        else:
            changed[key] = str(value)
    return f"?{changed.urlencode()}"
