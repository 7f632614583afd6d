"""Organisations and committees by the names that they bore on a day.

An organisation has dated names, as a source of the year writes them. One is known of its year
only, and in the language of its source: everywhere else stands today's name. Nothing is made up
between two of them. A committee has the names that the trail saw change.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import get_language

from actors.models import Committee, Event, Organisation, OrganisationName
from actors.selectors.past import Trail

# Where the query of a trail leaves whom a change took out of charge.
_SAID, _NAMED = "owner_said", "owner_named"
_ARABIC = "[\u0600-\u06ff]"


def dated_name(day: date, organisation: str) -> Subquery:
    """Beside a query: the name that the organisation it refers to bore in the year of a day."""
    return Subquery(_of_year(day).filter(organisation=OuterRef(organisation)).values("name")[:1])


def names_on(organisations: Iterable[Organisation | None], day: date) -> dict[int, str]:
    """The dated names of some organisations, of those that have one to show. One query."""
    wanted = {one.pk for one in organisations if one is not None}
    rows = _of_year(day).filter(organisation__in=wanted).values_list("organisation", "name")
    names: dict[int, str] = {}
    for pk, name in rows:
        # The first of a year stands.
        names.setdefault(pk, name)
    return names


def name_then(organisation: Organisation, dated: str | None) -> str:
    """The dated name that a query left beside an organisation, or today's."""
    return dated or organisation.name


def owners_named() -> dict[str, Any]:
    """Beside the query of a trail: the organisation that a change took out of charge, which the
    trail names in the language of whoever changed it, in the language in force."""
    said = OuterRef(_SAID)
    named = Organisation.objects.filter(Q(name_fr=said) | Q(name_ar=said) | Q(name_en=said))
    return {
        _SAID: KT("before__owner"),
        _NAMED: Subquery(named.order_by("pk").values(f"name_{_language()}")[:1]),
    }


def owner_before(event: Event) -> str:
    """Who was in charge before a change; empty for nobody."""
    said = event.before["owner"]
    return (said and getattr(event, _NAMED, None)) or said


def committee_then(committee: Committee, trail: Trail) -> Committee:
    """A committee with the names of the day, where the trail knew it by then; a copy. No query."""
    if not trail.knew(committee):
        return committee
    then = copy(committee)
    for event in trail.of(committee):
        for name in ("name_fr", "name_ar", "name_en", "acronym"):
            if event.before.get(name):
                setattr(then, name, event.before[name])
    return then


def _language() -> str:
    return (get_language() or "fr")[:2]


def _of_year(day: date) -> QuerySet[OrganisationName]:
    """The names of a year that are written as the language in force is: the texts are in French
    and in Arabic, and an English page has the English names."""
    rows = OrganisationName.objects.filter(as_of_year=day.year).order_by("position", "pk")
    if _language() == "ar":
        return rows.filter(name__regex=_ARABIC)
    return rows.exclude(name__regex=_ARABIC) if _language() == "fr" else rows.none()
