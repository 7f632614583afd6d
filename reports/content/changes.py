"""What changed in a framework: its amendments, and the signed values that were revised.

An edition keeps all of them, so that what it says depends on the data alone; which of them are new
since the edition before it, `since` says beside the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.models import Membership
from indicators.enums import Counted, RevisionState
from indicators.models import Amendment, Revision
from indicators.selectors import amendments, revisions
from lib import formats
from programmes.models import Programme
from regions.models import Place
from reports.content.plain import day
from reports.figures import results as figures
from reports.models import Edition
from reports.selectors.entries import tells_of_few

# As many amendments of a framework, and as many revised values, as an edition keeps: the latest.
MOST_CHANGES = 100


def of_framework(programme: Programme, *, place: Place | None, until: date) -> dict[str, Any]:
    """The changes of a framework, and of the values that a report on a place counts by a day."""
    amended = Amendment.objects.filter(programme=programme)
    shown = amended.select_related("measure__indicator", "result").newest_first()[:MOST_CHANGES]
    revised = Revision.objects.filter(
        value__programme=programme, value__period__ends_on__lte=until, state=RevisionState.ACCEPTED
    )
    if place is not None:
        revised = revised.filter(value__place=place)
    told = list(revisions.for_page(revised).order_by("-decided_at", "-pk")[:MOST_CHANGES])
    lines = amendments.lines_of(shown, programme=programme)
    people = {one.amendment.made_by_id for one in lines}
    people |= {pk for one in told for pk in (one.proposed_by_id, one.decided_by_id) if pk}
    memberships = _memberships(people)
    return {
        "amendments": [_amendment(line, memberships) for line in lines],
        "revisions": [
            _revision(line, memberships) for line in revisions.revision_lines(told, parts=False)
        ],
        "left_out": amended.count() - len(lines) + revised.count() - len(told),
    }


def since(body: Mapping[str, Any], earlier: Edition | None) -> dict[str, Any] | None:
    """The edition before, and which changes a body lists that it does not; None for the first.

    Told by what that edition lists and not by a moment: a change that was being written while it
    was frozen is new to its readers.
    """
    if earlier is None or earlier.content is None or earlier.frozen_at is None:
        return None
    before = {one["slug"]: one for one in earlier.content["body"].get("results", [])}
    return {
        "number": earlier.number,
        "frozen_at": earlier.frozen_at.isoformat(),
        "new": {
            one["slug"]: {
                kind: _keys(one, kind, without=_keys(before.get(one["slug"], {}), kind))
                for kind in ("amendments", "revisions")
            }
            for one in body.get("results", [])
        },
    }


def _keys(framework: Mapping[str, Any], kind: str, without: Collection[int] = ()) -> list[int]:
    return [one["key"] for one in framework.get(kind, []) if one.get("key") not in without]


def _amendment(
    line: amendments.AmendmentLine, memberships: Mapping[int, list[Membership]]
) -> dict[str, Any]:
    row = line.amendment
    about = row.measure.name if row.measure else (row.result.title if row.result else "")
    return {
        "key": row.number,
        "kind": _("Amendment %(number)s: %(what)s")
        % {"number": formats.number(row.number), "what": row.get_kind_display()},
        "about": about,
        "changes": [
            {"name": one.label, "before": one.before, "after": one.after} for one in line.changes
        ],
        "reason": row.reason,
        "by": _organisations(memberships, row.made_by_id, row.made_at),
        "made_on": day(localdate(row.made_at)),
    }


def _revision(
    line: revisions.RevisionLine, memberships: Mapping[int, list[Membership]]
) -> dict[str, Any]:
    """A revised value. A report reaches outsiders: of few people it says only that there is one,
    since a reason may repeat the numbers."""
    row, value = line.revision, line.revision.value
    is_told = value.indicator.counted != Counted.PERSONS or (
        not tells_of_few(row) and figures.shows_entry(value, reader=None)
    )
    return {
        "key": row.pk,
        "kind": _("Signed value changed"),
        "code": value.code,
        "about": value.measure.name if value.measure else value.code,
        "place": value.place.name if value.place else "",
        "period": line.period,
        "is_withheld": not is_told,
        "changes": [
            {"name": one.name, "before": one.old, "after": one.new}
            for one in (line.differences if is_told else ())
        ],
        "reason": row.reason if is_told else "",
        "by": _organisations(memberships, row.proposed_by_id, row.proposed_at),
        "accepted_by": _organisations(memberships, row.decided_by_id, row.decided_at),
        "made_on": day(localdate(row.decided_at)) if row.decided_at else None,
    }


def _memberships(people: Collection[int]) -> dict[int, list[Membership]]:
    """What some people were members of by themselves, whenever. One query."""
    found: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people, delegated_by=None)
    for row in rows.select_related("organisation").order_by("starts_on", "pk"):
        found[row.user_id].append(row)
    return found


def _organisations(
    memberships: Mapping[int, Iterable[Membership]], person: int | None, at: datetime | None
) -> str:
    """For whom a person acted on a day. A publication names no person."""
    if person is None or at is None:
        return ""
    on = localdate(at)
    names = [
        one.organisation.name
        for one in memberships.get(person, ())
        if one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)
    ]
    return formats.join_words(dict.fromkeys(names))
