"""Numbers, dates and text as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib.dates import Precision, partial
from lib.forms import (
    AmbiguousNumber,
    DecimalNumberField,
    LineFormField,
    PartialDateField,
    ProseFormField,
    WholeNumberField,
    parse_number,
)


def refusal(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    [error] = refused.value.error_list
    return error.code, "".join(error.messages)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_any_usual_space_groups_digits(space):
    assert WholeNumberField().clean(f" 1{space}234{space}567 ") == 1234567


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", "0"),
        ("007", "7"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("12.50", "12.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("٢٬٦٣٩", "2639"),
        ("١٢٫٥", "12.5"),
        ("۲۶۳۹", "2639"),
        ("\u200e−5", "-5"),
        ("+5", "5"),
        ("-1 234", "-1234"),
    ],
)
def test_the_usual_spellings_are_understood(typed, number):
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1.234", "1,234", "12.345", "-123,456", "١.٢٣٤"])
def test_one_mark_before_three_digits_is_ambiguous(typed):
    with pytest.raises(AmbiguousNumber):
        parse_number(typed)


def test_the_refusal_of_an_ambiguous_number_says_what_to_write():
    code, sentence = refusal(DecimalNumberField(), "1.234")
    assert code == "ambiguous"
    assert "1.234" in sentence
    assert "1234" in sentence
    assert "1,2340" in sentence
    assert refusal(WholeNumberField(), "1.234")[0] == "ambiguous"
    assert DecimalNumberField().clean("1,2340") == Decimal("1.234")


@pytest.mark.parametrize(
    "typed",
    [
        *["une trentaine", "1 23", "1  234", "12 34 567", "1e5", "NaN", "Infinity", "½", "²"],
        *["0x10", "1,2,3", "1_000", "--5", "5-", "1.234.56", "1,234,56", "5 %"],
        *["9" * 31, "1" * 5000],
    ],
)
def test_what_is_no_number_is_refused(typed):
    assert refusal(WholeNumberField(), typed)[0] == "invalid"


def test_pasted_marks_of_direction_do_not_matter():
    assert WholeNumberField().clean("\u202e5\u202c") == 5
    assert WholeNumberField().clean("\u2066\u200f1\u202f234\u2069") == 1234


def test_limits_are_said_in_figures():
    assert refusal(WholeNumberField(), "-1") == (
        "too_small",
        "Write a number that is at least 0.",
    )
    with translation.override("en"):
        assert refusal(WholeNumberField(max_value=5000), "5001") == (
            "too_large",
            "Write a number that is at most 5,000.",
        )
    assert refusal(DecimalNumberField(decimal_places=2), "1,2345")[0] == "too_precise"
    assert DecimalNumberField(decimal_places=1).clean("12,50") == Decimal("12.5")


def test_a_whole_number_has_no_fraction():
    assert WholeNumberField().clean("12,0") == 12
    assert refusal(WholeNumberField(), "12,5")[0] == "not_whole"


def test_empty_is_none_and_never_zero():
    assert WholeNumberField(required=False).clean("") is None
    assert DecimalNumberField(required=False).clean(" \u202f") is None
    assert refusal(WholeNumberField(), "")[0] == "required"


def test_a_number_that_did_not_change_has_not_changed():
    assert not DecimalNumberField().has_changed(Decimal("1.50"), "1,5")
    assert not WholeNumberField().has_changed(1234, "1 234")
    assert WholeNumberField().has_changed(None, "0")
    assert WholeNumberField().has_changed(5, "cinq")


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_a_clear_refusal(typed):
    with suppress(ValidationError):
        number = DecimalNumberField(required=False).clean(typed)
        assert number is None or number.is_finite()


def test_a_form_shows_again_what_was_typed():
    class Participants(forms.Form):
        people = WholeNumberField()

    form = Participants({"people": "une trentaine"})
    assert not form.is_valid()
    html = str(form["people"])
    assert 'value="une trentaine"' in html
    assert 'inputmode="numeric"' in html
    assert 'type="text"' in html


@pytest.mark.parametrize(
    ("typed", "on", "precision"),
    [
        ("07/07/2023", date(2023, 7, 7), Precision.DAY),
        ("7.7.2023", date(2023, 7, 7), Precision.DAY),
        ("2023-07-07", date(2023, 7, 7), Precision.DAY),
        ("07/2023", date(2023, 7, 1), Precision.MONTH),
        ("2023-07", date(2023, 7, 1), Precision.MONTH),
        (" 2023 ", date(2023, 1, 1), Precision.YEAR),
        ("٢٠٢٣", date(2023, 1, 1), Precision.YEAR),
        ("", None, Precision.UNKNOWN),
    ],
)
def test_a_date_may_lack_its_day_or_its_month(typed, on, precision):
    assert PartialDateField(required=False).clean(typed) == partial(on, precision)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("31/02/2023", "no_such_day"),
        ("13/2023", "no_such_day"),
        ("0000", "no_such_day"),
        ("07/07/23", "invalid"),
        ("juillet", "invalid"),
        ("2023/07/07", "invalid"),
        ("", "required"),
    ],
)
def test_what_is_no_date_is_refused(typed, code):
    assert refusal(PartialDateField(), typed)[0] == code


@given(st.dates(), st.sampled_from(Precision))
def test_a_partial_date_to_edit_is_read_back(on, precision):
    field = PartialDateField(required=False)
    value = partial(on, precision)
    assert field.clean(field.prepare_value(value)) == value
    assert not field.has_changed(value, field.prepare_value(value))


def test_a_line_is_cleaned_before_it_is_measured():
    field = LineFormField(max_length=5)
    assert field.clean("\u202e abc\r\nd ") == "abc d"
    assert refusal(field, "abcdef") == (
        "max_length",
        "This text has 6 characters; at most 5 fit.",
    )
    assert refusal(field, "\u200f")[0] == "required"


def test_browsers_do_not_cut_long_text_in_silence():
    class Note(forms.Form):
        title = LineFormField(max_length=5)
        body = ProseFormField(max_length=5)

    html = Note().as_p()
    assert "maxlength" not in html
    assert html.count('dir="auto"') == 2


def test_prose_keeps_its_paragraphs():
    field = ProseFormField(max_length=7)
    assert field.clean("un\r\n\r\ndeu") == "un\n\ndeu"
    assert refusal(field, " \n\u200b ")[0] == "required"
