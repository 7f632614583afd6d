"""The sentence at the head of a steering dashboard, drawn from its figures."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import formats
from reports.figures.results_types import MeasureFigure, Standing
from reports.figures.steering_types import KeyFigure, KeyKind, Steering, Trouble
from reports.selectors.amounts import amount_text

# As many published figures as one sentence names.
NAMED = 2
JUDGED = (Standing.ON_TRACK, Standing.WATCH, Standing.LATE)


def headline_of(found: Steering) -> str:
    """What a member should know first: where the indicators stand, what waits for a decision."""
    measures = [figure for one in found.results for figure in one.measures]
    untargeted = sum(one.trouble == Trouble.NO_TARGET for one in found.concerns)
    sentences = [
        *([_("No validated data as of this day.")] if found.is_empty else ()),
        *_standings(measures),
        *(_published(found.key) if not measures else ()),
        *_missing(measures),
        *_untargeted(untargeted),
        *_overdue(sum(one.is_overdue for one in found.decisions)),
    ]
    if not sentences:
        sentences = [_activities(found.activities)]
    return " ".join(sentences)


def _standings(measures: list[MeasureFigure]) -> list[str]:
    judged = [figure for figure in measures if figure.standing in JUDGED]
    if not judged:
        return []
    good = sum(figure.standing == Standing.ON_TRACK for figure in judged)
    late = sum(figure.standing == Standing.LATE for figure in judged)
    said = [
        ngettext(
            "%(good)s indicator of %(all)s is on track.",
            "%(good)s indicators of %(all)s are on track.",
            good,
        )
        % {"good": formats.number(good), "all": formats.number(len(judged))}
    ]
    if late:
        said.append(
            ngettext("%(late)s indicator is late.", "%(late)s indicators are late.", late)
            % {"late": formats.number(late)}
        )
    return said


def _published(key: tuple[KeyFigure, ...]) -> list[str]:
    named = [
        _("%(figure)s: %(quantity)s")
        % {"figure": one.label, "quantity": amount_text(one.amount, one.unit_kind)}
        for one in key
        if one.kind == KeyKind.CLAIM
    ][:NAMED]
    if not named:
        return []
    return [_("%(figures)s.") % {"figures": formats.join_words(named)}]


def _missing(measures: list[MeasureFigure]) -> list[str]:
    missing = sum(figure.given.missing for figure in measures)
    if not missing:
        return []
    return [
        ngettext(
            "%(missing)s expected value is missing.",
            "%(missing)s expected values are missing.",
            missing,
        )
        % {"missing": formats.number(missing)}
    ]


def _untargeted(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext(
            "%(count)s figure has no target yet: a decision is asked for.",
            "%(count)s figures have no target yet: a decision is asked for.",
            count,
        )
        % {"count": formats.number(count)}
    ]


def _overdue(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext("%(count)s decision is overdue.", "%(count)s decisions are overdue.", count)
        % {"count": formats.number(count)}
    ]


def _activities(count: int) -> str:
    return ngettext(
        "%(count)s activity carried out and validated.",
        "%(count)s activities carried out and validated.",
        count,
    ) % {"count": formats.number(count)}
