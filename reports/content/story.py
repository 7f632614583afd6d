"""The story of the programmes as a line of dated events, drawn from what the report says."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lib.dates import PartialDate, Period, Precision
from programmes.models import Programme
from reports.content.bodies import in_period


def events(
    programmes: Sequence[Programme], body: dict[str, Any], period: Period
) -> list[dict[str, Any]]:
    """Starts and ends, committees and their meetings, steps of structures; undated ones last."""
    found = [
        *_of_programmes(body["sheets"]),
        *_of_committees(body["committees"]),
        *_of_facilities(body["facilities"]),
    ]
    dated = [(_date(event["when"]), event) for event in found]
    kept = [
        (when, event)
        for when, event in dated
        # A start or an end is told whatever the period: it is what the period stands in.
        if event["what"] in ("start", "end") or in_period(when, period)
    ]
    return [event for _when, event in sorted(kept, key=lambda pair: pair[0].sort_key)]


def _of_programmes(sheets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for sheet in sheets:
        for what, field in (("start", "starts"), ("end", "ends")):
            if sheet[field]["on"] or sheet[field]["words"]:
                yield _event(what, sheet[field], sheet["acronym"], sheet["source"])


def _of_committees(committees: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for committee in committees:
        name = committee["name"]
        if committee["created"]["on"] or committee["created"]["words"]:
            yield _event("committee", committee["created"], name, committee["source"])
        if committee["charter"]["on"] or committee["charter"]["words"]:
            yield _event("charter", committee["charter"], name, committee["source"])
        for meeting in committee["meetings"]:
            yield _event(
                "meeting",
                meeting["held"],
                meeting["title"],
                meeting["source"],
                place=meeting["venue"],
                detail=name,
            )


def _of_facilities(facilities: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for facility in facilities:
        for step in facility["steps"]:
            if step["since"]["on"] or step["since"]["words"]:
                yield _event(
                    "facility",
                    step["since"],
                    facility["name"],
                    step["source"],
                    place=facility["place"],
                    detail=step["state"],
                )


def _event(
    what: str,
    when: dict[str, Any],
    name: str,
    source: int | None,
    *,
    place: str = "",
    detail: str = "",
) -> dict[str, Any]:
    return {
        "what": what,
        "when": when,
        "name": name,
        "place": place,
        "detail": detail,
        "source": source,
    }


def _date(when: dict[str, Any]) -> PartialDate:
    return PartialDate(
        date.fromisoformat(when["on"]) if when["on"] else None,
        Precision(when["precision"]),
        when["words"],
    )
