"""A machine: a source that emits independent symbols of one distribution. How it draws them: `sampler`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding import CodingError, Distribution
from simulate.sampler import BLOCK, DrawTable, draw, draw_table

CHUNK = 16 * BLOCK  # symbols drawn at a time by default

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

        Each symbol's probability is exact to 2^-59; one of probability zero is never drawn. The first symbols of a
        seed do not depend on n. Words are taken from the generator for 2^17 symbols at a time, so it is those blocks
        that a Generator given twice goes on by.

        Raises CodingError if n is not a whole number, zero or more.
        """
        return draw(self._table, check_count(n), generator(rng))

    def sample(self, n: int, *, rng: RandomState = None) -> Any:
        """n symbols as a message: str, bytes, an int64 array or a list, as the alphabet is."""
        return self.distribution.alphabet.message(self.sample_indices(n, rng=rng))

    def chunks(self, n: int, size: int = CHUNK, *, rng: RandomState = None) -> Iterator[NDArray[Any]]:
        """n symbols as indices, `size` at a time: the same symbols as `sample_indices`, in constant memory."""
        check_count(size, "chunk size", least=1)
        rng = generator(rng)
        drawn = np.empty(0, dtype=self.distribution.alphabet.index_dtype)
        for start in range(0, check_count(n), size):
            wanted = min(size, n - start)
            if len(drawn) < wanted:
                blocks = -(-(wanted - len(drawn)) // BLOCK)
                fresh = self.sample_indices(blocks * BLOCK, rng=rng)
                drawn = np.concatenate((drawn, fresh)) if len(drawn) else fresh
            yield drawn[:wanted]
            drawn = drawn[wanted:]

    @cached_property
    def _table(self) -> DrawTable:
        return draw_table(self.distribution.pmf)


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
