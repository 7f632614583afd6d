"""A steering dashboard in words, from its body: the same for the live page and a frozen one.

Reads nothing but the body, so that what a snapshot shows cannot move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib import formats
from lib.charts import Area
from programmes.selectors.risks import level_of
from reports.figures.results_types import Given, Standing
from reports.figures.steering_types import Trouble
from reports.selectors.amounts import (
    expected_text,
    given_short,
    given_text,
    number_text,
    quantity_text,
)
from reports.selectors.results import STATUS
from reports.selectors.spending import blocks
from reports.selectors.steering_read import (
    Board,
    Exceptional,
    Feared,
    Key,
    Line,
    Plain,
    Region,
    Taken,
    amount_of,
    day_of,
    given_of,
    partial_of,
    quantity_of,
)

# As many as a page shows before it links to the rest.
EXCEPTIONS, OVERDUE, RESULTS, DECISIONS, RISKS = 6, 3, 8, 6, 5
TROUBLES = {
    Trouble.LATE: "late",
    Trouble.MISSING: "late",
    Trouble.WATCH: "watch",
    Trouble.INCOMPLETE: "watch",
    Trouble.NO_TARGET: "no_target",
}


def board(body: Plain, *, limits: tuple[int, int, int] = (EXCEPTIONS, RESULTS, DECISIONS)) -> Board:
    """A body in words, in the language of the body: call it with that language in force."""
    about = body["about"]
    measures = [
        (framework, measure) for framework in body["results"] for measure in framework["measures"]
    ]
    lines = [*(_line(one, two) for one, two in measures), *map(_claimed, body["claims"])]
    open_ones = [one for one in body["decisions"] if one["is_open"]]
    given = [given_of(one["given"]) for one in body["results"]]
    columns = _columns(body["progress"])
    several = len(body["programmes"]) > 1
    names = tuple(_column(one, several=several) for one in columns)
    most, longest, told = limits
    return Board(
        title=about["acronym"] or about["name"],
        name=about["name"],
        kind=about["kind"],
        slug=about["slug"],
        on=_on(body),
        is_empty=body["is_empty"],
        last_known_on=day_of(body["last_known_on"]),
        headline=body["headline"]["written"] or body["headline"]["drawn"],
        headline_as_of=day_of(body["headline"]["written_as_of"]),
        key=tuple(_key(one, several=several) for one in body["key"]),
        exceptions=tuple(_exceptional(one) for one in body["exceptions"][:most]),
        overdue=tuple(_taken(one, _on(body)) for one in open_ones[:OVERDUE] if one["is_overdue"]),
        more_exceptions=max(len(body["exceptions"]) - most, 0),
        lines=tuple(lines[:longest]),
        more_lines=max(len(lines) - longest, 0),
        frameworks=tuple(
            (one["programme"], reverse("reports:results", args=[one["slug"]]))
            for one in body["results"]
        ),
        given=given_text(_together(given)) if given else "",
        regions=tuple(_region(one, columns, names) for one in body["progress"]),
        columns=names,
        areas=tuple(
            Area(
                code=one["iso_code"],
                label=one["name"],
                value=one["activities"],
                href=reverse("reports:region_detail", args=[one["slug"]]),
            )
            for one in body["map"]
        ),
        covered=" ".join(one["iso_code"] for one in body["map"] if one["is_covered"]),
        activities=body["activities"]["count"],
        awaiting=body["activities"]["awaiting"],
        decisions=tuple(_taken(one, _on(body)) for one in open_ones[:told]),
        more_decisions=max(len(open_ones) - told, 0),
        risks=tuple(_feared(one) for one in body["risks"][:RISKS]),
        more_risks=max(len(body["risks"]) - RISKS, 0),
        risk_lists=tuple(
            (one["acronym"], reverse("programmes:risk_list", args=[one["slug"]]))
            for one in body["programmes"]
        ),
        spending=blocks(body["spending"]),
    )


def for_outsiders(body: dict[str, Any]) -> dict[str, Any]:
    """The body as a donor reads it: only the decisions that the committee made public."""
    told = {**body, "decisions": [one for one in body["decisions"] if one["is_public"]]}
    if body["since"]:
        changes = body["since"]["changes"]
        public = [one for one in changes["decisions"] if one["is_public"]]
        told["since"] = {**body["since"], "changes": {**changes, "decisions": public}}
    return told


def _on(body: Plain) -> date:
    return date.fromisoformat(body["on"]["day"])


def _together(given: Sequence[Given]) -> Given:
    return Given(sum(one.given for one in given), sum(one.expected for one in given))


def _key(one: Plain, *, several: bool) -> Key:
    quantity = quantity_of(one["amount"]["quantity"])
    plain = one["unit_kind"] != "percentage" and not one["amount"]["is_withheld"]
    notes = [one["reading"] or one["wording"]]
    if not notes[0] and one["as_of"]:
        as_of = partial_of(one["as_of"])
        notes = [_("on %(day)s") % {"day": formats.partial_date(as_of)}] if as_of else []
    if one["kind"] == "claim":
        published = partial_of(one["source"]["published"]) if one["source"] else None
        source = (
            _("published on %(day)s") % {"day": formats.partial_date(published)}
            if published and published.is_known
            else ""
        )
        href = reverse("reports:provenance", args=[one["code"]])
    elif one["kind"] == "measure":
        source, href = _("results framework"), reverse("reports:measure", args=[one["code"]])
    else:
        source = _("counted in the log")
        href = reverse("reports:provenance", args=[one["code"]]) if one["code"] else ""
    return Key(
        label=f"{one['programme']} · {one['label']}"
        if several and one["programme"]
        else one["label"],
        value=quantity if plain else amount_of(one["amount"], one["unit_kind"]),
        unit="",
        note=" · ".join(note for note in notes if note),
        href=href,
        source=source or _("source"),
    )


def _exceptional(one: Plain) -> Exceptional:
    measure, claim = one["measure"], one["claim"]
    told = measure or claim
    parts = [one["programme"]]
    # Of what nobody gave yet, how many values are missing says enough.
    if claim or measure["given"]["given"] or _is_told(measure["amount"]):
        parts.append(amount_of(told["amount"], told["unit_kind"]))
    if measure:
        if measure["target"]:
            parts.append(
                _("target %(target)s")
                % {"target": quantity_text(quantity_of(measure["target"]), measure["unit_kind"])}
            )
        if measure["expected"]:
            parts.append(
                _("%(expected)s expected by now")
                % {
                    "expected": expected_text(
                        Decimal(measure["expected"]["number"]), measure["unit_kind"]
                    )
                }
            )
        given = given_of(measure["given"])
        if given.missing:
            parts.append(given_text(given))
    view = "reports:measure" if measure else "reports:provenance"
    reason = one["reason"]
    return Exceptional(
        status=TROUBLES[Trouble(one["trouble"])],
        label=one["trouble_label"],
        name=one["name"],
        note=" · ".join(part for part in parts if part),
        href=reverse(view, args=[one["code"]]),
        code=one["code"],
        can_explain=measure is not None,
        reason=reason["text"] if reason else "",
        reason_on=formats.date(day_of(reason["as_of"])) if reason else "",
    )


def _line(framework: Plain, measure: Plain) -> Line:
    kind = measure["unit_kind"]
    aim = _number(measure["target"])
    amount = measure["amount"]
    told = measure["given"]["given"] or _is_told(amount)
    return Line(
        name=measure["name"],
        programme=framework["programme"],
        href=reverse("reports:measure", args=[measure["code"]]),
        value=amount_of(amount, kind) if told else "",
        unit="" if kind == "percentage" else measure["unit"],
        as_of=measure["as_of"],
        expected=expected_text(_number(measure["expected"]), kind),
        target=number_text(aim, kind),
        status=STATUS[Standing(measure["standing"])],
        standing=measure["standing_label"],
        bar=quantity_of(amount["quantity"]),
        aim=aim,
        expected_number=_number(measure["expected"]),
        course=tuple(quantity_of(point["running"]["quantity"]) for point in measure["series"]),
        is_key=measure["is_key"],
    )


def _is_told(amount: Plain) -> bool:
    """Whether there is a number, be it withheld."""
    return amount["quantity"]["number"] is not None or amount["is_withheld"]


def _claimed(claim: Plain) -> Line:
    """A published figure as a line: it has no target, which is a state of its own."""
    as_of = partial_of(claim["as_of"])
    return Line(
        name=claim["name"],
        programme=claim["programme"],
        href=reverse("reports:provenance", args=[claim["code"]]),
        value=amount_of(claim["amount"], claim["unit_kind"]),
        unit=claim["unit"],
        as_of=formats.partial_date(as_of) if as_of and as_of.is_known else "",
        expected="",
        target="",
        status=STATUS[Standing.NO_TARGET],
        standing=str(Standing.NO_TARGET.label),
        bar=quantity_of(claim["amount"]["quantity"]),
        aim=None,
        expected_number=None,
        course=(),
        is_key=False,
    )


def _number(told: Plain | None) -> Decimal | None:
    return Decimal(told["number"]) if told and told["number"] is not None else None


def _columns(progress: Iterable[Plain]) -> list[tuple[str, str]]:
    """The components seen, each with its programme; what states none comes last in its own."""
    seen: dict[tuple[str, str], None] = {}
    for region in progress:
        for cell in region["components"]:
            seen.setdefault((cell["programme"], cell["component"]), None)
    if all(not component for _programme, component in seen):
        return []
    return sorted(seen, key=lambda one: (one[0], not one[1], one[1]))


def _column(column: tuple[str, str], *, several: bool) -> str:
    programme, component = column
    name = component or _("component not stated")
    return f"{programme} · {name}" if several else name


def _region(region: Plain, columns: Sequence[tuple[str, str]], names: Sequence[str]) -> Region:
    cells = {(cell["programme"], cell["component"]): cell for cell in region["components"]}
    return Region(
        name=region["name"],
        href=reverse("reports:region_detail", args=[region["slug"]]),
        activities=region["activities"],
        participants=quantity_of(region["participants"]),
        given=given_short(given_of(region["given"])) if region["given"] else "",
        pairs=tuple(
            (name, _cell(cells.get(column))) for column, name in zip(columns, names, strict=True)
        ),
        results=tuple(
            (
                one["name"],
                amount_of(one["amount"], one["unit_kind"]),
                STATUS[Standing(one["standing"])],
            )
            for one in region["results"]
        ),
    )


def _cell(cell: Plain | None) -> str:
    if cell is None:
        return ""
    activities = ngettext("%(count)s activity", "%(count)s activities", cell["activities"]) % {
        "count": formats.number(cell["activities"])
    }
    participants = quantity_of(cell["participants"])
    if not participants.is_reported:
        return activities
    return f"{activities} · " + ngettext(
        "%(count)s participation", "%(count)s participations", int(participants.number or 0)
    ) % {"count": formats.quantity(participants)}


def _taken(one: Plain, on: date) -> Taken:
    due = day_of(one["due_on"])
    held = partial_of(one["meeting_held"])
    parts = [one["owner"] or _("nobody in charge")]
    if due is not None and one["is_overdue"]:
        late = (on - due).days
        parts.append(
            ngettext("due on %(day)s, %(late)s day ago", "due on %(day)s, %(late)s days ago", late)
            % {"day": formats.date(due), "late": formats.number(late)}
        )
    elif due is not None:
        parts.append(_("due on %(day)s") % {"day": formats.date(due)})
    if held is not None and held.is_known:
        parts.append(_("taken on %(day)s") % {"day": formats.partial_date(held)})
    return Taken(
        number=one["number"],
        text=one["text"],
        status="overdue" if one["is_overdue"] else one["state"],
        label="" if one["is_overdue"] else one["state_label"],
        note=" · ".join(parts),
        href=reverse("indicators:decision_detail", args=[one["committee"], one["number"]]),
        said=one["note"],
    )


def _feared(one: Plain) -> Feared:
    where = " · ".join(part for part in (one["programme"], one["place"], one["component"]) if part)
    weighed = _("probability %(probability)s, severity %(severity)s") % {
        "probability": one["probability_label"],
        "severity": one["severity_label"],
    }
    parts = [where, weighed, one["mitigation"], one["owner"]]
    return Feared(
        title=one["title"],
        level=level_of(one["weight"]),
        label="",
        note=" · ".join(part for part in parts if part),
    )
