"""A framework as it stood at the end of a day: what changed since, walked back.

Amendments are always walked back: they say what a framework under way was before. Other changes
are walked back for what the trail knew by then; of what was recorded later they were its drafting,
and it reads as it was drafted in the end. Nothing that came later is taken away, but what an
amendment added (docs/adr/0022).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from actors.enums import EventKind
from actors.models import Event
from actors.selectors.past import GOES_ON, NOTHING_SINCE, Trail, goes_on, trail_since
from indicators.models import Amendment, Indicator, Measure, Result, Target
from indicators.selectors.frameworks import rank_of
from lib.dates import end_of_day
from programmes.models import Programme

# Where the trail's query leaves whether a change was an amendment.
AMENDS = "amends"
# What of a measure changes by amendment; the rest changes without a reason.
AMENDED = frozenset(
    (
        "result",
        "wording_fr",
        "wording_ar",
        "wording_en",
        "collected_by",
        "frequency",
        "baseline_number",
        "baseline_qualifier",
        "baseline_year",
        "targets",
    )
)
_NUMBERS = ("baseline_number", "usual_low", "usual_high")
_OF_A_MEASURE = (
    *sorted(AMENDED - {"result", "targets"}),
    "baseline_note",
    "is_key",
    "usual_high",
    "usual_low",
    "verification_ar",
    "verification_en",
    "verification_fr",
)
_OF_A_RESULT = ("level", "number", "title_fr", "title_ar", "title_en")
_OF_AN_INDICATOR = tuple(
    f"{name}_{language}"
    for name in ("name", "short_name", "unit")
    for language in ("fr", "ar", "en")
)
# By what a target is about: a period or the end (None), a place or all of them (None).
Aim = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Retargeted:
    """A change of targets, by their addresses: what they were before, and what came after."""

    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PastFramework:
    """Measures as they stood, and what changed in the targets of each since, the latest first.

    Those of `gone` were not there yet, or were never agreed on.
    """

    measures: Sequence[Measure]
    retargeted: Mapping[int, Sequence[Retargeted]] = field(default_factory=dict)
    trail: Trail = NOTHING_SINCE
    gone: Sequence[Measure] = ()


def measures_until(programmes: Iterable[Programme], on: date) -> Any:
    """The measures that had not been taken out of their frameworks by the end of a day, each with
    whether the trail of frameworks goes on after it."""
    kept = Q(removed_at__isnull=True) | Q(removed_at__gte=end_of_day(on))
    rows = Measure.objects.filter(kept, programme__in=programmes)
    return rows.annotate(**{GOES_ON: goes_on(on, Measure, Result, Indicator)})


def as_it_stood(
    measures: Sequence[Measure],
    on: date,
    *,
    beside: Sequence[Model] = (),
    annotated: Mapping[str, Any] | None = None,
) -> PastFramework:
    """Some measures as they stood at the end of a day. Bring them with their result and indicator;
    they stay as they are, and copies are given back. The trail of what stands `beside` them is
    read at once, with what its reader wants to know of each event.

    No query where `measures_until` saw that nothing happened since; one otherwise, and one more
    where a measure stood under a result that has none left.
    """
    asks = any(getattr(one, GOES_ON, True) for one in measures)
    if not asks and not any(getattr(one, GOES_ON, False) for one in beside):
        return PastFramework(measures)
    programmes = {measure.programme_id for measure in measures}
    trail = trail_since(
        on,
        [*measures, *(measure.indicator for measure in measures), *beside],
        # Those that have no measure any more had some perhaps.
        Result.objects.filter(programme__in=programmes),
        annotated={
            AMENDS: Exists(
                Amendment.objects.filter(programme__in=programmes, made_at=OuterRef("at"))
            ),
            **(annotated or {}),
        },
    )
    return walked_back(measures, trail)


def measure_as_it_stood(measure: Measure, on: date) -> PastFramework:
    """The same of one measure: on days before an amendment added it, as it was added."""
    past = as_it_stood([measure], on)
    return past if past.measures else replace(past, measures=past.gone)


def walked_back(measures: Sequence[Measure], trail: Trail) -> PastFramework:
    """The same from what happened since."""
    if not trail.events:
        return PastFramework(measures, trail=trail)
    walk = _Walk(measures, trail)
    for event in trail.events:
        walk.back(event)
    return PastFramework(walk.in_order(), walk.retargeted, trail, walk.gone)


class _Walk:
    """Copies of measures on their way back in time, event by event."""

    def __init__(self, measures: Sequence[Measure], trail: Trail) -> None:
        self.trail = trail
        self.results: dict[str, Result] = {}
        self.indicators: dict[str, Indicator] = {}
        self.measures: dict[str, Measure] = {}
        self.retargeted: dict[int, list[Retargeted]] = {}
        self._gone: set[str] = set()
        self._moved = False
        self._walked: list[Event] = []
        for measure in measures:
            then = copy(measure)
            # One of each, so that what is walked back is told everywhere.
            then.result = self.results.setdefault(str(measure.result_id), copy(measure.result))
            then.indicator = self.indicators.setdefault(
                str(measure.indicator_id), copy(measure.indicator)
            )
            self.measures[str(measure.pk)] = then

    def back(self, event: Event) -> None:
        """Undo one event, if it is walked back at all."""
        self._walked.append(event)
        if event.about_model == Measure._meta.label_lower:
            self._measure(self.measures[event.about_id], event)
        elif event.about_model == Result._meta.label_lower:
            self._result(event)
        elif event.about_model == Indicator._meta.label_lower:
            self._indicator(self.indicators[event.about_id], event)

    @property
    def gone(self) -> list[Measure]:
        return [self.measures[key] for key in sorted(self._gone)]

    def in_order(self) -> list[Measure]:
        """Those that were there, in the order of the framework as it was."""
        left = [measure for key, measure in self.measures.items() if key not in self._gone]
        if not self._moved:
            return left
        programmes = list(dict.fromkeys(measure.programme_id for measure in left))
        return sorted(
            left,
            key=lambda one: (
                programmes.index(one.programme_id),
                rank_of(one.result),
                one.position,
                one.pk,
            ),
        )

    def _measure(self, measure: Measure, event: Event) -> None:
        amends, knew = getattr(event, AMENDS), self.trail.knew(measure)
        if event.kind == EventKind.CREATED and amends:
            self._gone.add(event.about_id)
        elif event.kind == EventKind.DELETED and not amends and not knew:
            # Drafted and taken out again before anybody agreed on it.
            self._gone.add(event.about_id)
        elif event.kind == EventKind.CHANGED:
            before = {
                name: value
                for name, value in event.before.items()
                if knew or (amends and name in AMENDED)
            }
            for name in _OF_A_MEASURE:
                if name in before:
                    setattr(measure, name, _read(name, before[name]))
            if "targets" in before:
                change = Retargeted(before["targets"], event.after["targets"])
                self.retargeted.setdefault(measure.pk, []).append(change)
            if "result" in before:
                self._move(measure, before["result"])

    def _move(self, measure: Measure, number: str) -> None:
        """Put a measure back under the result that had a number then."""
        found = self._under(measure.programme_id, number)
        if found is None:
            self._read_results(measure.programme_id)
            found = self._under(measure.programme_id, number)
        if found is not None:
            measure.result, self._moved = found, True

    def _under(self, programme: int, number: str) -> Result | None:
        return next(
            (
                result
                for result in self.results.values()
                if (result.programme_id, result.number) == (programme, number)
            ),
            None,
        )

    def _read_results(self, programme: int) -> None:
        """The results of a programme under which no measure stands any more, brought to where the
        walk is. A query of its own."""
        rows = Result.objects.filter(programme=programme).exclude(pk__in=self.results)
        late = {str(result.pk): result for result in rows.order_by("pk")}
        self.results |= late
        for event in self._walked:
            if event.about_model == Result._meta.label_lower and event.about_id in late:
                self._result(event)

    def _result(self, event: Event) -> None:
        result = self.results.get(event.about_id)
        if result is None or event.kind != EventKind.CHANGED:
            return
        if not (getattr(event, AMENDS) or self.trail.knew(result)):
            return
        for name in _OF_A_RESULT:
            if name in event.before:
                setattr(result, name, event.before[name])
                self._moved = self._moved or name == "number"

    def _indicator(self, indicator: Indicator, event: Event) -> None:
        """The words of the library. A missing translation that came since stays."""
        if event.kind != EventKind.CHANGED:
            return
        if not (getattr(event, AMENDS) or self.trail.knew(indicator)):
            return
        for name in _OF_AN_INDICATOR:
            if event.before.get(name):
                setattr(indicator, name, event.before[name])


def targets_then(
    measure: Measure,
    rows: Sequence[Target],
    retargeted: Sequence[Retargeted],
    *,
    periods: Mapping[str, int],
    places: Mapping[str, int],
) -> list[Target]:
    """The targets of a measure as they stood; those of single categories, which no figure reads,
    are left as they are. A period that is no more has none."""
    if not retargeted:
        return list(rows)
    parts = [row for row in rows if row.category_id is not None]
    wholes: dict[Aim, Target] = {
        (row.period_id, row.place_id): row for row in rows if row.category_id is None
    }
    for change in retargeted:
        for address in {*change.before, *change.after}:
            aim = _aim(address, periods, places)
            if aim is None:
                continue
            wholes.pop(aim, None)
            if address in change.before:
                wholes[aim] = Target(
                    measure_id=measure.pk,
                    period_id=aim[0],
                    place_id=aim[1],
                    number=Decimal(change.before[address]),
                )
    return [*wholes.values(), *parts]


def _aim(address: str, periods: Mapping[str, int], places: Mapping[str, int]) -> Aim | None:
    """What the address of a target leads to, as `TargetKey` writes it; None for a category, or
    for what is no more."""
    period, place, category = address.split("|")
    if category or (period and period not in periods) or (place and place not in places):
        return None
    return (periods[period] if period else None, places[place] if place else None)


def _read(name: str, value: Any) -> Any:
    """A column's value from what the trail keeps of it."""
    if name in _NUMBERS:
        return Decimal(value) if value else None
    return value
