"""What is refused about a value, what asks for a comment, and what is nobody's business."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Counted, Direction, OverTime, UnitKind
from indicators.forms.amounts import read_amount, write_amount
from indicators.models import Category, Dimension, Indicator, Measure
from indicators.selectors.checks import (
    findings_of,
    not_broken_down,
    refusals,
    wanting_comment,
    what_is_wanted,
)
from indicators.selectors.entries import Part, Told, from_snapshot, share, snapshot
from lib.quantities import Qualifier

SEX, AGE = Dimension(pk=1, code="sexe"), Dimension(pk=2, code="age")
CATEGORIES = {
    pk: Category(pk=pk, dimension=dimension, code=str(pk))
    for pk, dimension in ((10, SEX), (11, SEX), (20, AGE), (21, AGE))
}


def measure(*, usual=(None, None), **indicator):
    low, high = usual
    return Measure(
        indicator=Indicator(**{"unit_kind": UnitKind.NUMBER, **indicator}),
        usual_low=low,
        usual_high=high,
    )


def codes(one, said, *, categories=CATEGORIES, previous=None):
    return [found.code for found in findings_of(one, said, categories, previous=previous)]


def number(value, **rest):
    return Told(number=Decimal(value), **rest)


def share_of(above, below):
    above, below = Decimal(above), Decimal(below)
    return Part(share(above, below), above, below)


class TestParts:
    def test_above_the_whole_are_refused(self):
        said = number(10, cells={10: Part(Decimal(8)), 11: Part(Decimal(3))})
        found = findings_of(measure(), said, CATEGORIES, previous=None)
        assert [one.code for one in refusals(found)] == ["parts_above"]
        assert "11" in found[0].sentence

    def test_of_two_dimensions_are_not_added_together(self):
        cells = {pk: Part(Decimal(5)) for pk in CATEGORIES}
        assert codes(measure(), number(10, cells=cells)) == []

    def test_are_never_below_nothing_to_make_another_fit(self):
        said = number(10, cells={10: Part(Decimal(-5)), 11: Part(Decimal(15))})
        assert codes(measure(), said) == ["part"]
        below = Told(Decimal(50), Decimal(5), Decimal(10), cells={10: share_of(-1, 4)})
        assert codes(measure(unit_kind=UnitKind.PERCENTAGE), below) == ["part"]

    def test_of_people_are_whole_people(self):
        said = number(10, cells={10: Part(Decimal("2.5"))})
        assert codes(measure(counted=Counted.PERSONS), said) == ["part"]
        assert "part" not in codes(measure(), said)

    def test_of_a_correction_fall_with_it(self):
        one = measure(over_time=OverTime.CUMULATIVE)
        said = number(-5, cells={10: Part(Decimal(-2))})
        assert codes(one, said) == ["falling", "no_breakdown"]
        for parts in ({10: Part(Decimal(-6))}, {10: Part(Decimal(1))}):
            assert codes(one, number(-5, cells=parts))[0] in {"parts_above", "part"}

    def test_of_shares_may_pass_neither_side(self):
        part = Part(share(Decimal(9), Decimal(10)), Decimal(9), Decimal(10))
        whole = {"numerator": Decimal(10), "denominator": Decimal(8), "number": Decimal(125)}
        one = measure(unit_kind=UnitKind.PERCENTAGE)
        assert codes(one, Told(**whole, cells={10: part})) == ["parts_above"]

    def test_no_share_is_too_large_to_be_kept(self):
        one, most = measure(unit_kind=UnitKind.PERCENTAGE), Decimal(999_999_999_999)
        slip, sound = (most, Decimal("0.0001")), (most, most)
        for whole, part in ((slip, sound), (sound, slip)):
            said = Told(share(*whole), *whole, cells={10: Part(share(*part), *part)})
            assert codes(one, said)[0] == "number"
        assert "number" not in codes(one, Told(Decimal(300), Decimal(12), Decimal(4)))

    def test_cannot_be_known_of_what_is_not(self):
        said = Told(is_not_available=True, cells={10: Part(Decimal(1))})
        assert codes(measure(), said) == ["parts_of_nothing"]

    def test_need_the_whole(self):
        assert codes(measure(), Told(cells={10: Part(Decimal(1))})) == ["no_whole"]

    def test_that_are_missing_ask_for_a_comment(self):
        said = number(10, cells={10: Part(Decimal(4))})
        [found] = findings_of(measure(), said, CATEGORIES, previous=None)
        assert found.code == "no_breakdown"
        assert wanting_comment([found], said)
        # The author is asked; who reads it later is told what is unusual.
        fact, ask = what_is_wanted([found], said)
        assert (fact, "comment" in ask, "comment" in fact) == (found.sentence, True, False)
        assert not wanting_comment([found], number(10, comment="Registre sans l'âge."))

    def test_said_to_be_unknown_are_an_answer(self):
        said = number(10, cells={10: Part(), 20: Part()})
        assert codes(measure(), said) == []

    @given(
        st.lists(st.integers(0, 500), min_size=2, max_size=2),
        st.integers(0, 1000),
    )
    def test_and_their_rest_make_the_whole(self, parts, rest):
        whole = sum(parts) + rest
        cells = {pk: Part(Decimal(part)) for pk, part in zip((10, 11), parts, strict=True)}
        assert not_broken_down(number(whole, cells=cells), CATEGORIES)[1] == (rest, None)


class TestNumbers:
    @pytest.mark.parametrize(
        ("indicator", "said", "expected"),
        [
            ({"unit_kind": UnitKind.SCALE, "scale_top": 4}, number(5), ["number"]),
            ({"unit_kind": UnitKind.SCALE, "scale_top": 4}, number("1.5"), ["number"]),
            ({"unit_kind": UnitKind.SCALE, "scale_top": 4}, number(4), []),
            ({"counted": Counted.PERSONS}, number("2.5"), ["number"]),
            ({}, number("2.5"), []),
            ({}, number(-1), ["number"]),
            ({"over_time": OverTime.CUMULATIVE}, number(-1), ["falling"]),
            ({"unit_kind": UnitKind.PERCENTAGE}, number(50), ["number"]),
            ({"unit_kind": UnitKind.TEXT}, number(3), ["text"]),
            ({"unit_kind": UnitKind.TEXT}, Told(comment="En cours"), []),
            ({}, Told(), []),
            ({}, Told(is_not_available=True), []),
            ({}, Told(comment="Rien reçu"), ["no_whole"]),
        ],
    )
    def test_are_judged_by_their_kind(self, indicator, said, expected):
        assert codes(measure(**indicator), said, categories={}) == expected

    @pytest.mark.parametrize(
        ("value", "expected"), [(4, ["outside_usual"]), (5, []), (20, []), (21, ["outside_usual"])]
    )
    def test_outside_the_usual_range_ask_for_a_comment(self, value, expected):
        one = measure(usual=(Decimal(5), Decimal(20)))
        assert codes(one, number(value), categories={}) == expected

    @pytest.mark.parametrize(
        ("indicator", "previous", "expected"),
        [
            ({"over_time": OverTime.LATEST}, 16, ["falling"]),
            ({"over_time": OverTime.LATEST}, 12, []),
            ({"over_time": OverTime.LATEST}, None, []),
            ({"over_time": OverTime.SUM}, 16, []),
            ({"over_time": OverTime.LATEST, "direction": Direction.DOWN}, 16, []),
        ],
    )
    def test_that_fall_ask_for_a_comment(self, indicator, previous, expected):
        before = None if previous is None else Decimal(previous)
        assert codes(measure(**indicator), number(12), categories={}, previous=before) == expected


class TestTyping:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("1\u202f250", (1250, None)),
            ("12,5", (Decimal("12.5"), None)),
            ("~ 30", (30, Qualifier.ABOUT)),
            ("environ 30", (30, Qualifier.ABOUT)),
            ("≥30", (30, Qualifier.AT_LEAST)),
            ("Au moins 1 200", (1200, Qualifier.AT_LEAST)),
            ("30+", (30, Qualifier.AT_LEAST)),
            ("حوالي ٣٠", (30, Qualifier.ABOUT)),
            ("0", (0, None)),
            ("-4", (-4, None)),
        ],
    )
    def test_a_number(self, typed, expected):
        amount = read_amount(typed)
        assert (amount.number, amount.qualifier) == expected

    @pytest.mark.parametrize("typed", ["n", "N", "n.d.", "ND", "Non disponible", "غير متوفر"])
    def test_not_available(self, typed):
        assert read_amount(typed).is_not_available

    def test_nothing(self):
        assert read_amount("  \u200f ").is_blank

    @given(st.decimals(-10_000, 10_000_000, places=4, allow_nan=False))
    def test_what_is_shown_is_read_back(self, value):
        assert read_amount(write_amount(value)).number == value


class TestTold:
    @given(
        st.builds(
            Told,
            number=st.none() | st.decimals(0, 10**9, places=4),
            qualifier=st.sampled_from(Qualifier),
            is_not_available=st.booleans(),
            comment=st.text(max_size=20),
            cells=st.dictionaries(
                st.integers(1, 99),
                st.builds(Part, number=st.none() | st.decimals(0, 10**6, places=2)),
            ),
        )
    )
    def test_comes_back_from_the_trail_as_it_was(self, said):
        assert from_snapshot(snapshot(said)) == said
        assert snapshot(from_snapshot(snapshot(said))) == snapshot(said)
