"""Risks as they stood at the end of a day: how grave, open or closed, in whose charge."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils import translation

from actors.enums import Language
from actors.models import Event
from actors.selectors.past import Trail
from actors.selectors.past_names import owner_before
from programmes.enums import RiskLevel
from programmes.models import Risk

# What is weighed anew while a risk is watched. The rest of a risk that was recorded later than the
# day is what it is today.
_WEIGHED = ("probability", "severity", "mitigation", "owner")
_DAYS = ("raised_on", "closed_on")
_PLAIN = ("title", "mitigation")
_LEVELS = ("probability", "severity")


@dataclass(frozen=True, slots=True)
class PastRisk:
    """A risk as it was; who was in charge by name, None where that is who is today."""

    risk: Risk
    owner: str | None = None


def risk_then(risk: Risk, trail: Trail) -> PastRisk:
    """A risk as it stood, from what happened to it since. No query."""
    events = trail.of(risk)
    if not events:
        return PastRisk(risk)
    then, owner, levels = copy(risk), None, _levels()
    for event in events:
        for name in _walked(event, trail.knew(risk)):
            said = event.before[name]
            if name == "owner":
                owner = owner_before(event)
            elif name in _DAYS:
                setattr(then, name, date.fromisoformat(said) if said else None)
            elif name in _PLAIN:
                setattr(then, name, said)
            elif said in levels:
                setattr(then, name, levels[said])
    return PastRisk(then, owner)


def _walked(event: Event, knew: bool) -> Sequence[str]:
    if knew:
        known = (*_PLAIN, *_LEVELS, *_DAYS, "owner")
        return [name for name in known if name in event.before]
    return [name for name in _WEIGHED if event.before.get(name)]


def _levels() -> dict[str, str]:
    """The levels by their labels: the trail keeps what whoever changed a risk read."""
    found: dict[str, str] = {}
    for language in Language.values:
        with translation.override(language):
            found |= {str(level.label): level.value for level in RiskLevel}
    return found
