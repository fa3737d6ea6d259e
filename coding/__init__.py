"""Prefix codes and the theory that prices them: no randomness in here, that is `simulate`.

Read in the order in which the data flows: alphabet, distribution, information; lengths, codewords, prefix_code,
huffman, shannon, tree; reference, bitstream; and, where speed matters, engine, bulk, kernels.
"""

from coding.alphabet import Alphabet
from coding.bitstream import BitStream
from coding.distribution import Distribution
from coding.errors import (
    CodingError,
    CorruptStreamError,
    DistributionError,
    KraftError,
    TruncatedStreamError,
    UnknownSymbolError,
)
from coding.huffman import huffman_code, huffman_merges
from coding.information import (
    cross_entropy,
    entropy,
    jensen_shannon,
    perplexity,
    relative_entropy,
    self_information,
)
from coding.prefix_code import PrefixCode
from coding.shannon import shannon_code

__all__ = [
    "Alphabet",
    "BitStream",
    "CodingError",
    "CorruptStreamError",
    "Distribution",
    "DistributionError",
    "KraftError",
    "PrefixCode",
    "TruncatedStreamError",
    "UnknownSymbolError",
    "cross_entropy",
    "entropy",
    "huffman_code",
    "huffman_merges",
    "jensen_shannon",
    "perplexity",
    "relative_entropy",
    "self_information",
    "shannon_code",
]
