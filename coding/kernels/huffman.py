"""Huffman's method on sorted weights, by two queues (van Leeuwen, On the construction of Huffman trees, ICALP 1976).

Merged nodes come into being in the order of their weight, since sums only grow. So once the symbols are sorted too, the
lightest nodes always stand at the heads of two queues, and no heap is needed.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def merge(leaves, merged, leaf_parents, merged_parents):
    """Huffman's merges for K >= 2 sorted leaves, by two queues (van Leeuwen 1976). Root: merged node K - 2.

    leaves (K + 2,) and merged (K + 1,): every place beyond the K sorted leaves, and all of merged, holds one and the
    same sentinel, greater than the sum of all leaves; so an empty queue loses every comparison and needs no test.
    leaf_parents (K,), merged_parents (K - 1,): filled with numbers of merged nodes.

    Both queues are sorted: leaves by the caller, merged nodes because sums only grow. So the two lightest nodes are two
    leaves, two merged nodes, or the first of each. On a tie a leaf goes before a merged node.
    """
    leaf, node = np.uintp(0), np.uintp(0)
    one, two = np.uintp(1), np.uintp(2)
    for new in range(np.uintp(leaf_parents.size - 1)):
        if leaves[leaf + one] <= merged[node]:
            merged[new] = leaves[leaf] + leaves[leaf + one]
            leaf_parents[leaf] = leaf_parents[leaf + one] = new
            leaf += two
        elif merged[node + one] < leaves[leaf]:
            merged[new] = merged[node] + merged[node + one]
            merged_parents[node] = merged_parents[node + one] = new
            node += two
        else:
            merged[new] = leaves[leaf] + merged[node]
            leaf_parents[leaf] = merged_parents[node] = new
            leaf += one
            node += one


@njit(cache=True, nogil=True)
def depths(leaf_parents, merged_parents, merged_depths, leaf_depths):
    """Depth of each leaf: a parent is always younger than its child, so one pass from the root (youngest) back."""
    root = merged_parents.size - 1
    merged_depths[root] = 0
    for node in range(root - 1, -1, -1):
        merged_depths[node] = merged_depths[np.uintp(merged_parents[node])] + 1
    for leaf in range(leaf_parents.size):
        leaf_depths[leaf] = merged_depths[np.uintp(leaf_parents[leaf])] + 1
