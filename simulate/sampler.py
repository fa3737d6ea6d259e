"""Draw symbols from a known pmf, several to each random word.

A word of 64 random bits is far more than one symbol needs. So each word is cut into small pieces of w bits (w = 8 or
16), and a piece looks its symbol up in a table of 2^w slots, of which symbol i holds floor(p_i 2^w). Those slots give
symbol i the probability floor(p_i 2^w) / 2^w; what is still missing is r_i = p_i - floor(p_i 2^w) / 2^w < 2^-w, and
the slots left over, sum(r_i) 2^w of them, stand together at the end. A piece that falls there is *late*: it pays for a
fresh word, which draws from r_i / sum(r_i) by the alias method.

    piece:  0 ........................................... first_late ....... 2^w - 1
    slot:   A A A A A A A A A A A A B B B B B B B B C C C late late late late late       late: a fresh word, alias table

    P(i) = slots_i / 2^w + (late slots / 2^w) * mass_i / 2^62       for integers mass_i that sum to exactly 2^62

Every probability is an integer over a power of two, so nothing is rounded while drawing: P(i) differs from
p_i / sum(p) by less than 2^-59 (tests: exact, in Fractions), and a symbol of probability zero holds nothing anywhere.

Which words? `rng.integers(0, 2**64, dtype=uint64)` of the caller's Generator: its raw 64-bit words, the same call for
every BitGenerator. Symbols are drawn in blocks of BLOCK: first the BLOCK pieces, lowest bits of each word first, then
one word for each late piece, in order. Blocks are always drawn whole, so

    - the first m symbols of a seed are the same however many are asked for;
    - draws of whole blocks can be strung together: a, then b, equals a + b whenever BLOCK divides a;
    - `place_plain` (numpy, for reading and for small draws) and `place_bulk` (numba) give the same symbols.

References: G. Marsaglia, W. W. Tsang, J. Wang, "Fast generation of discrete random variables", J. Stat. Software 11(3),
2004 (table look-up by pieces); A. J. Walker, "An efficient method for generating discrete random variables with general
distributions", ACM TOMS 3(3), 1977 (alias); L. Huebschle-Schneider, P. Sanders, "Parallel weighted random sampling",
ACM TOMS 48(3), 2022 (an alias table from two prefix sums).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coding.kernels import kernels_pay

BLOCK = 1 << 17  # symbols; a block of words, symbols, slots and aliases stays in a 2 MB cache
MASS_BITS = 62  # total mass 2^62: masses and every sum of them fit in int64
TOTAL_MASS = 1 << MASS_BITS
BULK_FROM = 1 << 22  # symbols from which the kernels pay where numba must be loaded first; numpy draws 0.4 G a second
SPARE_BITS = np.uint64(64 - MASS_BITS)  # of a word, dropped from its low end


@dataclass(frozen=True)
class DrawTable:
    """What a pmf becomes: slots for pieces, and one entry a column for the late ones."""

    slots: NDArray[Any]  # (2^w,) smallest unsigned dtype that holds K - 1; the symbol of each piece
    first_late: int  # pieces from here on are late; 2^w if none is
    entries: NDArray[np.uint64]  # (2^column_bits,) uint64: threshold << column_bits | alias
    column_bits: int

    @property
    def piece_type(self) -> np.dtype[Any]:
        # Little-endian on purpose: the lowest piece of a word comes first on every machine.
        return np.dtype("u1") if self.slots.size == 1 << 8 else np.dtype("<u2")


Place = Callable[[DrawTable, NDArray[Any], np.random.Generator], None]

# --- from pmf to table ---------------------------------------------------------------------------------------------


def draw_table(pmf: NDArray[np.float64]) -> DrawTable:
    """The table to draw from `pmf`: float64, shape (K,), sum 1 within 1e-9, zeros allowed."""
    mass = integer_masses(pmf)
    # Small pieces are twice as fast while few of them come late: always for K <= 9, and whenever slots fit exactly.
    few = 8
    piece_bits = 8 if (1 << 8) - int((mass >> (MASS_BITS - 8)).sum()) <= few else 16
    slot_mass = 1 << (MASS_BITS - piece_bits)
    counts, rest = np.divmod(mass, slot_mass)
    first_late = int(counts.sum())
    slots = np.zeros(1 << piece_bits, np.min_scalar_type(pmf.size - 1))
    slots[:first_late] = np.repeat(np.arange(pmf.size, dtype=slots.dtype), counts)
    late_mass = (slots.size - first_late) * slot_mass
    late = integer_masses(rest / late_mass) if late_mass else mass  # mass: never asked
    return DrawTable(slots, first_late, *alias_entries(late))


def integer_masses(pmf: NDArray[np.float64]) -> NDArray[np.int64]:
    """Non-negative int64 masses that sum to 2^62 exactly, each within two units of pmf / sum(pmf) * 2^62."""
    scaled = np.ldexp(pmf, MASS_BITS)  # exact: only the exponent moves
    mass = scaled.astype(np.int64)
    part = scaled - mass  # exact, in [0, 1)
    # The pmf may miss 1 by a little. Spread that in proportion; the correction is so small that floats carry it well.
    excess = float(int(mass.sum()) - TOTAL_MASS) + float(part.sum())
    mass += np.floor(part - scaled * (excess / (TOTAL_MASS + excess))).astype(np.int64)
    # Rounding down lost less than one unit a symbol: give it back, one unit a symbol, first come first served.
    missing = TOTAL_MASS - int(mass.sum())
    mass[np.flatnonzero(pmf)[: max(missing, 0)]] += 1
    mass[np.argmax(mass)] += TOTAL_MASS - int(mass.sum())  # a unit, if floats erred at all: now the sum is exact
    return mass


def alias_entries(mass: NDArray[np.int64]) -> tuple[NDArray[np.uint64], int]:
    """Packed alias columns for int64 masses that sum to 2^62: (entries, column_bits).

    2^b columns share the mass equally. Column c keeps `threshold` units for symbol c and hands the rest of its room to
    one other symbol, its alias. Light symbols (less than a column) lie in a row, their gaps end to end; so lie the
    heavy ones, their surplus end to end; both rows are equally long:

        gaps     |--- 0 ---|- 1 -|------ 2 ------|--- 3 ---|
        surplus  |------- A -------|---- B ----|---- C ----|

    A gap is filled, whole, by the heavy symbol over its start: 0, 1 and 2 by A, 3 by B. Where A's last gap reaches
    past A's own end, A has given more than its surplus, and what it then lacks itself comes from the next one, B.
    """
    bits = max(1, (mass.size - 1).bit_length())
    room = 1 << (MASS_BITS - bits)
    threshold = np.zeros(1 << bits, np.int64)
    threshold[: mass.size] = mass  # columns beyond K belong to no symbol: all gap
    alias = np.arange(1 << bits)

    light, heavy = np.flatnonzero(threshold < room), np.flatnonzero(threshold >= room)
    gap_edges = np.concatenate([[0], np.cumsum(room - threshold[light])])
    gap_starts = gap_edges[:-1]
    surplus_ends = np.cumsum(threshold[heavy] - room)

    alias[light] = heavy[np.searchsorted(surplus_ends, gap_starts, side="right")]
    alias[heavy[:-1]] = heavy[1:]
    reach = gap_edges[np.searchsorted(gap_starts, surplus_ends, side="left")]  # where the last gap it fills ends
    threshold[heavy] = room - (reach - surplus_ends)

    # A full column's threshold, `room`, would need one bit more; it is its own alias, so any threshold will do.
    full = np.flatnonzero(threshold == room)
    alias[full], threshold[full] = full, 0
    return (threshold.astype(np.uint64) << np.uint64(bits)) | alias.astype(np.uint64), bits


# --- from words to symbols -----------------------------------------------------------------------------------------


def random_words(rng: np.random.Generator, n: int) -> NDArray[np.uint64]:
    return rng.integers(0, 1 << 64, size=n, dtype=np.uint64)


def random_pieces(table: DrawTable, rng: np.random.Generator) -> NDArray[Any]:
    words = random_words(rng, BLOCK * table.piece_type.itemsize // 8)
    return words.astype("<u8", copy=False).view(table.piece_type)


def place_plain(table: DrawTable, symbols: NDArray[Any], rng: np.random.Generator) -> None:
    """Fill `symbols` with the first of a block: the rule itself, in numpy."""
    pieces = random_pieces(table, rng)
    words = random_words(rng, int(np.count_nonzero(pieces >= table.first_late))) >> SPARE_BITS
    pieces = pieces[: symbols.size]
    late = np.flatnonzero(pieces >= table.first_late)
    words = words[: late.size]

    table.slots.take(pieces, out=symbols)
    bits, mask = np.uint64(table.column_bits), np.uint64(table.entries.size - 1)
    columns, heights = words & mask, words >> bits
    entries = table.entries[columns]
    symbols[late] = np.where(heights < entries >> bits, columns, entries & mask)


def place_bulk(table: DrawTable, symbols: NDArray[Any], rng: np.random.Generator) -> None:
    """Fill `symbols` with the whole of a block: the same symbols from the same words, by kernels."""
    from simulate.kernels import place_late, place_pieces  # see kernels_pay

    late = np.empty(BLOCK, np.uint32)
    count = place_pieces(random_pieces(table, rng), table.slots, np.int32(table.first_late), symbols, late)
    if count:
        place_late(random_words(rng, count), table.entries, table.column_bits, late, symbols)


def draw(table: DrawTable, n: int, rng: np.random.Generator, place: Place | None = None) -> NDArray[Any]:
    """n symbols from `table`, in the table's own dtype. Advances `rng` by whole blocks.

    place: the engine for whole blocks; if None, the compiled one where it pays. The rest goes through numpy.
    """
    if place is None:
        place = place_bulk if kernels_pay(n, cold=BULK_FROM) else place_plain
    symbols = np.empty(n, dtype=table.slots.dtype)
    whole = n - n % BLOCK
    for start in range(0, whole, BLOCK):
        place(table, symbols[start : start + BLOCK], rng)
    if whole < n:
        place_plain(table, symbols[whole:], rng)
    return symbols
