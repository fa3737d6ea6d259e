"""A machine: a source that emits independent symbols of one distribution.

Symbols are drawn by inversion: a uniform u in [0, 1), a multiple of 2^-53, falls into the interval of
exactly one symbol, [F(i-1), F(i)) with F the cumulative sum of the pmf. A symbol of probability zero has an
empty interval and is never drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding import CodingError, Distribution

CHUNK = 1 << 20  # symbols drawn at a time by default

# What `rng=` takes everywhere: a seed, a numpy Generator (or what makes one), or None for fresh entropy (SPEC 7).
RandomState = int | np.random.Generator | np.random.BitGenerator | np.random.SeedSequence | None


@dataclass(frozen=True)
class Machine:
    """A memoryless source with a name.

    distribution: a Distribution, or a mapping from symbols to probabilities.

    Raises DistributionError if the mapping is no distribution.
    """

    name: str
    distribution: Distribution

    def __init__(self, name: str, distribution: Distribution | Mapping[Any, float]) -> None:
        if not isinstance(distribution, Distribution):
            distribution = Distribution(distribution)
        self.__dict__.update(name=name, distribution=distribution)

    def sample_indices(self, n: int, *, rng: RandomState = None) -> NDArray[Any]:
        """n symbols as indices: shape (n,), of the smallest unsigned type that holds the alphabet.

        Raises CodingError if n is not a whole number, zero or more.
        """
        u = generator(rng).random(check_count(n))
        return np.searchsorted(self._cumulative, u, side="right").astype(self.distribution.alphabet.index_dtype)

    def sample(self, n: int, *, rng: RandomState = None) -> Any:
        """n symbols as a message: str, bytes, an int64 array or a list, as the alphabet is."""
        return self.distribution.alphabet.message(self.sample_indices(n, rng=rng))

    def chunks(self, n: int, size: int = CHUNK, *, rng: RandomState = None) -> Iterator[NDArray[Any]]:
        """n symbols as indices, `size` at a time: the same symbols as `sample_indices`, in constant memory."""
        check_count(size, "chunk size", least=1)
        rng = generator(rng)
        for start in range(0, check_count(n), size):
            yield self.sample_indices(min(size, n - start), rng=rng)

    @cached_property
    def _cumulative(self) -> NDArray[np.float64]:
        cumulative = np.cumsum(self.distribution.pmf)
        # rounding may leave the last sum short of 1: what is missing goes to the last symbol that can occur
        cumulative[np.flatnonzero(self.distribution.pmf)[-1] :] = 1.0
        return cumulative


def generator(rng: RandomState) -> np.random.Generator:
    """The Generator that `rng` stands for; one that was given is used, and advanced, as it is.

    Raises CodingError if it stands for none.
    """
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise CodingError(f"rng is {rng!r}: it must be None, a seed (0 or more), or a numpy Generator") from error


def check_count(n: Any, what: str = "n", least: int = 0) -> int:
    """The door for numbers of symbols. Raises CodingError unless n is a whole number, `least` or more."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < least:
        raise CodingError(f"{what} is {n!r}: it must be a whole number, {least} or more")
    return int(n)
