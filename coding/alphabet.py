"""An alphabet: the symbols of a source, in a fixed order.

A symbol's *index* is its place in that order. Everything else in the package works on arrays of
indices; this module is the only door between them and the messages that people write.

Three kinds of alphabet have symbols that are numbers underneath: single characters (their code
points), bytes, and integers. Their messages become indices, and back, by one array look-up without
a Python loop. Any other hashable symbols go through a dict.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.errors import CodingError, DistributionError, UnknownSymbolError
from coding.symbols import Kind, as_list, check_distinct, classify, code_points, is_hashable

ABSENT = -1

# A look-up table over the span of the keys may take this many entries, or four for each symbol;
# beyond that (integers far apart) the sorted keys are searched instead. All of Unicode fits.
TABLE_SPAN = 1 << 21
PIECE = 1 << 15  # symbols of a message looked up at a time, so that what is computed on the way stays in the cache


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Alphabet:
    """The distinct symbols of a source, in order.

    symbols: a str (its characters), bytes (its byte values), a range, or any iterable of hashables. One-byte
        `bytes` objects count as bytes too: as symbols they are the integers 0..255, as in Python itself.

    `kind` says what messages decode to: "str" to str, "bytes" to bytes, "int" to an int64 ndarray,
    "object" to a list.

    Raises DistributionError if there are no symbols, or one is repeated or not hashable.
    """

    symbols: Sequence[Hashable]
    kind: Kind

    def __init__(self, symbols: Iterable[Hashable]) -> None:
        kind, ordered = classify(symbols)
        if not ordered:
            raise DistributionError("the alphabet is empty: it needs at least one symbol")
        if not isinstance(ordered, range):
            check_distinct(ordered)
        self.__dict__.update(kind=kind, symbols=ordered)

    @property
    def index_dtype(self) -> np.dtype[Any]:
        """The smallest unsigned integer type that holds every index."""
        for dtype in (np.uint8, np.uint16, np.uint32):
            if len(self) - 1 <= np.iinfo(dtype).max:
                return np.dtype(dtype)
        raise DistributionError(f"an alphabet of {len(self)} symbols: at most 2^32 are supported")

    def index(self, symbol: Hashable) -> int:
        """The place of one symbol. Raises UnknownSymbolError if it has none."""
        place = self._index_of.get(symbol, ABSENT)
        if place == ABSENT:
            raise UnknownSymbolError(f"symbol {symbol!r} is not in {self!r}")
        return place

    def indices(self, message: Iterable[Hashable]) -> NDArray[Any]:
        """The message as indices: an array of shape (n,) and of `index_dtype`.

        Raises UnknownSymbolError naming the first symbol that is not in the alphabet and its position.
        """
        if isinstance(message, np.ndarray) and message.ndim != 1:
            raise CodingError(f"a message has one dimension; this array has shape {message.shape}")
        if self.kind == "bytes" and isinstance(message, (bytes, bytearray)):
            return self._byte_indices(message)
        whole: Any = message if isinstance(message, (str, bytes, bytearray, np.ndarray)) else as_list(message)
        indices = np.empty(len(whole), dtype=self.index_dtype)
        for start in range(0, len(whole), PIECE):
            piece = whole[start : start + PIECE]
            keys = self._message_keys(piece)
            places = self._find_objects(piece, start) if keys is None else self._find_keys(keys)
            if places.min() == ABSENT:
                place = int(places.argmin())
                symbol = piece[place].item() if isinstance(piece, np.ndarray) else piece[place]
                raise self._unknown(symbol, start + place)
            indices[start : start + PIECE] = places
        return indices

    def message(self, indices: NDArray[Any]) -> Any:
        """Indices back to a message: str, bytes, an int64 array or a list, as `kind` says.

        Raises UnknownSymbolError naming the first index outside the alphabet and its position.
        """
        indices = self.check_indices(indices)
        if self.kind == "object":
            return [self.symbols[i] for i in indices.tolist()]
        if self.kind == "int":
            return self._keys[indices]
        if self.kind == "bytes":
            return indices.tobytes().translate(bytes(self._keys.tolist()).ljust(256, b"\0"))
        keys = self._keys.astype("<u4")
        pieces = (keys[indices[start : start + PIECE]].tobytes() for start in range(0, len(indices), PIECE))
        return "".join(piece.decode("utf-32-le", "surrogatepass") for piece in pieces)

    def check_indices(self, indices: Any) -> NDArray[Any]:
        """The same indices as a contiguous array of `index_dtype`; the door for arrays that a caller made.

        Raises CodingError if they are not a one-dimensional array of integers, UnknownSymbolError if one lies
        outside 0..K-1.
        """
        array = self.index_array(indices)
        self._check_range(array)
        return array

    def index_array(self, indices: Any) -> NDArray[Any]:
        """As `check_indices`, except that indices of the very type `index_dtype` may still lie outside.

        For who looks them up anyway and notices for nothing: the engines do.
        """
        array = np.asarray(indices)
        if array.size == 0:
            array = array.astype(self.index_dtype)
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise CodingError(
                f"indices must be a one-dimensional array of integers, not {array.ndim}-dimensional {array.dtype}"
            )
        if array.dtype != self.index_dtype:
            self._check_range(array)
        return np.ascontiguousarray(array, dtype=self.index_dtype)

    def _check_range(self, array: NDArray[Any]) -> None:
        if array.size and (array.max() >= len(self) or array.min() < 0):
            position = int(((array >= len(self)) | (array < 0)).argmax())
            raise UnknownSymbolError(f"index {array[position]} at position {position} is outside 0..{len(self) - 1}")

    def places_in(self, other: Alphabet) -> NDArray[np.int64]:
        """For each symbol of this alphabet its index in the other, or -1 (`ABSENT`): shape (K,)."""
        if self == other:
            return np.arange(len(self))
        if self.kind == other.kind and self.kind != "object":
            return other._find_keys(self._keys)
        return other._find_objects(self.symbols)

    def __or__(self, other: Alphabet) -> Alphabet:
        """The union: this alphabet's symbols in their order, then those that only the other has."""
        merged: Iterable[Any] = dict.fromkeys([*self.symbols, *other.symbols])
        return Alphabet(bytes(merged) if self.kind == other.kind == "bytes" else merged)

    def __len__(self) -> int:
        return len(self.symbols)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.symbols)

    def __contains__(self, symbol: Hashable) -> bool:
        return symbol in self._index_of

    def __getitem__(self, index: int) -> Hashable:
        return self.symbols[index]

    def __eq__(self, other: object) -> bool:
        if self is other:  # as for a distribution and the code made for it, whatever their size
            return True
        if not isinstance(other, Alphabet):
            return NotImplemented
        if isinstance(self.symbols, range) and isinstance(other.symbols, range):
            return self.symbols == other.symbols
        return self.kind == other.kind and tuple(self.symbols) == tuple(other.symbols)

    def __hash__(self) -> int:
        return hash((self.kind, len(self), self.symbols[0], self.symbols[-1]))

    def __repr__(self) -> str:
        shown = ", ".join(repr(symbol) for symbol in self.symbols[:8])
        return f"Alphabet({shown})" if len(self) <= 8 else f"Alphabet({shown}, ... {len(self)} symbols)"

    # How symbols are found: by key where they are numbers underneath, by hash where they are not.

    @cached_property
    def _index_of(self) -> dict[Hashable, int]:
        return {symbol: place for place, symbol in enumerate(self.symbols)}

    @cached_property
    def _keys(self) -> NDArray[np.int64]:
        """The number underneath each symbol, in alphabet order."""
        if self.kind == "str":
            return code_points("".join(map(str, self.symbols))).astype(np.int64)
        return np.array(self.symbols, dtype=np.int64)

    @cached_property
    def _table(self) -> NDArray[np.int32] | None:
        """Index by key - lowest key, ABSENT last; or None where the keys lie too far apart for a table."""
        span = self._highest - self._lowest + 1
        if span > max(TABLE_SPAN, 4 * len(self)):
            return None
        table = np.full(span + 1, ABSENT, dtype=np.int32)
        table[self._keys - self._lowest] = np.arange(len(self))
        return table

    @cached_property
    def _lowest(self) -> int:
        # tables of characters and bytes begin at 0, so that their keys need no shift
        return min(0, int(self._keys.min())) if self.kind != "int" else int(self._keys.min())

    @cached_property
    def _highest(self) -> int:
        return int(self._keys.max())

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self._keys)

    def _byte_indices(self, message: bytes | bytearray) -> NDArray[np.uint8]:
        """As `indices`: bytes have a look-up of their own, in C."""
        size = len(self)
        table = bytearray([min(size, 255)]) * 256  # one past the last index where a byte is no symbol
        for place, byte in enumerate(self._keys.tolist()):
            table[byte] = place
        indices = np.frombuffer(bytearray(message).translate(table), dtype=np.uint8)
        if size < 256 and len(indices) and indices.max() == size:
            position = int(indices.argmax())
            raise self._unknown(message[position], position)
        return indices

    def _unknown(self, symbol: Hashable, position: int) -> UnknownSymbolError:
        return UnknownSymbolError(f"symbol {symbol!r} at position {position} is not in {self!r}")

    def _message_keys(self, message: Any) -> NDArray[Any] | None:
        """The numbers underneath a message, or None where it must go symbol by symbol."""
        if self.kind == "str" and isinstance(message, str):
            return code_points(message)
        if self.kind in ("bytes", "int") and isinstance(message, np.ndarray) and message.dtype.kind in "iu":
            # keys are int64; a message that does not fit holds a symbol that is no key anyway
            if message.dtype != np.uint64:
                return message
            return message.astype(np.int64) if message.max() < 2**63 else None
        return None

    def _find_keys(self, keys: NDArray[Any]) -> NDArray[Any]:
        """The index of each key, ABSENT where it is no symbol's."""
        if self._table is None:
            in_order = self._keys[self._order]
            spots = np.searchsorted(in_order, keys).clip(max=len(self) - 1)
            return np.where(in_order[spots] == keys, self._order[spots], ABSENT)
        if self._lowest != 0 or keys.dtype.kind == "i":
            # keys below the lowest wrap around to huge ones
            keys = (keys.astype(np.int64) - self._lowest).view(np.uint64)
        last = len(self._table) - 1
        places: NDArray[Any] = self._table[np.minimum(keys, last) if last <= np.iinfo(keys.dtype).max else keys]
        return places

    def _find_objects(self, symbols: Sequence[Hashable], start: int = 0) -> NDArray[np.int64]:
        try:
            places = (self._index_of.get(symbol, ABSENT) for symbol in symbols)
            return np.fromiter(places, dtype=np.int64, count=len(symbols))
        except TypeError:
            position = next(i for i, symbol in enumerate(symbols) if not is_hashable(symbol))
            raise UnknownSymbolError(
                f"symbol {symbols[position]!r} at position {start + position} is not hashable, so it is in no alphabet"
            ) from None
