"""Huffman's method, step by step, and how far it goes."""

import heapq

import numpy as np
import pytest
from hypothesis import given

from coding import Distribution, PrefixCode, huffman_code, huffman_merges
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
