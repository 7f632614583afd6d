"""What changed between two bodies of a steering dashboard. Reads nothing but the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Body = Mapping[str, Any]
KINDS_OF_MONEY = ("planned", "committed", "disbursed", "spent")


def difference(before: Body, after: Body) -> dict[str, Any]:
    """Figures, standings, activities, decisions, risks and money that are not as they were.

    What one of the two withholds is left out: that a number is known to one reader and not to
    another is no change. Both bodies are in one language, so that names compare.
    """
    return {
        "figures": [*_claims(before, after), *_values(before, after)],
        "targets": _targets(before, after),
        "standings": _standings(before, after),
        "activities": _activities(before, after),
        "decisions": _decisions(before, after),
        "risks": _risks(before, after),
        "spending": _spending(before, after),
    }


def is_nothing(changes: Mapping[str, Any]) -> bool:
    """Whether two bodies say the same."""
    return not any(changes.values())


def codes_of(changes: Mapping[str, Any]) -> list[str]:
    """The measures whose value or target changed, for whom the reasons are on record."""
    found = [one["code"] for one in (*changes["figures"], *changes["targets"]) if one["is_measure"]]
    return list(dict.fromkeys(found))


def _measures(body: Body) -> dict[str, Mapping[str, Any]]:
    return {
        measure["code"]: {**measure, "programme": framework["programme"]}
        for framework in body["results"]
        for measure in framework["measures"]
    }


def _values(before: Body, after: Body) -> Iterable[dict[str, Any]]:
    old = _measures(before)
    for code, measure in _measures(after).items():
        was = old.get(code)
        amount = measure["amount"]
        if was is not None and (was["amount"] == amount or _withheld(was["amount"], amount)):
            continue
        if was is None and (amount["quantity"]["number"] is None):
            continue
        yield _figure(measure, was["amount"] if was else None, amount, is_measure=True)


def _claims(before: Body, after: Body) -> Iterable[dict[str, Any]]:
    old = {one["code"]: one for one in (*before["key"], *before["claims"])}
    seen = set()
    for claim in (*after["key"], *after["claims"]):
        if claim["kind"] != "claim" or claim["code"] in seen:
            continue
        seen.add(claim["code"])
        was = old.get(claim["code"])
        if was is None or was["amount"] != claim["amount"]:
            yield _figure(claim, was["amount"] if was else None, claim["amount"], is_measure=False)


def _figure(
    row: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    *,
    is_measure: bool,
) -> dict[str, Any]:
    return {
        "code": row["code"],
        "is_measure": is_measure,
        "programme": row["programme"],
        "name": row["name"],
        "unit": row["unit"],
        "unit_kind": row["unit_kind"],
        "before": before,
        "after": after,
        "reasons": [],
    }


def _withheld(*amounts: Mapping[str, Any]) -> bool:
    return any(amount["is_withheld"] for amount in amounts)


def _targets(before: Body, after: Body) -> list[dict[str, Any]]:
    old, new = _measures(before), _measures(after)
    return [
        {
            "code": code,
            "is_measure": True,
            "programme": measure["programme"],
            "name": measure["name"],
            "unit_kind": measure["unit_kind"],
            "before": old[code]["target"],
            "after": measure["target"],
            "reasons": [],
        }
        for code, measure in new.items()
        if code in old
        and (old[code]["target"], old[code]["target_by"])
        != (measure["target"], measure["target_by"])
    ]


def _standings(before: Body, after: Body) -> list[dict[str, Any]]:
    old, new = _measures(before), _measures(after)
    return [
        {
            "code": code,
            "programme": measure["programme"],
            "name": measure["name"],
            "before": old[code]["standing"],
            "before_label": old[code]["standing_label"],
            "after": measure["standing"],
            "after_label": measure["standing_label"],
        }
        for code, measure in new.items()
        if code in old
        and old[code]["standing"] != measure["standing"]
        and "withheld" not in (old[code]["standing"], measure["standing"])
    ]


def _activities(before: Body, after: Body) -> list[dict[str, Any]]:
    """The log as a whole, and each region; the whole has no name."""
    lines = [("", before["activities"]["count"], after["activities"]["count"])]
    old = {one["code"]: one for one in before["progress"]}
    for region in after["progress"]:
        was = old[region["code"]]["activities"] if region["code"] in old else 0
        lines.append((region["name"], was, region["activities"]))
    return [{"name": name, "before": was, "after": now} for name, was, now in lines if was != now]


def _decisions(before: Body, after: Body) -> list[dict[str, Any]]:
    """Taken since, moved since; the latest note says why."""
    old = {one["id"]: one for one in _told(before)}
    changed = []
    for one in _told(after):
        was = old.get(one["id"])
        if was is None or was["state"] != one["state"] or was["due_on"] != one["due_on"]:
            changed.append(
                {
                    "committee": one["committee"],
                    "number": one["number"],
                    "text": one["text"],
                    "is_new": was is None,
                    "before": was["state"] if was else "",
                    "before_label": was["state_label"] if was else "",
                    "after": one["state"],
                    "after_label": one["state_label"],
                    "before_due": was["due_on"] if was else None,
                    "after_due": one["due_on"],
                    "note": one["note"] if was is None or was["note"] != one["note"] else "",
                    "is_public": one["is_public"],
                }
            )
    return changed


def _told(body: Body) -> list[Mapping[str, Any]]:
    """The decisions that every reader of a body is told: of a programme, the public ones."""
    everyone = body["about"]["kind"] == "committee"
    return [one for one in body["decisions"] if everyone or one["is_public"]]


def _risks(before: Body, after: Body) -> list[dict[str, Any]]:
    """Raised, closed or weighed anew."""
    old = {one["id"]: one for one in before["risks"]}
    new = {one["id"]: one for one in after["risks"]}
    return [
        {
            "title": (new.get(key) or old[key])["title"],
            "programme": (new.get(key) or old[key])["programme"],
            "before": old[key]["weight"] if key in old else None,
            "after": new[key]["weight"] if key in new else None,
        }
        for key in [*new, *(key for key in old if key not in new)]
        if key not in old or key not in new or old[key]["weight"] != new[key]["weight"]
    ]


def _spending(before: Body, after: Body) -> list[dict[str, Any]]:
    """What is planned, committed, disbursed and spent of each programme as a whole."""
    old = {one["programme"]: one["total"] for one in before["spending"]}
    new = {one["programme"]: one["total"] for one in after["spending"]}
    names = {one["programme"]: one["acronym"] for one in (*before["spending"], *after["spending"])}
    return [
        {
            "programme": names[slug],
            "kind": kind,
            "before": old.get(slug, {}).get(kind),
            "after": new.get(slug, {}).get(kind),
        }
        for slug in dict.fromkeys((*new, *old))
        for kind in KINDS_OF_MONEY
        if _parts(old.get(slug), kind) != _parts(new.get(slug), kind)
    ]


def _parts(total: Mapping[str, Any] | None, kind: str) -> Any:
    return total[kind] if total else {"parts": [], "in_dirhams": None}
