"""Entropy, cross entropy and their kin, in bits.

    entropy            H(P)    = - sum_x p(x) log2 p(x)
    cross entropy      H(P,Q)  = - sum_x p(x) log2 q(x)
    relative entropy   D(P‖Q)  =   sum_x p(x) log2 (p(x) / q(x))  =  H(P,Q) - H(P)  >=  0

with 0 log 0 = 0, and infinity where p(x) > 0 meets q(x) = 0. Symbols are matched by name, not by
place: one that only P has counts as q(x) = 0, one that only Q has as p(x) = 0.

Source: Cover & Thomas, Elements of Information Theory (2nd ed., 2006), chapter 2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coding.distribution import Distribution
from coding.errors import DistributionError


def self_information(probability: ArrayLike) -> NDArray[np.float64]:
    """-log2 p in bits, for a number or an array of any shape; inf at 0.

    Raises DistributionError if a value is not in [0, 1].
    """
    p = np.asarray(probability, dtype=np.float64)
    wrong = ~((p >= 0) & (p <= 1))
    if wrong.any():
        raise DistributionError(f"a probability lies in [0, 1], and {p[wrong].flat[0]} does not")
    with np.errstate(divide="ignore"):
        return 0.0 - np.log2(p)  # not -log2(p), which is -0.0 at p = 1


def entropy(P: Distribution) -> float:
    """H(P) in bits per symbol: 0 <= H(P) <= log2 K."""
    return expectation(P.pmf, self_information(np.minimum(P.pmf, 1)))


def cross_entropy(P: Distribution, Q: Distribution) -> float:
    """H(P,Q) in bits per symbol: what an ideal coder for Q pays for symbols of P. inf where Q rules one out."""
    return expectation(P.pmf, self_information(np.minimum(Q.pmf_on(P.alphabet), 1)))


def relative_entropy(P: Distribution, Q: Distribution) -> float:
    """D(P‖Q) in bits per symbol, also called the KL divergence: the price of believing Q. Not symmetric."""
    q = Q.pmf_on(P.alphabet)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        surplus = np.log2(P.pmf) - np.log2(q)
    # the terms may be of either sign; their sum is not, but for rounding
    return max(0.0, expectation(P.pmf, surplus))


def perplexity(P: Distribution) -> float:
    """2^H(P): as uncertain as a fair choice among that many symbols."""
    return math.exp2(entropy(P))


def jensen_shannon(P: Distribution, Q: Distribution) -> float:
    """The Jensen-Shannon divergence in bits: the mean of D(P‖M) and D(Q‖M), M = (P + Q) / 2. In [0, 1].

    Source: Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37 (1991).
    """
    union = P.alphabet | Q.alphabet
    p, q = P.pmf_on(union), Q.pmf_on(union)
    middle = (p + q) / 2

    def divergence(pmf: NDArray[np.float64]) -> float:
        ratio = np.divide(pmf, middle, out=np.ones_like(pmf), where=pmf > 0)
        return expectation(pmf, np.log2(ratio))

    return min(1.0, max(0.0, (divergence(p) + divergence(q)) / 2))


def expectation(pmf: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """sum p(x) v(x) over the symbols with p(x) > 0, so that 0 times infinity counts nothing; v is never -inf.

    Summed around the value of the likeliest symbol: so the mean of a constant is that constant exactly, also
    where the pmf is off 1 by rounding.
    """
    occurs = pmf > 0
    p, v = pmf[occurs], values[occurs]
    if np.isinf(v).any():
        return math.inf
    pivot = float(v[p.argmax()])
    return pivot + math.fsum(p * (v - pivot))
