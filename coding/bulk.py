"""The bulk engine: the bits of the reference engine, written and read by compiled loops.

What it needs of a code is two arrays, lengths and codeword values; tables for the kernels are made from them at first
use and kept. Codewords up to 57 bits: that is what one 64-bit word holds at any bit position.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from bitarray import bitarray
from numpy.typing import NDArray

from coding.errors import CodingError, CorruptStreamError, NoCodewordError, TruncatedStreamError
from coding.kernels.decode import DecodeTables, decode_blocks, decode_run, decode_slowly, decode_tables, word_at
from coding.kernels.encode import LONGEST, EncodeTables, encode_into, encode_tables, words_needed

PIECE = 1 << 20  # symbols encoded in one go, so that the words written stay in the cache


class BulkEngine:
    """Encodes and decodes indices of `dtype` under the code with these lengths (0: no codeword) and values.

    lengths: int64, shape (K,), at most LONGEST; values: uint64, shape (K,), right-aligned.
    """

    def __init__(self, lengths: NDArray[np.int64], values: NDArray[np.uint64], dtype: np.dtype[Any]) -> None:
        self._lengths = lengths
        self._values = values
        self._dtype = dtype

    def encode(self, indices: NDArray[Any], block: int) -> tuple[bitarray, NDArray[np.int64]]:
        """The codewords of the indices, and the bit at which each block begins and the last one ends.

        Raises NoCodewordError with the position of the first index that has none.
        """
        tables = self._encode_tables
        blocks = -(-len(indices) // block)
        offsets = np.empty(blocks + 1, dtype=np.int64)
        words = np.empty(words_needed(64, min(PIECE, len(indices)), tables.longest), dtype=np.uint64)
        bits = bitarray(endian="big")
        position = 0  # in `words`, of which the first may hold the end of the piece before
        for start in range(0, len(indices), PIECE):
            piece = offsets[start // block : -(-(start + PIECE) // block)]
            position = encode_into(tables, indices[start : start + PIECE], words, position, piece, block)
            if position < 0:
                raise NoCodewordError(self._first_without_codeword(indices))
            piece += len(bits)
            full = position // 64
            bits.frombytes(words[:full].tobytes())
            words[0] = words[full]
            position %= 64
        offsets[blocks] = len(bits) + position
        bits.frombytes(words[:1].tobytes())
        del bits[offsets[blocks] :]
        return bits, offsets

    def _first_without_codeword(self, indices: NDArray[Any]) -> int:
        outside = indices >= len(self._lengths)
        without = outside | (self._lengths[np.where(outside, 0, indices)] == 0)
        return int(without.argmax())

    def decode(self, bits: bitarray) -> NDArray[Any]:
        """The indices of all codewords in the bits: without an index, on one lane. Raises as the reference does."""
        data, end, tables = _as_bytes(bits), len(bits), self._decode_tables
        shortest = int(tables.lengths.min())
        parts, position = [np.empty(0, dtype=self._dtype)], 0
        while position < end:
            part = np.empty(max(1, min((end - position) // shortest, PIECE)), dtype=self._dtype)
            position, count = decode_run(data, end, position, part, part.view(np.uint8), 0, len(part), *tables)
            parts.append(part[:count])
            if count < len(part) and position < end:
                raise self._failure(data, position, end, at_end=True)
        return np.concatenate(parts)

    def decode_blocks(
        self, bits: bitarray, edges: NDArray[np.int64], block: int, count: int, *, whole: bool
    ) -> NDArray[Any]:
        """See `ReferenceEngine.decode_blocks`: the same indices, the same errors."""
        out = np.empty(count, dtype=self._dtype)
        if not count:
            return out
        end, tables = int(edges[-1]), self._decode_tables
        data = _as_bytes(bits)[: -(-end // 8)]
        bounds = edges.copy()
        if not whole:
            bounds[-1] = -1  # the last block may end anywhere
        bad = decode_blocks(data, end, bounds, out, out.view(np.uint8), block, *tables)
        if bad >= 0:
            start, stop = int(edges[bad]), int(edges[bad + 1])
            part = out[bad * block : (bad + 1) * block]
            position, held = decode_slowly(data, stop, start, part, 0, len(part), *tables[:5])
            if held == len(part) or position == stop:
                raise CorruptStreamError.wrong_block(start, stop, len(part))
            raise self._failure(data, position, stop, at_end=stop == len(bits))
        return out

    def _failure(self, data: NDArray[np.uint8], start: int, stop: int, *, at_end: bool) -> CodingError:
        """Why no codeword begins at bit `start` and ends by bit `stop`: the twin of the reference engine's."""
        starts, left = self._decode_tables.starts, stop - start
        ahead = int(word_at(data, start)) >> (64 - min(left, LONGEST)) << (64 - min(left, LONGEST))
        following = int(np.searchsorted(starts, np.uint64(ahead), side="left"))
        cut_off = left < LONGEST and following < len(starts) and (int(starts[following]) ^ ahead) >> (64 - left) == 0
        if not cut_off:
            return CorruptStreamError.no_codeword(start)
        if at_end:
            return TruncatedStreamError.inside_codeword(start, left)
        return CorruptStreamError.over_the_edge(start, stop)

    @cached_property
    def _encode_tables(self) -> EncodeTables:
        tables: EncodeTables = encode_tables(self._lengths, self._values, self._dtype)
        return tables

    @cached_property
    def _decode_tables(self) -> DecodeTables:
        tables: DecodeTables = decode_tables(self._lengths, self._values, self._dtype)
        return tables


def _as_bytes(bits: bitarray) -> NDArray[np.uint8]:
    """The bytes of a bitarray, most significant bit first, without copying if that is its own order."""
    if bits.buffer_info().endian != "big" or bits.buffer_info().readonly:
        bits = bitarray(bits, endian="big")
    return np.frombuffer(memoryview(bits), dtype=np.uint8) if len(bits) else np.empty(0, dtype=np.uint8)
