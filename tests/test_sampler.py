"""The sampler: exact in the table, the same on both engines, and fit for its pmf."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2

from simulate.kernels import place_pieces
from simulate.sampler import (
    BLOCK,
    DrawTable,
    alias_entries,
    draw,
    draw_table,
    integer_masses,
    place_bulk,
    place_plain,
    random_words,
)

FALSE_ALARM = 1e-6  # of each chi-square test below; seeds are fixed


def zipf(size, exponent):
    pmf = 1 / np.arange(1, size + 1) ** exponent
    return pmf / pmf.sum()


def normalised(weights):
    return weights / weights.sum()


random = np.random.default_rng(20)
PMFS = {
    "one": np.array([1.0]),
    "one of three": np.array([0.0, 1.0, 0.0]),
    "coin": np.array([0.5, 0.5]),
    "biased": np.array([0.3, 0.7]),
    "founding": np.array([0.5, 0.125, 0.125, 0.25]),
    "skewed": np.array([1 - 2.0**-40, 2.0**-41, 2.0**-41]),
    "skewed, rare first": np.array([2.0**-53, 1 - 2.0**-53]),
    "tiny ones": np.array([2.0**-63] * 1000 + [1.0] + [1e-300, 5e-324, 0.0]),
    "zeros": np.array([0.0, 0.2, 0.0, 0.5, 0.0, 0.3, 0.0]),
    "ten": normalised(random.random(10)),
    "uniform 3": np.full(3, 1 / 3),
    "uniform 255": np.full(255, 1 / 255),
    "uniform 256": np.full(256, 1 / 256),
    "zipf 256": zipf(256, 1.2),
    "zipf 257": zipf(257, 1.2),
    "random 1000, half zero": normalised(random.random(1000) * (random.random(1000) < 0.5)),
    "sums above 1": normalised(random.random(50)) * (1 + 9e-10),
    "sums below 1": normalised(random.random(50)) * (1 - 9e-10),
    "dyadic tail": np.append(2.0 ** -np.arange(1, 70), 2.0**-69),
    "uniform 65536": np.full(65536, 1 / 65536),
    "zipf 65536": zipf(65536, 1.1),
    "random 65536": normalised(random.exponential(size=65536)),
    "zipf 65537": zipf(65537, 1.1),
    "uniform 100000": np.full(100_000, 1e-5),
}
pmfs = pytest.mark.parametrize("pmf", PMFS.values(), ids=PMFS.keys())


def exact_law(table, size):
    """The probability of each symbol, as an integer over 2^(w + 62), counted from the table itself."""
    late_slots = table.slots.size - table.first_late
    law = [int(count) << 62 for count in np.bincount(table.slots[: table.first_late], minlength=size)]
    if late_slots:
        room = 1 << (62 - table.column_bits)
        for column, entry in enumerate(table.entries.tolist()):
            threshold, alias = entry >> table.column_bits, entry & (table.entries.size - 1)
            for symbol, mass in ((column, threshold), (alias, room - threshold)):
                if mass:
                    law[symbol] += late_slots * mass  # IndexError if a column beyond K kept any
    return law, table.slots.size << 62


@pmfs
def test_each_probability_is_exact_to_2_to_the_minus_59(pmf):
    law, whole = exact_law(draw_table(pmf), pmf.size)
    assert sum(law) == whole
    exact = [Fraction(p) for p in pmf.tolist()]
    total = sum(exact)
    for p, mass in zip(exact, law, strict=True):
        assert abs(Fraction(mass, whole) - p / total) <= Fraction(1, 2**59)
        assert p or not mass


@pmfs
def test_masses(pmf):
    mass = integer_masses(pmf)
    assert int(mass.sum()) == 2**62
    assert mass.min() >= 0
    assert not mass[pmf == 0].any()
    exact = [Fraction(p) for p in pmf.tolist()]
    total = sum(exact)
    assert max(abs(int(m) - p / total * 2**62) for m, p in zip(mass, exact, strict=True)) <= 2


@pytest.mark.parametrize("seed", range(50))
def test_alias_columns_hold_the_masses(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 100))
    mass = integer_masses(
        normalised(rng.random(size) ** rng.integers(1, 30) * (rng.random(size) < 0.8) + (np.arange(size) == 0))
    )
    entries, bits = alias_entries(mass)
    room = 1 << (62 - bits)
    held = np.zeros(entries.size, object)
    for column, entry in enumerate(entries.tolist()):
        assert 0 <= entry >> bits < room
        held[column] += entry >> bits
        held[entry & (entries.size - 1)] += room - (entry >> bits)
    assert held[:size].tolist() == mass.tolist()
    assert not held[size:].any()


@pmfs
@pytest.mark.parametrize("generator", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_both_engines_and_all_lengths_agree(pmf, generator):
    table = draw_table(pmf)

    def new():
        return np.random.Generator(getattr(np.random, generator)(5))

    plain_rng, bulk_rng = new(), new()
    plain, bulk = draw(table, 2 * BLOCK, plain_rng, place_plain), draw(table, 2 * BLOCK, bulk_rng, place_bulk)
    assert plain.dtype == bulk.dtype == np.min_scalar_type(pmf.size - 1)
    assert np.array_equal(plain, bulk)
    assert plain_rng.integers(1 << 62) == bulk_rng.integers(1 << 62)  # and both used the same words
    assert pmf[bulk].all()
    for n in (0, 1, 2, 3, 7, 8, 9, BLOCK - 1, BLOCK, BLOCK + 1):
        assert np.array_equal(draw(table, n, new()), bulk[:n])
    rng = new()
    assert np.array_equal(np.concatenate([draw(table, BLOCK, rng), draw(table, 9, rng)]), bulk[: BLOCK + 9])


def test_kernels_refuse_what_would_not_fit():
    pieces, slots = np.zeros(64, np.uint16), np.zeros(1 << 16, np.uint8)
    symbols, late = np.zeros(64, np.uint8), np.zeros(64, np.uint32)
    assert place_pieces(pieces, slots, np.int32(1), symbols, late) == 0
    for arguments in (
        (pieces, slots, np.int32(1), symbols[1:], late),
        (pieces, slots, np.int32(1), symbols, late[1:]),
        (pieces, slots[1:], np.int32(1), symbols, late),
        (pieces[:63], slots, np.int32(1), symbols, late),
    ):
        with pytest.raises(ValueError, match="too small"):
            place_pieces(*arguments)


class Words:
    """A generator of given words, in the shape of numpy's."""

    def __init__(self, *batches):
        self.batches = list(batches)

    def integers(self, low, high, size, dtype):
        assert (low, high, dtype) == (0, 1 << 64, np.uint64)
        return np.resize(np.array(self.batches.pop(0), np.uint64), size)


