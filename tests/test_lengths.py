"""Lengths to codewords by the canonical rule, and Kraft's sum."""

from fractions import Fraction

import numpy as np
from hypothesis import given

from coding import shannon_code
from coding.lengths import canonical_values, kraft_sum
from tests.strategies import distributions


def counting_up(lengths):
    """The rule, one codeword at a time: the previous one plus 1, zeros appended up to the length."""
    values, value, width = [0] * len(lengths), 0, 0
    for length, place in sorted((length, place) for place, length in enumerate(lengths) if length):
        value <<= length - width
        values[place] = value
        value, width = value + 1, length
    return values


@given(distributions())
def test_canonical_values(P):
    lengths = shannon_code(P).lengths
    assert canonical_values(lengths).tolist() == counting_up(lengths.tolist())


def test_up_to_64_bits_they_are_machine_words():
    lengths = np.array([*range(1, 65), 64])
    assert canonical_values(lengths).dtype == np.uint64
    assert canonical_values(lengths)[-1] == 2**64 - 1
    lengths = np.array([*range(1, 66), 65])
    assert canonical_values(lengths)[-1] == 2**65 - 1


def test_kraft_sum():
    assert kraft_sum(np.array([1, 0, 3, 3])) == Fraction(3, 4)
    assert kraft_sum(np.array([5000])) == Fraction(1, 2**5000)
