"""The reference engine: bits written and read one codeword at a time.

Encoding appends codewords. Decoding rests on one fact: in a prefix code sorted lexicographically, the
codeword that begins the remaining bits, if there is one, is the last codeword not above them. (A
codeword between the two would begin with it too, which prefix-freeness forbids.) So each symbol costs
one binary search, codewords may be of any length, and there is no tree to descend.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice, pairwise
from typing import Any

import numpy as np
from bitarray import bitarray
from numpy.typing import NDArray

from coding.errors import CodingError, CorruptStreamError, NoCodewordError, TruncatedStreamError

# bitarray's own decoder, in C, takes codewords up to this many bits
BITARRAY_LONGEST = 256


class ReferenceEngine:
    """Encodes and decodes indices with a list of codewords (None: the symbol has none)."""

    def __init__(self, codewords: Sequence[bitarray | None], dtype: np.dtype[Any]) -> None:
        self._dtype = dtype
        self._codewords = {index: word for index, word in enumerate(codewords) if word is not None}
        self._lengths = np.array([0 if word is None else len(word) for word in codewords], dtype=np.int64)
        pairs = sorted((word, index) for index, word in self._codewords.items())
        self._words = [word for word, _ in pairs]
        self._indices = [index for _, index in pairs]
        self._longest = int(self._lengths.max())

    def encode(self, indices: NDArray[Any], block: int) -> tuple[bitarray, NDArray[np.int64]]:
        """The codewords of the indices, and the bit at which each block begins and the last one ends.

        Raises NoCodewordError with the position of the first index that has none.
        """
        bits, offsets = bitarray(), [0]
        for start in range(0, len(indices), block):
            some = indices[start : start + block].tolist()
            try:
                bits.encode(self._codewords, some)
            except ValueError:
                position = next(place for place, index in enumerate(some) if index not in self._codewords)
                raise NoCodewordError(start + position) from None
            offsets.append(len(bits))
        return bits, np.array(offsets, dtype=np.int64)

    def decode(self, bits: bitarray) -> NDArray[Any]:
        """The indices of all codewords in the bits.

        Raises TruncatedStreamError or CorruptStreamError with the position of the codeword that fails.
        """
        return self._decode(bits, 0, len(bits), None)

    def decode_blocks(
        self, bits: bitarray, edges: NDArray[np.int64], block: int, count: int, *, whole: bool
    ) -> NDArray[Any]:
        """The first `count` indices of consecutive blocks of `block` symbols, which lie between the edges.

        whole: the count takes in all of the last block too, so that it must end at its edge, as every other does.

        Raises as `decode` does, and CorruptStreamError where a block does not hold its number of symbols.
        """
        parts = [np.empty(0, dtype=self._dtype)]
        for start, stop in pairwise(edges.tolist()):
            wanted = min(block, count)
            indices = self._decode(bits, start, stop, wanted)
            in_part = wanted == count and not whole
            if len(indices) < wanted or not (in_part or start + self._lengths[indices].sum() == stop):
                raise CorruptStreamError.wrong_block(start, stop, wanted)
            parts.append(indices)
            count -= wanted
        return np.concatenate(parts)

    def _decode(self, bits: bitarray, start: int, stop: int, count: int | None) -> NDArray[Any]:
        """The codewords in bits[start:stop], or the first `count` of them."""
        if self._longest <= BITARRAY_LONGEST:
            with suppress(ValueError):  # the walk below finds out where and why
                return self._collect(bits[start:stop].decode(self._codewords), count)
        return self._collect(self._walk(bits, start, stop), count)

    def _collect(self, decoded: Iterator[int], count: int | None) -> NDArray[Any]:
        return np.fromiter(islice(decoded, count), dtype=self._dtype)

    def _walk(self, bits: bitarray, start: int, stop: int) -> Iterator[int]:
        while start < stop:
            ahead = bits[start : min(start + self._longest, stop)]
            place = bisect_right(self._words, ahead) - 1
            if place < 0 or not _begins(ahead, self._words[place]):
                raise self._failure(ahead, start, stop, at_end=stop == len(bits))
            yield self._indices[place]
            start += len(self._words[place])

    def _failure(self, ahead: bitarray, start: int, stop: int, *, at_end: bool) -> CodingError:
        following = bisect_right(self._words, ahead)
        if following == len(self._words) or not _begins(self._words[following], ahead):
            return CorruptStreamError.no_codeword(start)
        if at_end:
            return TruncatedStreamError.inside_codeword(start, stop - start)
        return CorruptStreamError.over_the_edge(start, stop)


def _begins(bits: bitarray, prefix: bitarray) -> bool:
    return bits[: len(prefix)] == prefix
