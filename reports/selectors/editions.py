"""Reads about editions: which one answers a request, what replaced one, what is behind a code."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from actors.enums import EventKind, Language
from actors.models import Event, Meeting, User
from lib.dates import Period
from programmes.models import Programme
from programmes.models.programmes import ProgrammeQuerySet
from regions.models import Place
from reports.enums import EditionKind, NarrativeKind
from reports.models import Edition, Narrative, Schedule

# Events that cannot change what a report says.
SILENT_KINDS = (
    EventKind.SIGNED_IN,
    EventKind.SIGNED_OUT,
    EventKind.REFUSED,
    EventKind.REQUESTED,
    EventKind.PRODUCED,
    EventKind.FAILED,
    EventKind.DOWNLOADED,
    EventKind.EXPORTED,
    EventKind.INVITED,
    EventKind.GRANTED,
    EventKind.REVOKED,
)
SILENT_MODELS = (
    "actors.user",
    "actors.membership",
    "actors.invitation",
    "actors.apitoken",
    "programmes.draft",
    "reports.edition",
    "reports.schedule",
)
SERIES_LENGTH = 200


def problems_of(
    kind: EditionKind, programmes: Sequence[Programme], region: Place | None
) -> dict[str, str]:
    """Why a report of a kind cannot be about these, by field; empty where it can."""
    problems = {}
    if kind == EditionKind.BILAN:
        if len({programme.pk for programme in programmes}) != 2:
            problems["programmes"] = _("Choose the two programmes to set side by side.")
        if region is not None:
            problems["region"] = _("Two programmes are set side by side in all their regions.")
    return problems


def series_of(
    *,
    kind: EditionKind,
    programmes: Iterable[Programme],
    region: Place | None,
    period: Period,
    language: str,
) -> str:
    """What an edition is about, in one line: the same request has the same series."""
    slugs = "+".join(sorted(programme.slug for programme in programmes))
    place = region.code if region else ""
    series = f"{kind}:{slugs}:{place}:{period.start}:{period.end}:{language}"
    if len(series) <= SERIES_LENGTH:
        return series
    digest = hashlib.sha256(slugs.encode()).hexdigest()[:32]
    return f"{kind}:{digest}:{place}:{period.start}:{period.end}:{language}"


def meeting_series(*, kind: EditionKind, meeting: Meeting, language: str) -> str:
    """The same of an edition about a meeting: one series for each kind and language."""
    return f"{kind}:{meeting.committee.slug}:{meeting.pk}:{language}"


def trail_mark() -> int:
    """How many events that may change what a report says are on the trail."""
    return (
        Event.objects.exclude(kind__in=SILENT_KINDS).exclude(about_model__in=SILENT_MODELS).count()
    )


def latest_of(series: str) -> Edition | None:
    """The newest finished edition of a series."""
    return Edition.objects.ready().filter(series=series).order_by("-number").first()


def next_number(series: str) -> int:
    """The number of the next edition of a series."""
    highest = Edition.objects.filter(series=series).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def edition_behind(code: str) -> Edition | None:
    """The finished edition that bears a verification code, whoever asks: checking is public."""
    return Edition.objects.ready().for_library().filter(code=code).first()


def editions_about(meeting: Meeting, user: User) -> QuerySet[Edition]:
    """The papers of a meeting that a person may see, newest first."""
    return Edition.objects.visible_to(user).for_library().filter(meeting=meeting)


def years_of(editions: QuerySet[Edition]) -> list[int]:
    """The years in which the periods of some editions end, latest first, for a filter."""
    return [day.year for day in editions.order_by().dates("ends_on", "year", order="DESC")]


@dataclass(frozen=True, slots=True)
class PlannedProgramme:
    """A programme and the plan of its reports, if there is one."""

    programme: Programme
    schedule: Schedule | None


def planned(programmes: ProgrammeQuerySet) -> list[PlannedProgramme]:
    """The programmes, each with the plan of its capitalisation report. Two queries."""
    plans = Schedule.objects.filter(
        programme__in=programmes, kind=EditionKind.CAPITALISATION
    ).order_by("pk")
    by_programme = {plan.programme_id: plan for plan in plans}
    return [
        PlannedProgramme(programme, by_programme.get(programme.pk))
        for programme in programmes.in_order()
    ]


@dataclass(frozen=True, slots=True)
class SectionTexts:
    """One section of a programme's reports, with what is written of it in each language."""

    kind: NarrativeKind
    texts: tuple[tuple[Language, Narrative | None], ...]


def sections_of(programme: Programme) -> list[SectionTexts]:
    """All sections of a programme's reports, written or not. One query."""
    rows = (
        Narrative.objects.filter(programme=programme)
        .exclude(text="")
        .select_related("written_by")
        .order_by("pk")
    )
    written = {(row.kind, row.language): row for row in rows}
    return [
        SectionTexts(
            kind, tuple((language, written.get((kind, language))) for language in Language)
        )
        for kind in NarrativeKind
    ]
