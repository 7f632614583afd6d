"""Values of the portal as JSON can carry them, and the list of the sources cited."""

from datetime import date
from decimal import Decimal
from typing import Any

from lib.dates import PartialDate
from lib.quantities import Quantity
from regions.models import Source
from reports.figures import Figure

# How `Sources.cite` marks what the portal counted by itself.
OWN_LOG = ""


def day(value: date | None) -> dict[str, str] | None:
    return {"day": value.isoformat()} if value else None


def partial(value: PartialDate) -> dict[str, Any]:
    return {
        "on": value.on.isoformat() if value.on else None,
        "precision": str(value.precision),
        "words": value.words,
    }


def quantity(value: Quantity) -> dict[str, Any]:
    return {"number": number(value.number), "qualifier": value.qualifier.value}


def number(value: Decimal | int | None) -> str | None:
    """A number as text without the zeros that a column of the database adds."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Sources:
    """The documents cited, numbered as they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._entries: list[dict[str, Any]] = []

    def cite(self, source: Source | None) -> int | None:
        """The number of a source in the list; None for no source."""
        return self._cite(source.code, _entry(source)) if source is not None else None

    def cite_figure(self, figure: Figure) -> int | None:
        """The number of a figure's source; what the portal counted has its log as source."""
        if figure.source is not None:
            reference = figure.source
            entry = {
                "title": reference.title,
                "publication": reference.publication,
                "published": partial(reference.published),
                "kind": reference.kind,
                "url": reference.url,
            }
            return self._cite(reference.code, entry)
        return self._cite(OWN_LOG, {"own_log": True}) if figure.kind == "computed" else None

    def listed(self) -> list[dict[str, Any]]:
        return self._entries

    def _cite(self, code: str, entry: dict[str, Any]) -> int:
        if code not in self._numbers:
            self._numbers[code] = len(self._entries) + 1
            self._entries.append({"number": self._numbers[code], "code": code, **entry})
        return self._numbers[code]


def _entry(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "publication": source.publication,
        "published": partial(source.published),
        "kind": str(source.get_kind_display()),
        "url": source.url,
    }
