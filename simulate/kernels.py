"""Compiled loops of the sampler: arrays in, arrays out, nothing allocated inside. See `sampler` for the method."""

import numpy as np
from numba import njit

GROUP = 16  # pieces looked through at once for late ones


@njit(cache=True, nogil=True)
def place_pieces(pieces, slots, first_late, symbols, late):
    """symbols[i] = slots[pieces[i]]; the places of pieces >= first_late go to `late`. Returns how many there are.

    pieces (n,) uint8 or uint16, n a multiple of GROUP; slots (2^w,) for w-bit pieces, so that no piece can point
    outside; first_late int32; symbols (n,) like slots; late (n,) uint32.
    """
    if min(symbols.size, late.size) < pieces.size or pieces.size % GROUP or slots.size < 1 << 8 * pieces.itemsize:
        raise ValueError("arrays too small for these pieces")
    # Mostly late pieces are rare, and one wide compare passes over a whole group. When they are not, that branch would
    # be guessed wrong too often.
    often = 32 * (slots.size - first_late) > slots.size
    group = np.uintp(GROUP)
    count = np.uintp(0)  # unsigned, as all indices here: numba would look for negative ones at every step
    for start in range(np.uintp(0), np.uintp(pieces.size), group):
        for i in range(start, start + group):
            symbols[i] = slots[pieces[i]]
        any_late = often
        for i in range(start, start + group):
            any_late |= np.int32(pieces[i]) >= first_late
        if any_late:
            for i in range(start, start + group):
                late[count] = i  # always written, kept only if counted: no branch to guess
                count += np.uintp(np.int32(pieces[i]) >= first_late)
    return count


@njit(cache=True, nogil=True)
def count_symbols(symbols, counts):
    """Add to counts[:, symbol] for each symbol; the sum over the rows counts.

    symbols (n,) uint8; counts (4, 256) int64: neighbours go to different rows, since a sum that was just written is
    slow to read again.
    """
    whole = symbols.size - symbols.size % 4
    for i in range(np.uintp(0), np.uintp(whole), np.uintp(4)):
        for row in range(4):
            counts[row, symbols[i + np.uintp(row)]] += 1
    for i in range(whole, symbols.size):
        counts[0, symbols[i]] += 1


@njit(cache=True, nogil=True)
def place_late(words, entries, column_bits, late, symbols):
    """symbols[late[j]] = the symbol of words[j] by the alias columns.

    words (n,) uint64; entries (2^column_bits,) uint64, threshold << column_bits | alias; late (>= n,) uint32, places
    in symbols.
    """
    bits = np.uint64(column_bits)
    mask = np.uint64(entries.size - 1)
    for j in range(words.size):
        word = words[j] >> np.uint64(2)
        column = word & mask
        entry = entries[column]
        symbols[late[j]] = column if word >> bits < entry >> bits else entry & mask
