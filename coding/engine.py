"""Two engines, one meaning: the reference engine is to be read, the bulk engine is fast, and both write the same bits.

Which one works on a message is a matter of time alone, decided here.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

import numpy as np
from bitarray import bitarray
from numpy.typing import NDArray

from coding.codewords import Codewords
from coding.kernels import kernels_pay
from coding.reference import ReferenceEngine

BULK_FROM = 1 << 21  # symbols from which the kernels pay also where numba must be loaded first
LONGEST_IN_BULK = 57  # bits; longer codewords go by the reference engine


class Engine(Protocol):
    """What writes and reads bits; `ReferenceEngine` documents it."""

    def encode(self, indices: NDArray[Any], block: int) -> tuple[bitarray, NDArray[np.int64]]: ...
    def decode(self, bits: bitarray) -> NDArray[Any]: ...
    def decode_blocks(
        self, bits: bitarray, edges: NDArray[np.int64], block: int, count: int, *, whole: bool
    ) -> NDArray[Any]: ...


class Engines:
    """Both engines of one code, made at first use. Indices are of `dtype`."""

    def __init__(self, codewords: Codewords, dtype: np.dtype[Any]) -> None:
        self._codewords = codewords
        self._dtype = dtype

    def for_size(self, n: int) -> Engine:
        """The engine for n symbols or bits."""
        lengths = self._codewords.lengths
        # the reference engine takes time for each symbol of the alphabet too
        if kernels_pay(n + len(lengths), cold=BULK_FROM) and int(lengths.max()) <= LONGEST_IN_BULK:
            return self.bulk
        return self.reference

    @cached_property
    def reference(self) -> Engine:
        return ReferenceEngine(self._codewords.bitarrays, self._dtype)

    @cached_property
    def bulk(self) -> Engine:
        from coding.bulk import BulkEngine  # see kernels_pay

        return BulkEngine(self._codewords.lengths, self._codewords.values, self._dtype)
