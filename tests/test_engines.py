"""Both engines write the same bits and read them back the same; what is damaged, both refuse with the same words."""

import numpy as np
import pytest
from bitarray import bitarray
from bitarray.util import int2ba
from hypothesis import given
from hypothesis import strategies as st

from coding import (
    CorruptStreamError,
    Distribution,
    PrefixCode,
    TruncatedStreamError,
    UnknownSymbolError,
    huffman_code,
    shannon_code,
)
from coding.bulk import BulkEngine
from coding.codewords import Codewords
from coding.engine import LONGEST_IN_BULK, Engines
from coding.kernels.decode import LONGEST as LONGEST_DECODED
from coding.kernels.encode import LONGEST as LONGEST_ENCODED
from coding.lengths import canonical_values
from tests.strategies import distributions

BLOCK = 256  # small, so that short messages have several; a multiple of 8, as the encoder needs
REMAINDERS = [0, 1, 2, 3, 7, 8, 9, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 7 * BLOCK + 13]


def both(code, dtype=None):
    """(reference engine, bulk engine) of a code."""
    engines = Engines(code._words, dtype or code.alphabet.index_dtype)
    return engines.reference, engines.bulk


def check_same(code, indices, block=BLOCK):
    """Bits, offsets, and decoding in full, without the index, and in part."""
    reference, bulk = both(code, indices.dtype)
    bits, offsets = reference.encode(indices, block)
    ours, our_offsets = bulk.encode(indices, block)
    assert ours == bits
    assert ours.tobytes() == bits.tobytes()
    assert our_offsets.tolist() == offsets.tolist()
    n = len(indices)
    for engine in (reference, bulk):
        assert np.array_equal(engine.decode(bits), indices)
        whole = engine.decode_blocks(bits, offsets, block, n, whole=True)
        assert np.array_equal(whole, indices)
        assert whole.dtype == indices.dtype
        if n > block:
            wanted = min(5, n - block)
            part = engine.decode_blocks(bits, offsets[1:3], block, wanted, whole=False)
            assert np.array_equal(part, indices[block : block + wanted])


def dtypes(size):
    return [dtype for dtype in (np.uint8, np.uint16, np.uint32) if size - 1 <= np.iinfo(dtype).max]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 16, 17, 100, 255, 256, 257, 5000, 65536, 65537, 70000])
@pytest.mark.parametrize("exponent", [0, 1.2, 3])
def test_huffman_codes_of_every_size(size, exponent):
    P = Distribution.zipf(size, exponent)
    code = huffman_code(P)
    rng = np.random.default_rng(size)
    for dtype in dtypes(size):
        matched = rng.choice(size, 3000, p=P.pmf).astype(dtype)
        mismatched = rng.integers(0, size, 3000).astype(dtype)  # the long codewords too
        for n in REMAINDERS if size < 1000 else (0, 1, BLOCK, 7 * BLOCK + 13):
            check_same(code, matched[:n])
            check_same(code, mismatched[:n])


@pytest.mark.parametrize("size", [1, 2, 4, 6, 20, 300])
def test_every_remainder(size):
    code = huffman_code(Distribution.uniform(size))
    for dtype in dtypes(size):
        indices = np.random.default_rng(1).integers(0, size, 600).astype(dtype)
        for n in [*range(70), *range(250, 262), *range(500, 530)]:
            check_same(code, indices[:n])
            check_same(code, indices[n:], 32)  # and every alignment


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"])
@pytest.mark.parametrize("size", [4, 100, 1000])
@pytest.mark.parametrize("n", [100, 5000])
def test_indices_of_every_integer_type(dtype, size, n):
    """Through the API, on either engine: 100 symbols go by the reference engine, 5,000 by the kernels."""
    code = huffman_code(Distribution.zipf(size, 1.1))
    top = min(size, np.iinfo(dtype).max)
    indices = np.random.default_rng(2).integers(0, top, n).astype(dtype)
    stream = code.encode_indices(indices)
    assert stream.decode_indices().tolist() == indices.tolist()
    assert stream.decode_indices().dtype == code.alphabet.index_dtype
    assert stream.bits == code.encode(indices), "a message of integers is its own indices here"


@given(distributions(), st.sampled_from([huffman_code, shannon_code]), st.data())
def test_random_codes(P, build, data):
    code = build(P)
    if code.lengths.max() > LONGEST_IN_BULK:
        code = build(P.smoothed(1))
    encodable = np.flatnonzero(code.lengths)
    seed, n = data.draw(st.integers(0, 2**32 - 1)), data.draw(st.sampled_from(REMAINDERS))
    indices = encodable[np.random.default_rng(seed).integers(0, len(encodable), n)]
    check_same(code, indices.astype(code.alphabet.index_dtype))


def ladder(longest, size):
    """Lengths 1, 2, 3, ..., longest, then longest again as often as Kraft allows: incomplete, or just complete."""
    lengths = list(range(1, longest + 1)) + [longest] * min(size - longest, 1)
    return PrefixCode.from_lengths(range(len(lengths)), lengths)


