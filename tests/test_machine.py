"""Machines draw what they claim. False alarm of each chi-square check: 1e-6, with a fixed seed."""

import numpy as np
import pytest
from scipy.stats import chisquare

from coding import CodingError, Distribution, DistributionError
from simulate import Machine
from simulate.sampler import BLOCK

FALSE_ALARM = 1e-6
N = 200_000


def chi_square_p(indices, pmf):
    """The p-value of these draws under a pmf, over the symbols that can occur."""
    counts = np.bincount(indices, minlength=len(pmf))
    assert counts[pmf == 0].sum() == 0, "a symbol of probability zero was drawn"
    occurs = pmf > 0
    return chisquare(counts[occurs], counts.sum() * pmf[occurs] / pmf[occurs].sum()).pvalue


def off_by(pmf, share):
    """A pmf that has `share` of its likeliest symbol's probability moved to the next likeliest."""
    moved = pmf.copy()
    second, first = np.argsort(pmf)[-2:]
    moved[first] -= share
    moved[second] += share
    return moved


LAWS = {
    "2": Distribution({0: 0.3, 1: 0.7}),
    "4": Distribution({"A": 0.5, "B": 0.125, "C": 0.125, "D": 0.25}),
    "zeros": Distribution({0: 0.0, 1: 0.5, 2: 0.0, 3: 0.5, 4: 0.0}),
    "256": Distribution.zipf(256, 0.7),
    "300": Distribution.uniform(300),
}


@pytest.mark.parametrize("name", LAWS)
def test_draws_fit_the_distribution(name):
    law = LAWS[name]
    indices = Machine("M", law).sample_indices(N, rng=7)
    assert indices.dtype == law.alphabet.index_dtype
    assert chi_square_p(indices, law.pmf) > FALSE_ALARM


@pytest.mark.parametrize("name", LAWS)
def test_a_machine_that_is_off_is_noticed(name):
    """Two parts in a hundred, or all that the likeliest symbol has: 40 or more standard errors of its count."""
    law = LAWS[name]
    biased = off_by(law.pmf, min(0.02, law.pmf.max()))
    indices = Machine("M", Distribution.from_counts(biased)).sample_indices(N, rng=7)
    assert chi_square_p(indices, law.pmf) < FALSE_ALARM


def test_rare_symbols_and_impossible_ones():
    law = Distribution({"A": 1 - 2**-40, "B": 2**-40, "C": 0.0})
    counts = np.bincount(Machine("M", law).sample_indices(10**6, rng=1), minlength=3)
    assert counts.tolist() == [10**6, 0, 0]  # Pr(some B) = 10^6 / 2^40 = 9e-7


@pytest.mark.parametrize("name", ["4", "256", "300"])
def test_same_seed_same_symbols_however_they_are_asked_for(name):
    n = 2 * BLOCK + 1000
    machine = Machine("M", LAWS[name])
    whole = machine.sample_indices(n, rng=5)
    for size in (64 * 17, BLOCK - 1, BLOCK, 2 * BLOCK, n, n + 1):
        chunks = list(machine.chunks(n, size, rng=5))
        assert {len(chunk) for chunk in chunks[:-1]} <= {size}
        assert np.array_equal(np.concatenate(chunks), whole)
    for shorter in (0, 1, 100, BLOCK, BLOCK + 1):
        assert np.array_equal(machine.sample_indices(shorter, rng=5), whole[:shorter])
    rng = np.random.default_rng(5)
    parts = [machine.sample_indices(size, rng=rng) for size in (BLOCK, 0, BLOCK, 1000)]
    assert np.array_equal(np.concatenate(parts), whole), "a generator is advanced, not copied"
    assert not np.array_equal(machine.sample_indices(n, rng=6), whole)
    assert not np.array_equal(machine.sample_indices(n), machine.sample_indices(n))


def test_nothing_touches_the_global_generator():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - to see that it stays as it is
    Machine("M", LAWS["4"]).sample_indices(100)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_messages():
    message = Machine("M", LAWS["4"]).sample(50, rng=1)
    assert isinstance(message, str)
    assert set(message) <= set("ABCD")
    assert Machine("M", LAWS["4"]).sample(0) == ""


@pytest.mark.parametrize("n", [-1, 1.5, "10", None, True])
def test_how_many_symbols(n):
    with pytest.raises(CodingError, match=r"n is .*: it must be a whole number, 0 or more"):
        Machine("M", LAWS["4"]).sample_indices(n)


def test_chunk_sizes_are_positive():
    with pytest.raises(CodingError, match="chunk size is 0"):
        list(Machine("M", LAWS["4"]).chunks(10, 0))


@pytest.mark.parametrize("rng", [-1, "seed", 1.5])
def test_what_is_no_generator(rng):
    with pytest.raises(CodingError, match="rng is"):
        Machine("M", LAWS["4"]).sample_indices(1, rng=rng)


def test_a_mapping_is_taken_as_a_distribution():
    assert Machine("M", {"A": 1.0}) == Machine("M", Distribution({"A": 1.0}))
    with pytest.raises(DistributionError):
        Machine("M", {"A": 2.0})
