"""Decoding a prefix code in bulk: a look-up yields several symbols, and several blocks are decoded in one loop.

The next t bits of the stream index a table whose entry holds every whole codeword found in those t bits: up to eight
bytes of symbols, how many of them count, and how many bits they took. Decoding is then

    entry = table[word >> (64 - t)];  store eight bytes;  at += entry.bytes;  word <<= entry.bits

a chain of about seven cycles that no processor can shorten, so `LANES` blocks (independent chains, thanks to the index
of bit offsets) take turns and fill the waiting time of each other.

One invariant keeps every access inside its array, whatever the bits: a *round* of a lane reads one word, eats at most
57 bits and writes at most `reach` bytes, and it runs only while the data left (`_rounds`) and the output left (`room`)
allow it. The last symbols of a block are decoded one at a time with every step checked (`decode_slowly`). Nothing is
written past the end of a block, because the lane of the next block may have been there already.

Codewords are kept sorted by their left-aligned value. Under any t-bit prefix they are neighbours, and where they all
have the same length and fill the prefix (as nearly everywhere in a canonical code) the rank of the codeword follows by
arithmetic: no second table. Everywhere else (hand-made codewords, the edges between two lengths, holes of an incomplete
code) a binary search finds it. So the tables hold 2^t + K entries for any code.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from coding.kernels.words import load_big, store_word

LANES = 5  # blocks decoded in one loop
STEPS = 4  # look-ups per word of 57 bits in the packed kernel: t <= 14
RANKED_STEPS = 2  # look-ups per word in the ranked kernel, so codewords up to 28 bits are read there
LONGEST_RANKED = 57 // RANKED_STEPS
LONGEST = 57  # the longest codeword that any bit position leaves whole in an aligned load of 64 bits

# The state of the lanes in one int64 array (three arrays would cost the race two registers): by lane, its next bit, its
# next byte of output, and the last byte of output from where a whole round may still be written.
POSITION, AT, ROOM = 0, LANES, 2 * LANES

U64 = np.uint64
U16 = np.uint16

SEARCH = U64(0)  # the entry of a prefix under which ranks do not follow by arithmetic


class DecodeTables(NamedTuple):
    """What the kernels look up, in the order in which they take it."""

    t: int  # bits of a look-up
    symbols: np.ndarray  # by rank in the order of left-aligned value; padded to a power of two, so that a mask keeps
    # every rank inside
    starts: np.ndarray  # by rank, uint64: the left-aligned value
    lengths: np.ndarray  # by rank, uint8
    ranks: np.ndarray  # by t-bit prefix, uint64: (rank - value) << 6 | length of every codeword there, or SEARCH
    words: np.ndarray  # by t-bit prefix, uint64: the symbols of one look-up; empty where the ranked kernel is better
    steps: np.ndarray  # by t-bit prefix, uint16: how many bytes of them << 8 | how many bits they took; likewise
    reach: int  # the most bytes that one round writes, counted from where it begins
    patience: int  # how many symbols to decode one by one where the tables do not know the next


# The tables.


def decode_tables(lengths, values, dtype):
    """Tables of the code with these `lengths` (0: no codeword) and right-aligned `values`, for symbols of `dtype`.

    The codewords are prefix-free, at least one, and have at most 57 bits.
    """
    used = np.flatnonzero(lengths)
    widths = lengths[used].astype(np.uint64)
    starts = values[used] << (U64(64) - widths)
    order = np.argsort(starts, kind="stable")
    starts, widths = starts[order], widths[order].astype(np.uint8)
    symbols = np.zeros(1 << max(0, used.size - 1).bit_length(), dtype=dtype)
    symbols[: used.size] = used[order]
    weights = 2.0 ** -widths.astype(float)  # the distribution that the code believes in
    weights /= weights.sum()
    packed = lengths.size <= 256
    t = 12
    ranks, unranked = _ranked_table(starts, widths, weights, t)
    while not packed and unranked > 1 / 64 and t < 16:
        t += 1
        ranks, unranked = _ranked_table(starts, widths, weights, t)
    size = symbols.itemsize
    words = np.zeros(1 << t if packed else 0, dtype=np.uint64)
    steps = np.zeros(words.size, dtype=np.uint16)
    if not packed:
        reach = (RANKED_STEPS - 1) * size + 8
        return DecodeTables(t, symbols, starts, widths, ranks, words, steps, reach, 1 + int(16 * unranked))
    _fill_words(ranks, symbols, t, size, words, steps)
    reach = (STEPS - 1) * int(steps.max() >> 8) + 8
    return DecodeTables(t, symbols, starts, widths, ranks, words, steps, reach, 1 + int(16 * weights[widths > t].sum()))


def _ranked_table(starts, widths, weights, t):
    """The ranks by t-bit prefix, and the probability that a symbol has to be searched."""
    ranks = np.full(1 << t, SEARCH)
    _fill_ranks(starts, widths, t, ranks)
    return ranks, weights[ranks[starts >> U64(64 - t)] == SEARCH].sum()


@njit(nogil=True, inline="always")
def _rank(entry, word, symbols):
    """The rank of the codeword of length entry & 63 that `word` begins with."""
    value = word >> ((U64(0) - entry) & U64(63))  # word >> (64 - length)
    return (value + (entry >> U64(6))) & U64(symbols.size - 1)


@njit(cache=True, nogil=True)
def _fill_ranks(starts, lengths, t, ranks):
    rank = 0
    while rank < starts.size:
        length = np.int64(lengths[rank])
        prefix = np.int64(starts[rank] >> U64(64 - t))
        value = starts[rank] >> U64(64 - length)
        entry = (U64(rank) - value) << U64(6) | U64(length)
        if length <= t:
            for i in range(prefix, prefix + (1 << (t - length))):
                ranks[i] = entry
            rank += 1
            continue
        after = rank  # the codewords rank .. after share the prefix
        alike = True
        while after < starts.size and np.int64(starts[after] >> U64(64 - t)) == prefix:
            alike &= np.int64(lengths[after]) == length
            after += 1
        if alike and length <= LONGEST_RANKED and after - rank == 1 << (length - t):
            ranks[prefix] = entry
        rank = after


@njit(cache=True, nogil=True)
def _fill_words(ranks, symbols, t, size, words, steps):
    for prefix in range(1 << t):
        rest = U64(prefix) << U64(64 - t)
        word = U64(0)
        taken = 0
        filled = 0
        while filled + size <= 8:
            entry = ranks[rest >> U64(64 - t)]  # zeros move in from the right, so only t - taken bits are known
            length = np.int64(entry & U64(63))
            if length == 0 or taken + length > t:
                break
            word |= U64(symbols[_rank(entry, rest, symbols)]) << U64(8 * filled)
            rest <<= U64(length)
            taken += length
            filled += size
        words[prefix] = word
        steps[prefix] = filled << 8 | taken


# One symbol, checked.


@njit(nogil=True, inline="always")
def word_at(data, position):
    """At least 57 bits from `position` on, left-aligned; beyond the end of the data come zeros."""
    byte = position >> 3
    word = load_big(data, byte) if byte <= data.size - 8 else _last_word(data, byte)
    return word << U64(position & 7)


@njit(cache=True, nogil=True)
def _last_word(data, byte):
    word = U64(0)
    for i in range(byte, byte + 8):
        word <<= U64(8)
        if i < data.size:
            word |= U64(data[i])
    return word


@njit(cache=True, nogil=True)
def search(word, starts, lengths):
    """The rank of the codeword that `word` begins with, or -1."""
    low = 0  # the last start at or below the word, by halving
    high = starts.size
    while low < high:
        middle = (low + high) >> 1
        if starts[middle] <= word:
            low = middle + 1
        else:
            high = middle
    rank = low - 1
    if rank >= 0 and (word - starts[rank]) >> U64(64 - np.int64(lengths[rank])) == U64(0):
        return rank
    return -1


@njit(cache=True, nogil=True)
def decode_slowly(data, limit, position, out, at, stop, t, symbols, starts, lengths, ranks):
    """Symbols at .. stop of `out`, one by one. Returns the position and the symbol where it ended: short of `stop` if
    no codeword begins there or if it would cross bit `limit`."""
    while at < stop:
        word = word_at(data, position)
        entry = ranks[word >> U64(64 - t)]
        rank = np.int64(_rank(entry, word, symbols))
        after = position + np.int64(entry & U64(63))
        if entry == SEARCH:
            rank = search(word, starts, lengths)
            if rank < 0:
                break
            after = position + np.int64(lengths[rank])
        if after > limit:
            break
        out[at] = symbols[U64(rank)]
        at += 1
        position = after
    return position, at


# One round of one lane, unchecked.


@njit(nogil=True, inline="always")
def _packed_round(data, out, words, steps, t, position, at):
    word = load_big(data, position >> 3) << U64(position & 7)
    used = U64(0)
    step = U16(0)
    for _ in range(STEPS):
        i = word >> U64(64 - t)
        step = steps[i]
        store_word(out, at, words[i])
        at += np.int64(step >> U16(8))
        word <<= U64(step) & U64(63)  # the low six bits, as the shift instruction takes them
        used += U64(step)
    return position + np.int64(used & U64(255)), at, step != U16(0)


@njit(nogil=True, inline="always")
def _ranked_round(data, out, symbols, ranks, t, position, at):
    word = load_big(data, position >> 3) << U64(position & 7)
    used = U64(0)
    length = U64(0)
    for _ in range(RANKED_STEPS):
        entry = ranks[word >> U64(64 - t)]
        length = entry & U64(63)
        store_word(out, at, U64(symbols[_rank(entry, word, symbols)]))
        at += symbols.itemsize
        word <<= length
        used += length
    return position + np.int64(used), at, length != U64(0)


# Many rounds.


@njit(cache=True, nogil=True)
def _race_packed(data, out, words, steps, t, lanes, rounds):
    """`rounds` rounds of all lanes. Returns -1, or the lane that stops before: no room, or a codeword not in the
    table."""
    for _ in range(rounds):
        for lane in range(LANES):
            at = lanes[AT + lane]
            if at > lanes[ROOM + lane]:
                return lane
            position, at, found = _packed_round(data, out, words, steps, t, lanes[POSITION + lane], at)
            lanes[POSITION + lane] = position
            lanes[AT + lane] = at
            if not found:
                return lane
    return -1


@njit(cache=True, nogil=True)
def _race_ranked(data, out, symbols, ranks, t, lanes, rounds):
    for _ in range(rounds):
        for lane in range(LANES):
            at = lanes[AT + lane]
            if at > lanes[ROOM + lane]:
                return lane
            position, at, found = _ranked_round(data, out, symbols, ranks, t, lanes[POSITION + lane], at)
            if not found:  # nothing of this round counts
                return lane
            lanes[POSITION + lane] = position
            lanes[AT + lane] = at
    return -1


@njit(cache=True, nogil=True)
def _run_packed(data, out, words, steps, t, position, at, room, rounds):
    for _ in range(rounds):
        if at > room:
            break
        position, at, found = _packed_round(data, out, words, steps, t, position, at)
        if not found:
            break
    return position, at


@njit(cache=True, nogil=True)
def _run_ranked(data, out, symbols, ranks, t, position, at, room, rounds):
    for _ in range(rounds):
        if at > room:
            break
        after, reached, found = _ranked_round(data, out, symbols, ranks, t, position, at)
        if not found:
            break
        position, at = after, reached
    return position, at


@njit(cache=True, nogil=True)
def _packed_steps(data, out, words, steps, t, position, at, stop):
    """Look-ups one at a time, while eight bytes may be read, and written before byte `stop`: the end of a block."""
    while at <= stop - 8 and position >> 3 <= data.size - 8:
        i = load_big(data, position >> 3) << U64(position & 7) >> U64(64 - t)
        step = steps[i]
        if step == U16(0):
            break
        store_word(out, at, words[i])
        at += np.int64(step >> U16(8))
        position += np.int64(step & U16(255))
    return position, at


@njit(nogil=True, inline="always")
def _rounds(data, position):
    """How many rounds, of 57 bits at most, find a whole word of data in front of them."""
    return ((data.size - 8) * 8 - position) // 57 + 1


# Blocks.


@njit(cache=True, nogil=True)
def decode_run(
    data, limit, position, out, out_bytes, at, stop, t, symbols, starts, lengths, ranks, words, steps, reach, patience
):
    """Symbols at .. stop of `out` on one lane, from bit `position` on. Returns the position and the symbol where it
    ended: short of `stop` if no codeword begins there or if it would cross bit `limit`.

    data is exactly as long as `limit` bits need; out_bytes is out.view(uint8); the rest is DecodeTables.
    """
    size = out.itemsize
    room = stop * size - reach
    while at * size <= room:
        rounds = _rounds(data, position)
        if rounds <= 0:
            break
        if words.size > 0:
            position, reached = _run_packed(data, out_bytes, words, steps, t, position, at * size, room, rounds)
        else:
            position, reached = _run_ranked(data, out_bytes, symbols, ranks, t, position, at * size, room, rounds)
        at = reached // size
        position, reached = decode_slowly(
            data, limit, position, out, at, min(at + patience, stop), t, symbols, starts, lengths, ranks
        )
        if reached == at:
            return position, at
        at = reached
    return decode_slowly(data, limit, position, out, at, stop, t, symbols, starts, lengths, ranks)


@njit(cache=True, nogil=True)
def decode_blocks(
    data, limit, bounds, out, out_bytes, block, t, symbols, starts, lengths, ranks, words, steps, reach, patience
):
    """Block i is symbols i * block .. (i + 1) * block of `out` (the last may be shorter) and bits bounds[i] ..
    bounds[i + 1].

    The caller vouches for 0 <= bounds <= limit (the bits in all), no more; a last bound of -1 lets the last block end
    anywhere. Returns the first block that does not end where the next begins, or -1. data is exactly as long as `limit`
    bits need; out_bytes is out.view(uint8); the rest is DecodeTables.
    """
    size = out.itemsize
    blocks = bounds.size - 1
    index = np.zeros(LANES, np.int64)  # which block a lane is at
    lanes = np.zeros(3 * LANES, np.int64)
    busy = 0
    loaded = 0
    bad = blocks
    while True:
        while busy < LANES and loaded < blocks:
            index[busy] = loaded
            lanes[POSITION + busy] = bounds[loaded]
            lanes[AT + busy] = loaded * block * size
            lanes[ROOM + busy] = min((loaded + 1) * block, out.size) * size - reach
            busy += 1
            loaded += 1
        rounds = _rounds(data, lanes[:LANES].max())
        if busy < LANES or rounds <= 0:
            break
        if words.size > 0:
            lane = _race_packed(data, out_bytes, words, steps, t, lanes, rounds)
        else:
            lane = _race_ranked(data, out_bytes, symbols, ranks, t, lanes, rounds)
        if lane < 0:
            continue
        at = lanes[AT + lane] // size
        stop = min((index[lane] + 1) * block, out.size)
        position = lanes[POSITION + lane]
        done = lanes[AT + lane] > lanes[ROOM + lane]
        if done and words.size > 0:
            position, at = _packed_steps(data, out_bytes, words, steps, t, position, lanes[AT + lane], stop * size)
            at //= size
        end = stop if done else min(at + patience, stop)
        position, reached = decode_slowly(data, limit, position, out, at, end, t, symbols, starts, lengths, ranks)
        bound = bounds[index[lane] + 1]
        if done and reached == stop and (position == bound or bound < 0):
            busy -= 1  # the last lane takes this place, and a new block the last place
            index[lane] = index[busy]
            lanes[lane::LANES] = lanes[busy::LANES]
        elif reached > at and not done:
            lanes[POSITION + lane] = position
            lanes[AT + lane] = reached * size
        else:
            break  # bad: the lanes end one by one, to find out who is the first
    while busy > 0 or (loaded < blocks and bad == blocks):
        if busy == 0:
            index[0], lanes[POSITION], lanes[AT] = loaded, bounds[loaded], loaded * block * size
            busy += 1
            loaded += 1
        busy -= 1
        stop = min((index[busy] + 1) * block, out.size)
        at = lanes[AT + busy] // size
        position, reached = decode_run(
            data,
            limit,
            lanes[POSITION + busy],
            out,
            out_bytes,
            at,
            stop,
            t,
            symbols,
            starts,
            lengths,
            ranks,
            words,
            steps,
            reach,
            patience,
        )
        bound = bounds[index[busy] + 1]
        if reached < stop or (position != bound and bound >= 0):
            bad = min(bad, index[busy])
    return bad if bad < blocks else -1
