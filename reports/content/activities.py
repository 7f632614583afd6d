"""What was done: counted by `reports.figures`, and the list of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch

from lib.dates import Period
from programmes.models import Activity, ActivityKind, Attribution, Component, Programme
from regions.models import Place
from reports.content.plain import partial, quantity
from reports.figures import (
    ActivitySummary,
    KindCount,
    PlaceCount,
    Subject,
    by_region_and_component,
    done,
    summary,
)

REGION_PARTS = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about."""

    programmes: Sequence[Programme]
    region: Place | None
    period: Period


def activities(scope: Scope) -> dict[str, Any]:
    """The counts of the log, and the activities behind them as far as a report can list them."""
    subject = Subject(scope.programmes, scope.region, scope.period)
    counts = summary(subject)
    return {
        "counts": _counts(counts),
        "by_place_and_kind": _crossed(counts),
        **_components(subject, scope),
        "rows": _rows(subject, scope),
        "limit": settings.REPORT_MAX_TABLE_ROWS,
    }


def _counts(counts: ActivitySummary) -> dict[str, Any]:
    said = counts.completeness
    return {
        "activities": counts.activities,
        "participants": {
            "total": quantity(counts.participants.total),
            "women": quantity(counts.participants.women),
            "men": quantity(counts.participants.men),
            "sex_not_reported": counts.participants.sex_not_reported,
        },
        "months": [
            {
                "month": count.month.isoformat() if count.month else None,
                "activities": count.activities,
                "participants": quantity(count.participants),
            }
            for count in counts.months
        ],
        "kinds": [_named(count) for count in counts.kinds],
        "places": [_named(count) for count in counts.places],
        "completeness": {
            "activities": said.activities,
            "with_participants": said.with_participants,
            "with_sex": said.with_sex,
            "with_place": said.with_place,
            "with_evidence": said.with_evidence,
            "awaiting_validation": said.awaiting_validation,
            "undated": said.undated,
        },
    }


def _named(count: KindCount | PlaceCount) -> dict[str, Any]:
    return {
        "code": count.code,
        "name": count.name,
        "activities": count.activities,
        "participants": quantity(count.participants),
    }


def _crossed(counts: ActivitySummary) -> dict[str, Any]:
    """How many activities of each kind each place saw."""
    cells = {(cell.place_code, cell.kind_code): cell.activities for cell in counts.crossed}
    met = {kind for _place, kind in cells}
    kinds = [
        {"code": kind.code, "name": kind.name}
        for kind in ActivityKind.objects.order_by("position", "pk")
        if kind.code in met
    ]
    return {
        "kinds": kinds,
        "rows": [
            {
                "name": place.name,
                "cells": [cells.get((place.code, kind["code"]), 0) for kind in kinds],
            }
            for place in counts.places
        ],
    }


def _components(subject: Subject, scope: Scope) -> dict[str, Any]:
    """What each place saw of each component, and the programmes of which none is on record."""
    names: dict[int, dict[int | None, str]] = {programme.pk: {} for programme in scope.programmes}
    for component in Component.objects.filter(programme__in=scope.programmes).order_by("position"):
        names[component.programme_id][component.position] = component.name
    known = [programme for programme in scope.programmes if names[programme.pk]]
    cells = by_region_and_component(replace(subject, programmes=known)) if known else ()
    return {
        "by_component": [
            {
                "programme": programme.acronym,
                "rows": [
                    {
                        "place": cell.place_name,
                        "component": names[programme.pk].get(cell.component, ""),
                        "activities": cell.activities,
                        "participants": quantity(cell.participants),
                    }
                    for cell in cells
                    if cell.programme == programme.slug
                ],
            }
            for programme in known
        ],
        "without_components": [
            programme.acronym for programme in scope.programmes if programme not in known
        ],
    }


def _rows(subject: Subject, scope: Scope) -> list[dict[str, Any]]:
    """The activities themselves, oldest first, as many as a report lists."""
    own = {programme.pk for programme in scope.programmes}
    shares = Prefetch(
        "attributions",
        Attribution.objects.select_related("programme").order_by("programme__position", "pk"),
    )
    activities = (
        done(subject)
        .select_related("kind")
        .prefetch_related(shares, Prefetch("places", Place.objects.order_by("code")))
        .order_by(F("starts_on").asc(nulls_last=True), "pk")
    )[: settings.REPORT_MAX_TABLE_ROWS]
    return [_row(activity, own) for activity in activities]


def _row(activity: Activity, own: set[int]) -> dict[str, Any]:
    return {
        "reference": activity.reference,
        "title": activity.title,
        "kind": activity.kind.name,
        "starts": partial(activity.starts),
        "places": [place.name for place in activity.places.all()],
        "programmes": [
            share.programme.acronym
            for share in activity.attributions.all()
            if share.programme_id in own
        ],
        "participants": {
            "number": None if activity.participants is None else str(activity.participants),
            "qualifier": activity.participants_qualifier,
        },
        "women": activity.women,
    }
