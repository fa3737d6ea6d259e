"""Shannon lengths are exact, also where logarithms round."""

from fractions import Fraction

import pytest
from hypothesis import given

from coding import Distribution, huffman_code, shannon_code
from tests.strategies import distributions


def smallest_length(share):
    """The definition: the smallest l >= 1 with share >= 2^-l, in fractions."""
    length = 1
    while share * 2**length < 1:
        length += 1
    return length


@given(distributions())
def test_the_definition(P):
    expected = [smallest_length(Fraction(p)) if p else 0 for p in P.pmf.tolist()]
    code = shannon_code(P)
    # Kraft's sum exceeds 1 only where the pmf does, by rounding; then a length grows by one
    assert all(0 <= ours - theirs <= 1 for ours, theirs in zip(code.lengths.tolist(), expected, strict=True))
    if sum(Fraction(1, 2**length) for length in expected if length) <= 1:
        assert code.lengths.tolist() == expected


@pytest.mark.parametrize("exponent", [1, 3, 29, 47, 52])
def test_next_to_a_power_of_two(exponent):
    """One unit in the last place decides, where log2 rounds to a whole number on both sides."""
    p = 2.0**-exponent
    below, above = p * (1 - 2**-53), p * (1 + 2**-52)
    for probability, length in ((below, exponent + 1), (p, exponent), (above, exponent)):
        P = Distribution({"A": probability, "B": 1 - probability})
        assert shannon_code(P).lengths[0] == length


def test_a_pmf_above_one_by_rounding_still_gets_a_code():
    """Lengths 1, 1 and 34 would break Kraft's inequality; the exact shares are a little below 1/2."""
    P = Distribution({"A": 0.5, "B": 0.5, "C": 1e-10})
    assert shannon_code(P).lengths.tolist() == [2, 2, 34]
    P = Distribution({"A": 1.0, "B": 1e-17})
    assert shannon_code(P).lengths.tolist() == [1, 57]


def test_counts_too_uneven_for_floats():
    code = shannon_code(Distribution.from_counts({"A": 2**3000 - 1, "B": 1}))
    assert code.lengths.tolist() == [1, 3000]
    assert code.distribution.pmf.tolist() == [1.0, 0.0]


def test_one_symbol_costs_one_bit():
    assert shannon_code(Distribution({"A": 1.0, "B": 0.0})).lengths.tolist() == [1, 0]


def test_huffman_is_not_shannon():
    P = Distribution({"A": 0.8, "B": 0.1, "C": 0.1})
    assert shannon_code(P).expected_length(P) > huffman_code(P).expected_length(P)
