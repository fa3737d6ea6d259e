"""The codewords of a code, in the two forms that its engines want: bitarrays to read, numbers to compute with.

They are given by hand, one for each symbol, or follow from the lengths by the canonical rule (`lengths`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from bitarray import bitarray
from bitarray.util import ba2int, int2ba
from numpy.typing import NDArray

from coding.errors import KraftError
from coding.lengths import LONGEST, canonical_values

SHOWN_BITS = 48  # a longer codeword is shown cut short


class Codewords:
    """Codewords by index; `lengths` is int64 of shape (K,), 0 where there is none.

    by_hand: the codewords themselves (None: none), if they are not the canonical ones of these lengths.
    """

    def __init__(self, lengths: NDArray[np.int64], by_hand: list[bitarray | None] | None = None) -> None:
        lengths.setflags(write=False)
        self.lengths = lengths
        self._by_hand = by_hand

    @classmethod
    def given(cls, codewords: Mapping[Any, Any]) -> Codewords:
        """The door for codewords by hand. Raises KraftError if they make no prefix code."""
        words = [_codeword(symbol, word) for symbol, word in codewords.items()]
        _check_prefix_free(list(codewords), words)
        return cls(np.array([0 if word is None else len(word) for word in words], dtype=np.int64), words)

    @cached_property
    def bitarrays(self) -> list[bitarray | None]:
        """Each codeword, None where there is none."""
        if self._by_hand is not None:
            return self._by_hand
        pairs = zip(canonical_values(self.lengths).tolist(), self.lengths.tolist(), strict=True)
        return [int2ba(value, length) if length else None for value, length in pairs]

    @property
    def values(self) -> NDArray[Any]:
        """Each codeword as a number, to be written in `length` bits; uint64 where lengths are 64 bits at most."""
        if self._by_hand is None:
            return canonical_values(self.lengths)
        numbers = [0 if word is None else ba2int(word) for word in self._by_hand]
        return np.array(numbers, dtype=np.uint64 if self.lengths.max() <= 64 else object)


def cut(word: bitarray) -> str:
    """A codeword in print."""
    text = word.to01()
    return text if len(text) <= SHOWN_BITS else f"{text[: SHOWN_BITS - 8]}...{text[-5:]}"


def _codeword(symbol: Hashable, word: Any) -> bitarray | None:
    if word is None:
        return None
    if not isinstance(word, bitarray) and not (isinstance(word, str) and set(word) <= {"0", "1"}):
        raise KraftError(f"codeword of {symbol!r} is {word!r}: it must be text of 0 and 1, a bitarray, or None")
    if not word:
        raise KraftError(f"codeword of {symbol!r} is empty: it needs at least one bit")
    if len(word) > LONGEST:
        raise KraftError(f"codeword of {symbol!r} has {len(word)} bits: at most {LONGEST} are supported")
    return bitarray(word, endian="big")


def _check_prefix_free(symbols: list[Hashable], words: list[bitarray | None]) -> None:
    """In lexicographic order only codewords that a codeword begins stand between it and one that it begins."""
    in_order = sorted((word, place) for place, word in enumerate(words) if word is not None)
    if not in_order:
        raise KraftError("there is no codeword: a code needs at least one")
    for (word, place), (longer, other) in pairwise(in_order):
        if longer[: len(word)] == word:
            raise KraftError(
                f"not prefix-free: the codeword {cut(word)} of {symbols[place]!r} "
                f"begins the codeword {cut(longer)} of {symbols[other]!r}"
            )
