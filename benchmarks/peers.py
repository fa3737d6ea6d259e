"""The peers, each checked by a round trip before it is timed, with what it does more or less than we do."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import constriction
import numpy as np
import zstandard
from bitarray import bitarray, decodetree
from dahuffman import HuffmanCodec
from zlib_ng import zlib_ng

from benchmarks.timing import Entry
from benchmarks.workloads import Workload

SLOW = 100_000  # symbols for peers that go symbol by symbol in Python

Pair = tuple[Entry, Entry]


def peers(work: Workload) -> list[Pair]:
    """(encode, decode) of each peer that takes this workload."""
    builders: list[Callable[[Workload], Pair]] = [
        with_bitarray,
        with_zstandard,
        partial(with_deflate, zlib, "zlib"),
        partial(with_deflate, zlib_ng, "zlib-ng"),
        with_constriction_ans,
        with_constriction_range,
        with_constriction_huffman,
        with_dahuffman,
    ]
    return [build(work) for build in builders]


def with_bitarray(work: Workload) -> Pair:
    codewords = dict(enumerate(work.code.codewords.values()))
    message = work.indices.tolist()
    bits = bitarray()
    bits.encode(codewords, message)
    assert bits == work.code.encode_indices(work.indices).bits, "bit for bit the same"
    tree = decodetree(codewords)
    assert list(bits.decode(tree)) == message
    n = len(message)
    return (
        Entry("bitarray.encode(list)", lambda: bitarray().encode(codewords, message), n, "the same bits, no index"),
        Entry("bitarray.decode", lambda: list(bits.decode(tree)), n, "to a list"),
    )


def compressed(name: str, note: str, work: Workload, compress: Any, decompress: Any) -> Pair:
    data = work.indices.tobytes()
    packed = compress(data)
    assert decompress(packed) == data
    rate = f"{len(packed) * 8 / len(work.indices):.2f} bits/symbol; {note}"
    n = len(work.indices)
    return Entry(name, lambda: compress(data), n, rate), Entry(name, lambda: decompress(packed), n, rate)


def with_zstandard(work: Workload) -> Pair:
    compressor, decompressor = zstandard.ZstdCompressor(level=1), zstandard.ZstdDecompressor()
    note = "also looks for matches; a new code every 128 KB; bytes only"
    return compressed("zstandard level 1", note, work, compressor.compress, decompressor.decompress)


def with_deflate(library: Any, name: str, work: Workload) -> Pair:
    def compress(data: bytes) -> bytes:
        deflate = library.compressobj(strategy=library.Z_HUFFMAN_ONLY)
        packed: bytes = deflate.compress(data) + deflate.flush()
        return packed

    note = "a new code every block, Adler-32; bytes only"
    return compressed(f"{name}, Z_HUFFMAN_ONLY", note, work, compress, library.decompress)


def categorical(work: Workload) -> Any:
    return constriction.stream.model.Categorical(work.distribution.pmf.astype(np.float32), perfect=False)


def with_constriction_ans(work: Workload) -> Pair:
    model, message, n = categorical(work), work.indices.astype(np.int32), len(work.indices)

    def encode() -> Any:
        coder = constriction.stream.stack.AnsCoder()
        coder.encode_reverse(message, model)
        return coder

    packed = encode().get_compressed()

    def decode() -> Any:
        return constriction.stream.stack.AnsCoder(packed).decode(model, n)

    assert np.array_equal(decode(), message)
    note = "nearly H(P,Q), below any prefix code"
    return Entry("constriction ANS", encode, n, note), Entry("constriction ANS", decode, n, note)


def with_constriction_range(work: Workload) -> Pair:
    model, message, n = categorical(work), work.indices.astype(np.int32), len(work.indices)

    def encode() -> Any:
        coder = constriction.stream.queue.RangeEncoder()
        coder.encode(message, model)
        return coder.get_compressed()

    packed = encode()

    def decode() -> Any:
        return constriction.stream.queue.RangeDecoder(packed).decode(model, n)

    assert np.array_equal(decode(), message)
    note = "nearly H(P,Q), below any prefix code"
    return Entry("constriction range coder", encode, n, note), Entry("constriction range coder", decode, n, note)


def with_constriction_huffman(work: Workload) -> Pair:
    message = work.indices[:SLOW].tolist()
    encoder_tree = constriction.symbol.huffman.EncoderHuffmanTree(work.distribution.pmf)
    decoder_tree = constriction.symbol.huffman.DecoderHuffmanTree(work.distribution.pmf)

    def encode() -> Any:
        coder = constriction.symbol.QueueEncoder()
        for symbol in message:
            coder.encode_symbol(symbol, encoder_tree)
        return coder.get_compressed()

    packed, _ = encode()

    def decode() -> list[int]:
        coder = constriction.symbol.QueueDecoder(packed)
        return [coder.decode_symbol(decoder_tree) for _ in range(len(message))]

    assert decode() == message
    name, note, n = "constriction Huffman", "a call for each symbol", len(message)
    return Entry(name, encode, n, note), Entry(name, decode, n, note)


def with_dahuffman(work: Workload) -> Pair:
    message = work.indices[:SLOW].tolist()
    codec = HuffmanCodec.from_frequencies(dict(enumerate(work.distribution.pmf.tolist())))
    packed = codec.encode(message)
    assert codec.decode(packed) == message
    name, note, n = "dahuffman", "pure Python; an end-of-file symbol", len(message)
    return Entry(name, lambda: codec.encode(message), n, note), Entry(name, lambda: codec.decode(packed), n, note)
