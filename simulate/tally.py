"""How often each symbol was drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.kernels import kernels_pay

COUNT_FROM = 1 << 24  # symbols from which a kernel pays for the counting alone


def symbol_counts(indices: NDArray[Any], size: int) -> NDArray[np.int64]:
    """The number of times that each index below `size` occurs: int64, shape (size,)."""
    if indices.dtype == np.uint8 and kernels_pay(len(indices), cold=COUNT_FROM):
        from simulate.kernels import count_symbols  # see kernels_pay

        counts = np.zeros((4, 256), dtype=np.int64)
        count_symbols(indices, counts)
    else:
        counts = np.bincount(indices, minlength=size)[np.newaxis]
    totals: NDArray[np.int64] = counts.sum(axis=0)[:size]
    return totals
