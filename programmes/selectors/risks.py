"""The risks of a programme, as its page lists them."""

from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import User
from programmes.enums import RiskLevel
from programmes.models import Programme, Risk
from programmes.models.steering import WEIGHTS, RiskQuerySet

# From these weights on (probability times severity, 1 to 9) a risk is high, or medium.
HIGH, MEDIUM = 6, 3


def level_of(weight: int) -> str:
    """A weight as the kind of status that pages draw."""
    if weight >= HIGH:
        return "high"
    return "medium" if weight >= MEDIUM else "low"


@dataclass(frozen=True, slots=True)
class RiskRow:
    risk: Risk
    level: str


def risks_for_table(programme: Programme, *, user: User) -> RiskQuerySet:
    """The risks of a programme, the gravest first, with all that a row prints."""
    rows: RiskQuerySet = Risk.objects.visible_to(user).filter(programme=programme)
    return rows.gravest_first().select_related("place", "component", "owner")


def rows_of(risks: Iterable[Risk]) -> list[RiskRow]:
    """Risks of `gravest_first()` with how grave each is."""
    return [RiskRow(risk, level_of(weight_of(risk))) for risk in risks]


def weight_of(risk: Risk) -> int:
    """Probability times severity, from 1 to 9, as `gravest_first()` orders by it."""
    return WEIGHTS[RiskLevel(risk.probability)] * WEIGHTS[RiskLevel(risk.severity)]
