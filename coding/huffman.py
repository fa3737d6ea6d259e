"""Huffman codes: no prefix code has a smaller expected length for its distribution.

The method (Huffman, 1952): put every symbol in a queue by weight; take the two lightest nodes out, put
back one node that stands for both with the sum of their weights, and go on until one is left. A
symbol's codeword length is the number of merges on its way to that last node.

Ties: of equal weights a symbol goes before a merged node, symbols in alphabet order, merged nodes in the
order of their making. So the same input gives the same code everywhere, and among the optimal codes one
whose longest codeword is shortest (Schwartz, 1964).

`huffman_merges` is that method to the letter, with a heap; `huffman_lengths` finds the same lengths faster.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from heapdict import heapdict
from numpy.typing import NDArray

from coding.distribution import Distribution
from coding.kernels import kernels_pay
from coding.prefix_code import PrefixCode
from coding.render import shown

LARGE = 1 << 18  # symbols from which compiled loops pay also where numba must be loaded first


class Node(NamedTuple):
    """A node of the Huffman tree.

    place: 0..K-1 for a symbol (its index), K, K+1, ... for the merged nodes in the order of their making.
    weight: in the unit of `Distribution.weights`: a count or a probability.
    symbol: the symbol, or None for a merged node.
    name: the symbol, or #1, #2, ... for a merged node.
    """

    place: int
    weight: Any
    symbol: Hashable | None
    name: str


class Merge(NamedTuple):
    """One step: the two lightest nodes, first the lighter, and the node that takes their place."""

    first: Node
    second: Node
    merged: Node

    def __str__(self) -> str:
        first, second, merged = (f"{node.name} ({_brief(node.weight)})" for node in self)
        return f"{first} + {second} -> {merged}"


def huffman_code(distribution: Distribution) -> PrefixCode:
    """The canonical Huffman code for a distribution: H(P) <= L < H(P) + 1.

    Symbols of probability zero get no codeword. A single symbol gets the codeword 0: one bit, although its
    entropy is 0, since a codeword of no bits could not be counted. `huffman_merges` shows the steps.
    """
    lengths = huffman_lengths(distribution)
    return PrefixCode.from_lengths(distribution.alphabet, lengths, distribution=distribution)


def huffman_merges(distribution: Distribution) -> Iterator[Merge]:
    """The merges of Huffman's method one by one; one fewer than there are symbols of positive probability."""
    size = len(distribution)
    queue = heapdict()
    for place, (symbol, weight) in enumerate(zip(distribution.alphabet, distribution.weights.tolist(), strict=True)):
        if weight > 0:
            queue[Node(place, weight, symbol, shown(symbol))] = (weight, place)
    step = 0
    while len(queue) > 1:
        step += 1
        first, _ = queue.popitem()
        second, _ = queue.popitem()
        merged = Node(size + step - 1, first.weight + second.weight, None, f"#{step}")
        queue[merged] = (merged.weight, merged.place)
        yield Merge(first, second, merged)


def huffman_lengths(distribution: Distribution) -> NDArray[np.int64]:
    """The codeword length of each symbol in bits, 0 where the probability is zero: shape (K,).

    The same lengths as by `huffman_merges`, without a heap: sums only grow, so merged nodes come into being in the
    order of their weight; and once the symbols are sorted too, the lightest nodes stand at the heads of two queues
    (van Leeuwen, On the construction of Huffman trees, ICALP 1976).
    """
    weights, support = distribution.weights, distribution.support
    if not support.all():
        lengths = np.zeros(len(weights), dtype=np.int64)
        lengths[support] = _optimal_lengths(weights[support])
        return lengths
    return _optimal_lengths(weights)


def _optimal_lengths(weights: NDArray[Any]) -> NDArray[np.int64]:
    """The lengths for positive weights."""
    lengths = np.ones(len(weights), dtype=np.int64)
    if len(weights) > 1:
        order = _stable_argsort(weights)
        lengths[order] = _depths_of_sorted(weights[order])
    return lengths