@pmfs
@pytest.mark.parametrize("place", [place_plain, place_bulk])
def test_words_at_the_edges_of_columns(pmf, place):
    table = draw_table(pmf)
    if table.first_late == table.slots.size:  # nothing is ever late: no word is asked for
        assert draw(table, BLOCK, Words([0], []), place).size == BLOCK
        return
    bits, mask = table.column_bits, table.entries.size - 1
    words, expected = [], []
    columns = range(table.entries.size) if table.entries.size < 5000 else range(0, table.entries.size, 97)
    for column in columns:
        threshold, alias = int(table.entries[column]) >> bits, int(table.entries[column]) & mask
        top = (1 << (62 - bits)) - 1
        for rest in {0, max(threshold - 1, 0), threshold, top}:
            words.append((rest << bits | column) << 2 | 3)
            expected.append(column if rest < threshold else alias)
    all_late = [2**64 - 1]
    n = len(words)
    assert n <= BLOCK
    assert np.array_equal(draw(table, BLOCK, Words(all_late, words), place)[:n], expected)
    assert pmf[expected].all()


@pytest.mark.parametrize("place", [place_plain, place_bulk])
def test_pieces_at_the_edges_of_slots(place):
    pmf = zipf(256, 1.2)
    table = draw_table(pmf)
    pieces = np.arange(65536, dtype="<u2")
    symbols = draw(table, BLOCK, Words(pieces.view("<u8"), [0]), place)[:65536]
    assert np.array_equal(symbols[: table.first_late], table.slots[: table.first_late])
    assert (np.bincount(symbols[: table.first_late], minlength=256) == np.floor(pmf * 65536)).all()


