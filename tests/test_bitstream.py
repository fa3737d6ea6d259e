"""Streams: whole, in slices, and damaged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import CodingError, CorruptStreamError, Distribution, PrefixCode, TruncatedStreamError, huffman_code
from coding.bitstream import BLOCK

S = huffman_code(Distribution({"A": 0.5, "B": 0.125, "C": 0.125, "D": 0.25}))
MESSAGE = np.random.default_rng(3).integers(0, 4, 3 * BLOCK + 17).astype(np.uint8)


@pytest.mark.parametrize("n", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, len(MESSAGE)])
def test_round_trip_at_every_kind_of_end(n):
    stream = S.encode_indices(MESSAGE[:n])
    assert len(stream) == stream.n == n
    assert stream.bits == S.encode("".join("ABCD"[i] for i in MESSAGE[:n]))
    assert stream.decode_indices().tolist() == MESSAGE[:n].tolist()
    assert stream.decode_indices().dtype == np.uint8
    # by the definition of the index: the bits before symbol 0, BLOCK, ..., and in all
    bits_before = np.concatenate(([0], np.cumsum(S.lengths[MESSAGE[:n]])))
    assert stream.offsets.tolist() == [*bits_before[:n:BLOCK].tolist(), bits_before[-1]]


STREAM = S.encode_indices(MESSAGE)
ENDS = st.none() | st.integers(-2 * len(MESSAGE), 2 * len(MESSAGE)) | st.integers(BLOCK - 2, BLOCK + 2)


@given(ENDS, ENDS, st.sampled_from([None, 1, 2, 5, -1, -3]))
def test_slices_are_those_of_the_message(start, stop, step):
    assert STREAM[start:stop:step].tolist() == MESSAGE[start:stop:step].tolist()


@pytest.mark.parametrize("place", [0, 1, BLOCK - 1, BLOCK, len(MESSAGE) - 1, -1, -len(MESSAGE)])
def test_single_symbols(place):
    assert STREAM[place] == MESSAGE[place]


@pytest.mark.parametrize("place", [len(MESSAGE), -len(MESSAGE) - 1])
def test_beyond_the_end(place):
    with pytest.raises(IndexError):
        STREAM[place]


def test_a_slice_does_not_read_what_is_before_it():
    stream = S.encode_indices(MESSAGE)
    stream.bits[: BLOCK // 2] = 1  # block 0 is ruined: 111 is C, so it decodes to too many symbols or too few
    with pytest.raises(CorruptStreamError):
        stream.decode_indices()
    assert stream[BLOCK : BLOCK + 10].tolist() == MESSAGE[BLOCK : BLOCK + 10].tolist()


def test_bits_lost_at_the_end():
    stream = S.encode_indices(MESSAGE)
    del stream.bits[-1:]
    with pytest.raises(TruncatedStreamError, match=f"should have {len(stream.bits) + 1} bits"):
        stream.decode_indices()
    stream.bits.extend("11")
    with pytest.raises(CorruptStreamError, match="goes on to bit"):
        stream[:5]


@pytest.mark.parametrize("offset", [-1, 2**62, 0])
def test_offsets_out_of_order(offset):
    stream = S.encode_indices(MESSAGE)
    stream.offsets[2] = offset
    with pytest.raises(CorruptStreamError, match="out of order"):
        stream.decode_indices()


def test_an_offset_that_is_off_by_one():
    stream = S.encode_indices(MESSAGE)
    stream.offsets[1] += 1
    with pytest.raises(CodingError):
        stream.decode_indices()


def test_the_wrong_number_of_offsets():
    stream = S.encode_indices(MESSAGE)
    object.__setattr__(stream, "n", stream.n + BLOCK)
    with pytest.raises(CorruptStreamError, match="do not have 5 offsets"):
        stream.decode_indices()


@pytest.mark.parametrize(
    ("code", "all_noticed"), [(S, False), (PrefixCode({"A": "0", "B": "10", "C": "110", "D": "11100"}), True)]
)
def test_a_flipped_bit_is_an_error_or_another_message_of_the_same_length(code, all_noticed):
    """One flipped bit, 300 times. S has two codewords that differ in one bit, 110 and 111, so some flips give
    another valid message. In the incomplete code all lengths differ, and each of these flips shifts the end."""
    rng = np.random.default_rng(11)
    noticed = 0
    for _ in range(300):
        stream = code.encode_indices(MESSAGE[:200])
        stream.bits.invert(int(rng.integers(len(stream.bits))))
        try:
            assert len(stream.decode_indices()) == 200
            assert stream.decode_indices().tolist() != MESSAGE[:200].tolist()
        except (CorruptStreamError, TruncatedStreamError):
            noticed += 1
    assert noticed == 300 if all_noticed else 0 < noticed < 300


def test_rate_index_and_repr():
    assert STREAM.index_bits == 64 * 5, "three whole blocks, a remainder, and the end"
    assert STREAM.rate == len(STREAM.bits) / len(MESSAGE)
    assert np.isnan(S.encode_indices([]).rate)
    assert repr(S.encode_indices([0, 1])) == "BitStream(n=2, 4 bits)"
