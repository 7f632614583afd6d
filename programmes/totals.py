"""Totals of activities, kept equal to the log in the transaction that changes it.

A change touches few keys: the activity's programmes and « all », its regions, provinces and
« everywhere », its month, its kind. These are counted again from the log, never added to, so
they cannot drift. Rows are locked in one order, so two validations at once wait for each other
instead of losing one or stopping both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lib.dates import month_of
from lib.quantities import Qualifier
from programmes.enums import ActivityState
from programmes.models import Activity, ActivityTotal, Attribution, Evidence
from programmes.models.activities import ActivityQuerySet
from regions.models import Place

# Length of a code down to each level: MA.09 is a region, MA.09.163 a province.
UNIT_LENGTHS = (5, 9)
BATCH = 2_000

# A month, or no date stated, and a kind.
Slice = tuple[date | None, int]


@dataclass(frozen=True, slots=True)
class Key:
    """What a total is about; None stands for all programmes, everywhere, no date stated."""

    programme: int | None
    place: int | None
    month: date | None
    kind: int

    @property
    def in_order(self) -> tuple[int, date, int, int]:
        return self.kind, self.month or date.min, self.programme or 0, self.place or 0


@dataclass(slots=True)
class Measures:
    """The sums of one total, named as its columns."""

    activities: int = 0
    with_place: int = 0
    with_evidence: int = 0
    participants: int = 0
    with_participants: int = 0
    inexact: int = 0
    women: int = 0
    with_women: int = 0
    participants_by_sex: int = 0
    awaiting: int = 0

    def add(self, other: "Measures") -> None:
        # Written out: a dashboard adds thousands of times, and a loop over the fields was felt.
        self.activities += other.activities
        self.with_place += other.with_place
        self.with_evidence += other.with_evidence
        self.participants += other.participants
        self.with_participants += other.with_participants
        self.inexact += other.inexact
        self.women += other.women
        self.with_women += other.with_women
        self.participants_by_sex += other.participants_by_sex
        self.awaiting += other.awaiting

    def times(self, factor: int) -> "Measures":
        return Measures(
            self.activities * factor,
            self.with_place * factor,
            self.with_evidence * factor,
            self.participants * factor,
            self.with_participants * factor,
            self.inexact * factor,
            self.women * factor,
            self.with_women * factor,
            self.participants_by_sex * factor,
            self.awaiting * factor,
        )


# An activity: its measures, programmes, regions and provinces, month and kind.
Row = tuple[Measures, set[int], set[int], date | None, int]


def keys_of(activity: Activity) -> set[Key]:
    """The totals that an activity counts in, whatever its state. Three queries."""
    return {
        key
        for _measures, programmes, places, month, kind in _rows(
            Activity.objects.filter(pk=activity.pk)
        )
        for key in _keys(programmes, places, month, kind)
    }


@transaction.atomic
def refresh(keys: Iterable[Key]) -> None:
    """Count some totals again from the log.

    Call it last in the transaction, with the keys before the change and those after it.
    """
    keys = sorted(set(keys), key=lambda key: key.in_order)
    if not keys:
        return
    ActivityTotal.objects.bulk_create(
        [
            ActivityTotal(
                programme_id=key.programme, place_id=key.place, month=key.month, kind_id=key.kind
            )
            for key in keys
        ],
        ignore_conflicts=True,
    )
    slices = {(key.month, key.kind) for key in keys}
    wanted = set(keys)
    rows = [
        row
        for row in ActivityTotal.objects.filter(_in_slices(slices), _about(keys))
        .select_for_update()
        .order_by("pk")
        if _key_of(row) in wanted
    ]
    counted = count(counting_or_awaiting().filter(_in_log_slices(slices)))
    for row in rows:
        for name, number in asdict(counted.get(_key_of(row), Measures())).items():
            setattr(row, name, number)
    ActivityTotal.objects.bulk_update(rows, [field.name for field in fields(Measures)])


@transaction.atomic
def rebuild() -> int:
    """Count every total again from the whole log; the number of totals written."""
    ActivityTotal.objects.all().delete()
    counted = count(counting_or_awaiting())
    ActivityTotal.objects.bulk_create(
        [
            ActivityTotal(
                programme_id=key.programme,
                place_id=key.place,
                month=key.month,
                kind_id=key.kind,
                **asdict(measures),
            )
            for key, measures in counted.items()
        ],
        batch_size=BATCH,
    )
    return len(counted)


def drift() -> list[Key]:
    """The totals that differ from the log; none, unless someone wrote behind the actions."""
    counted = count(counting_or_awaiting())
    kept = {
        _key_of(row): Measures(**{f.name: getattr(row, f.name) for f in fields(Measures)})
        for row in ActivityTotal.objects.exclude(activities=0, awaiting=0).order_by("pk")
    }
    return sorted(
        (key for key in counted.keys() | kept.keys() if counted.get(key) != kept.get(key)),
        key=lambda key: key.in_order,
    )


def counting() -> ActivityQuerySet:
    """The activities that count: validated, and not merely planned."""
    return Activity.objects.validated().filter(is_planned=False)


def counting_or_awaiting() -> ActivityQuerySet:
    """The activities that some total tells of: those that count, and those that wait."""
    # One list of states, which the index by state serves; an OR of two sets it does not.
    told = [ActivityState.VALIDATED, ActivityState.SUBMITTED]
    return Activity.objects.filter(state__in=told, is_planned=False)


def count(activities: QuerySet[Activity]) -> dict[Key, Measures]:
    """The totals of some activities, by what they are about; those of all have no programme."""
    counted: dict[Key, Measures] = defaultdict(Measures)
    for measures, programmes, places, month, kind in _rows(activities):
        for key in _keys(programmes, places, month, kind):
            counted[key].add(measures)
    return counted


def _rows(activities: QuerySet[Activity]) -> Iterator[Row]:
    """Each activity as its measures, programmes, regions and provinces, month and kind."""
    units = dict(
        Place.objects.filter(code__startswith="MA.")
        .exclude(code__regex=r"^MA\.\d+\.\d+\.")
        .values_list("code", "pk")
    )
    programmes: dict[int, set[int]] = defaultdict(set)
    places: dict[int, set[str]] = defaultdict(set)
    chosen = activities.order_by().values("pk")
    for activity, programme in Attribution.objects.filter(activity__in=chosen).values_list(
        "activity", "programme"
    ):
        programmes[activity].add(programme)
    link = Activity.places.through
    for activity, code in link.objects.filter(activity__in=chosen).values_list(
        "activity", "place__code"
    ):
        places[activity].add(code)
    # In no order: asked for one, PostgreSQL walked the whole log along it.
    shown = activities.order_by().annotate(
        has_evidence=Exists(Evidence.objects.filter(activity=OuterRef("pk")))
    )
    for row in shown.values_list(
        *("pk", "kind", "starts_on", "state"),
        *("participants", "participants_qualifier", "women", "has_evidence"),
    ).iterator():
        pk, kind, starts_on, state, participants, qualifier, women, has_evidence = row
        if state == ActivityState.SUBMITTED:
            measures = Measures(awaiting=1)
        else:
            measures = _measures(participants, qualifier, women)
            measures.with_place = int(bool(places[pk]))
            measures.with_evidence = int(has_evidence)
        inside = {
            units[code[:length]]
            for code in places[pk]
            for length in UNIT_LENGTHS
            if code[:length] in units
        }
        month = starts_on.replace(day=1) if starts_on else None
        yield measures, programmes[pk], inside, month, kind


def _measures(participants: int | None, qualifier: str, women: int | None) -> Measures:
    """What one activity that counts says of those who took part."""
    is_told, is_sexed = participants is not None, women is not None
    return Measures(
        activities=1,
        participants=participants or 0,
        with_participants=int(is_told),
        inexact=int(is_told and qualifier != Qualifier.EXACT),
        women=women or 0,
        with_women=int(is_sexed),
        participants_by_sex=(participants or 0) if is_sexed else 0,
    )


def _keys(programmes: set[int], places: set[int], month: date | None, kind: int) -> Iterator[Key]:
    for programme in (None, *programmes):
        for place in (None, *places):
            yield Key(programme, place, month, kind)


def _key_of(row: ActivityTotal) -> Key:
    return Key(row.programme_id, row.place_id, row.month, row.kind_id)


def _in_slices(slices: Iterable[Slice]) -> Q:
    condition = Q(pk__in=[])
    for month, kind in slices:
        condition |= Q(kind=kind, month=month) if month else Q(kind=kind, month__isnull=True)
    return condition


def _about(keys: Iterable[Key]) -> Q:
    """Totals of the programmes and places of some keys, or of all of either; a few too many."""
    programmes = {key.programme for key in keys if key.programme}
    places = {key.place for key in keys if key.place}
    return (Q(programme__in=programmes) | Q(programme__isnull=True)) & (
        Q(place__in=places) | Q(place__isnull=True)
    )


def _in_log_slices(slices: Iterable[Slice]) -> Q:
    condition = Q(pk__in=[])
    for month, kind in slices:
        if month is None:
            condition |= Q(kind=kind, starts_on__isnull=True)
            continue
        whole = month_of(month)
        condition |= Q(kind=kind, starts_on__range=(whole.start, whole.end))
    return condition
