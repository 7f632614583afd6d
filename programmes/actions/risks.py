"""The risks of a programme: raised, changed, closed and opened again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import Organisation, User
from lib.concurrency import StaleVersion, bump
from programmes.enums import RiskLevel
from programmes.models import Component, Programme, Risk
from programmes.permissions import check_can_manage_risks
from regions.models import Place


@dataclass(frozen=True, slots=True)
class RiskDetails:
    """What is said of a risk; `closed_on` is empty while it is open."""

    title: str
    probability: RiskLevel
    severity: RiskLevel
    mitigation: str
    place: Place | None
    component: Component | None
    owner: Organisation | None
    raised_on: date
    closed_on: date | None


@transaction.atomic
def raise_risk(*, programme: Programme, details: RiskDetails, by: User, at: datetime) -> Risk:
    """Put a risk on a programme's list. Raises PermissionDenied or ValidationError."""
    check_can_manage_risks(by, programme)
    risk = Risk(programme=programme, **_fields(details))
    _check(risk, today=localdate(at))
    risk.save()
    record(EventKind.CREATED, about=risk, by=by, at=at, after=_told(risk))
    return risk


@transaction.atomic
def change_risk(*, risk: Risk, details: RiskDetails, version: int, by: User, at: datetime) -> Risk:
    """Change, close or open again. Raises PermissionDenied, ValidationError, or StaleVersion with
    both versions if somebody saved meanwhile."""
    check_can_manage_risks(by, risk.programme)
    before = Risk.objects.get(pk=risk.pk)
    wanted = Risk(pk=risk.pk, programme=risk.programme, version=version, **_fields(details))
    _check(wanted, today=localdate(at))
    old, new = changes(_told(before), _told(wanted))
    if before.version == version and not new:
        return before
    if not bump(Risk.objects.all(), risk.pk, version, **_fields(details)):
        raise StaleVersion(mine=_told(wanted), theirs=_told(before))
    record(EventKind.CHANGED, about=wanted, by=by, at=at, before=old, after=new)
    return Risk.objects.get(pk=risk.pk)


def _fields(details: RiskDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in RiskDetails.__slots__}


def _check(risk: Risk, *, today: date) -> None:
    problems = {}
    if risk.raised_on > today:
        problems["raised_on"] = _("This day is still to come.")
    if risk.closed_on is not None and risk.closed_on > today:
        problems["closed_on"] = _("This day is still to come.")
    elif risk.closed_on is not None and risk.closed_on < risk.raised_on:
        problems["closed_on"] = _("The risk is closed before it was raised.")
    if risk.component is not None and risk.component.programme_id != risk.programme_id:
        problems["component"] = _("This component is another programme's.")
    if problems:
        raise ValidationError(problems)
    risk.clean_fields(exclude=["version"])


def _told(risk: Risk) -> dict[str, str]:
    """A risk as the trail and a stale form tell it."""
    return {
        "title": risk.title,
        "probability": str(RiskLevel(risk.probability).label),
        "severity": str(RiskLevel(risk.severity).label),
        "mitigation": risk.mitigation,
        "place": risk.place.name if risk.place else "",
        "component": risk.component.name if risk.component else "",
        "owner": risk.owner.name if risk.owner else "",
        "raised_on": risk.raised_on.isoformat(),
        "closed_on": risk.closed_on.isoformat() if risk.closed_on else "",
    }