@pytest.mark.parametrize("longest", [2, 3, 7, 8, 12, 13, 14, 24, 25, 26, 28, 29, 31, 32, 33, 40, 56, 57])
@pytest.mark.parametrize("complete", [False, True])
def test_long_codewords(longest, complete):
    code = ladder(longest, longest + complete)
    rng = np.random.default_rng(longest)
    size = len(code.lengths)
    common = rng.geometric(0.5, 5 * BLOCK + 13).clip(max=size) - 1
    for indices in (common, rng.integers(0, size, 5 * BLOCK + 13), np.full(BLOCK + 1, size - 1)):
        check_same(code, indices.astype(np.uint8))


@pytest.mark.parametrize("longest", [58, 63, 64, 65, 100, 300])
def test_longer_codewords_go_by_the_reference_engine(longest):
    code = ladder(longest, longest + 1)
    assert code._engines.for_size(1 << 30) is code._engines.reference
    indices = np.random.default_rng(1).integers(0, longest + 1, 3 * BLOCK)
    stream = code.encode_indices(indices)
    assert stream.decode_indices().tolist() == indices.tolist()


def test_57_bits_are_what_the_kernels_hold():
    assert LONGEST_IN_BULK == LONGEST_ENCODED == LONGEST_DECODED


@pytest.mark.parametrize("size", [2, 3, 17, 300, 5000])
def test_codewords_by_hand(size):
    """Random complete trees, codewords in no order; and the same with every third codeword missing."""
    rng = np.random.default_rng(size)
    leaves = [""]
    while len(leaves) < size:
        leaf = leaves.pop(int(rng.integers(len(leaves))) if rng.random() < 0.5 else 0)
        leaves += [leaf + "0", leaf + "1"]
    rng.shuffle(leaves)
    for words in (leaves, [None if place % 3 == 0 else word for place, word in enumerate(leaves)]):
        code = PrefixCode(dict(enumerate(words)))
        assert code.lengths.max() <= LONGEST_IN_BULK
        encodable = np.flatnonzero(code.lengths)
        indices = encodable[rng.integers(0, len(encodable), 5 * BLOCK + 13)]
        check_same(code, indices.astype(code.alphabet.index_dtype))


def test_several_pieces_and_any_block_size():
    """More symbols than the encoder takes in one go (2^20), so that pieces begin in the middle of a word."""
    rng = np.random.default_rng(8)
    for code, size in ((huffman_code(Distribution.zipf(4, 1)), 4), (huffman_code(Distribution.zipf(1000, 1)), 1000)):
        check_same(code, rng.integers(0, size, (1 << 20) + 12345).astype(code.alphabet.index_dtype), 1 << 14)


@pytest.mark.parametrize("offset", range(1, 9))
def test_views_that_are_not_aligned(offset):
    code = huffman_code(Distribution.zipf(4, 1))
    check_same(code, np.random.default_rng(1).integers(0, 4, 1000).astype(np.uint8)[offset:])


def test_bits_of_either_endianness_and_frozen_ones():
    code = huffman_code(Distribution.zipf(100, 1))
    indices = np.arange(100, dtype=np.uint8)
    _, bulk = both(code)
    bits, _ = bulk.encode(indices, BLOCK)
    assert bits.buffer_info().endian == "big"
    for other in (bitarray(bits, endian="little"), bits.copy()):
        assert np.array_equal(bulk.decode(other), indices)


@pytest.mark.parametrize("n", [10, 5000, (1 << 20) + 5000])
@pytest.mark.parametrize("place", [0, 3, -1])
@pytest.mark.parametrize(("weights", "index", "message"), [
    ([4, 1, 1, 2], 4, "index 4 at position {} is outside 0..3"),
    ([4, 1, 0, 2], 2, "symbol 2 at position {} has no codeword"),
    ([*range(1, 300)], 299, "index 299 at position {} is outside 0..298"),
    ([*range(300)], 0, "symbol 0 at position {} has no codeword"),
    ([1] * 70000, 70000, "index 70000 at position {} is outside"),
])  # fmt: skip
def test_an_index_without_a_codeword_is_named_by_either_engine(n, place, weights, index, message):
    code = huffman_code(Distribution.from_counts(weights))
    indices = np.full(n, 1, dtype=code.alphabet.index_dtype)
    indices[place] = index
    indices[n - 1] = index  # the first one is named
    with pytest.raises(UnknownSymbolError) as raised:
        code.encode_indices(indices)
    assert message.format(place % n) in str(raised.value)


def outcome(engine, bits, offsets, n):
    """What decoding gives: the indices, or the error's class and words."""
    try:
        return engine.decode_blocks(bits, offsets, BLOCK, n, whole=True).tolist()
    except (CorruptStreamError, TruncatedStreamError) as error:
        return type(error), str(error)