def _depths_of_sorted(weights: NDArray[Any]) -> Any:
    """Depths in the Huffman tree of K >= 2 weights in ascending order."""
    size = len(weights)
    if weights.dtype != object and kernels_pay(size, cold=LARGE):
        sentinel = np.inf if weights.dtype == np.float64 else np.iinfo(np.int64).max
        leaves = np.append(weights, np.array([sentinel, sentinel], dtype=weights.dtype))
        merged = np.full(size + 1, sentinel, dtype=weights.dtype)
        leaf_parents, merged_parents = np.empty(size, dtype=np.int32), np.empty(size - 1, dtype=np.int32)
        leaf_depths, merged_depths = np.empty(size, dtype=np.int32), np.empty(size - 1, dtype=np.int32)
        for step in _compiled():
            step(leaves, merged, leaf_parents, merged_parents, leaf_depths, merged_depths)
        return leaf_depths
    sorted_weights = weights.tolist()
    sentinel = 1 + 2 * sum(sorted_weights)
    nodes = [0] * size
    lists = [*sorted_weights, sentinel, sentinel], [sentinel] * (size + 1), nodes[:], nodes[1:], nodes[:], nodes[1:]
    for step in (_merge, _descend):
        step(*lists)
    return lists[4]


# One source, two speeds: plain Python on lists, compiled by numba on arrays.


def _merge(leaves: Any, merged: Any, leaf_parents: Any, merged_parents: Any, *_: Any) -> None:
    """Fill in the parents: numbers of merged nodes, of which the last is the root.

    Beyond the K leaves, and all over `merged`, stands a sentinel greater than the sum of all leaves: so an empty queue
    loses every comparison and needs no test. The two lightest nodes are two leaves, two merged nodes, or the first of
    each; on a tie a leaf goes before a merged node.
    """
    leaf = node = 0
    for new in range(len(leaf_parents) - 1):
        if leaves[leaf + 1] <= merged[node]:
            merged[new] = leaves[leaf] + leaves[leaf + 1]
            leaf_parents[leaf] = leaf_parents[leaf + 1] = new
            leaf += 2
        elif merged[node + 1] < leaves[leaf]:
            merged[new] = merged[node] + merged[node + 1]
            merged_parents[node] = merged_parents[node + 1] = new
            node += 2
        else:
            merged[new] = leaves[leaf] + merged[node]
            leaf_parents[leaf] = merged_parents[node] = new
            leaf += 1
            node += 1


def _descend(_: Any, __: Any, leaf_parents: Any, merged_parents: Any, leaf_depths: Any, merged_depths: Any) -> None:
    """Fill in the depths: a parent is always younger than its child, so one pass from the root back."""
    root = len(merged_parents) - 1
    merged_depths[root] = 0
    for node in range(root - 1, -1, -1):
        merged_depths[node] = merged_depths[merged_parents[node]] + 1
    for leaf in range(len(leaf_parents)):
        leaf_depths[leaf] = merged_depths[leaf_parents[leaf]] + 1


@cache
def _compiled() -> tuple[Any, Any]:
    from numba import njit  # see kernels_pay

    return tuple(njit(step, cache=True, nogil=True) for step in (_merge, _descend))


def _stable_argsort(weights: NDArray[Any]) -> NDArray[np.int64]:
    """np.argsort(weights, kind="stable") for positive weights; for float64 and int64 several times faster.

    Positive floats are in the order of their bit patterns. So the leading bits of a weight and its index fit in one
    integer, and plain integers are what numpy sorts fastest. Weights that agree in all the bits kept are in index
    order after that; if any of them differ further down, a stable sort of what is now nearly sorted puts them right.
    """
    if weights.dtype == object:
        return np.array(sorted(range(len(weights)), key=weights.__getitem__))
    keys = weights.view(np.uint64)
    lowest, highest = int(keys.min()), int(keys.max())
    index_bits = (len(weights) - 1).bit_length()
    dropped_bits = max(0, (highest - lowest).bit_length() + index_bits - 64)
    keys = keys - np.uint64(lowest)
    keys >>= np.uint64(dropped_bits)
    keys <<= np.uint64(index_bits)
    keys |= np.arange(len(weights), dtype=np.uint64)
    keys.sort()
    keys &= np.uint64((1 << index_bits) - 1)
    order = keys.view(np.int64)
    if dropped_bits:
        nearly = weights[order]
        if (nearly[1:] < nearly[:-1]).any():
            order = order[np.argsort(nearly, kind="stable")]
    return order


def _brief(weight: int | float) -> str:
    return str(weight) if isinstance(weight, int) and weight < 10**12 else f"{Decimal(weight):.6g}"
