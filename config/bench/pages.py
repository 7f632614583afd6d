"""The pages that people open most, as each role opens them, against the bare page and the SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.models import User
from config.bench import raw
from config.bench.clock import Times, in_turns
from programmes.models import Activity, Programme
from regions.models import Place
from reports import figures
from reports.loading.demo import ACCOUNTS

BARE = "bare page"
DASHBOARD = "dashboard"
LIST, FILTERED, REGION, PROGRAMME, HOME = (
    "activity list",
    "activity list, filtered",
    "region page",
    "programme page",
    "home",
)
FILTERS = "?kind=workshop&since=2024-01&until=2025-12&state=validated"


@dataclass(frozen=True, slots=True)
class Measured:
    """One page as one person opens it."""

    role: str
    page: str
    times: Times
    bare: Times
    queries: int
    size: int

    @property
    def ratio(self) -> float:
        """How many bare pages this page takes, where both are slow."""
        return self.times.p95 / self.bare.p95

    @property
    def usual_ratio(self) -> float:
        """How many bare pages this page takes as a rule."""
        return self.times.p50 / self.bare.p50


@dataclass(frozen=True, slots=True)
class RawMeasured:
    """The SQL of the figures of a page."""

    subject: str
    activities: int
    times: Times


def people() -> dict[str, User]:
    """One demonstration account per role."""
    found = {}
    for account in ACCOUNTS:
        found.setdefault(account.role.value, User.objects.get(email=account.email))
    return found


def busiest_programme(user: User) -> Programme:
    """The programme with the most validated activities that a person sees."""
    counts = (
        Activity.objects.validated()
        .values("programmes")
        .annotate(activities=Count("pk"))
        .order_by("-activities")
    )
    seen = Programme.objects.visible_to(user).in_bulk()
    return next(seen[row["programmes"]] for row in counts if row["programmes"] in seen)


def busiest_region() -> Place:
    """The region with the most validated activities."""
    most = max(figures.summary(figures.Subject()).places, key=lambda place: place.activities)
    return Place.objects.get(code=most.code)


def measure_pages(*, runs: int, tell: Callable[[str], None]) -> list[Measured]:
    """Open every page as every role, in turns with the bare page."""
    region = busiest_region()
    measured = []
    for role, user in people().items():
        client = signed_in(user)
        addresses = {BARE: reverse("bare_page"), **_addresses(busiest_programme(user), region)}
        opened = {page: path for page, path in addresses.items() if opens(client, path)}
        facts = {page: facts_of(client, path) for page, path in opened.items()}
        things = {page: partial(client.get, path) for page, path in opened.items()}
        taken = in_turns(things, runs=runs, against=BARE)
        measured += [
            Measured(role, page, taken[page], taken[BARE], *facts[page]) for page in opened
        ]
        tell(f"{role}: {len(opened) - 1} pages")
    return measured


def measure_sql(*, runs: int) -> list[RawMeasured]:
    """Ask the log by hand for the figures that the dashboard and the region page show."""
    administrator = people()["administrator"]
    programme, region = busiest_programme(administrator), busiest_region()
    subjects = {
        f"programme {programme.acronym}": (
            partial(raw.figures_of_programme, programme.pk),
            figures.Subject([programme]),
        ),
        f"region {region.name}": (
            partial(raw.figures_of_region, region),
            figures.Subject(None, region),
        ),
    }
    for name, (ask, subject) in subjects.items():
        _compare(name, ask(), figures.summary(subject))
    taken = in_turns({name: ask for name, (ask, _subject) in subjects.items()}, runs=runs)
    return [RawMeasured(name, ask().activities, taken[name]) for name, (ask, _) in subjects.items()]


def signed_in(user: User) -> Client:
    """A browser of one person, in French."""
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="fr", raise_request_exception=True)
    client.force_login(user)
    return client


def _addresses(programme: Programme, region: Place) -> dict[str, str]:
    log = reverse("programmes:activity_list")
    return {
        DASHBOARD: reverse("reports:dashboard", args=[programme.slug]),
        LIST: log,
        FILTERED: f"{log}{FILTERS}&region={region.slug}",
        REGION: reverse("reports:region_detail", args=[region.slug]),
        PROGRAMME: reverse("reports:programme_detail", args=[programme.slug]),
        HOME: reverse("reports:home"),
    }


def opens(client: Client, path: str) -> bool:
    return client.get(path).status_code == 200


def facts_of(client: Client, path: str) -> tuple[int, int]:
    """How many queries a page asks, and how many bytes it is."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    return len(queries), len(response.content)


def _compare(name: str, by_hand: raw.RawFigures, shown: figures.ActivitySummary) -> None:
    told = shown.participants.total.number or 0
    if (by_hand.activities, by_hand.participants) != (shown.activities, told):
        raise ValueError(
            f"{name}: the SQL counts {by_hand.activities} activities and {by_hand.participants}"
            f" participants, the portal {shown.activities} and {told}."
        )
