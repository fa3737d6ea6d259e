"""Compiled loops (numba): arrays in, arrays out, nothing of ours imported.

The modules in here are imported where they are called, so that small work never loads numba.
"""

import sys

WARM = 1 << 10


def warm_up(size: int, cold: int) -> None:
    """Load numba if that pays for `size` items in all, so that `kernels_pay` for each chunk of them."""
    if size >= cold:
        import numba  # noqa: F401


def kernels_pay(size: int, cold: int) -> bool:
    """Whether kernels pay for `size` items: from `cold` on if numba must be loaded first (0.4 s), early once it is.

    Both engines give the same results, so this decides about time alone. (The kernels read words as little-endian
    machines do; on others the reference engine does everything.)
    """
    return sys.byteorder == "little" and (size >= cold or (size >= WARM and "numba" in sys.modules))
