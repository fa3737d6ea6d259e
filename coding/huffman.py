"""Huffman codes: no prefix code has a smaller expected length for its distribution.

The method (Huffman, 1952): put every symbol in a queue by weight; take the two lightest nodes out, put
back one node that stands for both with the sum of their weights, and go on until one is left. A
symbol's codeword length is the number of merges on its way to that last node.

Ties: of equal weights a symbol goes before a merged node, symbols in alphabet order, merged nodes in the
order of their making. So the same input gives the same code everywhere, and among the optimal codes one
whose longest codeword is shortest (Schwartz, 1964).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from heapdict import heapdict
from numpy.typing import NDArray

from coding.distribution import Distribution
from coding.prefix_code import PrefixCode
from coding.render import shown


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
    size = len(distribution)
    merges = list(huffman_merges(distribution))
    if not merges:
        return distribution.support.astype(np.int64)
    depth = np.zeros(size + len(merges), dtype=np.int64)
    for first, second, merged in reversed(merges):  # from the root down: a node is made before it is merged
        depth[first.place] = depth[second.place] = depth[merged.place] + 1
    return depth[:size]


def _brief(weight: int | float) -> str:
    return str(weight) if isinstance(weight, int) and weight < 10**12 else f"{Decimal(weight):.6g}"
