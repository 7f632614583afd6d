"""The figures of results in SQL written by hand, over the values themselves not their totals."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

COUNTING = """
    FROM indicators_value v JOIN indicators_period p ON p.id = v.period_id
    WHERE v.state = 'validated' AND v.measure_id = ANY(%(measures)s) AND p.ends_on <= %(on)s
"""
OF_PLACE = " AND v.place_id = %(place)s"
PARTS = """
    SELECT v.measure_id, c.category_id, sum(c.number), sum(c.numerator), sum(c.denominator)
    FROM indicators_value v
    JOIN indicators_period p ON p.id = v.period_id
    JOIN indicators_cell c ON c.value_id = v.id
    WHERE v.state = 'validated' AND v.measure_id = ANY(%(measures)s) AND p.ends_on <= %(on)s
    {} GROUP BY 1, 2
"""
BY_PERIOD = """
    SELECT v.measure_id, v.period_id, count(*), count(v.number), sum(v.number),
        sum(v.numerator), sum(v.denominator)
    {} GROUP BY 1, 2
"""
BY_PLACE = """
    SELECT v.measure_id, v.place_id, v.period_id, count(*), sum(v.number), sum(v.numerator),
        sum(v.denominator)
    {} GROUP BY 1, 2, 3
"""
# What the sums are read against: the same statements for every figure.
FRAMEWORK = """
    SELECT m.id, m.code, m.wording_fr, m.baseline_number, i.name_fr, i.unit_fr, i.over_time,
        i.over_places, r.number, r.title_fr
    FROM indicators_measure m JOIN indicators_indicator i ON i.id = m.indicator_id
    JOIN indicators_result r ON r.id = m.result_id
    WHERE m.programme_id = ANY(%(programmes)s) ORDER BY r.position, m.position
"""
PERIODS = """
    SELECT id, programme_id, starts_on, ends_on FROM indicators_period
    WHERE programme_id = ANY(%(programmes)s) ORDER BY starts_on
"""
TARGETS = """
    SELECT t.measure_id, t.period_id, t.place_id, t.category_id, t.number
    FROM indicators_target t JOIN indicators_measure m ON m.id = t.measure_id
    WHERE m.programme_id = ANY(%(programmes)s)
"""
PLACES = """
    SELECT c.programme_id, p.id, p.code, p.name_fr
    FROM programmes_coverage c JOIN regions_place p ON p.id = c.place_id
    WHERE c.programme_id = ANY(%(programmes)s)
"""
WAITING = """
    SELECT v.measure_id, v.period_id, v.place_id, count(*) FROM indicators_value v
    WHERE v.programme_id = ANY(%(programmes)s) AND v.state IN ('submitted', 'endorsed')
    GROUP BY 1, 2, 3
"""
DECLARED = """
    SELECT d.period_id, d.place_id
    FROM indicators_declaration d JOIN indicators_period p ON p.id = d.period_id
    WHERE p.programme_id = ANY(%(programmes)s) AND d.withdrawn_at IS NULL
"""
COMPLETENESS = """
    SELECT v.programme_id, v.place_id, count(*)
    FROM indicators_value v JOIN indicators_period p ON p.id = v.period_id
    WHERE v.state = 'validated' AND v.measure_id IS NOT NULL
        AND p.programme_id = ANY(%(programmes)s) AND p.ends_on > %(since)s AND p.ends_on <= %(on)s
    GROUP BY 1, 2
"""


def framework(programmes: Sequence[int]) -> None:
    """What the figures are read against: definitions, calendar, targets, places, what waits."""
    for sql in (FRAMEWORK, PERIODS, TARGETS, PLACES, WAITING, DECLARED):
        _ask(sql, {"programmes": list(programmes)})


def of_measures(measures: Sequence[int], on: date, place: int | None = None) -> list[tuple]:
    """Each measure by period and its parts, in all places or one; gives those by period."""
    where = OF_PLACE if place else ""
    asked = {"measures": list(measures), "on": on, "place": place}
    _ask(PARTS.format(where), asked)
    return _ask(BY_PERIOD.format(COUNTING + where), asked)


def of_measure(measure: int, on: date) -> list[tuple]:
    """One measure by period, by place and its parts; gives those by period."""
    asked = {"measures": [measure], "on": on}
    _ask(BY_PLACE.format(COUNTING), asked)
    return of_measures([measure], on)


def completeness(programmes: Sequence[int], since: date, on: date) -> list[tuple]:
    """How many values came, by programme and region."""
    return _ask(COMPLETENESS, {"programmes": list(programmes), "since": since, "on": on})


def _ask(sql: str, asked: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()
