"""Distributions: what is accepted, what is normalised, what is refused."""

import copy
import pickle
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from coding import Alphabet, Distribution, DistributionError


def test_probabilities_are_kept_as_given():
    P = Distribution({"A": 0.1, "B": 0.2, "C": Fraction(7, 10)})
    assert P.pmf.tolist() == [0.1, 0.2, 0.7]
    assert P["B"] == 0.2
    assert P.weights is P.pmf


@pytest.mark.parametrize("error", [9e-10, -9e-10])
def test_a_sum_within_the_tolerance(error):
    assert Distribution({"A": 0.5, "B": 0.5 + error})["B"] == 0.5 + error


@pytest.mark.parametrize(
    ("probabilities", "message"),
    [
        ({"A": 0.5, "B": 0.5 + 2e-9}, "sum to 1.000000002"),
        ({"A": 0.6, "B": 0.6}, "sum to 1.2, not to 1"),
        ({"A": 1.5, "B": -0.5}, "probability of 'B' is -0.5"),
        ({"A": 2, "B": 0}, "probability of 'A' is 2: a probability is at most 1"),
        ({"A": float("nan"), "B": 1}, "probability of 'A' is nan"),
        ({"A": 0, "B": float("inf")}, "probability of 'B' is inf"),
        ({"A": "0.5", "B": 0.5}, "probability of 'A' is '0.5': it must be a number"),
        ({"A": None, "B": 0.5}, "probability of 'A' is None: it must be a number"),
        ({"A": 0.5j, "B": 0.5}, "it must be a number"),
        ({"A": 10**400}, "too large"),
        ({}, "empty"),
        ([0.5, 0.5], "expected a mapping"),
    ],
)
def test_what_is_no_distribution(probabilities, message):
    with pytest.raises(DistributionError) as raised:
        Distribution(probabilities)
    assert message in str(raised.value)


def test_counts_are_kept_exactly_and_correctly_rounded():
    P = Distribution.from_counts({"a": 1, "b": 2})
    assert P.weights.tolist() == [1, 2]
    assert P.pmf.tolist() == [1 / 3, 2 / 3]
    assert Distribution.from_counts([1, 2]).alphabet == Alphabet([0, 1])
    assert Distribution.from_counts(np.array([3, 1], dtype=np.uint8)).weights.tolist() == [3, 1]


def test_counts_of_any_size():
    P = Distribution.from_counts({"a": 10**400, "b": 10**400})
    assert P.pmf.tolist() == [0.5, 0.5]
    assert P.weights.tolist() == [10**400, 10**400]
    assert Distribution.from_counts(np.full(4, 2**62)).pmf.tolist() == [0.25] * 4


@pytest.mark.parametrize("weights", [[1e308, 1e308], [5e-324, 5e-324], [0.5, 0.5]])
def test_float_weights_neither_overflow_nor_vanish(weights):
    assert Distribution.from_counts(weights).pmf.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0, 0], "all weights"),
        ([0.0, 0.0], "all weights"),
        ([1, -1], "weight of 1 is -1"),
        ([1.0, float("nan")], "weight of 1 is nan"),
        ([1.0, float("inf")], "weight of 1 is inf"),
        ([1e308, 1e-308], "weight of 1 vanishes"),
        (["x"], "weight of 0 is 'x'"),
        ([], "empty"),
        (np.ones((2, 2)), "one dimension"),
    ],
)
def test_what_cannot_be_normalised(weights, message):
    with pytest.raises(DistributionError) as raised:
        Distribution.from_counts(weights)
    assert message in str(raised.value)


def test_one_weight_for_each_symbol():
    with pytest.raises(DistributionError, match="2 weights for 3 symbols"):
        Distribution.from_counts([1, 2], alphabet=Alphabet("abc"))


@pytest.mark.parametrize(
    ("message", "symbols", "counts"),
    [
        ("hello", ("e", "h", "l", "o"), [1, 1, 2, 1]),
        (b"hello", (101, 104, 108, 111), [1, 1, 2, 1]),
        (np.array([5, -2, 5]), (-2, 5), [1, 2]),
        ([5, -2, 5], (-2, 5), [1, 2]),
        (["no", "yes", "no"], ("no", "yes"), [2, 1]),
        (iter("ba"), ("a", "b"), [1, 1]),
        ([("b", 1), "a"], (("b", 1), "a"), [1, 1]),
    ],
)
def test_from_message(message, symbols, counts):
    P = Distribution.from_message(message)
    assert P.alphabet.symbols == symbols
    assert P.weights.tolist() == counts


