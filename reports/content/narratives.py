"""What people wrote for a report, what nobody wrote yet, and the acronyms that it uses."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from actors.models import Organisation
from programmes.models import Programme
from reports.content.plain import day
from reports.enums import NarrativeKind
from reports.models import Narrative


def sections(programmes: Sequence[Programme], language: str) -> dict[str, Any]:
    """The narrative sections by kind, and the kinds that nobody has written in this language."""
    rows = (
        Narrative.objects.filter(programme__in=programmes, language=language)
        .exclude(text="")
        .select_related("programme")
        .order_by("programme__position", "programme__pk")
    )
    texts: dict[str, list[dict[str, Any]]] = {kind.value: [] for kind in NarrativeKind}
    for row in rows:
        texts[row.kind].append(
            {
                "programme": row.programme.acronym,
                "paragraphs": paragraphs(row.text),
                "written_on": day(timezone.localdate(row.written_at)),
            }
        )
    return {
        "narratives": texts,
        "unwritten": [
            {"kind": kind.value, "label": str(kind.label)}
            for kind in NarrativeKind
            if not texts[kind.value]
        ],
    }


def paragraphs(text: str) -> list[str]:
    """A text cut at its empty lines; single line breaks stay inside."""
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]


def acronyms(body: dict[str, Any]) -> list[dict[str, str]]:
    """The acronyms of the programmes, organisations and committees that the report names."""
    found = {row["acronym"]: row["name"] for row in body["titles"]}
    named: set[str] = set()
    for sheet in body["sheets"]:
        found |= {other["acronym"]: other["name"] for other in sheet["complements"]}
        for group in sheet["partners"]:
            named |= {row["name"] for row in group["organisations"]}
    for committee in body["committees"]:
        found[committee["acronym"]] = committee["name"]
        named |= {seat["name"] for seat in committee["seats"]}
        for meeting in committee["meetings"]:
            named |= {meeting["chaired_by"], *meeting["present"]}
    organisations = Organisation.objects.exclude(acronym="").order_by("acronym", "pk")
    found |= {row.acronym: row.name for row in organisations if row.name in named}
    return [
        {"acronym": acronym, "name": found[acronym]}
        for acronym in sorted(found, key=str.casefold)
        if acronym and acronym != found[acronym]
    ]
