"""Rules over the log of activities: how many there were, and how many people took part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Measure
from indicators.rules import log
from indicators.rules.base import (
    Counted,
    Question,
    RuleKind,
    Settings,
    check_known,
    is_inside,
    programmes_of,
)
from lib.formats import join_words
from lib.quantities import Qualifier, Quantity
from programmes import totals
from programmes.enums import Dimension
from programmes.models import (
    Activity,
    ActivityKind,
    Attribution,
    Participation,
    ParticipationCategory,
)
from programmes.totals import Measures

ALL, WOMEN, MEN = "all", "women", "men"


class ActivitiesDone(RuleKind):
    """Activities carried out and validated, of some kinds or of all."""

    code = "activities"
    label = gettext_lazy("activities carried out")

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("kinds", settings.get("kinds", []), _kinds())

    def describe(self, settings: Settings) -> str:
        named = _named(settings)
        if not named:
            return _("Validated activities of the programme, of all kinds.")
        return _("Validated activities of the programme, of these kinds: %(kinds)s.") % {
            "kinds": named
        }

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        measured = log.measured(questions, _kinds_asked(questions))
        return {one: Counted(Quantity(measured[one].activities)) for one in questions}

    def records(self, question: Question) -> QuerySet[Any]:
        return log.logged(question, _kinds_asked([question])[question])


class Participants(RuleKind):
    """People who took part, all of them or those of one category. Participations, not persons."""

    code = "participants"
    label = gettext_lazy("participants in activities")

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("kinds", settings.get("kinds", []), _kinds())
        check_known("of", [settings.get("of", ALL)], [code for code, _label in choices()])

    def describe(self, settings: Settings) -> str:
        of = dict(choices()).get(settings.get("of", ALL), settings.get("of", ALL))
        named = _named(settings)
        if not named:
            return _("Participations in validated activities of all kinds: %(who)s.") % {"who": of}
        return _("Participations in validated activities (%(kinds)s): %(who)s.") % {
            "kinds": named,
            "who": of,
        }

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        kinds = _kinds_asked(questions)
        by_sex = [one for one in questions if _of(one) in (ALL, WOMEN, MEN)]
        by_category = [one for one in questions if _of(one) not in (ALL, WOMEN, MEN)]
        answers: dict[Question, Counted] = {}
        if by_sex:
            measured = log.measured(by_sex, kinds)
            answers |= {one: Counted(_by_sex(measured[one], _of(one))) for one in by_sex}
        if by_category:
            answers |= _by_category(by_category, kinds)
        return answers

    def records(self, question: Question) -> QuerySet[Any]:
        return log.logged(question, _kinds_asked([question])[question])


def choices() -> list[tuple[str, str]]:
    """Whose participations may be counted: code and name. One query."""
    named = [(ALL, _("everybody")), (WOMEN, _("women")), (MEN, _("men"))]
    rows = (
        ParticipationCategory.objects.filter(is_unspecified=False)
        .exclude(dimension=Dimension.SEX)
        .order_by("dimension", "position", "pk")
    )
    return named + [(f"{row.dimension}:{row.code}", row.name) for row in rows]


def _of(question: Question) -> str:
    return str(question.rule.settings.get("of", ALL))


def _kinds() -> dict[str, ActivityKind]:
    return {kind.code: kind for kind in ActivityKind.objects.order_by("position", "pk")}


def _named(settings: Settings) -> str:
    kinds = _kinds()
    return join_words([kinds[code].name for code in settings.get("kinds", []) if code in kinds])


def _kinds_asked(questions: Iterable[Question]) -> dict[Question, set[int]]:
    """The kinds of each question; 0, which no kind has, where those it names are gone."""
    questions = list(questions)
    codes = {code for one in questions for code in one.rule.settings.get("kinds", [])}
    ids = dict(ActivityKind.objects.filter(code__in=codes).values_list("code", "pk"))
    return {
        one: {ids.get(code, 0) for code in one.rule.settings.get("kinds", [])} for one in questions
    }


def _by_sex(measures: Measures, of: str) -> Quantity:
    if of == ALL:
        number, told = measures.participants, measures.with_participants
    elif of == WOMEN:
        number, told = measures.women, measures.with_women
    else:
        number, told = measures.participants_by_sex - measures.women, measures.with_women
    if measures.activities and not told:
        return Quantity(None)
    whole = told == measures.activities and not measures.inexact
    return Quantity(number, Qualifier.EXACT if whole else Qualifier.AT_LEAST)


# An activity as a programme's share of it: its programme, itself, its day, its kind.
Share = tuple[int, int, date | None, int]


def _by_category(
    questions: Sequence[Question], kinds: dict[Question, set[int]]
) -> dict[Question, Counted]:
    """Participations of categories of age or status. Three queries."""
    activities = totals.counting().filter(
        starts_on__range=(
            min(one.days.start for one in questions),
            max(one.days.end for one in questions),
        )
    )
    shares: list[Share] = list(
        Attribution.objects.filter(activity__in=activities, programme__in=programmes_of(questions))
        .order_by()
        .values_list("programme", "activity", "activity__starts_on", "activity__kind")
        .distinct()
    )
    seen: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    rest: set[tuple[int, str]] = set()
    for activity, dimension, code, unspecified, count in Participation.objects.filter(
        activity__in=activities
    ).values_list(
        "activity",
        "category__dimension",
        "category__code",
        "category__is_unspecified",
        "count",
    ):
        seen[activity, dimension][code] = count
        if unspecified and count:
            rest.add((activity, dimension))
    link = Activity.places.through
    codes: dict[int, list[str]] = defaultdict(list)
    for activity, code in link.objects.filter(activity__in=activities).values_list(
        "activity", "place__code"
    ):
        codes[activity].append(code)
    answers = {}
    for one in questions:
        dimension, _colon, category = _of(one).partition(":")
        number, told, asked, inexact = 0, 0, 0, False
        for programme, activity, day, kind in shares:
            if programme != one.rule.measure.programme_id or not _is_in(day, one):
                continue
            if kinds[one] and kind not in kinds[one]:
                continue
            if one.place and not any(is_inside(code, one.place) for code in codes[activity]):
                continue
            asked += 1
            parts = seen.get((activity, dimension))
            if parts is not None:
                told += 1
                number += parts.get(category, 0)
                inexact |= (activity, dimension) in rest
        answers[one] = Counted(_at_least(number, told=told, asked=asked, inexact=inexact))
    return answers


def _is_in(day: date | None, question: Question) -> bool:
    return day is not None and day in question.days


def _at_least(number: int, *, told: int, asked: int, inexact: bool) -> Quantity:
    """All of it where each activity tells; at least that many where some do not."""
    if asked and not told:
        return Quantity(None)
    whole = told == asked and not inexact
    return Quantity(number, Qualifier.EXACT if whole else Qualifier.AT_LEAST)
