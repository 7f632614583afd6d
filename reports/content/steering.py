"""What a steering dashboard says, as plain data: the same for the page, a snapshot and paper.

`body` reads the database in one language; pages, the frozen form, the file of a meeting and the
meeting mode read only what it returned. Values stay values, as in `reports.content`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import translation

from actors.enums import DecisionKind, DecisionState, Priority
from actors.models import Committee, User
from programmes.enums import RiskLevel
from programmes.models import Programme
from reports.content.frozen import plain
from reports.content.plain import day, partial, quantity
from reports.content.results import amount, given, measure
from reports.content.spending import told as told_of_money
from reports.content.steering_changes import difference
from reports.content.steering_reasons import with_reasons
from reports.content.steering_words import headline_of
from reports.figures.results_types import MeasureFigure, PlaceFigure, ProgrammeResults
from reports.figures.steering import steering
from reports.figures.steering_types import (
    Concern,
    DecisionLine,
    KeyFigure,
    RegionProgress,
    RiskLine,
    Steering,
)
from reports.models import Snapshot
from reports.selectors.amounts import period_text
from reports.selectors.results import ResultRow, in_order

# Raised when what is said is arranged anew, so that a snapshot says which arrangement it has.
LAYOUT = 1


def body(
    about: Programme | Committee, *, reader: User | None, on: date, language: str
) -> dict[str, Any]:
    """The dashboard as of a day in one language. The same data give the same body.

    Without a reader: as everybody who may open it reads it (see `figures.steering`).
    """
    with translation.override(language):
        return plain(_body(steering(about, reader=reader, on=on), language))


def compared(
    told: dict[str, Any], earlier: Snapshot | None, *, until: datetime, reader: User | None
) -> dict[str, Any]:
    """The same body with what changed since an earlier snapshot, and why."""
    if earlier is None:
        return told
    with translation.override(told["language"]):
        changes = difference(earlier.bodies[told["language"]], told)
        changes = with_reasons(changes, since=earlier.made_at, until=until, reader=reader)
    about = {"code": earlier.code, "as_of": day(earlier.as_of)}
    return plain({**told, "since": {**about, "changes": changes}})


def _body(found: Steering, language: str) -> dict[str, Any]:
    names = {one.slug: one.acronym for one in found.programmes}
    return {
        "layout": LAYOUT,
        "language": language,
        "about": {
            "kind": found.about.kind,
            "slug": found.about.slug,
            "name": found.about.name,
            "acronym": found.about.acronym,
        },
        "on": day(found.on),
        "programmes": [
            {"slug": one.slug, "acronym": one.acronym, "name": one.name} for one in found.programmes
        ],
        "is_empty": found.is_empty,
        "last_known_on": day(found.last_known_on),
        "headline": {
            "drawn": headline_of(found),
            "written": found.headline.text if found.headline else "",
            "written_as_of": day(found.headline.as_of) if found.headline else None,
        },
        "key": [_key(one) for one in found.key],
        "exceptions": [_concern(one) for one in found.concerns],
        "results": [_results(one) for one in found.results if one.measures],
        # Published figures that no framework measures.
        "claims": [_key(one) for one in found.claims],
        "activities": {
            "count": found.activities,
            "participants": quantity(found.participants),
            "awaiting": found.awaiting,
        },
        "progress": [_region(one, names) for one in found.progress],
        "map": [
            {
                "iso_code": one.iso_code,
                "name": one.name,
                "slug": one.slug,
                "activities": one.activities,
                "is_covered": one.is_covered,
            }
            for one in found.map
        ],
        "decisions": [_decision(one) for one in found.decisions],
        "risks": [_risk(one, names) for one in found.risks],
        # Empty where no budget was entered: the block says so.
        "spending": told_of_money(found.spending, found.programmes),
        # What changed since an earlier snapshot, and which one that is (`compared`).
        "since": None,
    }


def _key(figure: KeyFigure) -> dict[str, Any]:
    source = figure.source
    return {
        "code": figure.code,
        "kind": figure.kind.value,
        "programme": figure.programme.acronym if figure.programme else "",
        "label": str(figure.label),
        "name": str(figure.name),
        "unit": str(figure.unit),
        "unit_kind": figure.unit_kind,
        "amount": amount(figure.amount),
        "reading": str(figure.reading),
        "wording": figure.wording,
        "as_of": partial(figure.as_of) if figure.as_of else None,
        "source": {
            "code": source.code,
            "title": source.title,
            "publication": source.publication,
            "published": partial(source.published),
        }
        if source
        else None,
    }


def _concern(concern: Concern) -> dict[str, Any]:
    figure, claim = concern.measure, concern.claim
    return {
        "trouble": concern.trouble.value,
        "trouble_label": str(concern.trouble.label),
        "programme": concern.programme.acronym if concern.programme else "",
        "code": concern.code,
        "name": str(concern.label),
        # A published figure has no measure that somebody could explain.
        "measure": measure(ResultRow(figure)) if figure else None,
        "claim": _key(claim) if claim else None,
        "reason": {"text": concern.reason.text, "as_of": day(concern.reason.as_of)}
        if concern.reason
        else None,
    }


def _results(found: ProgrammeResults) -> dict[str, Any]:
    return {
        "programme": found.programme.acronym,
        "slug": found.programme.slug,
        "given": given(found.given),
        "measures": [_measure(row) for row in in_order(found.measures)],
    }


def _measure(row: ResultRow) -> dict[str, Any]:
    return {
        **measure(row),
        "has_withheld": row.figure.has_withheld,
        "series": [
            {
                "period": period_text(point.period),
                "ends_on": day(point.period.ends_on),
                "amount": amount(point.amount),
                "running": amount(point.running),
            }
            for point in row.figure.series
        ],
    }


def _region(region: RegionProgress, names: dict[str, str]) -> dict[str, Any]:
    return {
        "code": region.place.code,
        "name": region.place.name,
        "slug": region.place.slug,
        "activities": region.activities,
        "participants": quantity(region.participants),
        "components": [
            {
                "programme": names[cell.programme],
                "component": cell.component,
                "activities": cell.activities,
                "participants": quantity(cell.participants),
            }
            for cell in region.components
        ],
        "results": [_in_region(figure, told) for figure, told in region.results],
        "given": given(region.given) if region.given else None,
    }


def _in_region(figure: MeasureFigure, told: PlaceFigure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "name": figure.short_name,
        "unit_kind": figure.unit_kind,
        "amount": amount(told.amount),
        "standing": told.standing.value,
        "standing_label": str(told.standing.label),
    }


def _decision(line: DecisionLine) -> dict[str, Any]:
    return {
        "id": line.pk,
        "committee": line.committee,
        "committee_name": line.committee_name,
        "number": line.number,
        "kind": line.kind,
        "kind_label": str(DecisionKind(line.kind).label),
        "text": line.text,
        "origin": line.origin,
        "owner": line.owner,
        "due_on": day(line.due_on),
        "priority": line.priority,
        "priority_label": str(Priority(line.priority).label),
        "state": line.state,
        "state_label": str(DecisionState(line.state).label),
        "is_open": line.is_open,
        "is_overdue": line.is_overdue,
        "closed_on": day(line.closed_on),
        "meeting": line.meeting,
        "meeting_held": partial(line.meeting_held) if line.meeting_held else None,
        "note": line.note,
        "is_public": line.is_public,
    }


def _risk(line: RiskLine, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": line.pk,
        "programme": names[line.programme],
        "place": line.place,
        "component": line.component,
        "title": line.title,
        "probability": line.probability,
        "probability_label": str(RiskLevel(line.probability).label),
        "severity": line.severity,
        "severity_label": str(RiskLevel(line.severity).label),
        "weight": line.weight,
        "mitigation": line.mitigation,
        "owner": line.owner,
        "raised_on": day(line.raised_on),
    }
