"""Reads about editions: which one answers a request, what replaced one, what is behind a code."""

import hashlib
from collections.abc import Iterable

from django.db.models import Max

from actors.enums import EventKind
from actors.models import Event
from lib.dates import Period
from programmes.models import Programme
from regions.models import Place
from reports.enums import EditionKind
from reports.models import Edition

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


def requested_years() -> list[int]:
    """The years that editions are about, latest first, for a filter."""
    return [day.year for day in Edition.objects.dates("ends_on", "year", order="DESC")]