def test_from_message_agrees_with_counter():
    text = "the quick brown fox — ünïcode 😀 the end"
    P = Distribution.from_message(text)
    assert dict(zip(P.alphabet, P.weights.tolist(), strict=True)) == Counter(text)


def test_the_empty_message_has_no_distribution():
    for message in ("", b"", [], iter(()), np.array([], dtype=int)):
        with pytest.raises(DistributionError, match="empty message"):
            Distribution.from_message(message)


def test_smoothing_adds_to_every_weight():
    P = Distribution.from_message("aab").over(Alphabet("abc")).smoothed(1)
    assert P.weights.tolist() == [3, 2, 1]
    assert Distribution.from_message("aab", smoothing=0.5).pmf.tolist() == [2.5 / 4, 1.5 / 4]
    assert Distribution({"A": 1.0, "B": 0.0}).smoothed(0.5)["B"] == 0.25
    for amount in (-1, float("nan"), float("inf")):
        with pytest.raises(DistributionError, match="smoothing"):
            P.smoothed(amount)


def test_over_another_alphabet():
    P = Distribution({"A": 0.3, "B": 0.7})
    wider = P.over(Alphabet("CBA"))
    assert wider.pmf.tolist() == [0, 0.7, 0.3]
    assert P.pmf_on(Alphabet("XA")).tolist() == [0, 0.3]
    with pytest.raises(DistributionError, match="symbol 'B' is not in"):
        P.over(Alphabet("AC"))


def test_uniform_and_zipf():
    assert Distribution.uniform(4).pmf.tolist() == [0.25] * 4
    assert Distribution.uniform(np.int64(2)) == Distribution.uniform(2)
    assert Distribution.uniform("ab").alphabet.symbols == ("a", "b")
    assert Distribution.zipf(3, 1).pmf == pytest.approx([6 / 11, 3 / 11, 2 / 11], abs=1e-15)


def test_power():
    P = Distribution({"A": 0.75, "B": 0.25})
    assert P.power(1) is P
    assert P.power(2).alphabet.symbols == ("AA", "AB", "BA", "BB")
    assert P.power(2).pmf.tolist() == [9 / 16, 3 / 16, 3 / 16, 1 / 16]
    assert Distribution.uniform(b"ab").power(2).alphabet.symbols == (b"aa", b"ab", b"ba", b"bb")
    assert Distribution.uniform(2).power(2).alphabet.symbols == ((0, 0), (0, 1), (1, 0), (1, 1))
    with pytest.raises(DistributionError, match="at least 1"):
        P.power(0)
    with pytest.raises(DistributionError, match="too many"):
        P.power(25)


def test_immutable_and_comparable():
    P = Distribution({"A": 0.5, "B": 0.5})
    with pytest.raises(AttributeError):
        P.pmf = P.pmf
    with pytest.raises(ValueError, match="read-only"):
        P.pmf[0] = 1
    assert P == Distribution.from_counts({"A": 7, "B": 7})
    assert len({P, Distribution.from_counts({"A": 7, "B": 7})}) == 1
    assert P != Distribution({"B": 0.5, "A": 0.5})
    assert P != "P"
    for twin in (pickle.loads(pickle.dumps(P)), copy.deepcopy(P)):
        assert twin == P


def test_the_caller_keeps_its_array():
    weights = np.array([1.0, 3.0])
    P = Distribution.from_counts(weights)
    weights[0] = 100
    assert P.pmf.tolist() == [0.25, 0.75]


def test_how_it_prints():
    P = Distribution({"A": 0.5, "<b>": 0.5})
    assert repr(P) == "Distribution({'A': 0.5, '<b>': 0.5})"
    assert str(P).splitlines()[0].split() == ["symbol", "probability"]
    assert "&lt;b&gt;" in P._repr_html_()
    assert "<b>" not in P._repr_html_()
    assert P.to_dict() == {"symbols": ["A", "<b>"], "pmf": [0.5, 0.5]}
