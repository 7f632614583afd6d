"""What changed in a framework, in words: between two dates, or between two people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from actors.models import User
from indicators.enums import CollectedBy, ResultLevel
from indicators.models import Amendment, Category, Indicator, Period
from indicators.selectors.framework_details import category_key
from indicators.selectors.periods import name_of
from lib import formats
from lib.concurrency import StaleVersion
from lib.dates import Frequency
from lib.quantities import Qualifier
from programmes.models import Programme
from regions.models import Place

LABELS = {
    "level": gettext_lazy("Level"),
    "number": pgettext_lazy("of a result", "Number"),
    "parent": gettext_lazy("Stands under"),
    "title_fr": gettext_lazy("Result in French"),
    "title_ar": gettext_lazy("Result in Arabic"),
    "title_en": gettext_lazy("Result in English"),
    "assumptions_fr": gettext_lazy("Assumptions in French"),
    "assumptions_ar": gettext_lazy("Assumptions in Arabic"),
    "assumptions_en": gettext_lazy("Assumptions in English"),
    "result": gettext_lazy("Result"),
    "wording_fr": gettext_lazy("Words in French"),
    "wording_ar": gettext_lazy("Words in Arabic"),
    "wording_en": gettext_lazy("Words in English"),
    "collected_by": gettext_lazy("Given by"),
    "frequency": gettext_lazy("Frequency"),
    "is_key": gettext_lazy("Key indicator"),
    "verification_fr": gettext_lazy("Means of verification in French"),
    "verification_ar": gettext_lazy("Means of verification in Arabic"),
    "verification_en": gettext_lazy("Means of verification in English"),
    "baseline_number": gettext_lazy("Baseline"),
    "baseline_qualifier": gettext_lazy("How sure the baseline is"),
    "baseline_year": gettext_lazy("Year of the baseline"),
    "baseline_note": gettext_lazy("Note on the baseline"),
    "usual_low": gettext_lazy("Usually at least"),
    "usual_high": gettext_lazy("Usually at most"),
    "indicators": gettext_lazy("Indicators"),
}
_CHOICES = {
    "level": ResultLevel,
    "collected_by": CollectedBy,
    "frequency": Frequency,
    "baseline_qualifier": Qualifier,
}
_NUMBERS = {"baseline_number", "usual_low", "usual_high"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, each side in words; an empty side says nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """An amendment with what it changed."""

    amendment: Amendment
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What the addresses inside snapshots stand for."""

    periods: Mapping[str, str]
    places: Mapping[str, str]
    categories: Mapping[str, str]
    indicators: Mapping[str, str]


def amendments_of(programme: Programme, *, user: User) -> QuerySet[Amendment]:
    """Amendments of a framework, the latest first, with whom and what they are about."""
    return (
        Amendment.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("measure__indicator", "result", "made_by")
        .newest_first()
    )


def lines_of(amendments: Iterable[Amendment], *, programme: Programme) -> list[AmendmentLine]:
    """Amendments in words. The queries do not grow with them."""
    amendments = list(amendments)
    told = [one for row in amendments for one in (row.before, row.after)]
    names = names_in(told, programme=programme)
    return [
        AmendmentLine(one, changes_in_words(one.before, one.after, names)) for one in amendments
    ]


def names_in(told: Iterable[Mapping[str, Any]], *, programme: Programme) -> Names:
    """The names of what some snapshots refer to."""
    told = list(told)
    keys = {tuple(key.split("|")) for one in told for key in one.get("targets") or {}}
    codes = {code for one in told for code in one.get("indicators") or ()}
    if not keys and not codes:
        return Names({}, {}, {}, {})
    periods = Period.objects.filter(programme=programme, slug__in=[key[0] for key in keys])
    places = Place.objects.filter(code__in=[key[1] for key in keys])
    wanted = {key[2] for key in keys}
    categories = Category.objects.filter(code__in=[key.rpartition(":")[2] for key in wanted])
    return Names(
        periods={one.slug: name_of(one) for one in periods.order_by("pk")},
        places={one.code: one.name for one in places.order_by("code")},
        categories={
            category_key(one): one.name
            for one in categories.select_related("dimension").order_by("pk")
        },
        indicators={
            one.code: one.name for one in Indicator.objects.filter(code__in=codes).order_by("pk")
        },
    )


def changes_in_words(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> tuple[Change, ...]:
    """What differs between two snapshots, in the order of the form; targets one by one."""
    changes = [
        Change(
            str(label), _said(name, before.get(name), names), _said(name, after.get(name), names)
        )
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    ]
    old, new = before.get("targets") or {}, after.get("targets") or {}
    changes += [
        Change(_target_name(key, names), _number(old.get(key)), _number(new.get(key)))
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]
    return tuple(one for one in changes if one.before or one.after)


def versions_in_words(stale: StaleVersion, *, programme: Programme) -> tuple[Change, ...]:
    """Where two people's versions differ: theirs, as it is stored, and mine."""
    names = names_in([stale.mine, stale.theirs], programme=programme)
    return changes_in_words(stale.theirs, stale.mine, names)


def _said(name: str, value: Any, names: Names) -> str:
    if name == "indicators":
        return formats.join_words(names.indicators.get(code, code) for code in value or ())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return ""
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name in _NUMBERS:
        return _number(value)
    if name == "baseline_year":
        return formats.year(int(value))
    return str(value)


def _number(value: Any) -> str:
    return formats.number(Decimal(value)) if value not in (None, "") else ""


def _target_name(key: str, names: Names) -> str:
    period, place, category = key.split("|")
    parts = [names.periods.get(period, period) if period else _("at the end")]
    parts += [names.places.get(place, place)] if place else []
    parts += [names.categories.get(category, category)] if category else []
    return _("Target: %(what)s") % {"what": " · ".join(parts)}
