"""Huffman codes: no prefix code has a smaller expected length for its distribution.

The method (Huffman, 1952): put every symbol in a queue by weight; take the two lightest nodes out, put
back one node that stands for both with the sum of their weights, and go on until one is left. A
symbol's codeword length is the number of merges on its way to that last node.

Ties: of equal weights a symbol goes before a merged node, symbols in alphabet order, merged nodes in the
order of their making. So the same input gives the same code everywhere, and among the optimal codes one
whose longest codeword is shortest (Schwartz, 1964).

The heap shows every step; for large alphabets two queues find the same lengths faster (`kernels.huffman`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from heapdict import heapdict
from numpy.typing import NDArray

from coding.distribution import Distribution
from coding.kernels import kernels_pay
from coding.prefix_code import PrefixCode
from coding.render import shown

LARGE = 1 << 14  # symbols from which the two queues pay also where numba must be loaded first


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
    """The codeword length of each symbol in bits, 0 where the probability is zero: shape (K,)."""
    weights, support = distribution.weights, distribution.support
    size, used = len(weights), int(np.count_nonzero(support))
    if used == 1:
        return support.astype(np.int64)
    if weights.dtype != object and kernels_pay(used, cold=LARGE):
        lengths = np.zeros(size, dtype=np.int64)
        lengths[support] = _lengths_by_two_queues(weights[support])
        return lengths
    merges = list(huffman_merges(distribution))
    depth = np.zeros(size + len(merges), dtype=np.int64)
    for first, second, merged in reversed(merges):  # from the root down: a node is made before it is merged
        depth[first.place] = depth[second.place] = depth[merged.place] + 1
    return depth[:size]


def _lengths_by_two_queues(weights: NDArray[Any]) -> NDArray[np.int32]:
    """The same lengths for K >= 2 positive weights, float64 or int64: sorted first, then merged without a heap."""
    from coding.kernels.huffman import depths, merge  # see kernels_pay

    size = len(weights)
    order = _stable_argsort(weights)
    sentinel = np.array([np.inf if weights.dtype == np.float64 else np.iinfo(np.int64).max] * 2, dtype=weights.dtype)
    merged = np.full(size + 1, sentinel[0])
    leaf_parents, merged_parents = np.empty(size, dtype=np.int32), np.empty(size - 1, dtype=np.int32)
    merge(np.concatenate((weights[order], sentinel)), merged, leaf_parents, merged_parents)
    merged_depths, leaf_depths = np.empty(size - 1, dtype=np.int32), np.empty(size, dtype=np.int32)
    depths(leaf_parents, merged_parents, merged_depths, leaf_depths)
    lengths = np.empty(size, dtype=np.int32)
    lengths[order] = leaf_depths
    return lengths


def _stable_argsort(weights: NDArray[Any]) -> NDArray[np.int64]:
    """np.argsort(weights, kind="stable") for positive float64 or int64, several times faster.

    Positive floats are in the order of their bit patterns. So the leading bits of a weight and its index fit in one
    integer, and plain integers are what numpy sorts fastest. Weights that agree in all the bits kept are in index
    order after that; if any of them differ further down, a stable sort of what is now nearly sorted puts them right.
    """
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
