"""Messages to indices and back, for each kind of alphabet."""

import numpy as np
import pytest

from coding import Alphabet, CodingError, DistributionError, UnknownSymbolError

ALPHABETS = {
    "str": (Alphabet("añ😀\ud800"), "😀a\ud800ñña"),
    "bytes": (Alphabet(b"\x00ab\xff"), b"\xffab\x00a"),
    "bytes from one-byte objects": (Alphabet([b"a", b"b"]), b"abba"),
    "int": (Alphabet([3, -7, 0]), np.array([0, 3, 3, -7])),
    "int far apart": (Alphabet([2**62, -(2**62), 5]), np.array([5, 2**62, -(2**62)])),
    "range": (Alphabet(range(10, 40, 3)), np.array([37, 10, 13])),
    "words": (Alphabet(["yes", "no", ("a", 1), None]), ["no", None, ("a", 1)]),
}


@pytest.mark.parametrize("name", ALPHABETS)
def test_there_and_back(name):
    alphabet, message = ALPHABETS[name]
    indices = alphabet.indices(message)
    assert [alphabet[i] for i in indices] == list(message)
    back = alphabet.message(indices)
    assert type(back) is type(message)
    assert list(back) == list(message)
    assert list(alphabet.indices(list(message))) == list(indices), "symbol by symbol means the same"


@pytest.mark.parametrize("name", ALPHABETS)
def test_the_empty_message(name):
    alphabet, message = ALPHABETS[name]
    assert len(alphabet.indices(message[:0])) == 0
    assert len(alphabet.message(np.array([], dtype=np.uint8))) == 0


@pytest.mark.parametrize(
    ("alphabet", "message", "symbol", "position"),
    [
        (Alphabet("ab"), "abca", "'c'", 2),
        (Alphabet("ab"), "\U0010ffff", repr("\U0010ffff"), 0),
        (Alphabet(b"ab"), b"abc", "99", 2),
        (Alphabet([1, 5]), np.array([1, 5, 3]), "3", 2),
        (Alphabet([1, 5]), np.array([1, 2**64 - 1], dtype=np.uint64), str(2**64 - 1), 1),
        (Alphabet([2**62, -(2**62)]), np.array([2**62, 2**62 + 1]), str(2**62 + 1), 1),
        (Alphabet(["yes", "no"]), "yes", "'y'", 0),
        (Alphabet(["yes", "no"]), ["yes", ["no"]], "['no']", 1),
    ],
)
def test_an_unknown_symbol_is_named_with_its_position(alphabet, message, symbol, position):
    with pytest.raises(UnknownSymbolError) as raised:
        alphabet.indices(message)
    assert f"symbol {symbol} at position {position} " in str(raised.value)


def test_uint64_keys_do_not_go_through_floats():
    alphabet = Alphabet([2**62, 2**62 + 1, -(2**62)])
    assert alphabet.indices(np.array([2**62 + 1, 2**62], dtype=np.uint64)).tolist() == [1, 0]


@pytest.mark.parametrize(("size", "dtype"), [(256, np.uint8), (257, np.uint16), (65536, np.uint16), (65537, np.uint32)])
def test_indices_have_the_smallest_type(size, dtype):
    assert Alphabet(range(size)).indices(np.array([0, size - 1])).dtype == dtype


@pytest.mark.parametrize("symbols", ["", [], b"", range(0)])
def test_an_empty_alphabet(symbols):
    with pytest.raises(DistributionError, match="empty"):
        Alphabet(symbols)


def test_repeated_and_unhashable_symbols():
    with pytest.raises(DistributionError, match=r"'a' is in the alphabet twice, again at place 2"):
        Alphabet("aba")
    with pytest.raises(DistributionError, match=r"symbol \[1\] at position 0 is not hashable"):
        Alphabet([[1]])


@pytest.mark.parametrize("indices", [[[0]], [0.5], "ab", [True]])
def test_indices_are_one_dimensional_integers(indices):
    with pytest.raises(CodingError, match="one-dimensional array of integers"):
        Alphabet("ab").check_indices(indices)


@pytest.mark.parametrize(("indices", "place"), [([0, 2], 1), ([-1, 0], 0)])
def test_indices_outside_the_alphabet(indices, place):
    with pytest.raises(UnknownSymbolError, match=rf"at position {place} is outside 0\.\.1"):
        Alphabet("ab").check_indices(indices)


def test_a_message_has_one_dimension():
    with pytest.raises(CodingError, match="one dimension"):
        Alphabet([1, 2]).indices(np.array([[1, 2]]))


def test_union_and_places():
    left, right = Alphabet("abc"), Alphabet("cd")
    assert (left | right).symbols == ("a", "b", "c", "d")
    assert left.places_in(right).tolist() == [-1, -1, 0]
    assert (Alphabet(b"ab") | Alphabet(b"bc")) == Alphabet(b"abc")
    assert Alphabet([97, "x"]).places_in(Alphabet(b"abc")).tolist() == [0, -1]


def test_equality_goes_by_symbols_and_kind():
    assert Alphabet(range(3)) == Alphabet([0, 1, 2])
    assert hash(Alphabet(range(3))) == hash(Alphabet([0, 1, 2]))
    assert Alphabet(b"ab") != Alphabet([97, 98])
    assert Alphabet("ab") != Alphabet("ba")
    assert Alphabet("ab") != "ab"


def test_looking_up_one_symbol():
    assert Alphabet("ab").index("b") == 1
    assert "a" in Alphabet("ab")
    assert "z" not in Alphabet("ab")
    with pytest.raises(UnknownSymbolError, match="'z' is not in Alphabet"):
        Alphabet("ab").index("z")