def outcome_without_index(engine, bits):
    try:
        return engine.decode(bits).tolist()
    except (CorruptStreamError, TruncatedStreamError) as error:
        return type(error), str(error)


CODES = {
    "founding": huffman_code(Distribution.from_counts([4, 1, 1, 2])),
    "one symbol": huffman_code(Distribution.uniform(1)),
    "zipf 256": huffman_code(Distribution.zipf(256, 1.2)),
    "zipf 5000": huffman_code(Distribution.zipf(5000, 1.1)),
    "shannon, incomplete": shannon_code(Distribution.zipf(100, 1.5)),
    "shannon, incomplete, large": shannon_code(Distribution.zipf(3000, 1.0)),
    "ladder of 57": ladder(57, 58),
    "ladder of 57, incomplete": ladder(57, 57),
    "by hand": PrefixCode(dict(enumerate(["1", "011", "010", "0011", "00101", "0000"]))),
    "uniform 300": huffman_code(Distribution.uniform(300)),
}
DAMAGE = ["flip", "many flips", "cut", "insert", "swap", "offset", "random offset", "offsets sorted", "random bits"]


def damaged(kind, bits, offsets, rng):
    """A damaged copy of bits and offsets; offsets stay in order and inside the bits, as a BitStream sees to."""
    bits, offsets = bits.copy(), offsets.copy()
    place, n_bytes = int(rng.integers(len(bits))), len(bits) // 8 + 1
    if kind == "flip":
        bits.invert(place)
    elif kind == "many flips":
        for _ in range(20):
            bits.invert(int(rng.integers(len(bits))))
    elif kind == "cut":
        del bits[place : place + int(rng.integers(1, 200))]
    elif kind == "insert":
        bits[place:place] = int2ba(int(rng.integers(1 << 30)), 30)
    elif kind == "swap":
        bits = bits[place:] + bits[:place]
    elif kind == "offset":
        offsets[rng.integers(len(offsets))] += rng.integers(-3, 4)
    elif kind == "random offset":
        offsets[rng.integers(len(offsets))] = rng.integers(0, len(bits) + 1)
    elif kind == "offsets sorted":
        offsets = rng.integers(0, len(bits) + 1, len(offsets))
    elif kind == "random bits":
        bits.clear()
        bits.frombytes(rng.bytes(n_bytes))
    offsets = np.sort(offsets.clip(0, len(bits)))
    offsets[-1] = len(bits)
    return bits, offsets.astype(np.int64)


@pytest.mark.parametrize("name", CODES)
def test_ten_thousand_corruptions(name):
    """1,000 for each of ten codes: both engines give the same error, or the same other message of the same length."""
    code = CODES[name]
    rng = np.random.default_rng(len(name))
    reference, bulk = both(code)
    n = 6 * BLOCK + 11
    indices = rng.integers(0, len(code.lengths), n).astype(code.alphabet.index_dtype)
    bits, offsets = reference.encode(indices, BLOCK)
    errors = 0
    for turn in range(1000):
        bad_bits, bad_offsets = damaged(DAMAGE[turn % len(DAMAGE)], bits, offsets, rng)
        expected = outcome(reference, bad_bits, bad_offsets, n)
        assert outcome(bulk, bad_bits, bad_offsets, n) == expected
        errors += isinstance(expected, tuple)
        if turn % 10 == 0:
            assert outcome_without_index(bulk, bad_bits) == outcome_without_index(reference, bad_bits)
    assert errors > 300, "damage is noticed more often than not"


def test_a_damaged_stream_says_so_through_the_api():
    """BitStream and PrefixCode on the bulk engine (numba is imported above, so it is the one from 2^10 symbols on)."""
    code = CODES["zipf 256"]
    indices = np.random.default_rng(1).integers(0, 256, 100_000)
    stream = code.encode_indices(indices)
    assert isinstance(code._engines.for_size(len(indices)), BulkEngine)
    assert stream.decode_indices().tolist() == indices.tolist()
    assert stream[70_000:70_003].tolist() == indices[70_000:70_003].tolist()
    assert code.decode(stream.bits).tolist() == indices.tolist()
    del stream.bits[-1:]
    with pytest.raises(TruncatedStreamError, match="ends at bit"):
        stream.decode_indices()
    with pytest.raises(TruncatedStreamError, match="inside a codeword"):
        code.decode(stream.bits)
    stream = code.encode_indices(indices)
    stream.bits[1000:1010] = ~stream.bits[1000:1010]
    with pytest.raises(CorruptStreamError, match=r"the block in bits 0\.\.|the codeword that begins at bit"):
        stream.decode_indices()
    stream.offsets[2] = 2**62
    with pytest.raises(CorruptStreamError, match="out of order"):
        stream.decode_indices()


def test_numbers_of_codewords_by_hand():
    words = Codewords.given({"A": "0", "B": "101", "C": None})
    assert words.values.tolist() == [0, 5, 0]
    assert words.values.dtype == canonical_values(np.array([1])).dtype == np.uint64
