"""What the dashboard of a programme shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from actors.enums import Language
from actors.models import User
from indicators.models import Value
from lib import charts, formats
from lib.dates import Period
from lib.quantities import Qualifier, Quantity
from programmes.models import Activity, Programme
from reports.enums import EditionKind
from reports.figures import (
    ActivitySummary,
)
from reports.models import Edition
from reports.selectors.figures import ShownFigures, figures_of_programme
from reports.selectors.maps import areas_of

# Before any programme; stands for the open side of a period.
FIRST_DAY = date(2000, 1, 1)
# More columns than these do not fit a page: then years are shown.
MOST_MONTHS = 36
LATEST = 5

# Months, each with its activities, in order.
Dated = list[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed lately: what, when, where to read it."""

    kind: str
    title: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """Activities by region and kind: the kinds seen, and one line of numbers per region."""

    kinds: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the dashboard of a programme says about a period."""

    programme: Programme
    period: Period | None
    shown: ShownFigures
    months: tuple[charts.Month, ...]
    years: tuple[charts.Bar, ...]
    busiest: str
    undated: int
    kinds: tuple[charts.Bar, ...]
    areas: list[charts.Area]
    marked: str
    sexes: tuple[charts.Share, ...]
    crossing: Crossing
    changes: tuple[Change, ...]
    last_activity_on: date | None

    @property
    def counts(self) -> ActivitySummary:
        return self.shown.counts


def dashboard(
    programme: Programme, *, user: User, on: date, period: Period | None = None
) -> Dashboard:
    """Count and arrange; the queries do not grow with the log."""
    shown = figures_of_programme(programme, on=on, period=period)
    counts = shown.counts
    dated = [(one.month, one.activities) for one in counts.months if one.month is not None]
    years = _years(dated) if _span(dated) > MOST_MONTHS else ()
    covered = set(programme.coverages.order_by().values_list("place_id", flat=True))
    return Dashboard(
        programme=programme,
        period=period,
        shown=shown,
        months=() if years else _months(dated, programme),
        years=years,
        busiest=_busiest(dated, years),
        undated=counts.activities - sum(activities for _month, activities in dated),
        kinds=_kinds(counts, programme),
        areas=areas_of(counts.places, shown.regions),
        marked=" ".join(region.iso_code for region in shown.regions if region.pk in covered),
        sexes=_sexes(counts),
        crossing=_crossing(counts),
        changes=recent_changes(programme, user=user),
        last_activity_on=last_activity_on(programme) if counts.is_empty else None,
    )


def period_between(since: date | None, until: date | None, *, today: date) -> Period | None:
    """The period that a page asks for; None when it asks for all of it."""
    if since is None and until is None:
        return None
    return Period(since or FIRST_DAY, until or max(today, since or today))


def last_activity_on(programme: Programme) -> date | None:
    """The day of the latest validated activity of a programme."""
    rows = Activity.objects.validated().filter(starts_on__isnull=False, is_planned=False)
    latest = rows.of_programme(programme).order_by("-starts_on").values_list("starts_on", flat=True)
    return latest.first()


def recent_changes(programme: Programme, *, user: User) -> tuple[Change, ...]:
    """What was validated or produced last of a programme that the person sees. Three queries."""
    changes = [
        *_activities(programme, user),
        *_values(programme),
        *_editions(programme, user),
    ]
    return tuple(sorted(changes, key=lambda change: change.at, reverse=True)[: LATEST + 3])


def _activities(programme: Programme, user: User) -> Iterable[Change]:
    rows = (
        Activity.objects.visible_to(user)
        .validated()
        .of_programme(programme)
        .filter(validated_at__isnull=False)
        .order_by("-validated_at", "-pk")
        .values_list("title", "validated_at", "uuid")[:LATEST]
    )
    for title, at, uuid in rows:
        assert at is not None, "the filter sees to it"
        yield Change("activity", title, at, reverse("programmes:activity_detail", args=[uuid]))


def _values(programme: Programme) -> Iterable[Change]:
    # Whoever sees the programme sees what is signed of it; the figures above are of these.
    rows = (
        Value.objects.claims()
        .validated()
        .filter(programme=programme, validated_at__isnull=False)
        .order_by("-validated_at", "-pk")
        .values_list("indicator__name", "number", "qualifier", "validated_at", "code")[:LATEST]
    )
    for name, number, qualifier, at, code in rows:
        assert at is not None, "the filter sees to it"
        title = _("%(figure)s: %(quantity)s") % {
            "figure": name,
            "quantity": formats.quantity(Quantity(number, Qualifier(qualifier))),
        }
        yield Change("value", title, at, reverse("reports:provenance", args=[code]))


def _editions(programme: Programme, user: User) -> Iterable[Change]:
    rows = (
        Edition.objects.visible_to(user)
        .ready()
        .filter(programmes=programme, ready_at__isnull=False)
        .order_by("-ready_at", "-pk")
        .values_list("kind", "number", "language", "ready_at", "uuid")[:LATEST]
    )
    for kind, number, language, at, uuid in rows:
        assert at is not None, "the filter sees to it"
        title = _("%(kind)s no. %(number)s (%(language)s)") % {
            "kind": EditionKind(kind).label,
            "number": number,
            "language": Language(language).label,
        }
        yield Change("edition", title, at, reverse("reports:edition_detail", args=[uuid]))


def _log(programme: Programme) -> str:
    """The address of the programme's activities in the log; what narrows them down follows it."""
    return f"{reverse('programmes:activity_list')}?programme={programme.slug}"


