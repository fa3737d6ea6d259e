"""A bit stream: the bits of an encoded message, and an index into them.

The bits are the codewords one after another and nothing else. Beside them, never inside, stands the
index: `offsets`, the bit at which each block of symbols begins and the bit at which the last one ends.
So block b is bits[offsets[b]:offsets[b + 1]]. With it a slice is read without what stands before it, and
damage is noticed in the block in which it lies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, overload

import numpy as np
from bitarray import bitarray
from numpy.typing import NDArray

from coding.errors import CorruptStreamError, TruncatedStreamError

BLOCK = 1 << 15  # symbols in a block: long enough that its two ends cost the bulk engine little


class BlockDecoder(Protocol):
    """What a stream asks of the code that wrote it."""

    def decode_blocks(
        self, bits: bitarray, edges: NDArray[np.int64], block: int, count: int, *, whole: bool
    ) -> NDArray[Any]:
        """See `ReferenceEngine.decode_blocks`."""


@dataclass(frozen=True, eq=False)
class BitStream:
    """An encoded message of n symbols. `PrefixCode.encode_indices` makes one.

    bits: the payload; len(bits) is what the message costs, in bits.
    n: the number of symbols.
    offsets: int64, shape (ceil(n / block) + 1,): where each block begins, and where the last one ends.
    code: what decodes it.
    block: the number of symbols in a block (the last one may hold fewer).
    """

    bits: bitarray
    n: int
    offsets: NDArray[np.int64]
    code: BlockDecoder = field(repr=False)
    block: int = BLOCK

    @property
    def rate(self) -> float:
        """Bits per symbol; nan for the empty message."""
        return len(self.bits) / self.n if self.n else float("nan")

    @property
    def index_bits(self) -> int:
        """The size of the index, counted apart: 64 bits for each offset."""
        return 8 * self.offsets.nbytes

    def decode_indices(self) -> NDArray[Any]:
        """The whole message as indices, shape (n,).

        Raises TruncatedStreamError or CorruptStreamError, with a position, if bits or offsets are damaged.
        """
        return self._read(0, self.n)

    def __len__(self) -> int:
        return self.n

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> NDArray[Any]: ...
    def __getitem__(self, key: int | slice) -> int | NDArray[Any]:
        """The index of one symbol, or an array of them, at the cost of the slice plus at most one block.

        Raises as `decode_indices` does for the blocks that it reads, and IndexError beyond the end.
        """
        places = range(self.n)[key]
        if isinstance(places, int):
            return int(self._read(places, places + 1)[0])
        if not places:
            return self._read(0, 0)
        low = min(places[0], places[-1])
        return self._read(low, max(places[0], places[-1]) + 1)[np.subtract(places, low)]

    def __repr__(self) -> str:
        return f"BitStream(n={self.n}, {len(self.bits)} bits)"

    def _read(self, start: int, stop: int) -> NDArray[Any]:
        """Symbols start..stop-1, from the beginning of the block that holds the first of them."""
        self._check_size()
        first, last = start // self.block, -(-stop // self.block)
        edges = self.offsets[first : last + 1].astype(np.int64)
        if (np.diff(edges, prepend=0, append=len(self.bits)) < 0).any():
            raise CorruptStreamError(f"the offsets of blocks {first}..{last} are out of order or outside the bits")
        before = start - first * self.block
        whole = stop == self.n or stop % self.block == 0
        return self.code.decode_blocks(self.bits, edges, self.block, before + stop - start, whole=whole)[before:]

    def _check_size(self) -> None:
        if self.offsets.shape != (-(-self.n // self.block) + 1,):
            raise CorruptStreamError(
                f"{self.n} symbols in blocks of {self.block} do not have {len(self.offsets)} offsets"
            )
        end = int(self.offsets[-1])
        if len(self.bits) < end:
            raise TruncatedStreamError(f"the stream should have {end} bits, and ends at bit {len(self.bits)}")
        if len(self.bits) > end:
            raise CorruptStreamError(f"the stream should have {end} bits, and goes on to bit {len(self.bits)}")
        if self.n > end:  # no codeword is empty; so a false n cannot make anyone allocate much more than the stream
            raise CorruptStreamError(f"{self.n} symbols do not fit {end} bits")
