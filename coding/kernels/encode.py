"""Bulk encoding: symbol indices in, one textbook bit stream out (most significant bit first), several bits a cycle.

The stream is a row of 64-bit words. The accumulator holds its latest bits, right-aligned; only the low `position % 64`
of them belong to the word that is not full yet, whatever stands above them falls off the top at a later shift. With
fill = position % 64, appending `length` bits, 1 <= length <= 63, is

    word        = accumulator << (64 - fill) | value >> (fill + length - 64)
    accumulator = accumulator << length | value
    position   += length

and the word is stored each time without asking whether it is full: if it is not, the same place is stored again later,
and right. So no branch depends on the bits. (Where fill is 0 or the word is not full, a shift is by the wrong amount;
that word is one that is stored again.)

A look-up takes a key and yields an entry, `value << 7 | length`. A key is one symbol of a large alphabet, and 2, 4 or 8
symbols in a row, read as one uint16, of alphabets up to 256, 16 or 4: the whole table then has 65,536 entries, of 4
bytes each. Two or four entries are joined and appended as one. Entries that do not fit 4 bytes and symbols that have no
codeword share the length 63: a sum of lengths above 63 leaves the fast loop for the slow one, symbol by symbol, which
is the only place that checks. So finding a symbol without a codeword costs nothing.

Words are stored most significant byte first; pairs of indices are read as little-endian machines do.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

LENGTH_BITS = 7
LONGEST = 64 - LENGTH_BITS  # the longest codeword, in bits, that an entry of 8 bytes has room for
LONGEST_NARROW = 32 - LENGTH_BITS  # and one of 4 bytes
NO_ENTRY = 63  # in place of a length: look elsewhere; elsewhere: no codeword

_LENGTH_BITS = np.uint64(LENGTH_BITS)
_LENGTH = np.uint64(2**LENGTH_BITS - 1)
_NO_ENTRY = np.uint64(NO_ENTRY)
_6, _63, _64 = np.uint64(6), np.uint64(63), np.uint64(64)


# ---- tables (numpy, once a code)
# ------------------------------------------------------------------------------------------


class EncodeTables(NamedTuple):
    """What the kernels look up. `singles` (uint64) answers for every symbol, `narrow` (uint32) for keys with up to 25
    bits."""

    symbols_per_key: int
    singles: np.ndarray
    narrow: np.ndarray
    longest: int  # bits of the longest codeword


def encode_tables(lengths, values, dtype):
    """Tables for indices of `dtype` under a code with K lengths in bits (0: no codeword; at most 57) and right-aligned
    values."""
    dtype = np.dtype(dtype)
    lengths = np.asarray(lengths).astype(np.uint64)
    if lengths.max(initial=0) > LONGEST:
        raise ValueError(f"the kernels take codewords of up to {LONGEST} bits, not {lengths.max()}")
    # uint8 and uint16 cannot point outside a full-sized table. uint32 can: encode_into looks.
    size = 2 ** (8 * dtype.itemsize) if dtype.itemsize <= 2 else len(lengths)
    known = min(size, len(lengths))
    singles = np.full(size, NO_ENTRY, np.uint64)
    singles[:known] = np.where(lengths == 0, _NO_ENTRY, np.asarray(values, np.uint64) << _LENGTH_BITS | lengths)[:known]
    symbols_per_key, table = 1, singles
    if dtype.itemsize == 1:
        symbols_per_key = 8 if len(lengths) <= 4 else 4 if len(lengths) <= 16 else 2
        table = singles[: 2 ** (16 // symbols_per_key)]
        while len(table) < 2**16:
            table = _doubled(table)
    narrow = np.where(table & _LENGTH <= LONGEST_NARROW, table, _NO_ENTRY).astype(np.uint32)
    return EncodeTables(symbols_per_key, singles, narrow, int(lengths.max(initial=0)))


def _doubled(table):
    """The table of two keys in a row: entry `first + second * len(table)` holds first's bits, then second's."""
    length, value = table & _LENGTH, table >> _LENGTH_BITS
    first, second = np.s_[None, :], np.s_[:, None]
    both_lengths = length[first] + length[second]
    both = (value[first] << length[second] | value[second]) << _LENGTH_BITS | both_lengths
    return np.where(both_lengths <= LONGEST_NARROW, both, _NO_ENTRY).ravel()


# The kernels.


@intrinsic
def _swapped(typing_context, word):
    """A uint64 with its bytes reversed: one instruction (LLVM does not recognise the shifts and masks here)."""

    def codegen(context, builder, signature, arguments):
        return builder.bswap(arguments[0])

    return types.uint64(types.uint64), codegen


@njit(inline="always")
def _append(words, accumulator, position, value, length):
    end = position + length
    words[position >> _6] = _swapped((accumulator << (_64 - position & _63)) | (value >> (end & _63)))
    return (accumulator << (length & _63)) | value, end


@njit(inline="always")
def _joined(first, second):
    length = (first + second) & _LENGTH  # the carry of the lengths goes to bit 6 at most: 63 + 63 < 128
    return (first >> _LENGTH_BITS << (second & _63)) | second >> _LENGTH_BITS, length


@njit(cache=True, nogil=True)
def encode_keys(symbols, singles, keys, narrow, symbols_per_key, words, position, offsets, block):
    """Append the codewords of all `symbols` at bit `position` of `words`. Return the position after them, in bits,
    or -1 if a symbol has no codeword (bits may have been written after `position` then).

    symbols         each must have a place in `singles`
    keys            the symbols, symbols_per_key of them in each; a remainder of fewer has no key
    words           uint64, with room for len(symbols) times the longest codeword after `position`, and one word more
    offsets         offsets[i] becomes the position of symbol i * block; ceil(len(symbols) / block) of them
    block           symbols, a multiple of symbols_per_key
    """
    position = np.uint64(position)
    accumulator = _swapped(words[position >> _6]) >> (_64 - position & _63)
    keys_at_once = 4
    for count, start in enumerate(range(0, symbols.size, block)):
        stop = min(start + block, symbols.size)
        offsets[count] = position
        first_key, last_key = start // symbols_per_key, stop // symbols_per_key
        key, i = first_key, start
        while i < stop:
            if keys_at_once == 4:
                while key < last_key - 3:
                    value_01, length_01 = _joined(
                        np.uint64(narrow[keys[np.uintp(key)]]), np.uint64(narrow[keys[np.uintp(key + 1)]])
                    )
                    value_23, length_23 = _joined(
                        np.uint64(narrow[keys[np.uintp(key + 2)]]), np.uint64(narrow[keys[np.uintp(key + 3)]])
                    )
                    length = length_01 + length_23
                    if length > _63:
                        break
                    value = (value_01 << (length_23 & _63)) | value_23
                    accumulator, position = _append(words, accumulator, position, value, length)
                    key += 4
            elif keys_at_once == 2:
                while key < last_key - 1:
                    value, length = _joined(
                        np.uint64(narrow[keys[np.uintp(key)]]), np.uint64(narrow[keys[np.uintp(key + 1)]])
                    )
                    if length > _63:
                        break
                    accumulator, position = _append(words, accumulator, position, value, length)
                    key += 2
            # Symbol by symbol: keys with NO_ENTRY, the end of the block, and blocks of long codewords as a whole.
            i = key * symbols_per_key
            key += 4
            singly = stop if keys_at_once == 1 else min(key * symbols_per_key, stop)
            while i < singly:
                entry = singles[symbols[np.uintp(i)]]
                length = entry & _LENGTH
                if length == _NO_ENTRY:
                    return -1
                accumulator, position = _append(words, accumulator, position, entry >> _LENGTH_BITS, length)
                i += 1
        # `length > 63` costs little while it is rare: let this block say how many keys of the next to take at once.
        bits, keys_done = np.int64(position) - offsets[count], last_key - first_key
        keys_at_once = 4 if bits <= 13 * keys_done else 2 if bits <= LONGEST_NARROW * keys_done else 1
    if position & _63:
        words[position >> _6] = _swapped(accumulator << (_64 - position & _63))
    return np.int64(position)


@njit(cache=True, nogil=True)
def pack_eights(words, keys):
    """keys[i] = eight indices below 4, the bytes of words[i], 2 bits each. Returns 0 unless an index was 4 or more."""
    outside = np.uint64(0)
    for i in range(keys.size):
        word = words[np.uintp(i)]
        outside |= word & np.uint64(0xFCFCFCFCFCFCFCFC)
        fours = (word | word >> np.uint64(6)) & np.uint64(0x000F000F000F000F)
        # The product puts the four groups of 4 bits side by side on top; nothing below them carries.
        keys[np.uintp(i)] = fours * np.uint64(1 << 48 | 1 << 36 | 1 << 24 | 1 << 12) >> np.uint64(48)
    return outside


@njit(cache=True, nogil=True)
def pack_fours(words, keys):
    """keys[i] = four indices below 16, the bytes of words[i], 4 bits each. Returns 0 unless an index was 16 or more."""
    outside = np.uint32(0)
    for i in range(keys.size):
        word = words[np.uintp(i)]
        outside |= word & np.uint32(0xF0F0F0F0)
        twos = (word | word >> np.uint32(4)) & np.uint32(0x00FF00FF)
        keys[np.uintp(i)] = twos | twos >> np.uint32(8)
    return outside


# Together.


def words_needed(position, n, longest):
    """uint64 words that must stand ready to append n codewords at bit `position`.

    np.empty touches none of them: a worst case far above the truth costs address space, not memory.
    """
    return (position + n * longest) // 64 + 1


def encode_into(tables, symbols, words, position, offsets, block):
    """As encode_keys: a chunk, appended. The chunk's offsets are positions in the whole of `words`."""
    symbols_per_key, singles, narrow, longest = tables
    blocks = -(-len(symbols) // block)
    if block % symbols_per_key or len(offsets) < blocks or len(words) < words_needed(position, len(symbols), longest):
        raise ValueError("no room, or a block that is not a multiple of 8 symbols")
    if len(symbols) and len(singles) < 2 ** (8 * symbols.itemsize) and symbols.max() >= len(singles):
        return -1
    if symbols.ctypes.data % 8:
        symbols = symbols.copy()  # a slice from an odd place: keys are read as aligned words
    keys = symbols
    if symbols_per_key > 1:
        whole = symbols[: len(symbols) // symbols_per_key * symbols_per_key]
        if symbols_per_key == 2:
            keys = whole.view(np.uint16)
        else:
            keys = np.empty(len(whole) // symbols_per_key, np.uint16)
            outside = (
                pack_eights(whole.view(np.uint64), keys)
                if symbols_per_key == 8
                else pack_fours(whole.view(np.uint32), keys)
            )
            if outside:
                return -1
    return encode_keys(symbols, singles, keys, narrow, symbols_per_key, words, position, offsets, block)
