"""Symbols and messages as people give them: the door before `Alphabet`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from coding.errors import CodingError, DistributionError

Kind = Literal["str", "bytes", "int", "object"]


def as_list(message: Iterable[Hashable]) -> list[Hashable]:
    """The symbols of a message that is no array. Raises CodingError if it is nothing to iterate over."""
    try:
        return list(message)
    except TypeError:
        raise CodingError(f"a message is a sequence of symbols, not {type(message).__name__}") from None


def classify(symbols: Iterable[Hashable]) -> tuple[Kind, Sequence[Any]]:
    """The kind of an alphabet, and its symbols as plain Python values (numpy scalars unwrapped)."""
    if isinstance(symbols, range):
        return "int", symbols
    if isinstance(symbols, (bytes, bytearray)):
        return "bytes", tuple(symbols)
    plain: tuple[Any, ...] = tuple(s.item() if isinstance(s, np.generic) else s for s in symbols)
    types = set(map(type, plain))
    if types == {str} and all(len(symbol) == 1 for symbol in plain):
        return "str", plain
    if types == {bytes} and all(len(symbol) == 1 for symbol in plain):
        return "bytes", tuple(symbol[0] for symbol in plain)
    if types == {int} and min(plain) >= -(2**63) and max(plain) < 2**63:
        return "int", plain
    return "object", plain


def check_distinct(symbols: Sequence[Hashable]) -> None:
    """Raises DistributionError naming the first symbol that is repeated or not hashable."""
    for position, symbol in enumerate(symbols):
        if not is_hashable(symbol):
            raise DistributionError(f"symbol {symbol!r} at position {position} is not hashable")
    if len(set(symbols)) < len(symbols):
        seen: set[Hashable] = set()
        for position, symbol in enumerate(symbols):
            if symbol in seen:
                raise DistributionError(f"symbol {symbol!r} is in the alphabet twice, again at place {position}")
            seen.add(symbol)


def is_hashable(symbol: object) -> bool:
    """Whether a symbol can be looked up."""
    try:
        hash(symbol)
    except TypeError:
        return False
    return True


def code_points(text: str) -> NDArray[np.uint32]:
    """The code point of each character: shape (len(text),)."""
    # utf-32 is the one encoding with a fixed width; surrogates pass, since str can hold them
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
