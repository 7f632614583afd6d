"""Why figures changed between two moments: the reasons of amendments and of revised values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.models import User
from indicators.enums import Counted, RevisionState
from indicators.models import Amendment, Revision
from lib import formats
from reports.content.plain import day
from reports.content.steering_changes import codes_of
from reports.figures import results
from reports.selectors.entries import tells_of_few

# As many amendments, and as many revised values, as a comparison looks through.
MOST = 200


def with_reasons(
    changes: dict[str, Any], *, since: datetime, until: datetime, reader: User | None
) -> dict[str, Any]:
    """The same changes, each figure and target with the reasons that were given meanwhile."""
    codes = codes_of(changes)
    if not codes:
        return changes
    amended = _amended(codes, since, until)
    revised = _revised(codes, since, until, reader)
    for one in changes["targets"]:
        one["reasons"] = [reason for code, reason in amended if code == one["code"]]
    for one in changes["figures"]:
        one["reasons"] = [reason for code, reason in revised if code == one["code"]]
    return changes


def _amended(
    codes: Sequence[str], since: datetime, until: datetime
) -> list[tuple[str, dict[str, Any]]]:
    rows = Amendment.objects.filter(
        measure__code__in=codes, made_at__gt=since, made_at__lte=until
    ).order_by("made_at", "pk")
    told = rows.values_list("measure__code", "number", "reason", "made_at")[:MOST]
    return [
        (
            code,
            {
                "what": _("Amendment %(number)s") % {"number": formats.number(number)},
                "text": reason,
                "on": day(localdate(made_at)),
            },
        )
        for code, number, reason, made_at in told
    ]


def _revised(
    codes: Sequence[str], since: datetime, until: datetime, reader: User | None
) -> list[tuple[str, dict[str, Any]]]:
    """Of people so few that they might be known only that there was a change: a reason may repeat
    the number."""
    rows = list(
        Revision.objects.filter(
            value__measure__code__in=codes,
            state=RevisionState.ACCEPTED,
            decided_at__gt=since,
            decided_at__lte=until,
        )
        .select_related(
            "value__measure__indicator",
            "value__measure__result",
            "value__measure__programme",
            "value__indicator",
            "value__period",
            "value__place",
        )
        .prefetch_related("value__measure__indicator__dimensions__categories")
        .order_by("decided_at", "pk")[:MOST]
    )
    people = [row.value for row in rows if row.value.indicator.counted == Counted.PERSONS]
    shown = results.shown_entries(people, reader=reader)
    hidden = {value.pk for value in people} - shown
    return [
        (
            row.value.measure.code if row.value.measure else "",
            {
                "what": _("Signed value changed"),
                "text": "" if row.value_id in hidden or _is_of_few(row) else row.reason,
                "on": day(localdate(row.decided_at)) if row.decided_at else None,
            },
        )
        for row in rows
    ]


def _is_of_few(row: Revision) -> bool:
    return row.value.indicator.counted == Counted.PERSONS and tells_of_few(row)
