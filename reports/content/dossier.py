"""The file of a committee's meeting: what its members read before they decide.

Its figures are those of the dashboard that was frozen for the meeting; without one, those of the
dashboard as of the day. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q

from actors.models import Meeting
from indicators.models import Measure, Result, Value
from programmes.models import Activity, Attribution, Programme, ProgrammeStatement
from regions.enums import StatementKind
from regions.models import Source
from reports.content import meetings, records
from reports.content.boards import board_of
from reports.content.plain import Sources, partial
from reports.figures.steering import programmes_of

# The indicators that tell of calls for proposals and of the projects they fund: those of the
# library, and those of published texts.
CALLS = ("EXT-01", "EXT-02", "EXT-03", "appels-a-projets-lances", "projets-finances-ou-en-cours")
# As many planned activities as an action plan prints, the nearest first.
MOST_PLANNED = 80


def body(meeting: Meeting, language: str, *, on: date) -> dict[str, Any]:
    """All thirteen parts of the file, in the language in force."""
    sources = Sources()
    found = board_of(meeting, language, on=on)
    board, as_of = found.body, found.as_of
    programmes = programmes_of(meeting.committee, reader=None)
    own = set(meeting.decisions.values_list("pk", flat=True).order_by("pk"))
    return {
        **meetings.head(meeting, sources),
        **found.told,
        "steering": board,
        "citations": _citations(board, sources),
        "agenda": meetings.agenda(meeting),
        "members": meetings.members(meeting, on=on, sources=sources),
        "participants": meetings.participants(meeting, on=on),
        # Told apart by what the database knows today: the dashboard names meetings by title.
        "taken": sorted(own),
        "calls": _calls(board),
        "practices": _statements(programmes, StatementKind.PRACTICE, sources),
        "obstacles": _statements(programmes, StatementKind.RISK, sources),
        **_planned(programmes, after=as_of),
        "frameworks": _frameworks(programmes),
        "previous": _previous(meeting, language),
        "sources": sources.listed(),
    }


def _citations(board: dict[str, Any], sources: Sources) -> dict[str, int | None]:
    """The number in the list of each source that the dashboard names. One query."""
    codes = [
        one["source"]["code"] for one in [*board["key"], *board["claims"]] if one.get("source")
    ]
    found = Source.objects.filter(code__in=codes).order_by("pk")
    rows = {source.code: source for source in found}
    return {code: sources.cite(rows.get(code)) for code in dict.fromkeys(codes)}


def _calls(board: dict[str, Any]) -> list[str]:
    """The codes of the dashboard's figures that tell of calls and projects. Two queries."""
    shown = [one["code"] for one in [*board["key"], *board["claims"]]]
    shown += [one["code"] for found in board["results"] for one in found["measures"]]
    return [code for code in dict.fromkeys(shown) if code in _telling_of_calls(shown)]


def _telling_of_calls(codes: Collection[str]) -> set[str]:
    told: set[str] = set()
    for model in (Value, Measure):
        rows = model.objects.filter(code__in=codes, indicator__code__in=CALLS).order_by("pk")
        told.update(rows.values_list("code", flat=True))
    return told


def _statements(
    programmes: Sequence[Programme], kind: StatementKind, sources: Sources
) -> list[dict[str, Any]]:
    """What sources say of the programmes, of one kind. One query."""
    rows = (
        ProgrammeStatement.objects.filter(programme__in=programmes, kind=kind)
        .select_related("programme", "source")
        .order_by("programme__position", "programme__pk", "position", "pk")
    )
    return [
        {
            "programme": row.programme.acronym,
            "text": row.text,
            "source": sources.cite(row.source),
        }
        for row in rows
    ]


def _planned(programmes: Sequence[Programme], *, after: date) -> dict[str, Any]:
    """The signed activities that are planned after a day, the nearest first, and how many more."""
    rows = (
        Activity.objects.validated()
        .filter(is_planned=True, attributions__programme__in=programmes)
        .filter(Q(starts_on__isnull=True) | Q(starts_on__gt=after))
        .distinct()
    )
    shown = (
        rows.select_related("kind", "owner")
        .prefetch_related(
            "places",
            Prefetch("attributions", Attribution.objects.select_related("programme")),
        )
        .order_by(F("starts_on").asc(nulls_last=True), "pk")[:MOST_PLANNED]
    )
    listed = [
        {
            "reference": row.reference,
            "title": row.title,
            "kind": row.kind.name,
            "starts": partial(row.starts),
            "owner": row.owner.name,
            "places": sorted(place.name for place in row.places.all()),
            "programmes": sorted({one.programme.acronym for one in row.attributions.all()}),
        }
        for row in shown
    ]
    return {"planned": listed, "planned_left_out": rows.count() - len(listed)}


def _frameworks(programmes: Sequence[Programme]) -> list[dict[str, Any]]:
    """The levels of each framework, without figures: those stand in the table of indicators."""
    rows = (
        Result.objects.filter(programme__in=programmes)
        .select_related("programme")
        .order_by("programme__position", "programme__pk", "position", "number", "pk")
    )
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row.programme.acronym, []).append(
            {"level": str(row.get_level_display()), "number": row.number, "title": row.title}
        )
    return [{"programme": acronym, "results": results} for acronym, results in found.items()]


def _previous(meeting: Meeting, language: str) -> dict[str, Any] | None:
    """The minutes of the meeting before, if that meeting is known. One query for the meeting."""
    if meeting.held_on is None:
        return None
    before = (
        Meeting.objects.held()
        .filter(committee=meeting.committee_id, held_on__lt=meeting.held_on)
        .select_related("committee", "venue", "chaired_by", "proceedings")
        .order_by("-held_on", "-pk")
        .first()
    )
    if before is None:
        return None
    told = records.body(before, language)
    return {"meeting": told["meeting"], "minutes": told["minutes"]}
