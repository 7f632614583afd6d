"""Figures and pages of results, against SQL by hand and against themselves with few values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.test import Client
from django.urls import reverse

from config.bench import raw_results
from config.bench.clock import Times, in_turns
from config.bench.pages import facts_of, opens, people, signed_in
from indicators.enums import OverPlaces
from indicators.models import Measure, Value
from programmes.models import Programme
from regions.models import Place
from reports.figures import results
from reports.loading.synthetic_results import PROJECTS, SOURCE, populate_values

#: What is promised: so many times the SQL, and the figures with few values.
SQL_TIMES, GROWTH = 3, 1.3
#: The day that is asked about; synthetic values go on until the end of 2025.
ON = date(2026, 3, 1)
#: The smaller size, that the larger is compared with.
FEW = 10_000
FIRST = "exemple-r001"
TABLE, MEASURE, REGION, MATRIX = "results table", "indicator page", "region", "completeness"
STEERING = "steering dashboard"
READERS = ("administrator", "donor")


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one page as one reader gets them, and the SQL of the same."""

    figures: Times
    by_hand: Times

    @property
    def usual_ratio(self) -> float:
        """How many times the SQL it takes as a rule."""
        return self.figures.p50 / self.by_hand.p50

    @property
    def ratio(self) -> float:
        """The same where both are slow."""
        return self.figures.p95 / self.by_hand.p95


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one role opens it; the page of the whole portal is the yardstick."""

    times: Times
    queries: int
    size: int


def held() -> int:
    """How many synthetic values there are."""
    return Value.objects.filter(programme__source__code=SOURCE).count()


def fill(values: int, at: datetime) -> None:
    """Add synthetic values until there are so many."""
    if (missing := values - held()) > 0:
        populate_values(values=missing, seed=1, at=at)


def measure_figures(*, runs: int, on: date) -> dict[tuple[str, str], Measured]:
    """Each figure for who reads all and for who reads no small count, in turns with its SQL."""
    measured = {}
    programme = Programme.objects.get(slug=FIRST)
    place = Place.objects.regions()[0]
    check_same(programme, on)
    for role in READERS:
        reader = people()[role]
        things: dict[Any, Callable[[], Any]] = {}
        for name, (ask, by_hand) in _cases(programme, place, on).items():
            things[name, "figures"] = partial(ask, reader=reader)
            things[name, "by hand"] = by_hand
        taken = in_turns(things, runs=runs)
        for name in (TABLE, MEASURE, REGION, MATRIX):
            measured[role, name] = Measured(taken[name, "figures"], taken[name, "by hand"])
    return measured


def measure_pages(*, runs: int) -> dict[tuple[str, str], Page]:
    """The pages that the portal has of these, as each role opens them."""
    addresses = {
        TABLE: reverse("reports:results", args=[FIRST]),
        MEASURE: reverse("reports:measure", args=[f"{FIRST}-02"]),
        MATRIX: reverse("reports:completeness"),
        STEERING: reverse("reports:steering", args=[FIRST]),
    }
    pages = {}
    for role, user in people().items():
        client = signed_in(user)
        opened = {name: path for name, path in addresses.items() if opens(client, path)}
        facts = {name: facts_of(client, path) for name, path in opened.items()}
        taken = in_turns(
            {name: partial(client.get, path) for name, path in opened.items()}, runs=runs
        )
        pages |= {(role, name): Page(taken[name], *facts[name]) for name in opened}
    return pages


def _cases(
    programme: Programme, place: Place, on: date
) -> Mapping[str, tuple[Callable[..., Any], Callable[[], Any]]]:
    measures = list(Measure.objects.filter(programme=programme).in_order())
    ids = [measure.pk for measure in measures]
    one = next(measure for measure in measures if measure.code.endswith("-02"))
    since = on.replace(year=on.year - 1)

    def by_hand(ask: Callable[..., Any], *about: Any) -> Callable[[], Any]:
        return lambda: (raw_results.framework([programme.pk]), ask(*about))

    return {
        TABLE: (
            partial(results.of_programme, programme, on=on),
            by_hand(raw_results.of_measures, ids, on),
        ),
        MEASURE: (
            partial(results.of_measure, one, on=on),
            by_hand(raw_results.of_measure, one.pk, on),
        ),
        REGION: (
            partial(results.of_programme, programme, on=on, place=place),
            by_hand(raw_results.of_measures, ids, on, place.pk),
        ),
        MATRIX: (
            # How many, never what: all who see the programme are told the same.
            lambda *, reader: results.completeness([programme], on=on),
            by_hand(raw_results.completeness, [programme.pk], since, on),
        ),
    }


def check_same(programme: Programme, on: date) -> None:
    """Fail unless both say the same of every period."""
    measures = {
        measure.pk: measure
        for measure in Measure.objects.filter(programme=programme)
        .select_related("indicator", "programme", "result")
        .in_order()
    }
    by_hand = {}
    for pk, _period, _given, told, number, numerator, denominator in raw_results.of_measures(
        list(measures), on
    ):
        indicator = measures[pk].indicator
        if told and indicator.over_places != OverPlaces.MAXIMUM:
            is_share, per = indicator.is_share, indicator.per
            found = round(per * numerator / denominator, 4) if is_share else number
            by_hand.setdefault(measures[pk].code, []).append(found)
    administrator = people()["administrator"]
    for measure in measures.values():
        figure = results.of_measure(measure, reader=administrator, on=on)
        told = sorted(point.amount.number for point in figure.series if point.amount.is_reported)
        asked = sorted(by_hand.get(measure.code, told))
        if told != asked:
            raise ValueError(f"{measure}: the SQL says {asked[:3]}…, the portal {told[:3]}…")


# The shape of the closest peer


@dataclass(frozen=True, slots=True)
class Projects:
    """Twenty projects with 640 indicators, eight periods, 20 480 values, five parts each."""

    one: Times
    every: Times
    page: Page


#: What the peer takes for the same on two cores, in seconds: one project, and all of them.
PEER_ONE, PEER_EVERY, PEER_APPROVAL = 1.36, 11.0, 0.84
PAGE_BYTES = 60_000


def measure_projects(*, runs: int, on: date, at: datetime) -> Projects:
    """The results of one project, and of all twenty at once."""
    programmes = Programme.objects.filter(slug__startswith=f"{PROJECTS.prefix}-r")
    if not programmes.exists():
        populate_values(values=20 * PROJECTS.values, seed=1, at=at, shape=PROJECTS)
    projects = list(programmes.order_by("pk"))
    reader = people()["administrator"]
    client: Client = signed_in(reader)
    address = reverse("reports:results", args=[projects[0].slug])
    taken = in_turns(
        {
            "one": partial(results.of_programme, projects[0], reader=reader, on=on),
            "every": partial(results.of_programmes, projects, reader=reader, on=on),
            "page": partial(client.get, address),
        },
        runs=runs,
    )
    return Projects(
        one=taken["one"],
        every=taken["every"],
        page=Page(taken["page"], *facts_of(client, address)),
    )
