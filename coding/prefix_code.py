"""A prefix code: one codeword for each symbol, none the beginning of another.

Such a code can be read without commas: the bits of a message are its codewords one after another, and
wherever one ends the next begins. What it costs on average, under a distribution P, is its

    expected length    L = sum_x p(x) length(x)    bits per symbol,    L >= H(P).

What it believes in is its implied distribution r(x) = 2^-length(x) / K, with K its Kraft sum, and for any
P whatsoever  L = H(P,R) - log2 K  (for a complete code, K = 1, the expected length *is* a cross entropy).

Source: Cover & Thomas, Elements of Information Theory (2nd ed., 2006), sections 5.1-5.4.
"""

from __future__ import annotations

import reprlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from bitarray import bitarray
from numpy.typing import NDArray

from coding.alphabet import ABSENT, Alphabet
from coding.bitstream import BLOCK, BitStream
from coding.codewords import Codewords, cut
from coding.distribution import Distribution
from coding.engine import Engines
from coding.errors import CodingError, KraftError, NoCodewordError, UnknownSymbolError
from coding.information import cross_entropy, entropy, expectation
from coding.lengths import check_lengths, kraft_sum, kraft_text
from coding.render import Displayed, Table, plain, shown
from coding.tree import DEPTH, draw_tree


