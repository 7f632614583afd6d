"""How records stood at the end of a day: what the trail says happened to them since.

A record that was on the trail by then stood as the trail tells. One that came later, or that no
line of the trail saw come, may be about an earlier time all the same: the day on which something
is recorded is not the day of the fact. Of it only what replaced something is walked back, which
each kind of record decides for itself (docs/adr/0022).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    ExpressionWrapper,
    Model,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual

from actors.enums import EventKind
from actors.models import Event
from lib.dates import end_of_day

# Where a query leaves whether the trail goes on after the day.
GOES_ON = "trail_goes_on"
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trail:
    """What happened to some records after a day, the latest first."""

    events: Sequence[Event] = ()
    # Those whose making is on the trail, before the day was over.
    recorded: frozenset[_Key] = frozenset()
    _by_record: Mapping[_Key, list[Event]] = field(default_factory=dict)

    def of(self, record: Model) -> Sequence[Event]:
        """What happened to a record after the day, the latest first."""
        return self._by_record.get(key_of(record), ())

    def knew(self, record: Model) -> bool:
        """Whether a record was on the trail by the end of the day."""
        return key_of(record) in self.recorded


NOTHING_SINCE = Trail()


def key_of(record: Model) -> _Key:
    """A record as the trail names it."""
    return record._meta.label_lower, str(record.pk)


def goes_on(on: date, *models: type[Model]) -> ExpressionWrapper[Q]:
    """Whether anything happened to any record of some kinds after a day: beside a query, so that
    the trail is read for days of the past only, and no clock is asked which those are."""
    # The last of each kind is one step in an index. Whether there is any after the day, PostgreSQL
    # looks for line by line where it takes them to be many.
    after = Q()
    for model in models:
        of_kind = Event.objects.filter(about_model=model._meta.label_lower)
        last = Subquery(of_kind.order_by("-at").values("at")[:1])
        after |= Q(GreaterThanOrEqual(last, end_of_day(on)))
    return ExpressionWrapper(after, BooleanField())


def trail_since(
    on: date,
    records: Iterable[Model],
    *sets: QuerySet[Any],
    annotated: Mapping[str, Any] | None = None,
) -> Trail:
    """What happened to some records after a day, and which were on the trail by then; those of
    `sets` are not read themselves. One query; `annotated` is what the caller wants to know of
    each event.
    """
    ids: dict[str, set[str]] = defaultdict(set)
    for label, pk in map(key_of, records):
        ids[label].add(pk)
    about = Q(pk__in=[])
    for label, known in sorted(ids.items()):
        about |= Q(about_model=label, about_id__in=sorted(known))
    for several in sets:
        keys = several.order_by().annotate(_key=Cast("pk", CharField())).values("_key")
        about |= Q(about_model=several.model._meta.label_lower, about_id__in=keys)
    ends = end_of_day(on)
    rows = Event.objects.filter(about).filter(Q(at__gte=ends) | Q(kind=EventKind.CREATED))
    recorded, since, by_record = set(), [], defaultdict(list)
    for event in rows.annotate(**(annotated or {})).order_by("-at", "-pk"):
        key = (event.about_model, event.about_id)
        if event.at < ends:
            recorded.add(key)
        else:
            since.append(event)
            by_record[key].append(event)
    return Trail(tuple(since), frozenset(recorded), dict(by_record))
