"""Why figures changed between two moments: the reasons of amendments and of revised values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, QuerySet, Value
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

# As many amendments and revised values, together, as a comparison looks through.
MOST = 400


class Given(NamedTuple):
    """A reason that was given: of an amendment, or of a revised value."""

    at: datetime
    code: str
    text: str
    # Of an amendment.
    number: int | None
    # Of a revised value: its revision, and what the value counts.
    revision: int | None
    counted: str


def with_reasons(
    changes: dict[str, Any], *, since: datetime, until: datetime, reader: User | None
) -> dict[str, Any]:
    """The same changes, each figure and target with the reasons that were given meanwhile."""
    codes = codes_of(changes)
    if not codes:
        return changes
    given = _given(codes, since, until)
    people = [one.revision for one in given if one.revision and one.counted == Counted.PERSONS]
    hidden = _hidden(people, reader) if people else set()
    for one in changes["targets"]:
        one["reasons"] = [
            _amended(reason)
            for reason in given
            if reason.number is not None and reason.code == one["code"]
        ]
    for one in changes["figures"]:
        one["reasons"] = [
            _revised(reason, hidden)
            for reason in given
            if reason.revision is not None and reason.code == one["code"]
        ]
    return changes


def _given(codes: Sequence[str], since: datetime, until: datetime) -> list[Given]:
    """What was said of some measures after one moment until another, in order. One query."""
    none = Value(None, IntegerField())
    amended = Amendment.objects.filter(
        measure__code__in=codes, made_at__gt=since, made_at__lte=until
    )
    revised = Revision.objects.filter(
        value__measure__code__in=codes,
        state=RevisionState.ACCEPTED,
        decided_at__gt=since,
        decided_at__lte=until,
    )
    rows = _columns(
        amended, F("made_at"), F("measure__code"), F("reason"), F("number"), none, Value("")
    ).union(
        _columns(
            revised,
            F("decided_at"),
            F("value__measure__code"),
            F("reason"),
            none,
            F("pk"),
            F("value__indicator__counted"),
        ),
        all=True,
    )
    found = (Given(*row) for row in rows.order_by("said_at")[:MOST])
    return sorted(found, key=lambda one: (one.at, one.number or 0, one.revision or 0))


def _columns(rows: QuerySet[Any], *said: Any) -> QuerySet[Any, Any]:
    names = [f"said_{name}" for name in Given._fields]
    return rows.order_by().annotate(**dict(zip(names, said, strict=True))).values_list(*names)


def _hidden(revisions: Collection[int], reader: User | None) -> set[int]:
    """The revisions that tell of people so few that they might be known: of these it is told only
    that there was a change, since a reason may repeat the number."""
    rows = list(
        Revision.objects.filter(pk__in=revisions)
        .select_related(
            "value__measure__indicator",
            "value__measure__result",
            "value__measure__programme",
            "value__indicator",
            "value__period",
            "value__place",
        )
        .prefetch_related("value__measure__indicator__dimensions__categories")
        .order_by("pk")
    )
    shown = results.shown_entries([row.value for row in rows], reader=reader)
    return {row.pk for row in rows if row.value_id not in shown or tells_of_few(row)}


def _amended(reason: Given) -> dict[str, Any]:
    number = formats.number(reason.number or 0)
    return {
        "what": _("Amendment %(number)s") % {"number": number},
        "text": reason.text,
        "on": day(localdate(reason.at)),
    }


def _revised(reason: Given, hidden: Collection[int]) -> dict[str, Any]:
    return {
        "what": _("Signed value changed"),
        "text": "" if reason.revision in hidden else reason.text,
        "on": day(localdate(reason.at)),
    }