@dataclass(frozen=True, init=False, eq=False, repr=False)
class PrefixCode(Displayed):
    """A prefix code over an alphabet. Immutable.

    codewords: a mapping from symbols to codewords, each text of 0 and 1 or a bitarray; None for a symbol that
        is in the alphabet but cannot be encoded. See `from_lengths` for a code from its lengths alone.
    distribution: what the code was built for, if it was built for one.

    Raises KraftError if a codeword is empty or is not made of 0 and 1, if one is the beginning of another
    (naming the two), or if there is none.
    """

    alphabet: Alphabet
    distribution: Distribution | None
    _words: Codewords

    def __init__(
        self, codewords: Mapping[Any, str | bitarray | None], *, distribution: Distribution | None = None
    ) -> None:
        if not isinstance(codewords, Mapping):
            raise KraftError(f"expected a mapping from symbols to codewords, not {type(codewords).__name__}")
        self._set(Alphabet(codewords), Codewords.given(codewords), distribution)

    @classmethod
    def from_lengths(
        cls,
        alphabet: Alphabet | Iterable[Hashable],
        lengths: Sequence[int] | NDArray[Any],
        *,
        distribution: Distribution | None = None,
    ) -> PrefixCode:
        """The canonical code with these lengths (bits, one for each symbol, 0 for no codeword).

        Codewords are assigned in the order of (length, index), so equal lengths give the same code everywhere.

        Raises KraftError if no prefix code has these lengths.
        """
        alphabet = alphabet if isinstance(alphabet, Alphabet) else Alphabet(alphabet)
        code = cls.__new__(cls)
        code._set(alphabet, Codewords(check_lengths(lengths, len(alphabet))), distribution)
        return code

    # What the code is.

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Codeword lengths in bits, in alphabet order, 0 where there is no codeword: read-only, shape (K,)."""
        return self._words.lengths

    @property
    def codewords(self) -> dict[Hashable, bitarray]:
        """Codeword by symbol, in alphabet order; symbols that have none are left out."""
        return {
            s: bitarray(word) for s, word in zip(self.alphabet, self._words.bitarrays, strict=True) if word is not None
        }

    @cached_property
    def kraft_sum(self) -> Fraction:
        """The sum of 2^-length over the codewords, exactly: at most 1."""
        return kraft_sum(self.lengths)

    @property
    def is_complete(self) -> bool:
        """Whether no codeword could be added or shortened: the Kraft sum is 1."""
        return self.kraft_sum == 1

    @cached_property
    def implied_distribution(self) -> Distribution:
        """The distribution that the code believes in: r(x) = 2^-length(x) / Kraft sum."""
        longest = int(self.lengths.max())
        weights = [1 << (longest - length) if length else 0 for length in self.lengths.tolist()]
        return Distribution.from_counts(weights, alphabet=self.alphabet)

    # What it costs.

    def lengths_on(self, alphabet: Alphabet) -> NDArray[np.float64]:
        """The length for each symbol of another alphabet, inf where it has no codeword: shape (len(alphabet),)."""
        places = alphabet.places_in(self.alphabet)
        lengths = np.where(places == ABSENT, 0, self.lengths[places])
        return np.where(lengths == 0, np.inf, lengths)

    def expected_length(self, P: Distribution) -> float:
        """L = sum p(x) length(x), bits per symbol; inf if P emits a symbol that has no codeword."""
        return expectation(P.pmf, self.lengths_on(P.alphabet))

    def length_variance(self, P: Distribution) -> float:
        """sum p(x) (length(x) - L)^2, bits squared; nan if L is infinite."""
        lengths = self.lengths_on(P.alphabet)
        mean = expectation(P.pmf, lengths)
        return expectation(P.pmf, (lengths - mean) ** 2) if np.isfinite(mean) else float("nan")

    def redundancy(self, P: Distribution) -> float:
        """L - H(P), bits per symbol: what the code costs above the entropy. At least 0."""
        return self.expected_length(P) - entropy(P)

    def efficiency(self, P: Distribution) -> float:
        """H(P) / L, in [0, 1]."""
        return entropy(P) / self.expected_length(P)

    def cross_entropy(self, P: Distribution) -> float:
        """H(P,Q) in bits per symbol, Q being what the code was built for, or else its implied distribution."""
        return cross_entropy(P, self.distribution or self.implied_distribution)

    # What it does.

    def encode(self, message: Iterable[Hashable]) -> bitarray:
        """The bits of a message.

        Raises UnknownSymbolError, naming the symbol and its position, if one has no codeword.
        """
        return self.encode_indices(self.alphabet.indices(message)).bits

    def decode(self, bits: bitarray | str) -> Any:
        """The message of these bits: str, bytes, an int64 array or a list, as the alphabet is.

        Raises TruncatedStreamError if they end inside a codeword, CorruptStreamError if they lead to none, each
        with the position of that codeword.
        """
        bits = _bits(bits)
        return self.alphabet.message(self._engines.for_size(len(bits)).decode(bits))

    def encode_indices(self, indices: Any) -> BitStream:
        """Indices (integers of shape (n,), each below K) as a BitStream: bits, and an index into them.

        Raises UnknownSymbolError if an index is outside the alphabet or its symbol has no codeword.
        """
        indices = self.alphabet.index_array(indices)
        try:
            bits, offsets = self._engines.for_size(len(indices)).encode(indices, BLOCK)
        except NoCodewordError as error:
            self.alphabet.check_indices(indices)  # is it outside the alphabet altogether?
            symbol = self.alphabet[int(indices[error.position])]
            raise UnknownSymbolError(
                f"symbol {symbol!r} at position {error.position} has no codeword in this code"
            ) from None
        return BitStream(bits, len(indices), offsets, self)

    def decode_blocks(
        self, bits: bitarray, edges: NDArray[np.int64], block: int, count: int, *, whole: bool
    ) -> NDArray[Any]:
        """What a BitStream asks for: see `ReferenceEngine.decode_blocks`."""
        return self._engines.for_size(count).decode_blocks(bits, edges, block, count, whole=whole)

    # How it looks.

    def tree(self, depth: int = DEPTH) -> str:
        """The code tree as text, a line for each leaf; codewords deeper than `depth` bits are counted, not drawn."""
        words = zip(self.alphabet, self._words.bitarrays, strict=True)
        return draw_tree(((word.to01(), shown(symbol)) for symbol, word in words if word is not None), depth)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: each symbol with its codeword as text, the Kraft sum and, where the code was built for a
        distribution, what it costs there."""
        words = [None if word is None else word.to01() for word in self._words.bitarrays]
        symbols = [plain(symbol) for symbol in self.alphabet]
        return {
            "codewords": [
                {"symbol": symbol, "codeword": word, "length": length}
                for symbol, word, length in zip(symbols, words, self.lengths.tolist(), strict=True)
            ],
            "kraft_sum": kraft_text(self.kraft_sum),
            "is_complete": self.is_complete,
            **self._costs(),
        }

    def tables(self) -> list[Table]:
        def row(place: int) -> list[str]:
            word = self._words.bitarrays[place]
            probability = [] if self.distribution is None else [f"{self.distribution.pmf[place]:.6g}"]
            codeword = ["-", "-"] if word is None else [cut(word), str(len(word))]
            return [shown(self.alphabet[place]), *probability, *codeword]

        probability = [] if self.distribution is None else ["probability"]
        headers = ["symbol", *probability, "codeword", "length"]
        rows = map(row, range(len(self.alphabet)))
        return [Table(headers, rows, notes=["", *self.summary()], words=["symbol", "codeword"])]

    def summary(self) -> list[str]:
        """The code in a few lines: its Kraft sum and, where it was built for a distribution, what it costs there."""
        costs = [
            f"{name.replace('_', ' '):<16} {value:.6f}{'' if name == 'efficiency' else ' bits per symbol'}"
            for name, value in self._costs().items()
        ]
        return [
            f"{'Kraft sum':<16} {kraft_text(self.kraft_sum)} ({'complete' if self.is_complete else 'not complete'})",
            *costs,
        ]

    def _costs(self) -> dict[str, float]:
        P = self.distribution
        if P is None:
            return {}
        return {
            "expected_length": self.expected_length(P),
            "entropy": entropy(P),
            "redundancy": self.redundancy(P),
            "efficiency": self.efficiency(P),
        }

    def __len__(self) -> int:
        return int(np.count_nonzero(self.lengths))

    def __eq__(self, other: object) -> bool:
        """Equal codes have equal alphabets and codewords, whatever they were built for."""
        if not isinstance(other, PrefixCode):
            return NotImplemented
        return self.alphabet == other.alphabet and self._words.bitarrays == other._words.bitarrays

    def __hash__(self) -> int:
        return hash((self.alphabet, self.lengths.tobytes()))

    def __repr__(self) -> str:
        words = zip(self.alphabet.symbols[:8], self._words.bitarrays[:8], strict=True)
        some = ", ".join(f"{symbol!r}: {word and cut(word)!r}" for symbol, word in words)
        return f"PrefixCode({{{some}{'' if len(self.alphabet) <= 8 else f', ... {len(self.alphabet)} symbols'}}})"

    def _set(self, alphabet: Alphabet, words: Codewords, distribution: Distribution | None) -> None:
        if distribution is not None and distribution.alphabet != alphabet:
            raise CodingError(f"the code is over {alphabet!r}, its distribution over {distribution.alphabet!r}")
        self.__dict__.update(alphabet=alphabet, distribution=distribution, _words=words)

    @cached_property
    def _engines(self) -> Engines:
        return Engines(self._words, self.alphabet.index_dtype)


def _bits(bits: bitarray | str) -> bitarray:
    if isinstance(bits, bitarray):
        return bits
    if isinstance(bits, str) and set(bits) <= {"0", "1"}:
        return bitarray(bits)
    raise CodingError(f"bits are a bitarray or text of 0 and 1, not {reprlib.repr(bits)}")