@pytest.mark.parametrize("generator", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_words_are_the_generators_own(generator):
    make = getattr(np.random, generator)
    words = random_words(np.random.Generator(make(5)), 100)
    if generator == "MT19937":  # its raw words have 32 bits
        high, low = make(5).random_raw(200).reshape(-1, 2).T
        assert np.array_equal(words, high << np.uint64(32) | low)
    else:
        assert np.array_equal(words, make(5).random_raw(100))


def surprise(counts, pmf):
    """The chi-square p-value; cells that expect fewer than 10 are pooled."""
    n = counts.sum()
    large = pmf * n >= 10
    observed, expected = counts[large].astype(float), pmf[large] * n
    if pmf[~large].sum() * n >= 10:
        observed, expected = np.append(observed, counts[~large].sum()), np.append(expected, pmf[~large].sum() * n)
    if observed.size < 2:
        return 1.0
    return chi2.sf(((observed - expected) ** 2 / expected).sum(), observed.size - 1)


def off_by_one_percent(pmf):
    """Every probability 1 % too high or too low, by turns along the support; then normalised."""
    wrong = pmf.copy()
    support = np.flatnonzero(pmf)
    wrong[support[::2]] *= 1.01
    wrong[support[1::2]] *= 0.99
    return wrong / wrong.sum()


# To see 1 % in every cell the noncentrality n * 1e-4 must dwarf the chi-square's own spread, sqrt(2 K).
CHI = {"coin": 1 << 21, "biased": 1 << 21, "founding": 1 << 21, "ten": 1 << 21, "zeros": 1 << 21, "zipf 256": 1 << 23,
       "uniform 255": 1 << 23, "zipf 65536": 1 << 26, "random 65536": 1 << 26, "uniform 65536": 1 << 26}  # fmt: skip


@pytest.mark.parametrize("name", CHI)
def test_chi_square(name):
    pmf, n, rng = PMFS[name], CHI[name], np.random.default_rng(1)
    table = draw_table(pmf)
    counts = np.zeros(pmf.size, np.int64)
    for _ in range(0, n, 1 << 21):
        counts += np.bincount(draw(table, 1 << 21, rng), minlength=pmf.size)
    assert not counts[pmf == 0].any()
    assert surprise(counts, pmf) > FALSE_ALARM
    assert surprise(counts, off_by_one_percent(pmf)) < FALSE_ALARM


def test_chi_square_of_late_draws_from_a_very_skewed_pmf():
    # 1 - 2^-10 and four rare ones; then the same with all pieces late, where the rare ones are 2^6 times less rare.
    pmf = np.array([1 - 2.0**-10, 2.0**-11 + 2.0**-20, 2.0**-12, 2.0**-13, 2.0**-13 - 2.0**-20])
    rng = np.random.default_rng(1)
    counts = np.bincount(draw(draw_table(pmf), 1 << 24, rng), minlength=5)
    assert surprise(counts, pmf) > FALSE_ALARM
    rare = np.array([1 - 2.0**-40, 2.0**-41, 2.0**-41])  # 2^26 draws: a rare one comes with probability 2^-14
    assert not draw(draw_table(rare), 1 << 26, rng).any()
    rest = integer_masses(zipf(300, 1.0))
    entries, bits = alias_entries(rest)
    only_late = DrawTable(np.zeros(1 << 16, np.uint16), 0, entries, bits)
    counts = np.bincount(draw(only_late, 1 << 23, rng), minlength=300)
    assert surprise(counts, zipf(300, 1.0)) > FALSE_ALARM
    assert surprise(counts, off_by_one_percent(zipf(300, 1.0))) < FALSE_ALARM


def test_large_alphabet():
    pmf = normalised(np.random.default_rng(3).random(1_000_000) * (np.arange(1_000_000) % 3 > 0))
    table = draw_table(pmf)
    plain, bulk = (draw(table, 3 * BLOCK, np.random.default_rng(1), place) for place in (place_plain, place_bulk))
    assert np.array_equal(plain, bulk)
    assert pmf[bulk].all()
    assert bulk.dtype == np.uint32
