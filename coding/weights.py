"""Weights and messages as people give them: the door before `Distribution`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.alphabet import Alphabet
from coding.errors import DistributionError
from coding.symbols import code_points


def whole_number(k: Any, what: str) -> int:
    """k, an integer. Raises DistributionError if it is none."""
    if not isinstance(k, Integral):
        raise DistributionError(f"{what} is {k!r}: it must be a whole number")
    return int(k)


def mapping(probabilities: Any) -> Any:
    """The mapping itself. Raises DistributionError if it is none."""
    if not isinstance(probabilities, Mapping):
        raise DistributionError(
            f"expected a mapping from symbols to probabilities, not {type(probabilities).__name__}; "
            "Distribution.from_counts takes arrays"
        )
    return probabilities


def numbers(alphabet: Alphabet, values: Any, *, keep_whole: bool) -> NDArray[Any]:
    """A fresh array of non-negative finite numbers, one for each symbol.

    float64; or, with keep_whole and nothing but integers, int64 if their sum fits it and Python integers
    (dtype object) if not. Raises DistributionError naming the first offender.
    """
    what = "weight" if keep_whole else "probability"
    if not (isinstance(values, np.ndarray) and values.dtype.kind in "iuf"):
        values = list(values)
        for symbol, value in zip(alphabet, values, strict=True):
            if not isinstance(value, Real):
                raise DistributionError(f"{what} of {symbol!r} is {value!r}: it must be a number")
        values = np.array(values, dtype=object)
    whole = keep_whole and (
        values.dtype.kind in "iu" or (values.dtype == object and all(isinstance(v, Integral) for v in values))
    )
    try:
        array: NDArray[Any] = values.copy() if whole else values.astype(np.float64)
    except OverflowError:
        raise DistributionError(f"a {what} of {alphabet!r} is too large for a float") from None
    wrong = ~((array >= 0) & (array < math.inf))
    if wrong.any():
        place = int(wrong.argmax())
        raise DistributionError(
            f"{what} of {alphabet[place]!r} is {array[place]}: it must be a finite number, zero or more"
        )
    if not whole:
        return array
    if array.sum(dtype=np.float64 if array.dtype != object else object) < 2**62:
        return array.astype(np.int64)
    return np.array([int(value) for value in array], dtype=object)


def shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """weights / sum, without overflow: they are scaled by a power of two first, which is exact."""
    scaled = np.ldexp(weights, -np.frexp(weights.max())[1])
    normalised: NDArray[np.float64] = scaled / math.fsum(scaled)
    return normalised


def count(message: Iterable[Hashable]) -> tuple[Alphabet, Any]:
    """The alphabet that a message uses, and how often it uses each symbol."""
    if isinstance(message, np.ndarray) and message.ndim == 1 and message.dtype.kind in "iu":
        integers, counts = np.unique(message, return_counts=True)
        return Alphabet(integers.tolist()), counts
    if isinstance(message, str):
        counts = np.bincount(code_points(message))
        present = counts.nonzero()[0]
        return Alphabet(map(chr, present.tolist())), counts[present]
    if isinstance(message, (bytes, bytearray, memoryview)):
        counts = np.bincount(np.frombuffer(message, dtype=np.uint8))
        present = counts.nonzero()[0]
        return Alphabet(bytes(present.tolist())), counts[present]
    tally = Counter(message)
    alphabet = Alphabet(tally)
    if alphabet.kind != "object":
        alphabet = Alphabet(sorted(tally))  # type: ignore[type-var]
    return alphabet, [tally[symbol] for symbol in alphabet]
