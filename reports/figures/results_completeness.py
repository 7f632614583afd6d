"""How much of what was expected has come: region × programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Sum

from actors.models import User
from indicators.enums import CollectedBy, UnitKind
from indicators.models import Declaration, Measure, Period, Total, Value
from indicators.selectors.periods import expects, regions_of
from programmes.models import Programme
from reports.figures.results_reading import WAITING, period_ref, place_ref, programme_ref
from reports.figures.results_types import (
    CompletenessCell,
    CompletenessMatrix,
    CompletenessRow,
    Given,
    all_given,
)

# What of a measure says of whom a value is expected, and when.
ASKED = ("programme_id", "collected_by", "frequency")
# A period, and who gave: a region, or None for the programme as a whole.
Sheet = tuple[int, int | None]


def completeness(
    programmes: Sequence[Programme], *, reader: User | None, on: date, since: date | None = None
) -> CompletenessMatrix:
    """What came of what was expected in the periods that ended within the year before a day, or
    since another. It says how many, never what: every reader of a programme gets the same.
    """
    since = since or _year_before(on)
    shown = _shown(programmes, reader)
    regions = regions_of(shown)
    periods: dict[int, list[Period]] = defaultdict(list)
    ended = Period.objects.filter(programme__in=shown, ends_on__gt=since, ends_on__lte=on)
    for period in ended.in_order():
        periods[period.programme_id].append(period)
    measures: dict[int, list[Measure]] = defaultdict(list)
    # What the portal counts by itself is asked of nobody.
    asked = Measure.objects.active().filter(programme__in=shown, rule__isnull=True)
    asked = asked.only(*ASKED).annotate(unit_kind=F("indicator__unit_kind"))
    for measure in asked.order_by("pk"):
        measures[measure.programme_id].append(measure)
    counts = _Counts(
        [one.pk for several in periods.values() for one in several],
        [one for several in measures.values() for one in several],
        [place.pk for places in regions.values() for place in places],
    )
    rows = []
    for programme in shown:
        expected = _expected(measures[programme.pk], periods[programme.pk])
        cells = []
        for place in (*regions.get(programme.pk, ()), None):
            kind = CollectedBy.REGION if place else CollectedBy.PROGRAMME
            if kind in expected:
                given = counts.given(
                    periods[programme.pk], place.pk if place else None, expected[kind]
                )
                cells.append(CompletenessCell(place_ref(place) if place else None, given))
        rows.append(
            CompletenessRow(
                programme_ref(programme),
                tuple(cells),
                all_given(cell.given for cell in cells),
                tuple(period_ref(period) for period in periods[programme.pk]),
            )
        )
    places = {place.pk: place for several in regions.values() for place in several}
    in_order = sorted(places.values(), key=lambda place: place.code)
    return CompletenessMatrix(since, on, tuple(place_ref(one) for one in in_order), tuple(rows))


def _shown(programmes: Sequence[Programme], reader: User | None) -> list[Programme]:
    """Callers bring what the reader may see; a reader is asked for once more, a publication not."""
    if reader is None:
        return list(programmes)
    if reader.is_authenticated and reader.scope().sees_every_programme:
        return list(programmes)
    visible = Programme.objects.visible_to(reader).filter(pk__in=[one.pk for one in programmes])
    ids = set(visible.values_list("pk", flat=True))
    return [programme for programme in programmes if programme.pk in ids]


def _year_before(day: date) -> date:
    # The 29th of February has no day a year before.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _expected(measures: Sequence[Measure], periods: Sequence[Period]) -> dict[str, int]:
    """How many values are expected of each place, and of the programme as a whole; nothing is
    said of those of whom none ever is."""
    counts: dict[str, int] = defaultdict(int)
    for measure in measures:
        counts[measure.collected_by] += sum(expects(measure, period) for period in periods)
    return counts


class _Counts:
    """What was given, said to be unknown, waits or was declared, by period and place."""

    def __init__(
        self, periods: Sequence[int], measures: Sequence[Measure], places: Sequence[int]
    ) -> None:
        of_regions = [one.pk for one in measures if one.collected_by == CollectedBy.REGION]
        of_wholes = [one.pk for one in measures if one.collected_by == CollectedBy.PROGRAMME]
        self._totals: dict[Sheet, tuple[int, int]] = {}
        rows = Total.objects.filter(period__in=periods, category__isnull=True)
        # With every column of its index named, PostgreSQL walks only to what it needs.
        placed = rows.filter(measure__in=of_regions, place__in=places)
        whole = rows.filter(measure__in=of_wholes, place__isnull=True)
        for several, asked in ((placed, of_regions), (whole, of_wholes)):
            if not asked:
                continue
            grouped = several.values_list("period", "place").annotate(
                came=Sum("given"), told=Sum("reported")
            )
            for period, place, came, told in grouped.order_by():
                self._totals[period, place] = came, told
        # A text has no number, and says something all the same.
        texts = [one.pk for one in measures if getattr(one, "unit_kind", "") == UnitKind.TEXT]
        if texts:
            in_words = (placed | whole).filter(measure__in=texts).values_list("period", "place")
            words = in_words.annotate(words=Sum(F("given") - F("reported")))
            for period, place, count in words.order_by():
                came, told = self._totals[period, place]
                self._totals[period, place] = came, told + count
        waiting = Value.objects.filter(
            state__in=WAITING, period__in=periods, measure__in=[*of_regions, *of_wholes]
        ).values_list("period", "place")
        self._waiting = {
            (period, place): count
            for period, place, count in waiting.annotate(count=Count("pk")).order_by()
        }
        declared = Declaration.objects.filter(period__in=periods, withdrawn_at__isnull=True)
        self._declared = set(declared.order_by("pk").values_list("period", "place"))

    def given(self, periods: Sequence[Period], place: int | None, expected: int) -> Given:
        """What one place gave in some periods, of so many values that were expected."""
        sheets = [(period.id, place) for period in periods]
        told = [self._totals.get(sheet, (0, 0)) for sheet in sheets]
        given = sum(one[0] for one in told)
        return Given(
            given=given,
            expected=expected,
            not_reported=given - sum(one[1] for one in told),
            awaiting=sum(self._waiting.get(sheet, 0) for sheet in sheets),
            declared=sum(sheet in self._declared for sheet in sheets),
        )
