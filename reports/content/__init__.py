"""What a report says, as plain data: no HTML, no request, no clock.

`build` reads the database in the language of the edition; whatever comes after reads only what it
returned. Values stay values (numbers with their qualifier, dates with their precision): how they
look is for `reports.rendering`.
"""

from datetime import date
from typing import Any

from django.utils import translation

from actors.models import Meeting
from lib.dates import Period
from programmes.models import Programme
from reports.content import (
    activities,
    bilans,
    bodies,
    briefs,
    dossier,
    figures,
    narratives,
    records,
    results,
    sheets,
    story,
)
from reports.content.changes import since as since
from reports.content.frozen import canonical as canonical
from reports.content.frozen import digest as digest
from reports.content.frozen import plain as plain
from reports.content.plain import Sources, day
from reports.enums import RECORD_KINDS, EditionKind
from reports.models import Edition

# Raised when what is said is arranged anew, so that an edition says which arrangement it has.
LAYOUT = 4


def build(edition: Edition, *, on: date) -> dict[str, Any]:
    """The body of an edition: all that it says beside its number, code and date.

    The same data give the same body. `on` is the day up to which the log was counted.
    """
    with translation.override(edition.language):
        return _build(edition, on)


def _build(edition: Edition, on: date) -> dict[str, Any]:
    if edition.meeting is not None:
        return plain(_about_meeting(edition, edition.meeting, on))
    programmes = list(Programme.objects.filter(editions=edition).in_order())
    period = Period(edition.starts_on, edition.ends_on)
    sources = Sources()
    scope = activities.Scope(programmes, edition.region, period)
    if edition.kind == EditionKind.BILAN:
        return plain({**_head(edition), **bilans.body(scope, edition.language, on=on)})
    shown = figures.figures(scope, sources, on=on)
    frameworks = results.results(scope, on=on)
    body = {
        **_head(edition),
        "region": sheets.place(edition.region) if edition.region else None,
        "titles": [sheets.title(programme) for programme in programmes],
        "places": sheets.places(programmes, edition.region),
        "figures": shown,
        "key": figures.key(shown),
        "results": frameworks,
        "key_measures": results.key(frameworks),
        "without_framework": results.without(frameworks, programmes),
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


def _about_meeting(edition: Edition, meeting: Meeting, on: date) -> dict[str, Any]:
    if edition.kind in RECORD_KINDS:
        said = records.body(meeting, edition.language)
    elif edition.kind == EditionKind.BRIEF:
        said = briefs.body(meeting, edition.language, on=on)
    else:
        said = dossier.body(meeting, edition.language, on=on)
    return {**_head(edition), **said}


def _head(edition: Edition) -> dict[str, Any]:
    """What every body says first."""
    return {
        "layout": LAYOUT,
        "kind": edition.kind,
        "language": edition.language,
        "period": {"starts_on": day(edition.starts_on), "ends_on": day(edition.ends_on)},
    }
