"""Partial dates and calendar periods."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dates import (
    Frequency,
    PartialDate,
    Period,
    Precision,
    half_year_of,
    month_of,
    partial,
    partial_constraint,
    period_of,
    periods_between,
    previous_period,
    previous_quarter,
    quarter_of,
    year_of,
)

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("precision", "earliest", "latest"),
    [
        (Precision.DAY, date(2024, 2, 15), date(2024, 2, 15)),
        (Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (Precision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
        (Precision.UNKNOWN, None, None),
    ],
)
def test_a_partial_date_spans_what_it_can_be(precision, earliest, latest):
    day = PartialDate(date(2024, 2, 15), precision)
    assert (day.earliest, day.latest) == (earliest, latest)
    assert day.is_known == (earliest is not None)
    assert day.normalised().on == earliest


def test_a_date_without_a_day_is_unknown_and_keeps_its_words():
    assert partial(None, Precision.MONTH, "jeudi dernier") == PartialDate(
        None, Precision.UNKNOWN, "jeudi dernier"
    )


def test_a_row_s_three_columns_make_one_date():
    class Meeting:
        held_on, held_precision, held_words = date(2022, 6, 1), "month", "juin 2022"

    assert PartialDate.of(Meeting(), "held") == PartialDate(
        date(2022, 6, 1), Precision.MONTH, "juin 2022"
    )


def test_dates_sort_by_first_possible_day_and_unknown_ones_come_last():
    unknown = partial(None)
    whole_year = partial(date(2022, 5, 5), Precision.YEAR)
    january = partial(date(2022, 1, 1), Precision.MONTH)
    new_year = partial(date(2022, 1, 1))
    later = partial(date(2023, 1, 1))
    dates = [unknown, later, whole_year, january, new_year]
    assert sorted(dates, key=lambda one: one.sort_key) == [
        new_year,
        january,
        whole_year,
        later,
        unknown,
    ]


def test_the_constraint_names_its_columns():
    constraint = partial_constraint("signed", "charter_signed_precision")
    assert constraint.name == "charter_signed_precision"
    assert "signed_on" in str(constraint.condition)
    assert "signed_precision" in str(constraint.condition)


def test_calendar_periods_hold_their_day():
    day = date(2024, 8, 31)
    assert month_of(day) == Period(date(2024, 8, 1), date(2024, 8, 31))
    assert quarter_of(day) == Period(date(2024, 7, 1), date(2024, 9, 30))
    assert half_year_of(day) == Period(date(2024, 7, 1), date(2024, 12, 31))
    assert year_of(day) == Period(date(2024, 1, 1), date(2024, 12, 31))


def test_the_quarter_before_january_is_in_the_year_before():
    assert previous_quarter(date(2024, 1, 1)) == Period(date(2023, 10, 1), date(2023, 12, 31))


@given(DAYS, st.sampled_from(Frequency))
def test_periods_follow_each_other_without_gap(day, frequency):
    period = period_of(frequency, day)
    before = previous_period(frequency, day)
    assert day in period
    assert before.end + timedelta(days=1) == period.start
    assert period_of(frequency, before.end) == before


@given(DAYS, DAYS, st.sampled_from(Frequency))
def test_periods_between_cover_each_day_once(start, end, frequency):
    periods = periods_between(frequency, start, end)
    if end < start:
        assert periods == []
        return
    assert start in periods[0]
    assert end in periods[-1]
    for one, following in pairwise(periods):
        assert one.end + timedelta(days=1) == following.start


def test_the_calendar_ends():
    assert periods_between(Frequency.YEARLY, date(9998, 5, 1), date.max) == [
        Period(date(9998, 1, 1), date(9998, 12, 31)),
        Period(date(9999, 1, 1), date(9999, 12, 31)),
    ]


def test_a_period_knows_its_days_and_months():
    period = Period(date(2023, 11, 30), date(2024, 1, 1))
    assert period.months() == (date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1))
    assert period.days == 33
    assert period.contains(date(2023, 11, 30))
    assert date(2024, 1, 2) not in period


def test_periods_that_share_a_day_overlap():
    first = Period(date(2024, 1, 1), date(2024, 1, 31))
    assert first.overlaps(Period(date(2024, 1, 31), date(2024, 3, 1)))
    assert not first.overlaps(Period(date(2024, 2, 1), date(2024, 3, 1)))


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2024, 1, 2), date(2024, 1, 1))
