"""What holds for every distribution and every message: random ones, the same in every run."""

from math import log2

import pytest
from bitarray import bitarray
from bitarray.util import huffman_code as bitarray_huffman_code
from hypothesis import given
from hypothesis import strategies as st

from coding import Distribution, PrefixCode, cross_entropy, entropy, huffman_code, shannon_code
from tests.strategies import distributions, messages

ROUNDING = 1e-9
BUILDS = st.sampled_from([huffman_code, shannon_code])


@given(st.data(), BUILDS)
def test_round_trip_and_the_same_bits_as_bitarray(data, build):
    P = data.draw(distributions())
    message = data.draw(messages(P))
    code = build(P)
    bits = code.encode(message)
    theirs = bitarray()
    theirs.encode(code.codewords, message)
    assert bits == theirs
    assert bits.tobytes() == theirs.tobytes()
    assert code.decode(bits).tolist() == message


@given(distributions())
def test_huffman_is_complete(P):
    assert huffman_code(P).kraft_sum == 1


@given(distributions(), BUILDS)
def test_entropy_bounds_the_matched_code(P, build):
    H, L = entropy(P), build(P).expected_length(P)
    assert H - ROUNDING <= L < H + 1 + ROUNDING


@given(distributions())
def test_huffman_is_as_short_as_bitarrays_and_no_longer_than_shannons(P):
    ours = huffman_code(P).expected_length(P)
    weights = {symbol: weight for symbol, weight in enumerate(P.weights.tolist()) if weight}
    theirs = PrefixCode(bitarray_huffman_code(weights))
    assert ours == pytest.approx(theirs.expected_length(P), abs=ROUNDING)
    assert ours <= shannon_code(P).expected_length(P) + ROUNDING


@given(distributions(largest=60), distributions(largest=60, positive=True))
def test_shannon_stays_within_a_bit_of_the_cross_entropy(P, Q):
    Q = Distribution.from_counts({**dict.fromkeys(P.alphabet, 1e-6), **dict(zip(Q.alphabet, Q.pmf, strict=True))})
    H, L = cross_entropy(P, Q), shannon_code(Q).expected_length(P)
    assert H - ROUNDING <= L < H + 1 + ROUNDING


def test_huffman_does_not_stay_within_a_bit_of_the_cross_entropy():
    """The check above must be able to fail: P = (.1, .9), Q = (.9, .1) has H(P,Q) = 3.005 and Huffman's L = 1."""
    P, Q = Distribution({0: 0.1, 1: 0.9}), Distribution({0: 0.9, 1: 0.1})
    assert huffman_code(Q).expected_length(P) < cross_entropy(P, Q) - 2


@given(distributions(), BUILDS, distributions(positive=True))
def test_any_code_costs_its_implied_cross_entropy_less_log_kraft(Q, build, P):
    """L = H(P,R) - log2 K for every P that the code can encode (algebra: module prefix_code)."""
    code = build(Q)
    P = Distribution.from_counts(dict(zip(code.codewords, P.pmf, strict=False)))
    L, H = code.expected_length(P), cross_entropy(P, code.implied_distribution)
    assert L == pytest.approx(H - log2(code.kraft_sum), abs=ROUNDING)


@given(distributions())
def test_lengths_alone_give_the_same_code(P):
    code = huffman_code(P)
    assert PrefixCode.from_lengths(P.alphabet, code.lengths) == code
    by_hand = PrefixCode({symbol: code.codewords.get(symbol) for symbol in P.alphabet})
    assert by_hand == code
