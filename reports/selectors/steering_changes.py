"""What changed between two dashboards, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lib import formats
from reports.selectors.amounts import quantity_text
from reports.selectors.spending import KINDS, money_words
from reports.selectors.steering_read import Plain, amount_of, day_of, quantity_of


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is not as it was. An empty side: it was not there, or is there no more."""

    name: str
    before: str
    after: str
    href: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind."""

    title: str
    rows: tuple[Changed, ...]


def groups_of(changes: Plain) -> list[Group]:
    """The kinds of change that there are, each with its lines."""
    found = [
        Group(_("Figures"), tuple(_figures(changes["figures"]))),
        Group(_("Targets"), tuple(_targets(changes["targets"]))),
        Group(_("Standing"), tuple(_standings(changes["standings"]))),
        Group(_("Activities"), tuple(_activities(changes["activities"]))),
        Group(_("Decisions"), tuple(_decisions(changes["decisions"]))),
        Group(_("Risks"), tuple(_risks(changes["risks"]))),
        # Snapshots of before money could be entered say nothing of it.
        Group(_("Spending"), tuple(_spending(changes.get("spending", ())))),
    ]
    return [group for group in found if group.rows]


def _named(one: Plain) -> str:
    return f"{one['programme']} · {one['name']}" if one["programme"] else str(one["name"])


def _reasons(one: Plain) -> tuple[str, ...]:
    """« Amendment 3, on 2 May 2026: … »; a reason that may not be told leaves its date."""
    told = []
    for reason in one["reasons"]:
        on = day_of(reason["on"])
        head = (
            _("%(what)s, on %(day)s") % {"what": reason["what"], "day": formats.date(on)}
            if on
            else reason["what"]
        )
        told.append(
            _("%(head)s: %(reason)s") % {"head": head, "reason": reason["text"]}
            if reason["text"]
            else head
        )
    return tuple(told)


def _figures(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        view = "reports:measure" if one["is_measure"] else "reports:provenance"
        yield Changed(
            _named(one),
            amount_of(one["before"], one["unit_kind"]) if one["before"] else "",
            amount_of(one["after"], one["unit_kind"]),
            reverse(view, args=[one["code"]]),
            _reasons(one),
        )


def _targets(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        yield Changed(
            _named(one),
            _aim(one["before"], one["unit_kind"]),
            _aim(one["after"], one["unit_kind"]),
            reverse("reports:measure", args=[one["code"]]),
            _reasons(one),
        )


def _aim(told: Plain | None, unit_kind: str) -> str:
    return quantity_text(quantity_of(told), unit_kind) if told else pgettext("target", "not set")


def _standings(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        href = reverse("reports:measure", args=[one["code"]])
        yield Changed(_named(one), one["before_label"], one["after_label"], href)


def _activities(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        yield Changed(
            one["name"] or _("All regions together"),
            formats.number(one["before"]),
            formats.number(one["after"]),
        )


def _decisions(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        number = formats.number(one["number"])
        yield Changed(
            _("No. %(number)s: %(text)s") % {"number": number, "text": one["text"]},
            _stood(one["before_label"], one["before_due"]),
            _stood(one["after_label"], one["after_due"]),
            reverse("indicators:decision_detail", args=[one["committee"], one["number"]]),
            (one["note"],) if one["note"] else (),
        )


def _stood(label: str, due: Plain | None) -> str:
    on = day_of(due)
    if not label or on is None:
        return label
    return _("%(state)s, due on %(day)s") % {"state": label, "day": formats.date(on)}


def _risks(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        yield Changed(
            _named({**one, "name": one["title"]}), _weight(one["before"]), _weight(one["after"])
        )


def _weight(weight: int | None) -> str:
    if weight is None:
        return ""
    return _("weight %(weight)s of 9") % {"weight": formats.number(weight)}


def _spending(rows: Sequence[Plain]) -> Iterator[Changed]:
    for one in rows:
        name = f"{one['programme']} · {KINDS[one['kind']]}"
        yield Changed(name, _money(one["before"]), _money(one["after"]))


def _money(told: Plain | None) -> str:
    return money_words(told).text if told and told["parts"] else ""