def _span(dated: Dated) -> int:
    """How many months there are from the first with an activity to the last."""
    if not dated:
        return 0
    first, last = dated[0][0], dated[-1][0]
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _months(dated: Dated, programme: Programme) -> tuple[charts.Month, ...]:
    """Every month of the span; those between two with an activity have 0."""
    if not dated:
        return ()
    counts, log = dict(dated), _log(programme)
    return tuple(
        charts.Month(
            on=month,
            value=counts.get(month, 0),
            href=f"{log}&since={month:%Y-%m}&until={month:%Y-%m}" if month in counts else "",
        )
        for month in Period(dated[0][0], dated[-1][0]).months()
    )


def _years(dated: Dated) -> tuple[charts.Bar, ...]:
    sums: dict[int, int] = {}
    for month, activities in dated:
        sums[month.year] = sums.get(month.year, 0) + activities
    years = range(min(sums), max(sums) + 1) if sums else []
    return tuple(charts.Bar(label=formats.year(year), value=sums.get(year, 0)) for year in years)


def _busiest(dated: Dated, years: tuple[charts.Bar, ...]) -> str:
    """The month with the most activities, or the year where years are drawn; empty if undated."""
    if years:
        return max(years, key=lambda year: charts.size(year.value)).label
    most = max(dated, key=lambda one: one[1], default=None)
    return formats.month(most[0]) if most else ""


def _kinds(counts: ActivitySummary, programme: Programme) -> tuple[charts.Bar, ...]:
    kinds, log = sorted(counts.kinds, key=lambda kind: -kind.activities), _log(programme)
    return tuple(
        charts.Bar(label=kind.name, value=kind.activities, href=f"{log}&kind={kind.code}")
        for kind in kinds
    )


def _sexes(counts: ActivitySummary) -> tuple[charts.Share, ...]:
    """Women, men, and those of whom nobody said; empty where no number is reported at all."""
    told = counts.participants
    parts = [
        charts.Share(_("Women"), told.women),
        charts.Share(_("Men"), told.men),
        charts.Share(_("Sex not reported"), told.sex_not_reported, is_rest=True),
    ]
    return tuple(part for part in parts if charts.size(part.value) > 0)


def _crossing(counts: ActivitySummary) -> Crossing:
    numbers = {(cell.place_code, cell.kind_code): cell.activities for cell in counts.crossed}
    seen = {kind for _place, kind in numbers}
    kinds = [kind for kind in counts.kinds if kind.code in seen]
    lines = tuple(
        (
            place.name,
            tuple(numbers.get((place.code, kind.code), 0) for kind in kinds),
            place.activities,
        )
        for place in counts.places
    )
    return Crossing(tuple(kind.name for kind in kinds), lines)
