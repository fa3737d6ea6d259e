"""The errors of this package: each says what was wrong, where, and what would be right.

All derive from `CodingError`, itself a `ValueError`, so one `except` catches them together.
"""

from __future__ import annotations


class CodingError(ValueError):
    """Any bad input to a distribution, a code, a message or a measurement."""


class DistributionError(CodingError):
    """Not a probability distribution, or not an alphabet to have one over."""


class KraftError(CodingError):
    """Lengths or codewords that no prefix code can have (Kraft, 1949)."""


class UnknownSymbolError(CodingError):
    """A symbol outside the alphabet, or one to which the code gives no codeword."""


class NoCodewordError(Exception):
    """What an engine raises for an index that it cannot encode. PrefixCode, which knows the symbol, translates it."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class TruncatedStreamError(CodingError):
    """The bits end inside a codeword."""

    @classmethod
    def inside_codeword(cls, start: int, left: int) -> TruncatedStreamError:
        return cls(f"the bits end inside a codeword: it begins at bit {start}, {left} before the end")


class CorruptStreamError(CodingError):
    """The bits lead to no codeword, or decode to something other than was written."""

    @classmethod
    def no_codeword(cls, start: int) -> CorruptStreamError:
        return cls(f"the bits from bit {start} on begin with no codeword")

    @classmethod
    def over_the_edge(cls, start: int, stop: int) -> CorruptStreamError:
        return cls(f"the codeword that begins at bit {start} runs over the end of its block at bit {stop}")

    @classmethod
    def wrong_block(cls, start: int, stop: int, wanted: int) -> CorruptStreamError:
        return cls(f"the block in bits {start}..{stop} does not hold its {wanted} symbols")
