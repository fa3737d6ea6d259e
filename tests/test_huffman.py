"""Huffman's method, step by step, and how far it goes."""

import heapq

import numpy as np
import pytest
from hypothesis import given

import coding.huffman
from coding import Distribution, PrefixCode, huffman_code, huffman_merges
from coding.huffman import _depths_of_sorted, _stable_argsort
from tests.strategies import distributions


def test_the_merges_of_abracadabra():
    """By hand: c + d = 2, b + r = 4 (ties: symbols before merged nodes), 2 + 4 = 6, a + 6 = 11."""
    P = Distribution.from_message("abracadabra")
    assert list(map(str, huffman_merges(P))) == [
        "c (1) + d (1) -> #1 (2)",
        "b (2) + r (2) -> #2 (4)",
        "#1 (2) + #2 (4) -> #3 (6)",
        "a (5) + #3 (6) -> #4 (11)",
    ]
    first, second, merged = next(huffman_merges(P))
    assert (first.symbol, second.symbol, merged.symbol) == ("c", "d", None)
    assert (first.place, second.place, merged.place) == (2, 3, 5)


def test_whole_counts_tie_where_floats_do_not():
    """1 + 2 = 3 ties with the symbol of weight 3, which goes first; .1 + .2 > .3 would only look like it."""
    counts = Distribution.from_counts({"a": 1, "b": 2, "c": 3, "d": 4})
    assert str(list(huffman_merges(counts))[1]) == "c (3) + #1 (3) -> #2 (6)"
    assert 0.1 + 0.2 > 0.3


def test_ties_go_by_alphabet_order():
    """A and B are merged first, so C, left alone, gets the short codeword."""
    assert huffman_code(Distribution.uniform("ABC")).lengths.tolist() == [2, 2, 1]


def heap_lengths(weights):
    """The same tie rule on Python's own heap: (weight, place)."""
    heap = [(weight, place) for place, weight in enumerate(weights) if weight > 0]
    if len(heap) == 1:
        return [int(weight > 0) for weight in weights]
    heapq.heapify(heap)
    parent, place = {}, len(weights)
    while len(heap) > 1:
        (one, i), (two, j) = heapq.heappop(heap), heapq.heappop(heap)
        parent[i] = parent[j] = place
        heapq.heappush(heap, (one + two, place))
        place += 1
    depth = {place - 1: 0}
    for node in range(place - 2, -1, -1):
        if node in parent:
            depth[node] = depth[parent[node]] + 1
    return [depth.get(i, 0) for i in range(len(weights))]


@given(distributions())
def test_against_another_heap_with_the_same_ties(P):
    assert huffman_code(P).lengths.tolist() == heap_lengths(P.weights.tolist())


def fibonacci(size):
    weights = [1, 1]
    while len(weights) < size:
        weights.append(weights[-1] + weights[-2])
    return weights


def test_fibonacci_weights_make_the_deepest_tree():
    """5,000 of them: each merge takes the one made before, so the lengths are 4999, 4999, 4998, ..., 1."""
    code = huffman_code(Distribution.from_counts(fibonacci(5000)))
    assert code.lengths.tolist() == [4999, *range(4999, 0, -1)]
    assert code.kraft_sum == 1
    message = np.array([4999, 0, 1, 2500, 4999])
    assert code.decode(code.encode(message)).tolist() == message.tolist()
    stream = code.encode_indices(message)
    assert stream[3] == 2500
    assert "4999" in str(code)
    assert code.tree().splitlines()[0] == "┬─0─ 4999"
    assert code.tree().splitlines()[-1].endswith("... 4976 codewords of up to 4999 bits")
    assert str(list(huffman_merges(code.distribution))[-1]) == (
        "4999 (3.87897e+1044) + #4998 (6.27630e+1044) -> #4999 (1.01553e+1045)"
    )
    assert code.implied_distribution.pmf[-1] == 0.5


def test_a_symbol_of_probability_zero_takes_no_part():
    code = huffman_code(Distribution({"A": 0.5, "B": 0.0, "C": 0.5}))
    assert code.lengths.tolist() == [1, 0, 1]
    assert set(code.codewords) == {"A", "C"}


