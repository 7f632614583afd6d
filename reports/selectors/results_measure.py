"""What the page of one indicator of a framework shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Decision, Facility, Meeting, User
from actors.permissions import allows
from indicators import rules
from indicators.enums import Counted, UnitKind, UsedFigure
from indicators.models import Amendment, Indicator, Measure, Revision, Value
from indicators.permissions import check_can_edit_framework
from indicators.selectors.entries import from_snapshot
from indicators.selectors.periods import name_of
from lib import charts, formats
from lib.dates import Period
from lib.quantities import Quantity
from programmes.models import Activity
from regions.models import Place
from reports.figures import results
from reports.figures.results_types import Breakdown, MeasureFigure, PlaceFigure, Point
from reports.figures.suppression import Clearance, clearances
from reports.selectors.amounts import (
    amount_text,
    given_short,
    given_text,
    number_text,
    period_text,
    quantity_text,
    withheld,
)
from reports.selectors.results import STATUS, ResultRow

LATEST_CHANGES = 10
# As many periods as a chart and its table show, the latest.
LATEST_PERIODS = 24


@dataclass(frozen=True, slots=True)
class PointRow:
    """One period of the series in words."""

    name: str
    amount: str
    running: str
    given: str
    target: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One region in words."""

    place: Any
    amount: str
    as_of: str
    given: str
    target: str
    status: str
    standing: str


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One dimension: bars with « not broken down » last, or nothing where it is withheld."""

    name: str
    bars: tuple[charts.Bar, ...]
    is_withheld: bool
    is_share: bool
    # No category has a number: all of it is « not broken down ».
    is_unbroken: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A revision of a validated value: what it said, what it says, and why.

    Where the numbers are withheld so is the reason, which may repeat them.
    """

    value: Value
    revision: Revision
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a counted figure."""

    title: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A value behind a figure, and what it says in words."""

    value: Value
    period: str
    says: str


@dataclass(frozen=True, slots=True)
class Rival:
    """One of two figures of one thing, of which one is in use."""

    label: str
    value: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """All that the page of an indicator shows, but the list of its entries or records."""

    measure: Measure
    row: ResultRow
    series: tuple[PointRow, ...]
    lines: tuple[charts.Series, ...]
    points: tuple[str, ...]
    # How many periods there were before those shown; they count all the same.
    earlier: int
    breakdowns: tuple[BreakdownRow, ...]
    places: tuple[PlaceRow, ...]
    changes: tuple[Change, ...]
    amendments: tuple[Amendment, ...]
    rule: str
    rivals: tuple[Rival, ...]
    question: rules.Question | None
    may_edit: bool
    # Of which entries the reader is told the number.
    shows_entry: Callable[[Value], bool]

    @property
    def figure(self) -> MeasureFigure:
        return self.row.figure

    @property
    def given(self) -> str:
        return given_text(self.figure.given)

    @property
    def begun(self) -> str:
        """A later period whose values do not stand for the whole yet."""
        return period_text(self.figure.begun)

    @property
    def partly(self) -> str:
        return formats.join_words([period_text(one) for one in self.figure.partly])


def measures_for_page(user: User) -> QuerySet[Measure]:
    """The indicators whose page one may open, with what it prints."""
    rows: QuerySet[Measure] = Measure.objects.visible_to(user).select_related(
        "indicator", "result", "programme", "rule"
    )
    return rows


def measure_page(
    measure: Measure,
    *,
    reader: User,
    on: date,
    since: date | None = None,
    place: Place | None = None,
) -> MeasurePage:
    """Count and arrange what is said of one indicator."""
    figure, shows_entry = results.of_measure_and_entries(
        measure, reader=reader, on=on, since=since, place=place
    )
    rule = getattr(measure, "rule", None)
    question = rules.Question(rule, place, _days(figure)) if rule else None
    kind = figure.unit_kind
    latest = figure.series[-LATEST_PERIODS:]
    return MeasurePage(
        measure=measure,
        row=ResultRow(figure),
        series=tuple(_point(point, kind) for point in reversed(latest)),
        lines=_lines(latest),
        points=tuple(period_text(point.period) for point in latest),
        earlier=len(figure.series) - len(latest),
        breakdowns=tuple(_breakdown(one, kind) for one in figure.breakdowns),
        places=tuple(_place(one, kind) for one in figure.places),
        changes=_changes(measure, reader),
        amendments=tuple(
            Amendment.objects.visible_to(reader)
            .filter(measure=measure)
            .select_related("made_by")
            .newest_first()[:LATEST_CHANGES]
        ),
        rule=rules.describe(rule) if rule else "",
        rivals=_rivals(figure),
        question=question,
        may_edit=allows(check_can_edit_framework, reader, measure.programme),
        shows_entry=shows_entry,
    )


def entries_behind(measure: Measure, *, reader: User, place: Place | None) -> QuerySet[Value]:
    """The validated values of an indicator, the latest period first."""
    rows = Value.objects.visible_to(reader).entries().validated().filter(measure=measure)
    if place is not None:
        rows = rows.filter(place=place)
    entries: QuerySet[Value] = rows.select_related("period", "place", "validated_by").order_by(
        "-period__ends_on", "-period__starts_on", F("place__code").asc(nulls_first=True), "pk"
    )
    return entries


def entry_lines(shown: MeasurePage, entries: Iterable[Value]) -> list[EntryLine]:
    """Entries in words, as far as the reader is told."""
    return [
        EntryLine(
            value=value,
            period=name_of(value.period) if value.period else "",
            says=_entry_text(value, shown.measure.indicator)
            if shown.shows_entry(value)
            else withheld(),
        )
        for value in entries
    ]


