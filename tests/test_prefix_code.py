"""Codes by hand, from lengths, and what they say of themselves."""

import copy
import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
from bitarray import bitarray

from coding import (
    Alphabet,
    CodingError,
    CorruptStreamError,
    Distribution,
    KraftError,
    PrefixCode,
    TruncatedStreamError,
    UnknownSymbolError,
    huffman_code,
    shannon_code,
)


def test_the_founding_codes(P, Q, R, S):
    assert {symbol: word.to01() for symbol, word in S.codewords.items()} == {
        "A": "0",
        "B": "110",
        "C": "111",
        "D": "10",
    }
    assert R.lengths.tolist() == [2, 2, 2, 2]
    assert S.lengths.tolist() == [1, 3, 3, 2]
    assert S.expected_length(P.distribution) == 2.25
    assert R.expected_length(Q.distribution) == 2
    assert S.redundancy(P.distribution) == 0.25
    assert S.efficiency(P.distribution) == 2 / 2.25
    assert S.cross_entropy(P.distribution) == 2.25
    assert (S.kraft_sum, S.is_complete) == (Fraction(1), True)
    assert S.implied_distribution == Q.distribution
    assert S.distribution is Q.distribution
    assert S.encode("ABBA") == bitarray("01101100")
    assert S.decode(bitarray("01101100")) == S.decode("01101100") == "ABBA"
    assert len(S) == 4


def test_by_hand():
    code = PrefixCode({"A": "0", "B": bitarray("10"), "C": "110", "D": None})
    assert code.lengths.tolist() == [1, 2, 3, 0]
    assert code.kraft_sum == Fraction(7, 8)
    assert not code.is_complete
    assert code.distribution is None
    assert code.implied_distribution.weights.tolist() == [4, 2, 1, 0]
    assert code.decode(code.encode("CAB")) == "CAB"


def test_a_code_that_is_not_canonical_keeps_its_codewords():
    code = PrefixCode({"A": "1", "B": "00", "C": "01"})
    assert code.encode("ABC") == bitarray("10001")
    assert code != PrefixCode.from_lengths("ABC", [1, 2, 2])
    assert PrefixCode({"A": "0", "B": "10", "C": "11"}) == PrefixCode.from_lengths("ABC", [1, 2, 2])


def test_canonical_codewords_do_not_depend_on_where_they_come_from():
    """Deflate's example (RFC 1951, section 3.2.2): lengths 3,3,3,3,3,2,4,4 for A..H."""
    code = PrefixCode.from_lengths("ABCDEFGH", [3, 3, 3, 3, 3, 2, 4, 4])
    words = ["010", "011", "100", "101", "110", "00", "1110", "1111"]
    assert [word.to01() for word in code.codewords.values()] == words


@pytest.mark.parametrize(
    ("codewords", "message"),
    [
        ({"A": "0", "B": "01"}, "the codeword 0 of 'A' begins the codeword 01 of 'B'"),
        ({"A": "10", "B": "0", "C": "10"}, "the codeword 10 of 'A' begins the codeword 10 of 'C'"),
        ({"A": "0", "B": "100", "C": "101", "D": "1"}, "the codeword 1 of 'D' begins the codeword 100 of 'B'"),
        ({"A": "0", "B": ""}, "codeword of 'B' is empty"),
        ({"A": "0", "B": "2"}, "codeword of 'B' is '2'"),
        ({"A": "0", "B": 1}, "codeword of 'B' is 1"),
        ({"A": None}, "no codeword"),
        ({"A": "0" * 65536}, "at most 65535"),
        (["0", "1"], "expected a mapping"),
    ],
)
def test_codewords_that_make_no_prefix_code(codewords, message):
    with pytest.raises(KraftError) as raised:
        PrefixCode(codewords)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([1, 1, 1], "Kraft sum is 3/2, above 1"),
        ([1, 1, 40], "Kraft sum is about 1"),
        ([1, -1, 2], "length -1 at place 1"),
        ([1, 2, 65536], "length 65536 at place 2"),
        ([0, 0, 0], "all lengths are 0"),
        ([1, 2], "shape (2,)"),
        ([1.0, 2.0, 2.0], "whole numbers"),
    ],
)
def test_lengths_that_no_prefix_code_has(lengths, message):
    with pytest.raises(KraftError) as raised:
        PrefixCode.from_lengths("ABC", lengths)
    assert message in str(raised.value)


def test_the_distribution_must_be_over_the_same_alphabet():
    with pytest.raises(CodingError, match="its distribution over"):
        PrefixCode.from_lengths("AB", [1, 1], distribution=Distribution.uniform("XY"))


def test_pricing_goes_by_symbol(S):
    """A distribution in another order, or over fewer or more symbols."""
    assert S.expected_length(Distribution({"D": 0.5, "A": 0.5})) == 1.5
    assert S.expected_length(Distribution({"D": 0.5, "X": 0.5})) == float("inf")
    assert S.expected_length(Distribution({"D": 1.0, "X": 0.0})) == 2
    assert S.length_variance(Distribution.uniform("ABCD")) == 0.6875  # (1.25^2 + 2 * .75^2 + .25^2) / 4
    assert np.isnan(S.length_variance(Distribution.uniform("AX")))


