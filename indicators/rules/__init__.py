"""How the portal counts an indicator by itself: kinds of rules, by code.

A kind is a small class (`base.RuleKind`) and one line in KINDS. Calls, projects and referrals are
not recorded in the portal yet; the work that brings them brings their kind. See docs/adr/0014.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from indicators.models import Rule
from indicators.rules.activities import ActivitiesDone, Participants
from indicators.rules.base import UNKNOWN_KIND, Counted, Question, RuleKind
from indicators.rules.committees import DecisionsInTime, DecisionsTaken, MeetingsHeld
from indicators.rules.facilities import FacilitiesByStatus
from indicators.rules.formulas import Formula
from lib.quantities import NOT_REPORTED


def answers(questions: Sequence[Question]) -> dict[Question, Counted]:
    """Count what some rules ask for. The queries grow with the kinds of rules, not with the rules.

    Bring rules with their measure, and that with its indicator and programme.
    """
    by_kind: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_kind[question.rule.kind].append(question)
    found: dict[Question, Counted] = {}
    for code, asked in by_kind.items():
        kind = KINDS.get(code)
        if kind is None:
            found |= dict.fromkeys(asked, Counted(NOT_REPORTED, why_not=UNKNOWN_KIND))
        else:
            found |= kind.answers(asked)
    return found


def records(question: Question) -> QuerySet[Any]:
    """The records behind an answer; who shows them narrows them to those that the reader sees."""
    return KINDS[question.rule.kind].records(question)


def describe(rule: Rule) -> str:
    """How a rule counts, in one sentence."""
    kind = KINDS.get(rule.kind)
    return kind.describe(rule.settings) if kind else str(UNKNOWN_KIND)


KINDS: dict[str, RuleKind] = {
    kind.code: kind
    for kind in (
        ActivitiesDone(),
        Participants(),
        FacilitiesByStatus(),
        MeetingsHeld(),
        DecisionsInTime(),
        DecisionsTaken(),
        Formula(answers),
    )
}

__all__ = ["KINDS", "Counted", "Question", "RuleKind", "answers", "describe", "records"]
