"""Shannon codes: each symbol gets the length that its own probability asks for.

    length(x) = ceil(-log2 q(x))

Since -log2 q <= length < -log2 q + 1 holds symbol by symbol, it holds on average under any P:
H(P,Q) <= L < H(P,Q) + 1, matched or mismatched. Huffman codes promise that only for P = Q.

Source: Shannon, A Mathematical Theory of Communication (1948), section 9.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coding.distribution import Distribution
from coding.lengths import kraft_sum
from coding.prefix_code import PrefixCode


def shannon_code(distribution: Distribution) -> PrefixCode:
    """The canonical code with Shannon's lengths.

    Symbols of probability zero get no codeword; a single symbol gets the codeword 0 (see `huffman_code`).
    """
    lengths = shannon_lengths(distribution)
    return PrefixCode.from_lengths(distribution.alphabet, lengths, distribution=distribution)


def shannon_lengths(distribution: Distribution) -> NDArray[np.int64]:
    """ceil(-log2 q) for each symbol, exactly; at least 1, and 0 where the probability is zero: shape (K,).

    A float is m 2^e with 1/2 <= m < 1, so its length is 1 - e: no logarithm is taken, none is rounded.
    """
    support = distribution.support
    if np.count_nonzero(support) == 1:
        return support.astype(np.int64)
    lengths = np.where(support, 1 - np.frexp(distribution.pmf)[1], 0).astype(np.int64)
    # Floats may round a share to 0 or 1, and a pmf may exceed 1 in sum. Where that shows, exact shares decide.
    rounded_away = support & ((distribution.pmf == 0) | (lengths == 0))
    return _exact_lengths(distribution) if rounded_away.any() or kraft_sum(lengths) > 1 else lengths


def _exact_lengths(distribution: Distribution) -> NDArray[np.int64]:
    """The smallest length with weight 2^length >= total, in exact arithmetic."""
    ratios = [weight.as_integer_ratio() for weight in distribution.weights.tolist()]
    scale = max(denominator for _, denominator in ratios)  # all are powers of two, so each divides the largest
    weights = [numerator * (scale // denominator) for numerator, denominator in ratios]
    total = sum(weights)
    return np.array([(-(-total // weight) - 1).bit_length() if weight else 0 for weight in weights])
