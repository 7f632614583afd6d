"""Reporting periods: which there are, who gives values in them, and what is still missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from actors.models import User
from actors.roles import Permission
from indicators.enums import CollectedBy, PeriodStatus, ValueState
from indicators.models import Declaration, Framework, Measure, Period, Value
from lib import dates, formats
from lib.dates import Frequency
from programmes.models import Coverage, Programme
from regions.enums import PlaceKind
from regions.models import Place


def name_of(period: Period) -> str:
    """What a period is called: its own name, or what its days are in the calendar."""
    if period.label:
        return period.label
    year = formats.year(period.starts_on)
    names = {
        Frequency.MONTHLY: formats.month(period.starts_on),
        Frequency.QUARTERLY: _("Q%(number)s %(year)s")
        % {"number": (period.starts_on.month + 2) // 3, "year": year},
        Frequency.HALF_YEARLY: _("H%(number)s %(year)s")
        % {"number": (period.starts_on.month + 5) // 6, "year": year},
        Frequency.YEARLY: year,
    }
    for frequency, name in names.items():
        if dates.period_of(frequency, period.starts_on) == period.days:
            return name
    return formats.period(period.starts_on, period.ends_on)


def expects(measure: Measure, period: Period) -> bool:
    """Whether a measure wants a value in a period: one in which its own month, quarter or year
    ends, so that a year from April to March is asked for what is asked once a year."""
    return falls_due(measure.frequency, period.starts_on, period.ends_on)


def falls_due(frequency: str, starts_on: date, ends_on: date) -> bool:
    """The same of a frequency and some days; what has none is wanted in every period."""
    return not frequency or dates.period_of(frequency, starts_on).end <= ends_on


def regions_of(programmes: Iterable[Programme | int]) -> dict[int, tuple[Place, ...]]:
    """The regions that give values, by programme: those it covers, in official order."""
    coverages = Coverage.objects.filter(programme__in=programmes).select_related("place")
    codes: dict[int, set[str]] = defaultdict(set)
    regions: dict[str, Place] = {}
    for coverage in coverages.order_by():
        place = coverage.place
        if place.region_code:
            codes[coverage.programme_id].add(place.region_code)
        if place.kind == PlaceKind.REGION:
            regions[place.code] = place
    # Of what lies inside a region that is not named itself.
    missing = {code for found in codes.values() for code in found} - regions.keys()
    if missing:
        rows = Place.objects.filter(kind=PlaceKind.REGION, code__in=missing)
        regions |= {place.code: place for place in rows.order_by("code")}
    return {
        programme: tuple(regions[code] for code in sorted(found) if code in regions)
        for programme, found in codes.items()
    }


def taking_values(*, on: date) -> QuerySet[Period]:
    """The periods in which values may be given on a day, what is due first."""
    open_now = Q(locks_on__gte=on) | Q(reopened_until__gte=on)
    return Period.objects.filter(open_now, opens_on__lte=on).order_by("due_on", "ends_on", "pk")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one place has to give in one period: how much of it is there."""

    programme: Programme
    place: Place | None
    period: Period
    status: PeriodStatus
    given: int
    expected: int
    is_declared: bool
    # Of those given: not handed in yet, and returned with a question.
    drafts: int = 0
    returned: int = 0

    @property
    def is_late(self) -> bool:
        return self.is_open and self.status == PeriodStatus.LATE

    @property
    def is_open(self) -> bool:
        """Whether something is left to do: to fill in, to hand in, or to answer."""
        is_filled = self.given >= self.expected or self.is_declared
        return not is_filled or bool(self.drafts or self.returned)

    @property
    def due_on(self) -> date:
        """By when it is waited for: of a period opened again, until it closes."""
        if self.status == PeriodStatus.REOPENED and self.period.reopened_until:
            return self.period.reopened_until
        return self.period.due_on

    @property
    def place_slug(self) -> str:
        return self.place.slug if self.place else WHOLE


# Stands for "the programme as a whole" where an address names a region.
WHOLE = "programme"