def _entry_text(value: Value, indicator: Indicator) -> str:
    if indicator.is_numeric:
        return quantity_text(value.quantity, indicator.unit_kind)
    return value.comment or formats.not_reported()


def records_behind(question: rules.Question, *, reader: User) -> QuerySet[Any]:
    """The records behind a counted figure, of those the reader may see."""
    rows = rules.records(question)
    seen = rows.model.objects.visible_to(reader).values("pk")
    return rows.filter(pk__in=seen).order_by("-pk")


def as_records(rows: Iterable[Model]) -> list[Record]:
    """Records as lines that lead to their pages."""
    return [_record(row) for row in rows]


def _record(row: Any) -> Record:
    if isinstance(row, Activity):
        address = reverse("programmes:activity_detail", args=[row.uuid])
        return Record(row.title, formats.partial_date(row.starts), address)
    if isinstance(row, Facility):
        return Record(
            row.name,
            row.place.name if row.place else "",
            reverse("programmes:facility_detail", args=[row.slug]),
        )
    if isinstance(row, Meeting):
        address = reverse("programmes:meeting_detail", args=[row.committee.slug, row.pk])
        return Record(row.title, formats.partial_date(row.held), address)
    if isinstance(row, Decision):
        note = _("due on %(day)s") % {"day": formats.date(row.due_on)}
        address = reverse("programmes:committee_detail", args=[row.committee.slug])
        return Record(str(row.text), f"{row.get_state_display()} · {note}", address)
    return Record(row.name, row.indicator.unit, reverse("reports:measure", args=[row.code]))


def _days(figure: MeasureFigure) -> Period:
    """The days that a counted figure is about: up to the end of its last period."""
    last = figure.as_of.ends_on if figure.as_of else figure.on
    first = figure.series[0].period.starts_on if figure.series else last
    return Period(min(first, last), last)


def _point(point: Point, kind: str) -> PointRow:
    return PointRow(
        name=period_text(point.period),
        amount=amount_text(point.amount, kind) if _says(point.amount, point.given) else "",
        running=amount_text(point.running, kind) if _says(point.running, point.given) else "",
        given=given_short(point.given) if point.given.expected else "",
        target=number_text(point.target, kind),
    )


def _says(amount: Any, given: Any) -> bool:
    """Whether there is anything to say: a number, « withheld », or « not reported »."""
    return amount.is_withheld or amount.is_reported or given.given > 0


def _lines(series: Sequence[Point]) -> tuple[charts.Series, ...]:
    """What was reached and what was aimed at, period by period; one point draws no line."""
    told = [point.running.quantity if point.running.is_reported else None for point in series]
    if sum(one is not None for one in told) < 2:
        return ()
    lines = [charts.Series(_("Reached"), told)]
    targets = [point.target for point in series]
    if sum(one is not None for one in targets) > 1:
        lines.append(charts.Series(_("Target"), targets))
    return tuple(lines)


def _breakdown(breakdown: Breakdown, kind: str) -> BreakdownRow:
    bars = [charts.Bar(part.name, part.amount.quantity) for part in breakdown.parts]
    if breakdown.rest.is_reported:
        bars.append(charts.Bar(_("not broken down"), breakdown.rest.quantity, is_provisional=True))
    return BreakdownRow(
        name=breakdown.name,
        bars=() if breakdown.is_withheld else tuple(bars),
        is_withheld=breakdown.is_withheld,
        is_share=kind == UnitKind.PERCENTAGE,
        is_unbroken=not any(part.amount.is_reported for part in breakdown.parts),
    )


def _place(figure: PlaceFigure, kind: str) -> PlaceRow:
    return PlaceRow(
        place=figure.place,
        amount=amount_text(figure.amount, kind) if _says(figure.amount, figure.given) else "",
        as_of=period_text(figure.as_of),
        given=given_short(figure.given) if figure.given.expected else "",
        target=number_text(figure.target, kind),
        status=STATUS[figure.standing],
        standing=str(figure.standing.label),
    )


def _changes(measure: Measure, reader: User) -> tuple[Change, ...]:
    clearance = clearances(reader, [measure.programme])[measure.programme_id]
    rows = (
        Revision.objects.visible_to(reader)
        .filter(value__measure=measure)
        .select_related("value__period", "value__place", "proposed_by", "decided_by")
        .newest_first()[:LATEST_CHANGES]
    )
    return tuple(_change(row, measure.indicator, clearance) for row in rows)


def _change(row: Revision, indicator: Indicator, clearance: Clearance) -> Change:
    if not reads(clearance, indicator, row.value):
        return Change(row.value, row, withheld(), withheld(), "")
    before, after = (_told(kept, indicator) for kept in (row.before, row.after))
    return Change(row.value, row, before, after, row.reason)


def reads(clearance: Clearance, indicator: Indicator, value: Value) -> bool:
    """Whether a reader is told the number of one value, be it of few people."""
    if indicator.counted != Counted.PERSONS or clearance.everything:
        return True
    return value.place is not None and value.place.code in clearance.places


def _told(kept: Mapping[str, Any], indicator: Indicator) -> str:
    said = from_snapshot(kept)
    return quantity_text(Quantity(said.number, said.qualifier), indicator.unit_kind)


def _rivals(figure: MeasureFigure) -> tuple[Rival, ...]:
    """What was counted and what was typed, side by side, where there are both."""
    if figure.not_used is None:
        return ()
    counted, typed = str(UsedFigure.COMPUTED.label), str(UsedFigure.TYPED.label)
    used = amount_text(figure.amount, figure.unit_kind)
    other = amount_text(figure.not_used, figure.unit_kind)
    if figure.is_computed:
        return Rival(counted, used, is_used=True), Rival(typed, other, is_used=False)
    return Rival(counted, other, is_used=False), Rival(typed, used, is_used=True)
