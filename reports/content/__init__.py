"""What a report says, as plain data: no HTML, no request, no clock.

`build` reads the database in the language of the edition; whatever comes after reads only what it
returned. Values stay values (numbers with their qualifier, dates with their precision): how they
look is for `reports.rendering`.
"""

import hashlib
import json
from datetime import date
from typing import Any

from django.utils import translation

from lib.dates import Period
from programmes.models import Programme
from reports.content import activities, bodies, figures, narratives, results, sheets, story
from reports.content.changes import since as since
from reports.content.plain import Sources, day
from reports.models import Edition

# Raised when what is said is arranged anew, so that an edition says which arrangement it has.
LAYOUT = 3


def build(edition: Edition, *, on: date) -> dict[str, Any]:
    """The body of an edition: all that it says beside its number, code and date.

    The same data give the same body. `on` is the day up to which the log was counted.
    """
    with translation.override(edition.language):
        return _build(edition, on)


def _build(edition: Edition, on: date) -> dict[str, Any]:
    programmes = list(Programme.objects.filter(editions=edition).in_order())
    period = Period(edition.starts_on, edition.ends_on)
    sources = Sources()
    scope = activities.Scope(programmes, edition.region, period)
    shown = figures.figures(scope, sources, on=on)
    body = {
        "layout": LAYOUT,
        "kind": edition.kind,
        "language": edition.language,
        "period": {"starts_on": day(period.start), "ends_on": day(period.end)},
        "region": sheets.place(edition.region) if edition.region else None,
        "titles": [sheets.title(programme) for programme in programmes],
        "places": sheets.places(programmes, edition.region),
        "figures": shown,
        "key": figures.key(shown),
        "results": results.results(scope, on=on),
        "sheets": [sheets.programme(programme, sources) for programme in programmes],
        "context": sheets.region(edition.region, sources) if edition.region else [],
        "committees": bodies.committees(programmes, period, sources),
        "activities": activities.activities(scope),
        "facilities": sheets.facilities(programmes, edition.region, sources),
    }
    body["story"] = story.events(programmes, body, period)
    body |= narratives.sections(programmes, edition.language)
    body["sources"] = sources.listed()
    body["acronyms"] = narratives.acronyms(body)
    return plain(body)


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The same data as they come back from the database."""
    return json.loads(canonical(body))


def canonical(data: Any) -> bytes:
    """The one way to write some data down: the same data give the same bytes."""
    return json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(data: Any) -> str:
    """The SHA-256 of some data."""
    return hashlib.sha256(canonical(data)).hexdigest()
