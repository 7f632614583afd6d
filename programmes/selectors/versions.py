"""Two versions of one record, side by side in words, and a mixture of both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from lib import formats
from lib.quantities import Qualifier, Quantity
from programmes.selectors.details import GROUPS, ActivityDetails, Share, snapshot
from programmes.selectors.lookups import organisation_label, place_label

# What the trail calls the fields of a group.
_TRAIL = {"when": ("starts_on", "ends_on", "is_planned"), "organisers": ("organisers",)}
_TRAIL["partners"] = ("partners",)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two versions differ, each in words."""

    group: str
    label: str
    mine: str
    theirs: str


def differences(mine: ActivityDetails, theirs: ActivityDetails) -> list[Difference]:
    """What differs between what a person wants to save and what is stored."""
    ours, stored = snapshot(mine), snapshot(theirs)
    words, other = in_words(mine), in_words(theirs)
    return [
        Difference(group, label, words[group][1], other[group][1])
        for group, (label, _text) in words.items()
        if any(ours[key] != stored[key] for key in _keys(group))
    ]


def mixture(
    mine: ActivityDetails, theirs: ActivityDetails, *, take_theirs: Collection[str]
) -> ActivityDetails:
    """My version, with some groups as they are stored."""
    taken = {name for group in take_theirs if group in GROUPS for name in GROUPS[group]}
    return replace(mine, **{name: getattr(theirs, name) for name in taken})


def given_up(
    mine: ActivityDetails, theirs: ActivityDetails, *, take_theirs: Collection[str]
) -> dict[str, Any]:
    """What of my version goes when some groups stay as they are stored, as the trail writes it."""
    ours, stored = snapshot(mine), snapshot(theirs)
    keys = [key for group in take_theirs if group in GROUPS for key in _keys(group)]
    return {key: ours[key] for key in keys if ours[key] != stored[key]}


def in_words(details: ActivityDetails) -> dict[str, tuple[str, str]]:
    """A label and a text for each group of details, in the current language."""
    return {
        "title": (_("What"), details.title),
        "kind": (_("Kind"), details.kind.name),
        "when": (_("When"), _when(details)),
        "shares": (
            _("Programmes"),
            formats.join_words(_share(one) for one in details.shares),
        ),
        "places": (_("Places"), formats.join_words(place_label(one) for one in details.places)),
        "participants": (_("Participants"), _participants(details)),
        "organisers": (
            _("Organisers"),
            formats.join_words(
                [*map(organisation_label, details.organisers), *details.new_organisers]
            ),
        ),
        "partners": (
            _("Partners"),
            formats.join_words([*map(organisation_label, details.partners), *details.new_partners]),
        ),
        "plan_item": (
            _("Item of the plan"),
            details.plan_item.name if details.plan_item else "",
        ),
        "note": (_("Note"), details.note),
    }


def _keys(group: str) -> tuple[str, ...]:
    return _TRAIL.get(group, GROUPS[group])


def _when(details: ActivityDetails) -> str:
    text = formats.partial_date(details.starts)
    if details.ends_on:
        text = formats.period(details.starts.on, details.ends_on)
    return f"{text} · {_('planned')}" if details.is_planned else text


def _share(one: Share) -> str:
    funder = f" ({one.funder.short_name})" if one.funder else ""
    component = f" · {formats.isolate(one.component.name)}" if one.component else ""
    return f"{one.programme.acronym}{funder} {formats.percent(one.share)}{component}"


def _participants(details: ActivityDetails) -> str:
    if details.participants is None:
        return formats.not_reported()
    total = Quantity(details.participants, Qualifier(details.participants_qualifier))
    parts = [formats.quantity(total)]
    if details.women is not None:
        women = formats.number(details.women)
        parts.append(_("of which %(women)s women") % {"women": women})
    parts += [f"{part.category.name} {formats.number(part.count)}" for part in details.breakdown]
    return " · ".join(parts)
