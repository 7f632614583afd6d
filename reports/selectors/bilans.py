"""The page of two programmes side by side: the figures, and what people say they learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from actors.models import User
from programmes.models import Programme, ProgrammeStatement
from regions.enums import StatementKind
from reports.enums import NarrativeKind
from reports.figures.bilans import Bilan, bilan
from reports.models import Narrative
from reports.selectors.results_compare import Pair, compare_programmes


@dataclass(frozen=True, slots=True)
class Lessons:
    """What sources call practices of one programme, and what its people wrote."""

    programme: Programme
    practices: tuple[ProgrammeStatement, ...]
    written: tuple[Narrative, ...]


@dataclass(frozen=True, slots=True)
class BilanPage:
    bilan: Bilan
    pairs: tuple[Pair, ...]
    lessons: tuple[Lessons, ...]

    @property
    def has_lessons(self) -> bool:
        return any(one.practices or one.written for one in self.lessons)


def bilan_page(
    left: Programme, right: Programme, *, reader: User, on: date, language: str
) -> BilanPage:
    """All that the page says of two programmes that its reader may see."""
    return BilanPage(
        bilan=bilan(left, right, on=on),
        pairs=tuple(compare_programmes(left, right, reader=reader, on=on)),
        lessons=tuple(_lessons([left, right], language)),
    )


def _lessons(both: list[Programme], language: str) -> list[Lessons]:
    said: QuerySet[ProgrammeStatement] = (
        ProgrammeStatement.objects.filter(programme__in=both, kind=StatementKind.PRACTICE)
        .select_related("source")
        .order_by("programme", "position", "pk")
    )
    written = (
        Narrative.objects.filter(
            programme__in=both,
            kind__in=[NarrativeKind.PRACTICES, NarrativeKind.LESSONS],
            language=language,
        )
        .exclude(text="")
        .order_by("programme", "kind")
    )
    practices, texts = list(said), list(written)
    return [
        Lessons(
            one,
            tuple(row for row in practices if row.programme_id == one.pk),
            tuple(row for row in texts if row.programme_id == one.pk),
        )
        for one in both
    ]
