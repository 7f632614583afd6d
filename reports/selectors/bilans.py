"""The page of two programmes side by side: the figures, and what people say they learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from actors.models import User
from lib import formats
from lib.dates import Period
from programmes.models import Programme, ProgrammeStatement
from regions.enums import StatementKind
from reports.enums import NarrativeKind
from reports.figures import results
from reports.figures.bilans import FIRST_DAY, bilan
from reports.figures.bilans_types import Bilan, Side
from reports.figures.results_types import ProgrammeResults
from reports.models import Narrative
from reports.selectors.results import ATTENTION
from reports.selectors.results_compare import Pair, pairs_of

# What people wrote of what they learned.
LEARNED = (NarrativeKind.PRACTICES, NarrativeKind.LESSONS)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What sources call practices and obstacles of one programme, and what its people wrote."""

    programme: Programme
    practices: tuple[ProgrammeStatement, ...]
    obstacles: tuple[ProgrammeStatement, ...]
    written: tuple[Narrative, ...]

    @property
    def says_something(self) -> bool:
        return bool(self.practices or self.obstacles or self.written)


@dataclass(frozen=True, slots=True)
class BilanPage:
    bilan: Bilan
    frameworks: tuple[ProgrammeResults, ...]
    pairs: tuple[Pair, ...]
    lessons: tuple[Lessons, ...]

    @property
    def has_lessons(self) -> bool:
        return any(one.says_something for one in self.lessons)

    @property
    def standings(self) -> list[tuple[Side, str]]:
        """Each side with where its indicators stand, in words: « late (2) and on track (5) »."""
        texts = [standings_text(one) for one in self.frameworks]
        return list(zip(self.bilan.sides, texts, strict=True))


def bilan_page(
    left: Programme,
    right: Programme,
    *,
    reader: User | None,
    period: Period,
    on: date,
    language: str,
) -> BilanPage:
    """All that is said of two programmes: activities of a period, indicators as of a day; without
    a reader, as everybody reads it."""
    found = results.of_programmes([left, right], reader=reader, on=on)
    return BilanPage(
        bilan=bilan(left, right, period=period),
        frameworks=tuple(found),
        pairs=tuple(pairs_of(*found)),
        lessons=tuple(_lessons([left, right], language)),
    )


def earliest_start(programmes: Sequence[Programme]) -> date:
    """The first day that one of some programmes ran; where no date is known, the first of all."""
    return min((day for one in programmes if (day := one.starts.earliest)), default=FIRST_DAY)


def standings_text(found: ProgrammeResults) -> str:
    """How many indicators stand where, what needs attention first; empty without indicators."""
    counted = Counter(figure.standing for figure in found.measures)
    return formats.join_words(
        f"{one.label} ({formats.number(counted[one])})" for one in ATTENTION if counted[one]
    )


def _lessons(both: list[Programme], language: str) -> list[Lessons]:
    said: QuerySet[ProgrammeStatement] = (
        ProgrammeStatement.objects.filter(
            programme__in=both, kind__in=[StatementKind.PRACTICE, StatementKind.RISK]
        )
        .select_related("source")
        .order_by("programme", "position", "pk")
    )
    written = (
        Narrative.objects.filter(programme__in=both, kind__in=LEARNED, language=language)
        .exclude(text="")
        .order_by("programme", "kind")
    )
    statements, texts = list(said), list(written)

    def said_of(one: Programme, kind: StatementKind) -> tuple[ProgrammeStatement, ...]:
        return tuple(row for row in statements if (row.programme_id, row.kind) == (one.pk, kind))

    return [
        Lessons(
            programme=one,
            practices=said_of(one, StatementKind.PRACTICE),
            obstacles=said_of(one, StatementKind.RISK),
            written=tuple(row for row in texts if row.programme_id == one.pk),
        )
        for one in both
    ]
