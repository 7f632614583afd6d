"""Rules over what the committees that follow a programme did: meetings, decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.enums import CommitteeKind, DecisionState
from actors.models import Decision, Meeting
from indicators.enums import UnitKind
from indicators.models import Measure
from indicators.rules.base import (
    Counted,
    Question,
    RuleKind,
    Settings,
    check_known,
    is_inside,
    programmes_of,
    share,
)
from lib.dates import partial
from lib.formats import join_words
from lib.quantities import Qualifier, Quantity
from programmes.models import CommitteeProgramme


class MeetingsHeld(RuleKind):
    """Meetings of the committees that follow the programme, by the day they were held.

    One of which no source says the day makes the number « at least ».
    """

    code = "meetings"
    label = gettext_lazy("meetings held")

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("committee_kinds", settings.get("committee_kinds", []), CommitteeKind.values)

    def describe(self, settings: Settings) -> str:
        return _("Meetings held by the committees that follow the programme: %(kinds)s.") % {
            "kinds": _kinds_named(settings)
        }

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        committees = _committees(questions)
        meetings = list(
            Meeting.objects.filter(committee__in=_ids(committees)).values_list(
                "committee", "held_on", "held_precision"
            )
        )
        answers = {}
        for one in questions:
            asked = _asked(one, committees)
            number, unsure = 0, False
            for committee, on, precision in meetings:
                if committee not in asked:
                    continue
                held = partial(on, precision)
                if held.earliest is None or held.latest is None:
                    unsure = True
                elif held.earliest in one.days and held.latest in one.days:
                    number += 1
                elif held.earliest <= one.days.end and one.days.start <= held.latest:
                    unsure = True
            answers[one] = Counted(
                Quantity(number, Qualifier.AT_LEAST if unsure else Qualifier.EXACT)
            )
        return answers

    def records(self, question: Question) -> QuerySet[Any]:
        asked = _asked(question, _committees([question]))
        counted = [
            meeting.pk
            for meeting in Meeting.objects.filter(committee__in=asked).order_by("pk")
            if meeting.held.earliest is not None
            and meeting.held.latest is not None
            and meeting.held.earliest in question.days
            and meeting.held.latest in question.days
        ]
        return Meeting.objects.filter(pk__in=counted).select_related("committee")


class DecisionsInTime(RuleKind):
    """Decisions due in the period that were done by their due date.

    No record has the day on which a decision was done, so that of the last note on it stands for
    it; one that is done without any note makes the number « at least ». For a percentage:
    of all that were due in the period and have not lapsed.
    """

    code = "decisions"
    label = gettext_lazy("decisions done in time")
    unit_kinds = frozenset({UnitKind.NUMBER, UnitKind.PERCENTAGE})

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("committee_kinds", settings.get("committee_kinds", []), CommitteeKind.values)

    def describe(self, settings: Settings) -> str:
        return _(
            "Decisions due in the period and done by then, of the committees that follow the "
            "programme: %(kinds)s. The last note on a decision stands for the day it was done."
        ) % {"kinds": _kinds_named(settings)}

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        committees = _committees(questions)
        decisions = list(
            Decision.objects.filter(committee__in=_ids(committees), due_on__isnull=False)
            .exclude(state=DecisionState.LAPSED)
            .annotate(noted_at=Max("follow_ups__written_at"))
            .values_list("committee", "due_on", "state", "noted_at")
        )
        return {one: _in_time(one, decisions, _asked(one, committees)) for one in questions}

    def records(self, question: Question) -> QuerySet[Any]:
        asked = _asked(question, _committees([question]))
        rows = Decision.objects.filter(
            committee__in=asked, due_on__range=(question.days.start, question.days.end)
        )
        return rows.exclude(state=DecisionState.LAPSED).select_related("committee")


# A decision that was due: its committee, the day, its state, the last note on it.
Due = tuple[int, date | None, str, datetime | None]


def _in_time(question: Question, decisions: Iterable[Due], asked: set[int]) -> Counted:
    due, done, unsure = 0, 0, False
    for committee, due_on, state, noted_at in decisions:
        if due_on is None or committee not in asked or due_on not in question.days:
            continue
        due += 1
        if state != DecisionState.DONE:
            continue
        if noted_at is None:
            unsure = True
        elif localdate(noted_at) <= due_on:
            done += 1
    if question.rule.measure.indicator.is_percentage:
        counted = share(Decimal(done), Decimal(due))
        if not unsure or not counted.quantity.is_reported:
            return counted
        at_least = Quantity(counted.quantity.number, Qualifier.AT_LEAST)
        return Counted(at_least, counted.numerator, counted.denominator)
    return Counted(Quantity(done, Qualifier.AT_LEAST if unsure else Qualifier.EXACT))


def _kinds_named(settings: Settings) -> str:
    kinds = settings.get("committee_kinds") or CommitteeKind.values
    return join_words([str(CommitteeKind(kind).label) for kind in kinds])


# The committees of each programme: id, kind, code of its place ("" where national).
Committees = dict[int, list[tuple[int, str, str]]]


def _committees(questions: Iterable[Question]) -> Committees:
    committees: Committees = defaultdict(list)
    links = CommitteeProgramme.objects.filter(programme__in=programmes_of(questions))
    for programme, committee, kind, code in links.values_list(
        "programme", "committee", "committee__kind", "committee__place__code"
    ):
        committees[programme].append((committee, kind, code or ""))
    return committees


def _ids(committees: Committees) -> set[int]:
    return {committee for rows in committees.values() for committee, _kind, _code in rows}


def _asked(question: Question, committees: Committees) -> set[int]:
    kinds = question.rule.settings.get("committee_kinds")
    return {
        committee
        for committee, kind, code in committees[question.rule.measure.programme_id]
        if (not kinds or kind in kinds) and is_inside(code, question.place)
    }
