"""The figures of the pages in SQL written by hand, over the log itself and not over its totals.

An activity counts once, whatever its shares and communes; an activity held in two regions counts
in both. The bench compares the answers with those of `reports.figures` before it times them.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from regions.models import Place

#: Which activities count, of a programme or of a region.
OF_PROGRAMME = """
    a.state = 'validated' AND NOT a.is_planned AND EXISTS (
        SELECT 1 FROM programmes_attribution s
        WHERE s.activity_id = a.id AND s.programme_id = %(subject)s
    )
"""
OF_REGION = """
    a.state = 'validated' AND NOT a.is_planned AND EXISTS (
        SELECT 1 FROM programmes_activity_places l JOIN regions_place p ON p.id = l.place_id
        WHERE l.activity_id = a.id AND (p.code = %(subject)s OR p.code LIKE %(subject)s || '.%%')
    )
"""
BY_MONTH = "SELECT date_trunc('month', a.starts_on) AS month, count(*) {} GROUP BY month"
BY_KIND = "SELECT a.kind_id, count(*) {} GROUP BY a.kind_id"
BY_REGION = """
    SELECT substring(p.code FROM 1 FOR 5) AS region, count(DISTINCT a.id)
    {} GROUP BY region
"""
PEOPLE = """
    SELECT count(*), sum(a.participants), sum(a.women),
        sum(a.participants) FILTER (WHERE a.women IS NOT NULL),
        count(a.participants), count(a.women)
    {}
"""
LOG = "FROM programmes_activity a WHERE {}"
LOG_WITH_PLACES = """
    FROM programmes_activity a
    JOIN programmes_activity_places l ON l.activity_id = a.id
    JOIN regions_place p ON p.id = l.place_id AND p.code LIKE 'MA.%%'
    WHERE {}
"""


@dataclass(frozen=True, slots=True)
class RawFigures:
    """The answers, as the database gives them."""

    months: list[tuple]
    kinds: list[tuple]
    regions: list[tuple]
    people: tuple

    @property
    def activities(self) -> int:
        return self.people[0]

    @property
    def participants(self) -> int:
        return self.people[1] or 0


def figures_of_programme(pk: int) -> RawFigures:
    """Counts by month, kind and region, and the participants, of a programme."""
    return _figures(OF_PROGRAMME, pk)


def figures_of_region(region: Place) -> RawFigures:
    """The same of a region."""
    return _figures(OF_REGION, region.code)


def _figures(condition: str, subject: Any) -> RawFigures:
    log = LOG.format(condition)
    with connection.cursor() as cursor:

        def ask(sql: str, source: str) -> list[tuple]:
            cursor.execute(sql.format(source), {"subject": subject})
            return cursor.fetchall()

        return RawFigures(
            months=ask(BY_MONTH, log),
            kinds=ask(BY_KIND, log),
            regions=ask(BY_REGION, LOG_WITH_PLACES.format(condition)),
            people=ask(PEOPLE, log)[0],
        )
