"""Numbers and dates as they are shown, in three languages."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib import formats
from lib.forms import DecimalNumberField, WholeNumberField

THIN, HARD, LRI, PDI = "\u202f", "\u00a0", "\u2066", "\u2069"
LANGUAGES = ["fr", "ar", "en"]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (751, "751", "751"),
        (2639, f"2{THIN}639", "2,639"),
        (1234567, f"1{THIN}234{THIN}567", "1,234,567"),
        (Decimal("1234.50"), f"1{THIN}234,5", "1,234.5"),
        (0.1, "0,1", "0.1"),
        (Decimal("1E+6"), f"1{THIN}000{THIN}000", "1,000,000"),
    ],
)
def test_numbers_are_french_in_french_and_arabic(value, french, english):
    assert formats.number(value, language="fr") == french
    assert formats.number(value, language="ar") == french
    assert formats.number(value, language="en") == english


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (Decimal("1.005"), 2, "1,01"),
        (5, 2, "5,00"),
        (Decimal("-0.2"), 0, "0"),
        (Decimal("999.96"), 1, f"1{THIN}000,0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, shown):
    assert formats.number(value, decimals, language="fr") == shown


def test_a_sign_stays_before_its_number_in_arabic():
    assert formats.number(-5, language="fr") == "−5"
    assert formats.number(-5, language="ar") == f"{LRI}−5{PDI}"
    assert formats.signed(1500, language="fr") == f"+1{THIN}500"
    assert formats.signed(5, language="ar") == f"{LRI}+5{PDI}"
    assert formats.signed(-5, language="en") == "−5"
    assert formats.signed(0, language="fr") == "0"
    assert formats.signed(Decimal("0.2"), 0, language="fr") == "0"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (88, f"88{HARD}%", "88%"),
        (Decimal("12.54"), f"12,5{HARD}%", "12.5%"),
        (0, f"0{HARD}%", "0%"),
        (-3, f"−3{HARD}%", "−3%"),
        (Decimal("-0.04"), f"0{HARD}%", "0%"),
        (100 * Decimal(2) / 3, f"66,7{HARD}%", "66.7%"),
    ],
)
def test_a_percentage_keeps_its_sign_on_its_side(value, french, english):
    assert formats.percent(value, language="fr") == french
    assert formats.percent(value, language="ar") == f"{LRI}{french}{PDI}"
    assert formats.percent(value, language="en") == english


def test_amounts_carry_their_currency():
    assert formats.money(Decimal("1500000.00"), "EUR", language="fr") == (
        f"1{THIN}500{THIN}000{HARD}EUR"
    )
    assert formats.money(Decimal("1500.5"), "MAD", language="ar") == (
        f"{LRI}1{THIN}500,50{HARD}MAD{PDI}"
    )
    assert formats.money(Decimal("-12.345"), "MAD", language="en") == f"−12.35{HARD}MAD"


@pytest.mark.parametrize("shown", [formats.number, formats.signed, formats.percent])
def test_nothing_is_never_shown_as_zero(shown):
    assert shown(None, language="en") == "not reported"
    assert formats.money(None, "MAD", language="en") == "not reported"


@pytest.mark.parametrize(
    ("day", "french", "arabic", "english"),
    [
        (dt.date(2023, 7, 7), "7 juillet 2023", "7 يوليوز 2023", "7 July 2023"),
        (dt.date(2020, 1, 1), "1er janvier 2020", "1 يناير 2020", "1 January 2020"),
        (dt.date(2022, 8, 11), "11 août 2022", "11 غشت 2022", "11 August 2022"),
        (dt.date(2021, 5, 31), "31 mai 2021", "31 ماي 2021", "31 May 2021"),
        (dt.date(2023, 12, 21), "21 décembre 2023", "21 دجنبر 2023", "21 December 2023"),
    ],
)
def test_dates_have_the_months_of_the_country(day, french, arabic, english):
    shown = [formats.date(day, language=language) for language in LANGUAGES]
    assert shown == [french, arabic, english]


def test_months_and_years_are_not_grouped():
    day = dt.date(2023, 7, 1)
    shown = [formats.month(day, language=language) for language in LANGUAGES]
    assert shown == ["juillet 2023", "يوليوز 2023", "July 2023"]
    assert formats.short_month(day, language="fr") == "juil. 2023"
    assert formats.year(day) == formats.year(2023) == "2023"


def test_no_date_is_nothing():
    assert formats.date(None) == formats.month(None) == formats.datetime(None) == ""
    assert formats.period(None, None) == ""


def test_a_moment_is_shown_in_the_time_of_the_reader(settings):
    settings.TIME_ZONE = "Africa/Casablanca"
    evening = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    assert formats.time(evening, language="fr") == f"00{HARD}h{HARD}30"
    assert formats.datetime(evening, language="en") == "21 November 2026 at 00:30"


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (1, f"1{HARD}o", f"1{HARD}B"),
        (999, f"999{HARD}o", f"999{HARD}B"),
        (1234, f"1,2{HARD}ko", f"1.2{HARD}kB"),
        (999_949, f"1{HARD}Mo", f"1{HARD}MB"),
        (1_250_000, f"1,3{HARD}Mo", f"1.3{HARD}MB"),
        (250_400_000, f"250{HARD}Mo", f"250{HARD}MB"),
        (5 * 10**15, f"5{THIN}000{HARD}To", f"5,000{HARD}TB"),
    ],
)
def test_sizes_are_rounded_to_what_matters(size, french, english):
    assert formats.file_size(size, language="fr") == french
    assert formats.file_size(size, language="en") == english


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0.25, f"250{HARD}ms"),
        (59.6, f"1{HARD}min"),
        (3700, f"1{HARD}h 1{HARD}min"),
        (dt.timedelta(days=2, minutes=5), f"2{HARD}j"),
        (dt.timedelta(hours=1), f"1{HARD}h"),
        (0, f"0{HARD}ms"),
    ],
)
def test_durations_have_two_units_at_most(length, shown):
    assert formats.duration(length, language="fr") == shown


@pytest.mark.parametrize(
    ("words", "french", "arabic", "english"),
    [
        ([], "", "", ""),
        (["1"], "1", "1", "1"),
        (["1", "2"], "1 et 2", "1 و2", "1 and 2"),
        (["1", "2", "3"], "1, 2 et 3", "1، 2 و3", "1, 2 and 3"),
    ],
)
def test_words_are_listed_in_each_language(words, french, arabic, english):
    shown = [formats.join_words(words, language=language) for language in LANGUAGES]
    assert shown == [french, arabic, english]


def test_words_of_the_other_direction_keep_their_place():
    assert formats.join_words(["PRIM", "وصل"], language="ar") == "\u2068PRIM\u2069 ووصل"
    assert formats.join_words(["PRIM", "وصل"], language="fr") == "PRIM et \u2068وصل\u2069"


def test_a_quotation_keeps_its_own_direction():
    assert formats.quoted("jeudi dernier", language="ar") == "«\u2068jeudi dernier\u2069»"
    assert (
        formats.quoted("jeudi dernier", language="fr") == f"«{HARD}\u2068jeudi dernier\u2069{HARD}»"
    )


def test_the_current_language_is_the_default():
    with translation.override("ar"):
        assert formats.direction() == "rtl"
        assert formats.month(dt.date(2023, 7, 1)) == "يوليوز 2023"
    with translation.override("fr-ma"):
        assert formats.number(1500) == f"1{THIN}500"
    with translation.override("en-gb"):
        assert formats.direction() == "ltr"
        assert formats.number(1500) == "1,500"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["fr", "ar"]))
def test_a_number_shown_is_a_number_understood(value, language):
    """What is copied from a page can be pasted into a form."""
    shown = formats.number(value, language=language).strip(LRI + PDI)
    field = WholeNumberField(min_value=None, max_value=None)
    assert field.clean(shown) == value


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(LANGUAGES))
def test_a_number_to_edit_is_a_number_understood(value, language):
    """What a form shows for editing is what it reads back."""
    field = DecimalNumberField(min_value=None)
    with translation.override(language):
        assert field.clean(field.prepare_value(value)) == value


@given(st.integers(-(10**15), 10**15))
def test_no_number_contains_a_space_that_breaks_or_flips(value):
    shown = formats.number(value, language="ar") + formats.money(value, "MAD", language="ar")
    assert " " not in shown
    digits = [char for char in shown if char.isdigit()]
    assert all(unicodedata.bidirectional(char) == "EN" for char in digits)
