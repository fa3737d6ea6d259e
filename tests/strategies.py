"""Random distributions and messages: ties, zeros, and skew down to the smallest floats."""

from hypothesis import strategies as st

from coding import Distribution

TIED = st.integers(0, 4)
COUNTS = st.integers(0, 10**6)
SKEWED = st.integers(0, 300).map(lambda exponent: 2.0**-exponent)
FLOATS = st.floats(1e-9, 1.0)


@st.composite
def distributions(draw, smallest=2, largest=300, positive=False):
    """Distributions over 0..K-1 with at least two symbols of positive probability (all, if `positive`)."""
    kind = draw(st.sampled_from([TIED, COUNTS, SKEWED, FLOATS]))
    size = draw(st.integers(smallest, largest))
    weights = draw(st.lists(kind, min_size=size, max_size=size))
    weights = [max(weight, 1) for weight in weights] if positive and kind in (TIED, COUNTS) else weights
    if sum(weight > 0 for weight in weights) < 2:
        weights[0] = weights[1] = 1
    return Distribution.from_counts(weights)


@st.composite
def messages(draw, distribution, longest=200):
    """Lists of indices of symbols that can occur."""
    occurring = distribution.support.nonzero()[0].tolist()
    return draw(st.lists(st.sampled_from(occurring), max_size=longest))
