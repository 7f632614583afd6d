"""What of an activity's form is kept as a draft, and a form made of it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.http import QueryDict

from programmes.forms.activities import OTHER_DAY, TODAY, YESTERDAY

# What a kept draft holds; tokens and files stay out.
_KEPT = {
    "title", "kind", "when", "on", "ends_on", "is_planned", "programme", "places", "participants",
    "participants_qualifier", "women", "breakdown", "organisers", "partners", "shares",
    "component", "plan_item", "note", "version",
}  # fmt: skip
# What a form holds before anyone types.
_GIVEN = {"when", "on", "programme", "participants_qualifier", "version"}


def fields_to_keep(data: QueryDict, *, today: date) -> dict[str, list[str]]:
    """What of a form is worth keeping as a draft; « today » becomes the date that it was."""
    kept = {name: values for name, values in data.lists() if _is_kept(name) and any(values)}
    day = {TODAY: today, YESTERDAY: today - timedelta(days=1)}.get(data.get("when", ""))
    if day is not None and not data.get("on"):
        kept |= {"when": [OTHER_DAY], "on": [day.strftime("%d/%m/%Y")]}
    return kept


def is_worth_keeping(fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether anything was typed beyond what a new form begins with."""
    return bool(set(fields) - _GIVEN)


def as_typed(fields: Mapping[str, Sequence[str]], *, submission_key: UUID) -> QueryDict:
    """Kept fields as the data of a form."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        if _is_kept(name):
            data.setlist(name, [str(value) for value in values])
    data["submission_key"] = str(submission_key)
    return data


def _is_kept(name: str) -> bool:
    stem = name.split("-")[0]
    return stem in _KEPT or stem.removesuffix("_typed") in _KEPT
