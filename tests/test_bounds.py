"""Bernstein's bound is checked against exact binomial tails: no sampling, no luck."""

from statistics import NormalDist

import pytest
from scipy.stats import binom

from simulate.bounds import bernstein_deviation

CASES = [(n, p) for n in (1, 10, 100, 10_000, 10**7) for p in (0.5, 0.1, 1e-3, 1e-6)]


def exact_false_alarm(n, p, t):
    """Pr(|K/n - p| > t) for K binomial: a code with lengths 1 and 2 has exactly this law."""
    return binom.sf((p + t) * n, n, p) + binom.cdf((p - t) * n - 1e-9, n, p)


@pytest.mark.parametrize(("n", "p"), CASES)
@pytest.mark.parametrize("false_alarm", [0.05, 1e-3, 1e-6])
def test_the_false_alarm_probability_holds_for_every_n(n, p, false_alarm):
    t = bernstein_deviation(p * (1 - p), max(p, 1 - p), n, false_alarm)
    assert exact_false_alarm(n, p, t) <= false_alarm


def test_the_normal_law_does_not_keep_that_promise():
    """Which is why it is not used: at n = 10^4, p = 10^-6 it says one in a million and means one in a hundred."""
    n, p, false_alarm = 10_000, 1e-6, 1e-6
    t = NormalDist().inv_cdf(1 - false_alarm / 2) * (p * (1 - p) / n) ** 0.5
    assert exact_false_alarm(n, p, t) > 5e-3


def test_for_large_n_it_is_little_wider_than_the_normal_law():
    """sqrt(2 ln(2 * 10^6)) = 5.387 standard errors, against 4.892."""
    n, variance = 10**12, 0.6875
    assert bernstein_deviation(variance, 1.25, n, 1e-6) / (variance / n) ** 0.5 == pytest.approx(5.387, abs=1e-3)
