"""The errors of this package: each says what was wrong, where, and what would be right.

All derive from `CodingError`, itself a `ValueError`, so one `except` catches them together.
"""


class CodingError(ValueError):
    """Any bad input to a distribution, a code, a message or a measurement."""


class DistributionError(CodingError):
    """Not a probability distribution, or not an alphabet to have one over."""


class KraftError(CodingError):
    """Lengths or codewords that no prefix code can have (Kraft, 1949)."""


class UnknownSymbolError(CodingError):
    """A symbol outside the alphabet, or one to which the code gives no codeword."""


class TruncatedStreamError(CodingError):
    """The bits end inside a codeword."""


class CorruptStreamError(CodingError):
    """The bits lead to no codeword, or decode to something other than was written."""
