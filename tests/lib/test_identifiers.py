"""Codes read aloud and typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.identifiers import ALPHABET, normalise_code, short_hash, verification_code

CODES = st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8)


def test_a_new_code_is_two_groups_of_four():
    codes = {verification_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        before, after = code.split("-")
        assert len(before) == len(after) == 4
        assert set(before + after) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    ["7K3M-Q2X0", "7k3mq2x0", " 7K3M Q2XO ", "7k3m–q2xo", "7K3M_Q2X0", "\u200e7K3M-Q2X0\u200e"],
)
def test_what_people_type_is_the_code(typed):
    assert normalise_code(typed) == "7K3M-Q2X0"


def test_ones_and_letters_like_them_are_the_same():
    assert normalise_code("IIll-1111") == "1111-1111"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-Q2X00", "7K3M-Q2XU", "٧K3M-Q2X0", "7K3M-Q2X’"])
def test_what_cannot_be_a_code_is_nothing(typed):
    assert normalise_code(typed) == ""


@given(CODES)
def test_every_code_survives_a_typist(bare):
    code = f"{bare[:4]}-{bare[4:]}"
    assert normalise_code(bare.lower()) == code
    assert normalise_code(normalise_code(code)) == code


@given(st.text())
def test_any_text_is_a_code_or_nothing(typed):
    code = normalise_code(typed)
    assert code == "" or set(code.replace("-", "")) <= set(ALPHABET)


def test_a_short_hash_is_the_same_for_text_and_its_bytes():
    assert short_hash("é") == short_hash("é".encode())
    assert short_hash("abc") == "ba7816bf8f01"
    assert short_hash("abc", 7) == "ba7816b"
