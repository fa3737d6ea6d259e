"""What is measured: each section returns tables of results, ours first. Run each in a process of its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import constriction
import numpy as np
from bitarray import bitarray, decodetree
from bitarray.util import huffman_code as bitarray_huffman_code
from numpy.typing import NDArray
from scipy.stats.sampling import DiscreteAliasUrn

from benchmarks.peers import peers
from benchmarks.timing import Entry, Result, race
from benchmarks.workloads import SEED, workload
from coding import Distribution, huffman_code
from coding.lengths import canonical_values
from simulate import Machine, measure

Tables = dict[str, list[Result]]


def codec(name: str, n: int, repeats: int) -> Tables:
    """Encode and decode one workload: code.encode_indices, stream.decode_indices."""
    work = workload(name, n)
    code, indices, n = work.code, work.indices, len(work.indices)
    stream = code.encode_indices(indices)
    assert np.array_equal(stream.decode_indices(), indices)
    target = np.empty_like(indices)
    memcpy = Entry("memcpy", lambda: np.copyto(target, indices), n, "the limit")
    there, back = zip(*peers(work), strict=True)
    rate = f"{stream.rate:.2f} bits/symbol"
    encode = [Entry("crossbits", lambda: code.encode_indices(indices), n, f"{rate} and an index"), *there, memcpy]
    decode = [Entry("crossbits", stream.decode_indices, n, "every block checked"), *back, memcpy]
    if name == "W3":
        text = work.distribution.alphabet.message(indices)
        encode.insert(1, Entry("crossbits, from bytes", lambda: code.encode(text), n, "message to indices included"))
    without_index = Entry(
        "crossbits, bits alone", lambda: code._engines.for_size(n).decode(stream.bits), n, "no index: one lane"
    )
    decode.insert(1, without_index)
    title = f"{name}: {work.title}, n = {n:,}"
    return {f"encode {title}": race(encode, repeats), f"decode {title}": race(decode, repeats)}


def build(_: str, n: int, repeats: int) -> Tables:
    """Huffman construction: lengths and canonical codewords."""
    tables: Tables = {}
    for size in (4, 256, 10_000, 1_000_000):
        if size > n:
            continue
        for law, P in {
            "Zipf": Distribution.zipf(size, 1.1),
            "random": Distribution.from_counts(np.random.default_rng(SEED).random(size)),
        }.items():
            weights = dict(enumerate(P.pmf.tolist()))
            theirs = bitarray_huffman_code(weights)
            lengths = [len(theirs[i]) for i in range(size)]
            assert np.isclose(P.pmf @ lengths, huffman_code(P).expected_length(P), rtol=1e-12)
            tables[f"build, K = {size:,}, {law}"] = race(
                [
                    Entry("crossbits", lambda P=P: canonical_values(huffman_code(P).lengths), size, "arrays"),
                    Entry(
                        "bitarray.util.huffman_code",
                        lambda weights=weights: bitarray_huffman_code(weights),
                        size,
                        "a dict of bitarrays",
                        repeats=min(repeats, 7),
                    ),
                    Entry(
                        "constriction",
                        lambda P=P: constriction.symbol.huffman.EncoderHuffmanTree(P.pmf),
                        size,
                        "its tree, no codewords",
                    ),
                ],
                repeats,
            )
    return tables


def sample(_: str, n: int, repeats: int) -> Tables:
    """Machine.sample_indices."""
    tables: Tables = {}
    for size, P in {
        4: Distribution.from_counts([4, 1, 1, 2]),
        256: Distribution.zipf(256, 1.2),
        65536: Distribution.zipf(65536, 1.1),
    }.items():
        machine, rng = Machine("M", P), np.random.default_rng(SEED)
        urn = DiscreteAliasUrn(P.pmf.copy(), random_state=rng)
        target, drawn = np.empty(n, P.alphabet.index_dtype), machine.sample_indices(n, rng=rng)
        tables[f"sample, K = {size:,}, n = {n:,}"] = race(
            [
                Entry("crossbits", lambda m=machine, rng=rng: m.sample_indices(n, rng=rng), n, "exact to 2^-59"),
                Entry("Generator.choice", lambda K=size, P=P, rng=rng: rng.choice(K, n, p=P.pmf), n, "int64 out"),
                Entry("scipy DiscreteAliasUrn", lambda urn=urn: urn.rvs(n), n, "int32 out"),
                Entry("memcpy", lambda t=target, d=drawn: np.copyto(t, d), n, "the limit"),
            ],
            repeats,
        )
    return tables


def measurement(_: str, n: int, repeats: int) -> Tables:
    """The whole measurement: draw, encode, decode back, compare, count."""
    tables: Tables = {}
    for name in ("W1", "W2"):
        work = workload(name, 1)
        machine, code = Machine(name, work.distribution), work.code
        codewords = dict(enumerate(code.codewords.values()))
        tables[f"measure {name}, n = {n:,}"] = race(
            [
                Entry("crossbits", lambda m=machine, c=code: measure(m, c, n, rng=SEED), n),
                Entry(
                    "choice + bitarray", plain_measurement(work.distribution, codewords, n), n, repeats=min(repeats, 7)
                ),
            ],
            repeats,
        )
    return tables


def plain_measurement(P: Distribution, codewords: dict[int, bitarray], n: int) -> Callable[[], float]:
    def run() -> float:
        drawn: NDArray[Any] = np.random.default_rng(SEED).choice(len(P), n, p=P.pmf)
        message, bits = drawn.tolist(), bitarray()
        bits.encode(codewords, message)
        assert list(bits.decode(decodetree(codewords))) == message
        np.bincount(drawn)
        return len(bits) / n

    return run


def growth(step: str, _: int, __: int) -> Tables:
    """Time and peak memory of one step of growth; `step` is "measure 1000000" or "build 1000"."""
    what, size = step.split(maxsplit=1)[0], int(step.split()[1])
    if what == "measure":
        work = workload("W2", 1)
        run = lambda: measure(Machine("W2", work.distribution), work.code, size, rng=SEED)  # noqa: E731
        measure(Machine("W2", work.distribution), work.code, 1 << 20, rng=SEED)  # loads the kernels
    else:
        P = Distribution.from_counts(np.random.default_rng(SEED).random(size))
        run = lambda: canonical_values(huffman_code(P).lengths)  # noqa: E731
        huffman_code(Distribution.zipf(1 << 15, 1.0))
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = seconds / size * 1e9
    return {step: [Result(f"{what} {size:,}", each, each, each, 1.0, 1, f"{seconds:.3f} s, peak {peak:.0f} MB")]}


def plan(small: bool) -> Iterator[tuple[str, Callable[[str, int, int], Tables], str, int, int]]:
    """(name, section, its argument, n, repeats) in order."""
    n, repeats = (200_000, 3) if small else (10**7, 9)
    for name in ("W1", "W2", "W3", "W4"):
        yield name, codec, name, 2 * n if name == "W3" else n, repeats
    yield "B", build, "", 10**4 if small else 10**6, repeats
    yield "S", sample, "", n, repeats
    yield "M", measurement, "", n, repeats
    for size in (10**6,) if small else (10**6, 10**7, 10**8, 10**9):
        yield f"G-measure-{size}", growth, f"measure {size}", size, 1
    for size in (10**3, 10**5) if small else (10**3, 10**4, 10**5, 10**6, 10**7):
        yield f"G-build-{size}", growth, f"build {size}", size, 1
