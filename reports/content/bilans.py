"""Two programmes side by side, as plain data: what their page says, with its sources cited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from programmes.models import Activity
from reports.content import figures, narratives, sheets
from reports.content.activities import Scope
from reports.content.bilans_words import sentences
from reports.content.plain import Sources, day, partial, quantity
from reports.content.results import given, measure
from reports.figures.bilans_types import Alike, Apart, Bilan, Matrix, Side
from reports.figures.results_types import PlaceRef, ProgrammeResults
from reports.selectors.bilans import Lessons, bilan_page, standings_text
from reports.selectors.results import in_order
from reports.selectors.results_compare import Pair


def body(scope: Scope, language: str, *, on: date) -> dict[str, Any]:
    """What is said of the two programmes of a scope, in the language in force.

    Figures are read as everybody reads them: a report reaches outsiders.
    """
    left, right = scope.programmes
    until = min(scope.period.end, on)
    sources = Sources()
    told = bilan_page(left, right, reader=None, period=scope.period, on=until, language=language)
    names = {one.slug: one.acronym for one in scope.programmes}
    found = told.bilan
    said = {
        "titles": [sheets.title(one) for one in scope.programmes],
        "counted_until": day(until),
        "sentences": sentences(told),
        "sheets": [sheets.programme(one, sources) for one in scope.programmes],
        "sides": [_side(one) for one in found.sides],
        "figures": [
            figures.told(claim, names, sources) for side in found.sides for claim in side.claims
        ],
        **_shared(found),
        "apart": [_apart(apart) for _side, apart in found.apart],
        "matrix": _matrix(found.matrix),
        "frameworks": [_framework(one) for one in told.frameworks],
        "pairs": [_pair(one) for one in told.pairs],
        "lessons": [_lessons(one, sources) for one in told.lessons],
    }
    said["sources"] = sources.listed()
    said["acronyms"] = narratives.acronyms({**said, "committees": []})
    return said


def _side(side: Side) -> dict[str, Any]:
    return {
        "slug": side.programme.slug,
        "acronym": side.programme.acronym,
        "name": side.programme.name,
        "starts": partial(side.starts),
        "ends": partial(side.ends),
        "regions": _places(side.regions),
        "partners": [{"name": one.name, "roles": list(one.roles[0])} for one in side.partners],
        "activities": side.activities,
        "undated": side.undated,
        "awaiting": side.awaiting,
        "participants": quantity(side.participants),
        "women": quantity(side.women),
        "kinds": [
            {
                "name": one.name,
                "activities": one.activities,
                "participants": quantity(one.participants),
            }
            for one in side.kinds
        ],
        "places": {
            one.code: {
                "name": one.name,
                "activities": one.activities,
                "participants": quantity(one.participants),
            }
            for one in side.places
        },
        "publics": list(side.publics),
        "facilities": side.facilities,
    }


def _shared(found: Bilan) -> dict[str, Any]:
    return {
        "shared": {
            "regions": _places(found.regions),
            "partners": [
                {"name": one.name, "roles": [list(words) for words in one.roles]}
                for one in found.partners
            ],
            "publics": list(found.publics),
            "kinds": [
                {"name": name, "activities": [left, right]} for name, left, right in found.kinds
            ],
            "committees": list(found.committees),
            "years": [day(one) for one in found.years] if found.years else [],
            "activities": found.attributed_to_both,
        },
        "uncovered": _places(found.uncovered),
        "alike": [_alike(one) for one in found.alike],
    }


def _apart(apart: Apart) -> dict[str, Any]:
    return {
        "regions": _places(apart.regions),
        "partners": [one.name for one in apart.partners],
        "kinds": list(apart.kinds),
        "publics": list(apart.publics),
    }


def _places(places: Sequence[PlaceRef]) -> list[dict[str, str]]:
    return [{"code": one.code, "name": one.name} for one in places]


def _alike(pair: Alike) -> dict[str, Any]:
    return {
        "place": pair.place,
        "kind": pair.kind,
        "activities": [_activity(pair.left), _activity(pair.right)],
    }


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "reference": activity.reference,
        "title": activity.title,
        "starts": partial(activity.starts),
    }


def _matrix(matrix: Matrix) -> dict[str, Any]:
    return {
        "kinds": list(matrix.kinds),
        "rows": [
            {
                "code": place.code,
                "name": place.name,
                "cells": [
                    [
                        {"programme": acronym, "activities": number}
                        for acronym, number in cell.programmes
                    ]
                    for cell in cells
                ],
            }
            for place, cells in matrix.rows
        ],
    }


def _framework(found: ProgrammeResults) -> dict[str, Any]:
    return {
        "programme": found.programme.acronym,
        "given": given(found.given),
        "standings": standings_text(found),
        "measures": [measure(row) for row in in_order(found.measures)],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "name": pair.name,
        "unit": pair.unit,
        "sides": [measure(row) for row in (pair.left, pair.right)],
        "may_count_twice": pair.may_count_twice,
    }


def _lessons(one: Lessons, sources: Sources) -> dict[str, Any]:
    return {
        "programme": one.programme.acronym,
        **{
            name: [
                {"text": row.text, "said_by": row.said_by, "source": sources.cite(row.source)}
                for row in rows
            ]
            for name, rows in (("practices", one.practices), ("obstacles", one.obstacles))
        },
        "written": [
            {
                "kind": row.kind,
                "label": str(row.get_kind_display()),
                "paragraphs": narratives.paragraphs(row.text),
                "written_on": day(timezone.localdate(row.written_at)),
            }
            for row in one.written
        ],
    }
