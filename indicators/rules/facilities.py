"""Facilities of given kinds that stood at given steps of their life on the last day asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.enums import FacilityKind, FacilityState
from actors.models import Facility, FacilityStatus
from indicators.models import Measure
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
from programmes.models import FacilitySupport


class FacilitiesByStatus(RuleKind):
    """Facilities that the programme set up or strengthened, by status at a date.

    A status without a date may have come before that day or after it: such a facility is no
    proof, and makes the number « at least ». One record may stand for several sites.
    """

    code = "facilities"
    label = gettext_lazy("facilities by status at a date")

    def check(self, settings: Settings, measure: Measure) -> None:
        super().check(settings, measure)
        check_known("facility_kinds", settings.get("facility_kinds", []), FacilityKind.values)
        check_known("states", settings.get("states", []), FacilityState.values)

    def describe(self, settings: Settings) -> str:
        kinds = settings.get("facility_kinds") or FacilityKind.values
        states = settings.get("states") or FacilityState.values
        return _(
            "Facilities supported by the programme (%(kinds)s) whose status on the last day of "
            "the period is: %(states)s."
        ) % {
            "kinds": join_words([str(FacilityKind(kind).label) for kind in kinds]),
            "states": join_words([str(FacilityState(state).label) for state in states]),
        }

    def answers(self, questions: Sequence[Question]) -> dict[Question, Counted]:
        supported = list(
            FacilitySupport.objects.filter(programme__in=programmes_of(questions)).values_list(
                "programme",
                "facility",
                "facility__kind",
                "facility__units",
                "facility__place__code",
            )
        )
        lives = _lives({facility for _programme, facility, *_rest in supported})
        answers = {}
        for one in questions:
            settings = one.rule.settings
            number, unsure = 0, False
            for programme, facility, kind, units, code in supported:
                if programme != one.rule.measure.programme_id:
                    continue
                if settings.get("facility_kinds") and kind not in settings["facility_kinds"]:
                    continue
                if one.place is not None and code is None:
                    # A source that counts without saying where may mean this region too.
                    state = _state(lives[facility], on=one.days.end)
                    unsure |= state is None or _is_wanted(state, settings)
                    continue
                if not is_inside(code or "", one.place):
                    continue
                state = _state(lives[facility], on=one.days.end)
                if state is None:
                    unsure = True
                elif _is_wanted(state, settings):
                    number += units
            answers[one] = Counted(
                Quantity(number, Qualifier.AT_LEAST if unsure else Qualifier.EXACT)
            )
        return answers

    def records(self, question: Question) -> QuerySet[Any]:
        settings = question.rule.settings
        rows = Facility.objects.filter(
            supports__programme=question.rule.measure.programme_id
        ).select_related("place")
        if settings.get("facility_kinds"):
            rows = rows.filter(kind__in=settings["facility_kinds"])
        lives = _lives(rows.values_list("pk", flat=True))
        counted = [
            row.pk
            for row in rows.order_by("pk")
            if (question.place is None or (row.place and is_inside(row.place.code, question.place)))
            and _is_wanted(_state(lives[row.pk], on=question.days.end), settings)
        ]
        return Facility.objects.filter(pk__in=counted)


# The statuses of a facility, in order: which, and the last day on which it can have begun.
Life = list[tuple[str, date | None]]


def _lives(facilities: Iterable[int]) -> dict[int, Life]:
    lives: dict[int, Life] = defaultdict(list)
    rows = FacilityStatus.objects.filter(facility__in=list(facilities)).order_by(
        "facility", "position"
    )
    for status in rows:
        lives[status.facility_id].append((status.state, status.since.latest))
    return lives


def _state(life: Life, *, on: date) -> str | None:
    """The status on a day; "" where it had none yet, None where no source lets one say."""
    state = ""
    for name, since in life:
        if since is None:
            return None
        if since <= on:
            state = name
    return state


def _is_wanted(state: str | None, settings: Settings) -> bool:
    if not state:
        return False
    states = settings.get("states")
    return not states or state in states
