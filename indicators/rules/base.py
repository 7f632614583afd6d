"""What every kind of rule has: a code, words, settings with their checks, and how it counts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.enums import UnitKind
from indicators.models import Measure, Rule
from lib.dates import Period
from lib.quantities import NOT_REPORTED, Quantity
from regions.models import Place

# As forms clean them, and as a `Rule` keeps them.
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule counts, where (None: everywhere) and when. Load the rule with its measure."""

    rule: Rule
    place: Place | None
    days: Period


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule answers: a quantity, and for a share what it is made of.

    `why_not` says in words why there is no number.
    """

    quantity: Quantity
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    why_not: str | Promise = ""


def share(numerator: Decimal, denominator: Decimal) -> Counted:
    """A percentage with what it is made of; of nothing at all it is not available."""
    if denominator <= 0:
        return Counted(NOT_REPORTED, why_not=NOTHING_TO_DIVIDE_BY)
    return Counted(Quantity(100 * numerator / denominator), numerator, denominator)


NOTHING_TO_DIVIDE_BY = _("Not available: there is nothing to divide by.")
UNKNOWN_KIND = _("Not available: the portal does not know this rule.")


class RuleKind(ABC):
    """One way to count an indicator from what is logged elsewhere.

    `answers` takes all the questions of a page at once, so that its queries do not grow with them.
    """

    code: ClassVar[str]
    label: ClassVar[Promise]
    unit_kinds: ClassVar[frozenset[UnitKind]] = frozenset({UnitKind.NUMBER})

    def check(self, settings: Settings, measure: Measure) -> None:
        """Raise ValidationError, by setting, where they make no sense for the measure."""
        if measure.indicator.unit_kind not in self.unit_kinds:
            raise ValidationError({"kind": _("This rule does not give values of this kind.")})

    @abstractmethod
    def describe(self, settings: Settings) -> str:
        """The settings in one sentence, for a page."""

    @abstractmethod
    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        """Count, for each question."""

    @abstractmethod
    def records(self, question: Question) -> QuerySet[Any]:
        """The records behind an answer, whoever may see them."""


def check_known(name: str, codes: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a code that nothing has."""
    if set(codes) - set(known):
        raise ValidationError({name: _("Choose among what is offered.")})


def programmes_of(questions: Iterable[Question]) -> set[int]:
    return {question.rule.measure.programme_id for question in questions}


def is_inside(code: str, place: Place | None) -> bool:
    """Whether a place's code is that of the place asked for, or of one inside it."""
    return place is None or code == place.code or code.startswith(f"{place.code}.")
