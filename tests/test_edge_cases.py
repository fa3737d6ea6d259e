"""The edge cases that the design decides, one test a row: through the API and, where it can be reached, `crossbits`."""

import numpy as np
import pytest
from bitarray import bitarray

from coding import (
    CodingError,
    CorruptStreamError,
    Distribution,
    DistributionError,
    KraftError,
    PrefixCode,
    TruncatedStreamError,
    UnknownSymbolError,
    cross_entropy,
    huffman_code,
    shannon_code,
)
from simulate import Machine, measure

N = ["-n", "1000"]


@pytest.mark.parametrize(
    ("given", "offender"),
    [
        ({"A": 1.25, "B": -0.25}, "'B' is -0.25"),
        ({"A": float("nan"), "B": 1.0}, "'A' is nan"),
        ({"A": 0.5, "B": float("inf")}, "'B' is inf"),
        ({"A": 0.5, "B": 0.5 + 1.1e-9}, "sum to 1.0000000011"),
    ],
)
def test_wrong_probabilities(crossbits, given, offender):
    with pytest.raises(DistributionError, match=offender):
        Distribution(given)
    status, out, err = crossbits("run", "--p", ",".join(f"{symbol}={p!r}" for symbol, p in given.items()))
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert offender in err
    if "sum" in offender:
        assert "normalises" in err
        assert Distribution.from_counts(given).pmf.sum() == pytest.approx(1, abs=1e-15)


def test_a_symbol_of_probability_zero(crossbits):
    P, Q = Distribution({"A": 0.5, "B": 0.5}), Distribution({"A": 1.0, "B": 0.0})
    for build in (huffman_code, shannon_code):
        code = build(Q)
        assert "B" in code.alphabet
        assert "B" not in code.codewords
        assert code.expected_length(P) == cross_entropy(P, Q) == float("inf")
        assert code.expected_length(Q) == 1
    assert 1 not in Machine("Q", Q).sample_indices(10_000, rng=1)
    status, out, _ = crossbits("run", *N, "--p", "A=.5,B=.5", "--q", "A=1,B=0")
    assert status == 0
    assert "P emits B, which the code S (for Q) rules out" in out


def test_one_symbol_only(crossbits):
    P = Distribution({"A": 1.0})
    for build in (huffman_code, shannon_code):
        code = build(P)
        assert code.codewords == {"A": bitarray("0")}
        assert code.redundancy(P) == 1
        assert code.decode(code.encode("AAA")) == "AAA"
        with pytest.raises(CorruptStreamError, match="bit 2"):
            code.decode("001")
    assert measure(Machine("P", P), code, 100).measured_rate == 1
    assert crossbits("run", *N, "--p", "A=1", "--q", "A=1")[0] == 0
    assert "A                 1  0              1" in str(code)


def test_an_empty_alphabet(crossbits):
    for make in (Distribution, Distribution.from_counts):
        with pytest.raises(DistributionError, match="alphabet is empty"):
            make({})
    with pytest.raises(DistributionError, match="alphabet is empty"):
        Distribution.uniform(0)
    assert crossbits("run", "--p", "")[0] == 2


@pytest.mark.parametrize("message", ["", b"", np.array([], dtype=np.int64), []])
def test_the_empty_message(message):
    symbols = {str: "ab", bytes: b"ab", np.ndarray: range(2), list: ["yes", "no"]}[type(message)]
    code = huffman_code(Distribution.uniform(symbols))
    assert code.encode(message) == bitarray()
    back = code.decode(bitarray())
    assert type(back) is type(message)
    assert len(back) == 0


def test_ties_are_broken_by_alphabet_order(crossbits):
    assert huffman_code(Distribution.uniform("ABC")).lengths.tolist() == [2, 2, 1]
    assert huffman_code(Distribution.uniform("CBA")).lengths.tolist() == [2, 2, 1]
    assert [word.to01() for word in huffman_code(Distribution.uniform("ABC")).codewords.values()] == ["10", "11", "0"]
    assert crossbits("code", "A=1,B=1,C=1", "--counts")[1] == crossbits("code", "A=1,B=1,C=1", "--counts")[1]


def test_an_unknown_symbol():
    code = huffman_code(Distribution({"A": 0.5, "B": 0.5, "C": 0.0}))
    with pytest.raises(UnknownSymbolError, match="symbol 'X' at position 3"):
        code.encode("ABBX")
    with pytest.raises(UnknownSymbolError, match="symbol 'C' at position 1 has no codeword"):
        code.encode("ACX"[:2])
    with pytest.raises(UnknownSymbolError, match="index 3 at position 0"):
        code.encode_indices([3])


def test_bits_that_end_early_or_lead_nowhere():
    code = PrefixCode({"A": "00", "B": "01", "C": "10"})
    with pytest.raises(TruncatedStreamError, match="begins at bit 4"):
        code.decode("00010")
    with pytest.raises(CorruptStreamError, match="from bit 2 on"):
        code.decode("001101")


def test_codewords_that_are_not_prefix_free():
    with pytest.raises(KraftError, match="codeword 1 of 'B' begins the codeword 10 of 'A'"):
        PrefixCode({"A": "10", "B": "1"})


def test_shannon_lengths_are_exact():
    """-log2 of the float just below 2^-29 is above 29 and rounds to 29.0."""
    p = np.nextafter(2.0**-29, 0)
    assert -np.log2(p) == 29
    assert shannon_code(Distribution({"A": p, "B": 1 - p})).lengths[0] == 30


def test_codewords_of_hundreds_of_bits(crossbits):
    weights = {symbol: 2.0 ** -min(symbol + 1, 999) for symbol in range(1000)}
    code = huffman_code(Distribution(weights))
    assert code.lengths.max() == 999
    assert code.expected_length(code.distribution) == pytest.approx(2)  # sum of k 2^-k
    message = np.array([999, 0, 500])
    assert code.decode(code.encode(message)).tolist() == message.tolist()
    assert measure(Machine("P", code.distribution), code, 1000, rng=1).agrees
    pairs = ",".join(f"s{symbol}={weight!r}" for symbol, weight in weights.items())
    assert crossbits("code", pairs)[0] == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda code: code.encode(5), "a message is a sequence of symbols, not int"),
        (lambda code: code.decode("01x"), "bits are a bitarray or text of 0 and 1, not '01x'"),
        (lambda code: Distribution.from_counts(5), "weights are a mapping, a sequence or an array, not int"),
        (lambda code: Distribution.from_message(None), "a message is a sequence of symbols, not NoneType"),
        (lambda code: Distribution.zipf(2.5), "alphabet size k is 2.5: it must be a whole number"),
        (lambda code: Distribution.zipf(4).power("x"), "block order k is 'x': it must be a whole number"),
        (lambda code: Distribution.zipf(4).smoothed("x"), "smoothing is 'x'"),
    ],
)
def test_arguments_of_the_wrong_kind(call, message):
    with pytest.raises(CodingError, match=message):
        call(huffman_code(Distribution.uniform("AB")))