def test_very_long_codewords():
    """Hundreds of bits: beyond bitarray's own decoder, on the walk."""
    code = huffman_code(Distribution.from_counts([2**place for place in range(400)]))
    assert code.lengths.max() == 399
    message = [0, 399, 1, 200, 0]
    bits = code.encode(message)
    assert len(bits) == 399 + 1 + 399 + 200 + 399
    assert code.decode(bits).tolist() == message
    with pytest.raises(TruncatedStreamError, match="it begins at bit 999"):
        code.decode(bits[:-1])


@pytest.mark.parametrize(
    ("alphabet", "message"),
    [
        ("ABCD", "DAD"),
        (b"ABCD", b"DAD"),
        (range(4), np.array([3, 0, 3])),
        (["yes", "no", ("maybe",), None], ["no", None, ("maybe",)]),
    ],
)
@pytest.mark.parametrize("build", [huffman_code, shannon_code])
def test_messages_come_back_as_they_were(alphabet, message, build):
    code = build(Distribution.uniform(alphabet))
    back = code.decode(code.encode(message))
    assert type(back) is type(message)
    assert list(back) == list(message)


def test_nothing_is_encoded_of_a_message_with_an_unknown_symbol(S):
    with pytest.raises(UnknownSymbolError, match="symbol 'X' at position 2 is not in"):
        S.encode("ABX")
    code = PrefixCode({"A": "0", "B": None})
    with pytest.raises(UnknownSymbolError, match="symbol 'B' at position 1 has no codeword"):
        code.encode("ABA")


@pytest.mark.parametrize(
    ("bits", "error", "message"),
    [
        ("01", TruncatedStreamError, "it begins at bit 1, 1 before the end"),
        ("1011", TruncatedStreamError, "it begins at bit 2, 2 before the end"),
        ("0111", CorruptStreamError, "the bits from bit 1 on begin with no codeword"),
        (bitarray("111000"), CorruptStreamError, "the bits from bit 0 on"),
    ],
)
@pytest.mark.parametrize("long", [False, True])
def test_bits_that_are_no_message(bits, error, message, long):
    """A = 0, B = 10, C = 110, nothing begins 111; with and without a codeword for the walk instead of bitarray."""
    words = {"A": "0", "B": "10", "C": "110"}
    if long:
        words = {"A": "0", "B": "10", "C": "110" + "0" * 300, "D": "1101"}
    with pytest.raises(error, match=message):
        PrefixCode(words).decode(bits)


@pytest.mark.parametrize("bits", ["012", 5, None, b"01"])
def test_what_is_no_bits(S, bits):
    with pytest.raises(CodingError, match="bits are a bitarray or text of 0 and 1"):
        S.decode(bits)


def test_the_tree():
    assert PrefixCode({"A": "0", "D": "10", "B": "110", "C": "111"}).tree().splitlines() == [
        "┬─0─ A",
        "└─1─┬─0─ D",
        "    └─1─┬─0─ B",
        "        └─1─ C",
    ]
    assert PrefixCode({"A": "01", "B": "00", "C": "101"}).tree().splitlines() == [
        "┬─0─┬─0─ B",
        "│   └─1─ A",
        "└─1───0───1─ C",
    ]
    assert PrefixCode({"A": "0"}).tree() == "──0─ A"


def test_codewords_can_be_changed_by_the_caller_without_harm(S):
    S.codewords["A"].append(1)
    assert S.encode("A") == bitarray("0")


def test_immutable_comparable_and_picklable(S, R):
    with pytest.raises(AttributeError):
        S.lengths = R.lengths
    with pytest.raises(ValueError, match="read-only"):
        S.lengths[0] = 2
    assert S != R
    assert S != "S"
    assert len({S, PrefixCode(S.codewords)}) == 1
    S.encode("A")
    for twin in (pickle.loads(pickle.dumps(S)), copy.deepcopy(S)):
        assert twin == S
        assert twin.decode(twin.encode("ABBA")) == "ABBA"


def test_how_it_prints(S):
    assert repr(S) == "PrefixCode({'A': '0', 'B': '110', 'C': '111', 'D': '10'})"
    assert str(S).splitlines()[3].split() == ["B", "0.125", "110", "3"]
    assert "expected length  1.750000 bits per symbol" in str(S)
    code = PrefixCode({"<A>": "0", "\n": "10"})
    assert "&lt;A&gt;" in code._repr_html_()
    assert "'\\n'" in str(code)
    assert "Kraft sum        3/4 (not complete)" in str(code)
    json.dumps(S.to_dict(), allow_nan=False)
    assert S.to_dict()["codewords"][1] == {"symbol": "B", "codeword": "110", "length": 3}
    many = PrefixCode.from_lengths(Alphabet(range(1000)), [10] * 1000)
    assert "... and 744 more rows" in str(many)
    assert repr(many).endswith("... 1000 symbols})")
