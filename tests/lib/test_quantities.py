"""Adding what sources give without saying more than they do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.quantities import NOT_REPORTED, Qualifier, Quantity, total

EXACT, ABOUT, AT_LEAST = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST
QUANTITIES = st.builds(
    Quantity, st.none() | st.integers(0, 10**6), st.sampled_from(list(Qualifier))
)


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        (Quantity(5), Quantity(7), Quantity(12)),
        (Quantity(5), Quantity(7, ABOUT), Quantity(12, ABOUT)),
        (Quantity(5, ABOUT), Quantity(30, AT_LEAST), Quantity(35, AT_LEAST)),
        (Quantity(5), NOT_REPORTED, Quantity(5, AT_LEAST)),
        (Quantity(0), NOT_REPORTED, Quantity(0, AT_LEAST)),
        (NOT_REPORTED, NOT_REPORTED, NOT_REPORTED),
        (Quantity(1), Quantity(Decimal("0.5")), Quantity(Decimal("1.5"))),
    ],
)
def test_a_sum_says_no_more_than_its_parts(left, right, together):
    assert left + right == together
    assert right + left == together


def test_not_reported_is_not_zero():
    assert Quantity(None) != Quantity(0)
    assert not Quantity(None).is_reported
    assert Quantity(0).is_reported
    assert total([]) == NOT_REPORTED
    assert Quantity(None, AT_LEAST) == NOT_REPORTED


def test_a_row_s_plain_code_is_a_qualifier():
    assert Quantity(30, "at_least").qualifier is AT_LEAST
    with pytest.raises(ValueError, match="perhaps"):
        Quantity(30, "perhaps")


@pytest.mark.parametrize("number", [1.5, True, "30"])
def test_only_exact_numbers_are_quantities(number):
    with pytest.raises(TypeError):
        Quantity(number)


@given(st.lists(QUANTITIES, min_size=1))
def test_the_order_of_a_total_does_not_matter(quantities):
    assert total(quantities) == total(quantities[::-1])


@given(st.lists(QUANTITIES, min_size=1))
def test_a_total_is_exact_only_when_all_its_parts_are(quantities):
    whole = total(quantities)
    parts_are_exact = all(q.is_reported and q.qualifier is EXACT for q in quantities)
    assert (whole.is_reported and whole.qualifier is EXACT) == parts_are_exact
