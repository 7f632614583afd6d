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

from actors.enums import CommitteeKind, DecisionKind, DecisionState
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
from lib.dates import PartialDate, Period, Precision, partial
from lib.formats import join_words
from lib.quantities import Qualifier, Quantity
from programmes.models import CommitteeProgramme


class MeetingsHeld(RuleKind):
    """Meetings of the committees that follow the programme, by the day they were held.

    One of which no source says the day makes the number « at least ». What is planned, convened or
    cancelled was not held.
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
            Meeting.objects.held()
            .filter(committee__in=_ids(committees))
            .values_list("committee", "held_on", "held_precision")
        )
        return {one: _by_day(one, meetings, _asked(one, committees)) for one in questions}

    def records(self, question: Question) -> QuerySet[Any]:
        asked = _asked(question, _committees([question]))
        counted = [
            meeting.pk
            for meeting in Meeting.objects.held().filter(committee__in=asked).order_by("pk")
            if _falls_in(meeting.held, question.days)
        ]
        return Meeting.objects.filter(pk__in=counted).select_related("committee")


class DecisionsInTime(RuleKind):
    """Decisions due in the period that were done by their due date.

    Where the day on which a decision was done is not known, that of the last note on it stands for
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
            "programme: %(kinds)s. Where the day it was done is not known, the last note on a "
            "decision stands for it."
        ) % {"kinds": _kinds_named(settings)}

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        committees = _committees(questions)
        decisions = list(
            Decision.objects.filter(committee__in=_ids(committees), due_on__isnull=False)
            .exclude(state=DecisionState.LAPSED)
            .annotate(noted_at=Max("follow_ups__written_at"))
            .values_list("committee", "due_on", "state", "closed_on", "noted_at")
        )
        return {one: _in_time(one, decisions, _asked(one, committees)) for one in questions}

    def records(self, question: Question) -> QuerySet[Any]:
        asked = _asked(question, _committees([question]))
        rows = Decision.objects.filter(
            committee__in=asked, due_on__range=(question.days.start, question.days.end)
        )
        return rows.exclude(state=DecisionState.LAPSED).select_related("committee")


# A decision that was due: its committee, the day, its state, when it was closed, the last note.
Due = tuple[int, date | None, str, date | None, datetime | None]


def _in_time(question: Question, decisions: Iterable[Due], asked: set[int]) -> Counted:
    due, done, unsure = 0, 0, False
    for committee, due_on, state, closed_on, noted_at in decisions:
        if due_on is None or committee not in asked or due_on not in question.days:
            continue
        due += 1
        if state != DecisionState.DONE:
            continue
        done_on = closed_on or (localdate(noted_at) if noted_at else None)
        if done_on is None:
            unsure = True
        elif done_on <= due_on:
            done += 1
    if question.rule.measure.indicator.is_percentage:
        counted = share(Decimal(done), Decimal(due))
        if not unsure or not counted.quantity.is_reported:
            return counted
        at_least = Quantity(counted.quantity.number, Qualifier.AT_LEAST)
        return Counted(at_least, counted.numerator, counted.denominator)
    return Counted(Quantity(done, Qualifier.AT_LEAST if unsure else Qualifier.EXACT))


class DecisionsTaken(RuleKind):
    """Decisions and recommendations, by the day of the meeting that took them.

    One that was taken at no meeting, or at one of which no source says the day, makes the number
    « at least ». A proposal is none.
    """

    code = "decisions_taken"
    label = gettext_lazy("decisions taken")

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("committee_kinds", settings.get("committee_kinds", []), CommitteeKind.values)

    def describe(self, settings: Settings) -> str:
        return _(
            "Decisions and recommendations of the committees that follow the programme: %(kinds)s."
        ) % {"kinds": _kinds_named(settings)}

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        committees = _committees(questions)
        decisions = list(
            _taken(_ids(committees)).values_list(
                "committee", "meeting__held_on", "meeting__held_precision"
            )
        )
        return {one: _by_day(one, decisions, _asked(one, committees)) for one in questions}

    def records(self, question: Question) -> QuerySet[Any]:
        asked = _asked(question, _committees([question]))
        rows = _taken(asked).filter(meeting__isnull=False).select_related("committee", "meeting")
        counted = [
            decision.pk
            for decision in rows.order_by("pk")
            if decision.meeting and _falls_in(decision.meeting.held, question.days)
        ]
        return Decision.objects.filter(pk__in=counted).select_related("committee")


def _taken(committees: Iterable[int]) -> QuerySet[Decision]:
    rows = Decision.objects.filter(committee__in=committees)
    return rows.exclude(kind=DecisionKind.PROPOSAL)


# Something of a committee that happened: which, the day, how exact it is ("" where none is said).
Dated = tuple[int, date | None, str | None]


def _falls_in(day: PartialDate, days: Period) -> bool:
    """Whether a day falls in a period for certain, however exact it is."""
    earliest, latest = day.earliest, day.latest
    return earliest is not None and latest is not None and earliest in days and latest in days


def _by_day(question: Question, rows: Iterable[Dated], asked: set[int]) -> Counted:
    """Those of the days asked for; one that may or may not be makes the number « at least »."""
    number, unsure = 0, False
    for committee, on, precision in rows:
        if committee not in asked:
            continue
        day = partial(on, precision or Precision.UNKNOWN)
        if day.earliest is None or day.latest is None:
            unsure = True
        elif _falls_in(day, question.days):
            number += 1
        elif day.earliest <= question.days.end and question.days.start <= day.latest:
            unsure = True
    return Counted(Quantity(number, Qualifier.AT_LEAST if unsure else Qualifier.EXACT))


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