def test_one_symbol_costs_one_bit():
    code = huffman_code(Distribution({"A": 1.0, "B": 0.0}))
    assert code.codewords == PrefixCode({"A": "0"}).codewords
    assert list(huffman_merges(code.distribution)) == []
    assert code.redundancy(code.distribution) == 1


def test_symbols_before_merged_nodes_keeps_the_tree_flat():
    """Of 1, 1, 2, 2 both 2, 2, 2, 2 and 3, 3, 2, 1 are optimal (12 bits in all); the tie rule picks the first."""
    assert huffman_code(Distribution.from_counts([1, 1, 2, 2])).lengths.tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize("size", [2, 3, 100, 1000])
def test_uniform_lengths_differ_by_one_at_most(size):
    lengths = huffman_code(Distribution.uniform(size)).lengths
    assert lengths.max() - lengths.min() <= 1


MAKERS = {
    "ties": lambda rng, size: rng.integers(1, 5, size),
    "small integers": lambda rng, size: rng.integers(1, 1000, size),
    "large integers": lambda rng, size: rng.integers(1, 2**62 // size, size),
    "close integers": lambda rng, size: 2**62 // size - rng.integers(0, 4, size),
    "random": lambda rng, size: rng.random(size),
    "tenths": lambda rng, size: rng.geometric(0.3, size) * 0.1,  # sums round, and tie or not by a hair
    "close": lambda rng, size: 1 + rng.integers(0, 8, size) * 2.0**-52,  # equal but for the last bits
    "dyadic": lambda rng, size: 2.0 ** -rng.integers(0, 1000, size),
    "equal": lambda rng, size: np.ones(size),
    "zipf": lambda rng, size: 1 / np.arange(1.0, size + 1),
    "extreme": lambda rng, size: rng.choice([5e-324, 1e-310, 1e-300, 1.0, 1e300], size),
    "fibonacci": lambda rng, size: np.array(fibonacci(min(max(size, 2), 60))),
}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


@makers
@pytest.mark.parametrize("size", [2, 3, 4, 5, 17, 100, 256, 5000])
@pytest.mark.parametrize("compiled", [False, True])
def test_the_two_queues_find_the_depths_of_the_heap(make, size, compiled, monkeypatch):
    monkeypatch.setattr(coding.huffman, "kernels_pay", lambda *_, **__: compiled)
    for seed in range(20 if size < 1000 else 2):
        weights = np.sort(make(np.random.default_rng(seed), size))
        assert list(_depths_of_sorted(weights)) == heap_lengths(weights.tolist())


@given(distributions())
def test_the_lengths_are_the_numbers_of_merges_on_the_way(P):
    """`huffman_merges`, the textbook's heap, and `huffman_lengths` agree symbol by symbol."""
    depth = {}
    for first, second, merged in reversed(list(huffman_merges(P))):
        depth[first.place] = depth[second.place] = depth.get(merged.place, 0) + 1
    assert huffman_code(P).lengths.tolist() == [depth.get(place, 0) for place in range(len(P))]


@makers
def test_the_argsort_is_numpys_stable_one(make):
    for seed in range(5):
        for size in (1, 2, 3, 1000, 70_000):
            weights = make(np.random.default_rng(seed), size)
            assert np.array_equal(_stable_argsort(weights), np.argsort(weights, kind="stable"))
    weights = weights[:1000]
    assert np.array_equal(_stable_argsort(weights.astype(object)), np.argsort(weights, kind="stable"))


def test_large_alphabets_with_zeros_go_by_the_queues():
    """The founding weights 2^14 times over, each with a zero beside it: the founding code, 14 bits deeper."""
    copies = 1 << 14
    P = Distribution.from_counts(np.tile([4, 0, 1, 0, 1, 0, 2, 0], copies))
    code = huffman_code(P)
    assert code.kraft_sum == 1
    assert (code.lengths == 0).sum() == 4 * copies
    assert code.expected_length(P) == 14 + 1.75
