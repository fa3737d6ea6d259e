"""A distribution: an alphabet and the probability of each of its symbols.

The probability mass function is a float64 array `pmf` in alphabet order, with pmf >= 0 and
sum(pmf) = 1 (to 1e-9). A symbol of probability zero stays in the alphabet; it is never drawn and
gets no codeword.

`weights` is what codes are built from. For a distribution made from whole-number counts it is those
counts, so that equal sums tie exactly, as they do by hand (as floats, .1 + .2 and .3 do not); otherwise
it is the pmf itself.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.alphabet import ABSENT, Alphabet
from coding.errors import DistributionError
from coding.render import Displayed, Table, plain, shown
from coding.symbols import as_list
from coding.weights import count, mapping, numbers, shares, whole_number

SUM_TOLERANCE = 1e-9
LARGEST_POWER = 1 << 24


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Distribution(Displayed):
    """A probability distribution over an alphabet. Immutable.

    probabilities: a mapping from symbols to probabilities. To normalise counts or other weights use
        `Distribution.from_counts`; for the frequencies of a message `Distribution.from_message`.

    Two distributions are equal when their alphabets and pmfs are.

    Raises DistributionError, naming the first offender, if a probability is negative, above 1, NaN, infinite
    or no number, if they are off 1 in sum by more than 1e-9, or if there are none.
    """

    alphabet: Alphabet
    pmf: NDArray[np.float64]
    weights: NDArray[Any]

    def __init__(self, probabilities: Mapping[Any, float]) -> None:
        alphabet = Alphabet(mapping(probabilities))
        pmf = numbers(alphabet, probabilities.values(), keep_whole=False)
        above = pmf > 1 + SUM_TOLERANCE
        if above.any():
            place = int(above.argmax())
            raise DistributionError(
                f"probability of {alphabet[place]!r} is {pmf[place]:.12g}: a probability is at most 1; "
                "Distribution.from_counts (on the command line, --counts) normalises"
            )
        total = math.fsum(pmf)
        if abs(total - 1) > SUM_TOLERANCE:
            raise DistributionError(
                f"probabilities of {alphabet!r} sum to {total:.12g}, not to 1 within {SUM_TOLERANCE:g}; "
                "Distribution.from_counts (on the command line, --counts) normalises"
            )
        self._set(alphabet, pmf, pmf)

    @classmethod
    def from_counts(
        cls,
        weights: Mapping[Any, float] | Sequence[float] | NDArray[Any],
        *,
        alphabet: Alphabet | None = None,
    ) -> Distribution:
        """Normalise weights: a mapping from symbols, or an array for `alphabet` (if None, 0..K-1).

        Whole numbers (Python integers of any size) are kept exactly in `weights`.

        Raises DistributionError if a weight is negative, NaN, infinite or no number, if all are zero, or if a
        float weight is so small beside the total that its probability would vanish.
        """
        if isinstance(weights, Mapping):
            return cls._normalised(Alphabet(weights), list(weights.values()))
        if not isinstance(weights, (Sequence, np.ndarray)):
            raise DistributionError(f"weights are a mapping, a sequence or an array, not {type(weights).__name__}")
        if isinstance(weights, np.ndarray) and weights.ndim != 1:
            raise DistributionError(f"weights have one dimension; this array has shape {weights.shape}")
        alphabet = Alphabet(range(len(weights))) if alphabet is None else alphabet
        if len(weights) != len(alphabet):
            raise DistributionError(f"{len(weights)} weights for {len(alphabet)} symbols: one each is needed")
        return cls._normalised(alphabet, weights)

    @classmethod
    def from_message(cls, message: Iterable[Hashable], smoothing: float = 0) -> Distribution:
        """The empirical distribution of a message: count / length for each symbol in it.

        smoothing: added to every count (1 is Laplace's rule), see `smoothed`.

        Characters, bytes and integers stand in ascending order in the alphabet, other symbols in the order in
        which they first appear. Raises DistributionError if the message is empty.
        """
        if not isinstance(message, Sized):
            message = as_list(message)
        if len(message) == 0:
            raise DistributionError("an empty message has no distribution: it needs at least one symbol")
        alphabet, counts = count(message)
        return cls._normalised(alphabet, counts).smoothed(smoothing)

    @classmethod
    def uniform(cls, symbols: int | Iterable[Hashable]) -> Distribution:
        """Probability 1/K for each of K symbols (then they are 0..K-1), or of the symbols given."""
        alphabet = Alphabet(range(symbols) if isinstance(symbols, (int, np.integer)) else symbols)
        return cls._normalised(alphabet, np.ones(len(alphabet), dtype=np.int64))

    @classmethod
    def zipf(cls, k: int, exponent: float = 1.0) -> Distribution:
        """Zipf's law on the symbols 0..k-1: probability proportional to 1 / (index + 1)^exponent."""
        alphabet = Alphabet(range(whole_number(k, "alphabet size k")))
        return cls._normalised(alphabet, np.arange(1, k + 1, dtype=np.float64) ** -exponent)

    def power(self, k: int) -> Distribution:
        """The law of k independent symbols in a row, over the K^k blocks, the last symbol varying fastest.

        Blocks of characters are strings ("AB"), of bytes bytes, of anything else tuples. power(1) is the
        distribution itself. Raises DistributionError if k < 1 or K^k exceeds 2^24.
        """
        if whole_number(k, "block order k") < 1:
            raise DistributionError(f"block order k is {k}: it must be at least 1")
        if k == 1:
            return self
        if len(self.alphabet) ** k > LARGEST_POWER:
            raise DistributionError(f"{len(self.alphabet)}^{k} blocks are too many: at most 2^24 are supported")
        blocks: Iterable[Any] = product(self.alphabet.symbols, repeat=k)
        if self.alphabet.kind == "str":
            blocks = map("".join, blocks)
        elif self.alphabet.kind == "bytes":
            blocks = map(bytes, blocks)
        pmf = self.pmf
        for _ in range(k - 1):
            pmf = np.multiply.outer(pmf, self.pmf).ravel()
        return Distribution._normalised(Alphabet(blocks), pmf)

    def smoothed(self, amount: float) -> Distribution:
        """Every weight plus `amount`, normalised, so that no symbol of the alphabet has probability zero.

        The unit is that of the weights: counts if the distribution was made from counts, probabilities
        otherwise. Raises DistributionError if the amount is negative or not finite.
        """
        if not (isinstance(amount, Real) and amount >= 0 and math.isfinite(amount)):
            raise DistributionError(f"smoothing is {amount!r}: it must be a finite number, zero or more")
        if amount == 0:
            return self
        whole = int(amount) if amount == int(amount) else amount  # so that whole counts stay whole
        return Distribution._normalised(self.alphabet, self.weights + whole)

    def over(self, alphabet: Alphabet) -> Distribution:
        """The same distribution on another alphabet: symbols that only the other has get probability 0.

        Raises DistributionError if a symbol of positive probability is not in the other alphabet.
        """
        places = self.alphabet.places_in(alphabet)
        lost = (places == ABSENT) & (self.weights > 0)
        if lost.any():
            raise DistributionError(f"symbol {self.alphabet[int(lost.argmax())]!r} is not in {alphabet!r}")
        kept = places != ABSENT
        pmf, weights = np.zeros(len(alphabet)), np.zeros(len(alphabet), dtype=self.weights.dtype)
        pmf[places[kept]] = self.pmf[kept]
        weights[places[kept]] = self.weights[kept]
        return Distribution._of(alphabet, pmf, weights)

    def pmf_on(self, alphabet: Alphabet) -> NDArray[np.float64]:
        """The probability of each symbol of another alphabet, 0 where this one lacks it: shape (len(alphabet),)."""
        places = alphabet.places_in(self.alphabet)
        return np.where(places == ABSENT, 0.0, self.pmf[places])

    @cached_property
    def support(self) -> NDArray[np.bool_]:
        """Which symbols can occur (positive weight): a boolean array of shape (K,)."""
        return np.asarray(self.weights > 0, dtype=np.bool_)

    def __getitem__(self, symbol: Hashable) -> float:
        """The probability of one symbol. Raises UnknownSymbolError if it is not in the alphabet."""
        return float(self.pmf[self.alphabet.index(symbol)])

    def __len__(self) -> int:
        return len(self.alphabet)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Distribution):
            return NotImplemented
        return self.alphabet == other.alphabet and np.array_equal(self.pmf, other.pmf)

    def __hash__(self) -> int:
        return hash((self.alphabet, self.pmf.tobytes()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{s!r}: {p:.6g}" for s, p in zip(self.alphabet.symbols[:8], self.pmf[:8], strict=True))
        more = "" if len(self) <= 8 else f", ... {len(self)} symbols"
        return f"Distribution({{{shown}{more}}})"

    def to_dict(self) -> dict[str, Any]:
        """Plain lists: symbols and probabilities in alphabet order."""
        return {"symbols": [plain(symbol) for symbol in self.alphabet], "pmf": self.pmf.tolist()}

    def tables(self) -> list[Table]:
        rows = ((shown(s), f"{p:.6g}") for s, p in zip(self.alphabet, self.pmf, strict=True))
        return [Table(("symbol", "probability"), rows, words=["symbol"])]

    # The ways to set the fields: once, and read-only from then on.

    @classmethod
    def _normalised(cls, alphabet: Alphabet, values: Any) -> Distribution:
        weights = numbers(alphabet, values, keep_whole=True)
        if not weights.any():
            raise DistributionError(f"all weights of {alphabet!r} are zero: at least one must be positive")
        if weights.dtype == np.float64:
            pmf = weights = shares(weights)
            vanished = (pmf == 0) & np.asarray(np.asarray(values, dtype=np.float64) > 0)
            if vanished.any():
                raise DistributionError(
                    f"weight of {alphabet[int(vanished.argmax())]!r} vanishes beside the total: floats hold "
                    "shares down to 2^-1074; whole-number weights are kept exactly"
                )
        else:
            # integer / integer is correctly rounded in Python, and in numpy below 2^53
            total = int(weights.sum())
            small = total < 2**53
            pmf = weights / total if small else np.array([weight / total for weight in weights.tolist()])
        return cls._of(alphabet, pmf, weights)

    @classmethod
    def _of(cls, alphabet: Alphabet, pmf: NDArray[np.float64], weights: NDArray[Any]) -> Distribution:
        distribution = cls.__new__(cls)
        distribution._set(alphabet, pmf, weights)
        return distribution

    def _set(self, alphabet: Alphabet, pmf: NDArray[np.float64], weights: NDArray[Any]) -> None:
        pmf.setflags(write=False)
        weights.setflags(write=False)
        self.__dict__.update(alphabet=alphabet, pmf=pmf, weights=weights)
