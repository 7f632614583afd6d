"""Rows that link one thing to several others, brought to what somebody chose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet


def relink(links: QuerySet[Any], field: str, wanted: Iterable[Model], **owner: Model) -> bool:
    """Make links lead by `field` to exactly the wanted things; False where they already did.

    `links` are the rows that may go: what an editor was not shown is not among them, and stays.
    New rows belong to `owner`, named by its field.
    """
    chosen = {one.pk: one for one in wanted}
    known = set(links.order_by().values_list(field, flat=True))
    if known == chosen.keys():
        return False
    links.exclude(**{f"{field}__in": chosen}).delete()
    links.model.objects.bulk_create(
        links.model(**owner, **{field: one}) for pk, one in chosen.items() if pk not in known
    )
    return True
