"""The log of activities as rules read it: kept totals for whole months, the log for the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q

from indicators.rules.base import Question, programmes_of
from lib.dates import Period, month_of
from lib.quantities import Qualifier
from programmes import totals
from programmes.models import Activity, ActivityTotal, Attribution
from programmes.models.activities import ActivityQuerySet
from programmes.totals import Measures
from regions.models import Place

TOLD = (
    *("activities", "participants", "with_participants", "inexact"),
    *("women", "with_women", "participants_by_sex"),
)
# A programme, a place (None: everywhere).
Subject = tuple[int, int | None]


def measured(
    questions: Sequence[Question], kinds: dict[Question, set[int]]
) -> dict[Question, Measures]:
    """What the log says for each question; `kinds` are those asked for, all where there are none.

    At most three queries, however many questions.
    """
    kept = _kept(questions)
    days = _days(questions)
    sums: dict[Question, Measures] = {}
    for question in questions:
        whole, edges = _parts(question.days)
        wanted = kinds[question]
        subject = _subject(question)
        total = Measures()
        if whole:
            for month, kind, one in kept[subject]:
                if month in whole and (not wanted or kind in wanted):
                    total.add(one)
        for edge in edges:
            for day, kind, one in days[subject]:
                if day in edge and (not wanted or kind in wanted):
                    total.add(one)
        sums[question] = total
    return sums


def logged(question: Question, kinds: Iterable[int]) -> ActivityQuerySet:
    """The activities that an answer counts, each once."""
    rows = (
        totals.counting()
        .of_programme(question.rule.measure.programme)
        .filter(starts_on__range=(question.days.start, question.days.end))
    )
    if question.place is not None:
        rows = rows.in_place(question.place)
    kinds = list(kinds)
    return rows.filter(kind__in=kinds) if kinds else rows


def _subject(question: Question) -> Subject:
    return question.rule.measure.programme_id, question.place.pk if question.place else None


def _kept(questions: Sequence[Question]) -> dict[Subject, list[tuple[date, int, Measures]]]:
    """The kept totals of the whole months asked for, by subject. One query."""
    spans = [whole for whole in (_parts(question.days)[0] for question in questions) if whole]
    kept: dict[Subject, list[tuple[date, int, Measures]]] = defaultdict(list)
    if not spans:
        return kept
    places = {question.place.pk for question in questions if question.place}
    rows = ActivityTotal.objects.filter(
        Q(place__in=places) | Q(place__isnull=True),
        programme__in=programmes_of(questions),
        month__range=(min(span.start for span in spans), max(span.end for span in spans)),
        activities__gt=0,
    )
    for programme, place, month, kind, *numbers in rows.order_by().values_list(
        "programme", "place", "month", "kind", *TOLD
    ):
        one = Measures(**dict(zip(TOLD, numbers, strict=True)))
        kept[programme, place].append((month, kind, one))
    return kept


def _days(questions: Sequence[Question]) -> dict[Subject, list[tuple[date, int, Measures]]]:
    """The activities of the days that are not whole months, by subject. Two queries, or none."""
    edges = {edge for question in questions for edge in _parts(question.days)[1]}
    days: dict[Subject, list[tuple[date, int, Measures]]] = defaultdict(list)
    if not edges:
        return days
    dated = Q(pk__in=[])
    for edge in edges:
        dated |= Q(starts_on__range=(edge.start, edge.end))
    programmes = programmes_of(questions)
    activities = totals.counting().filter(dated)
    codes = _codes(activities, {question.place for question in questions if question.place})
    pairs = (
        Attribution.objects.filter(activity__in=activities, programme__in=programmes)
        .order_by()
        .values_list(
            "programme",
            "activity",
            "activity__starts_on",
            "activity__kind",
            "activity__participants",
            "activity__participants_qualifier",
            "activity__women",
        )
        .distinct()
    )
    for programme, activity, day, kind, participants, qualifier, women in pairs:
        if day is None:
            continue
        one = measures_of(participants, qualifier, women)
        for place in (None, *codes[activity]):
            days[programme, place].append((day, kind, one))
    return days


def _codes(activities: ActivityQuerySet, places: set[Place]) -> dict[int, set[int]]:
    """Which of some places each activity touched. One query, or none."""
    touched: dict[int, set[int]] = defaultdict(set)
    if not places:
        return touched
    link = Activity.places.through
    for activity, code in link.objects.filter(activity__in=activities).values_list(
        "activity", "place__code"
    ):
        for place in places:
            if code == place.code or code.startswith(f"{place.code}."):
                touched[activity].add(place.pk)
    return touched


def measures_of(participants: int | None, qualifier: str, women: int | None) -> Measures:
    """What one activity says of those who took part."""
    told, sexed = participants is not None, women is not None
    return Measures(
        activities=1,
        participants=participants or 0,
        with_participants=int(told),
        inexact=int(told and qualifier != Qualifier.EXACT),
        women=women or 0,
        with_women=int(sexed),
        participants_by_sex=(participants or 0) if sexed else 0,
    )


def _parts(period: Period) -> tuple[Period | None, tuple[Period, ...]]:
    """The whole months of a period, and the days before and after them."""
    day = timedelta(days=1)
    first, last = month_of(period.start), month_of(period.end)
    start = first.start if first.start == period.start else first.end + day
    end = last.end if last.end == period.end else last.start - day
    if start > end:
        return None, (period,)
    edges = [(period.start, start - day), (end + day, period.end)]
    return Period(start, end), tuple(Period(one, two) for one, two in edges if one <= two)
