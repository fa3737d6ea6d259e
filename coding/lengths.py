"""Codeword lengths, and why they suffice.

A prefix code with lengths l_1, ..., l_K exists if and only if its Kraft sum  2^-l_1 + ... + 2^-l_K  is
at most 1 (Kraft, 1949; McMillan, 1956). So a code is chosen by choosing lengths, and the codewords
follow by one fixed rule, the *canonical* one: in the order of (length, index), each codeword is the
previous one plus 1, with zeros appended up to its own length. Equal lengths, equal code, everywhere.

A length of 0 means that the symbol has no codeword.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.errors import KraftError

LONGEST = (1 << 16) - 1  # bits in a codeword; a bound, so that a mistyped length cannot exhaust memory


def kraft_sum(lengths: NDArray[np.int64]) -> Fraction:
    """The sum of 2^-length over the symbols that have a codeword, exactly."""
    numbers = np.bincount(lengths).tolist()
    longest = len(numbers) - 1
    return Fraction(sum(number << (longest - length) for length, number in enumerate(numbers) if length), 1 << longest)


def check_lengths(lengths: Sequence[int] | NDArray[Any], size: int) -> NDArray[np.int64]:
    """The door for lengths: a fresh int64 array of shape (size,).

    Raises KraftError if there is not one whole number from 0 to 65,535 for each symbol, if all are 0, or if
    their Kraft sum exceeds 1.
    """
    array = np.array(lengths)
    if array.shape != (size,):
        raise KraftError(f"lengths have shape {array.shape}, but the alphabet has {size} symbols: one length each")
    if array.dtype.kind not in "iu":
        raise KraftError(f"lengths are whole numbers of bits, not {array.dtype}")
    if array.size and (array.min() < 0 or array.max() > LONGEST):
        place = int(((array < 0) | (array > LONGEST)).argmax())
        raise KraftError(f"length {array[place]} at place {place}: it must be 0 (no codeword) to {LONGEST}")
    if not array.any():
        raise KraftError("all lengths are 0: a code needs at least one codeword")
    array = array.astype(np.int64, copy=False)
    total = kraft_sum(array)
    if total > 1:
        raise KraftError(f"no prefix code has these lengths: their Kraft sum is {kraft_text(total)}, above 1")
    return array


def canonical_values(lengths: NDArray[np.int64]) -> NDArray[Any]:
    """The canonical codewords as numbers, to be written in `length` bits: shape (K,), 0 where the length is 0.

    uint64, or Python integers (dtype object) where a length exceeds 64. The lengths satisfy Kraft's inequality,
    so no number outgrows its length.

    The first codeword of each length follows from how many shorter ones there are; the others count up from it
    (Deutsch, RFC 1951, section 3.2.2).
    """
    numbers = np.bincount(lengths)
    without, numbers[0] = int(numbers[0]), 0
    dtype = np.dtype(np.uint64 if len(numbers) <= 65 else object)
    # a codeword less its place in the order of (length, index) is the same for all codewords of a length
    difference, first, before = [0], 0, 0
    for number in numbers[:-1].tolist():
        first, before = (first + number) << 1, before + number
        difference.append(first - before)
    if dtype.kind != "O":
        difference = [number % (1 << 64) for number in difference]  # as uint64 arithmetic wraps around
    order = np.argsort(lengths.astype(np.uint16), kind="stable")[without:]  # which numpy sorts by radix
    values = np.zeros(len(lengths), dtype=dtype)
    values[order] = np.repeat(np.array(difference, dtype=dtype), numbers) + np.arange(len(order)).astype(dtype)
    return values


def kraft_text(total: Fraction) -> str:
    """A Kraft sum in print: exact while that is short."""
    return str(total) if total.denominator <= 1 << 32 else f"about {float(total):.12g}"