def sheets_for(user: User, *, on: date) -> list[Sheet]:
    """All that a person may fill in on a day: what is late first, then by due date."""
    scope = user.scope()
    codes = scope.regions_with(Permission.VALUE_ENTER)
    agencies = scope.implementing_ids & scope.organisations_with(Permission.VALUE_ENTER)
    implemented = set(
        Programme.objects.implemented_by(agencies).values_list("pk", flat=True) if agencies else ()
    )
    programmes = list(
        Programme.objects.visible_to(user)
        .filter(pk__in=taking_values(on=on).values("programme"))
        .in_order()
    )

    def may_fill(programme: Programme, place: Place | None) -> bool:
        if programme.pk in implemented:
            return True
        return place is not None and place.code in codes

    sheets = [one for one in sheets_of(programmes, on=on) if may_fill(one.programme, one.place)]
    return sorted(sheets, key=_urgency)


def sheets_of(programmes: Iterable[Programme], *, on: date) -> list[Sheet]:
    """Every place and open period of some programmes. The queries do not grow with them."""
    programmes = list(programmes)
    regions = regions_of(programmes)
    measures: dict[int, list[Measure]] = defaultdict(list)
    wanted = Measure.objects.active().filter(programme__in=programmes, rule__isnull=True)
    for measure in wanted.order_by("pk"):
        measures[measure.programme_id].append(measure)
    periods: dict[int, list[Period]] = defaultdict(list)
    for period in taking_values(on=on).filter(programme__in=programmes):
        periods[period.programme_id].append(period)
    given = _given([period for found in periods.values() for period in found])
    declared = _declared([period for found in periods.values() for period in found])
    sheets = []
    for programme in programmes:
        for period in periods[programme.pk]:
            due = [one for one in measures[programme.pk] if expects(one, period)]
            for place in (*regions.get(programme.pk, ()), None):
                asked = _asked_of(due, place)
                if not asked:
                    continue
                key = (period.pk, place.pk if place else None)
                states = given[key]
                sheets.append(
                    Sheet(
                        programme=programme,
                        place=place,
                        period=period,
                        status=period.status(on=on),
                        given=len(asked & states.keys()),
                        expected=len(asked),
                        is_declared=key in declared,
                        drafts=_count(states, ValueState.DRAFT),
                        returned=_count(states, ValueState.RETURNED),
                    )
                )
    return sheets


def _asked_of(measures: Iterable[Measure], place: Place | None) -> set[int]:
    whole = place is None
    return {one.pk for one in measures if (one.collected_by == CollectedBy.PROGRAMME) == whole}


def _given(periods: Iterable[Period]) -> dict[tuple[int, int | None], dict[int, str]]:
    """By period and place: the state of what was given, by measure."""
    given: dict[tuple[int, int | None], dict[int, str]] = defaultdict(dict)
    rows = Value.objects.entries().filter(period__in=[one.pk for one in periods])
    columns = ("period", "place", "measure", "state")
    for period, place, measure, state in rows.values_list(*columns).order_by("pk"):
        given[period, place][measure] = state
    return given


def _count(states: Mapping[int, str], state: ValueState) -> int:
    return sum(1 for one in states.values() if one == state)


def _declared(periods: Iterable[Period]) -> set[tuple[int, int | None]]:
    rows = Declaration.objects.filter(
        period__in=[one.pk for one in periods], withdrawn_at__isnull=True
    )
    return set(rows.values_list("period", "place").order_by("pk"))


def _urgency(sheet: Sheet) -> tuple[bool, bool, date, int, str]:
    return (
        not sheet.is_open,
        sheet.status != PeriodStatus.LATE,
        sheet.due_on,
        sheet.programme.position,
        sheet.place.code if sheet.place else "",
    )


def framework_of(programme: Programme) -> Framework | None:
    """The framework that says how often a programme reports; None before there is one."""
    frameworks = Framework.objects.filter(programme=programme).select_related("programme")
    return frameworks.order_by("pk").first()


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period on the page of a programme's calendar."""

    period: Period
    status: PeriodStatus
    may_lock: bool
    may_reopen: bool


def lines_of(programme: Programme, *, on: date) -> list[PeriodLine]:
    """The calendar of a programme, the latest period first."""
    periods = Period.objects.filter(programme=programme).order_by("-starts_on", "-ends_on", "-pk")
    return [
        PeriodLine(
            period=period,
            status=(status := period.status(on=on)),
            may_lock=status not in {PeriodStatus.LOCKED, PeriodStatus.TO_COME},
            may_reopen=status == PeriodStatus.LOCKED,
        )
        for period in periods
    ]
