"""What two programmes have in common and where they leave gaps, as sentences drawn from figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import formats
from reports.figures.bilans_types import Apart, Bilan, Side
from reports.selectors.bilans import BilanPage

# As many names as one sentence gives; the tables give them all.
NAMED = 5


def sentences(told: BilanPage) -> list[str]:
    """The few things to know first; each of them stands in a table of the report."""
    found = told.bilan
    return [
        _regions(found),
        *_uncovered(found),
        _partners(found),
        _kinds(found),
        *(_alone(side, apart) for side, apart in found.apart if apart.kinds),
        *_twice(found),
        _indicators(len(told.pairs)),
        *(
            _("No lesson of %(programme)s is written yet.") % {"programme": one.programme.acronym}
            for one in told.lessons
            if not one.says_something
        ),
    ]


def _named(names: Iterable[object]) -> str:
    """The names, or the first of them and how many more there are."""
    told = [str(name) for name in names]
    if len(told) <= NAMED:
        return formats.join_words(told)
    more = len(told) - NAMED + 1
    rest = ngettext("%(number)s more", "%(number)s more", more) % {"number": formats.number(more)}
    return formats.join_words([*told[: NAMED - 1], rest])


def _both(found: Bilan) -> dict[str, str]:
    return {
        "left": found.left.programme.acronym,
        "right": found.right.programme.acronym,
    }


def _regions(found: Bilan) -> str:
    if not found.regions:
        return _("%(left)s and %(right)s name no region in common.") % _both(found)
    return ngettext(
        "%(left)s and %(right)s both name %(count)s region: %(names)s.",
        "%(left)s and %(right)s both name %(count)s regions: %(names)s.",
        len(found.regions),
    ) % {
        **_both(found),
        "count": formats.number(len(found.regions)),
        "names": _named(one.name for one in found.regions),
    }


def _uncovered(found: Bilan) -> list[str]:
    if not found.uncovered:
        return []
    count = len(found.uncovered)
    return [
        ngettext(
            "In %(count)s region neither of them works: %(names)s.",
            "In %(count)s regions neither of them works: %(names)s.",
            count,
        )
        % {"count": formats.number(count), "names": _named(one.name for one in found.uncovered)}
    ]


def _partners(found: Bilan) -> str:
    if not found.partners:
        return _("They have no partner in common.")
    count = len(found.partners)
    return ngettext(
        "%(count)s organisation is a partner of both: %(names)s.",
        "%(count)s organisations are partners of both: %(names)s.",
        count,
    ) % {"count": formats.number(count), "names": _named(one.name for one in found.partners)}


def _kinds(found: Bilan) -> str:
    if not found.kinds:
        return _("Their logs have no kind of activity in common.")
    count = len(found.kinds)
    return ngettext(
        "Both log %(count)s kind of activity: %(names)s.",
        "Both log %(count)s kinds of activity: %(names)s.",
        count,
    ) % {"count": formats.number(count), "names": _named(name for name, *_n in found.kinds)}


def _alone(side: Side, apart: Apart) -> str:
    return _("Only %(programme)s logs: %(names)s.") % {
        "programme": side.programme.acronym,
        "names": _named(apart.kinds),
    }


def _twice(found: Bilan) -> list[str]:
    told = []
    if found.attributed_to_both:
        told.append(
            ngettext(
                "%(count)s activity is attributed to both, and counted once in any total.",
                "%(count)s activities are attributed to both, and counted once in any total.",
                found.attributed_to_both,
            )
            % {"count": formats.number(found.attributed_to_both)}
        )
    if found.alike:
        told.append(
            ngettext(
                "%(count)s pair of records may be one and the same activity: to be checked.",
                "%(count)s pairs of records may be one and the same activity: to be checked.",
                len(found.alike),
            )
            % {"count": formats.number(len(found.alike))}
        )
    return told


def _indicators(count: int) -> str:
    if not count:
        return _("No indicator of the library stands in both frameworks.")
    return ngettext(
        "%(count)s indicator of the library stands in both frameworks.",
        "%(count)s indicators of the library stand in both frameworks.",
        count,
    ) % {"count": formats.number(count)}
