"""Entropies and divergences against algebra, and scipy as another implementation."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy as scipy_entropy

from coding import (
    Distribution,
    DistributionError,
    cross_entropy,
    entropy,
    jensen_shannon,
    perplexity,
    relative_entropy,
    self_information,
)


def test_the_founding_example(P, Q):
    P, Q = P.distribution, Q.distribution
    assert (entropy(P), entropy(Q)) == (2, 1.75)
    assert (cross_entropy(P, Q), cross_entropy(Q, P)) == (2.25, 2)
    assert (relative_entropy(P, Q), relative_entropy(Q, P)) == (0.25, 0.25)
    assert perplexity(P) == 4


def test_against_scipy():
    rng = np.random.default_rng(5)
    for size in (2, 10, 1000):
        P, Q = (Distribution.from_counts(rng.random(size)) for _ in range(2))
        assert entropy(P) == pytest.approx(scipy_entropy(P.pmf, base=2), abs=1e-12)
        assert relative_entropy(P, Q) == pytest.approx(scipy_entropy(P.pmf, Q.pmf, base=2), abs=1e-12)
        assert jensen_shannon(P, Q) == pytest.approx(jensenshannon(P.pmf, Q.pmf, base=2) ** 2, abs=1e-12)
        assert cross_entropy(P, Q) == pytest.approx(entropy(P) + relative_entropy(P, Q), abs=1e-12)


def test_symbols_are_matched_by_name():
    P = Distribution({"A": 0.5, "B": 0.5})
    Q = Distribution({"B": 0.25, "C": 0.25, "A": 0.5})
    assert cross_entropy(P, Q) == 1.5
    assert cross_entropy(Q, P) == math.inf
    assert relative_entropy(Q, P) == math.inf
    assert jensen_shannon(P, Distribution({"X": 1.0})) == 1


def test_nothing_is_lost_on_certainty():
    P = Distribution({"A": 1.0, "B": 0.0})
    assert entropy(P) == 0
    assert math.copysign(1, entropy(P)) == 1, "not minus zero"
    assert relative_entropy(P, P) == 0
    assert jensen_shannon(P, P) == 0


def test_the_mean_of_a_constant_is_that_constant():
    """Ten times .1 is off 1 by rounding; log2(10) must not be."""
    assert entropy(Distribution(dict.fromkeys(range(10), 0.1))) == math.log2(10)


def test_self_information():
    assert self_information([1, 0.5, 0.125, 0]).tolist() == [0, 1, 3, math.inf]
    for wrong in (-0.1, 1.1, math.nan):
        with pytest.raises(DistributionError, match="lies in"):
            self_information([0.5, wrong])
