"""The experiment: draw symbols from a machine, really encode them, decode them back, count the bits.

    measured rate = bits written / symbols drawn,    which converges to    L = sum_x p(x) length(x).

The lengths of independent symbols are independent, with mean L and variance s^2, so the standard error of
the rate is s / sqrt(n).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from coding import (
    CodingError,
    CorruptStreamError,
    Distribution,
    PrefixCode,
    UnknownSymbolError,
    entropy,
    huffman_code,
)
from coding.engine import BULK_FROM
from coding.kernels import warm_up
from simulate.bounds import bernstein_deviation
from simulate.machine import Machine, RandomState, check_count, generator
from simulate.measurement import FALSE_ALARM, CrossTable, Measurement
from simulate.tally import symbol_counts

Method = Literal["encode"]
Progress = Callable[[int], None]


def measure(
    machine: Machine,
    code: PrefixCode,
    n: int,
    *,
    rng: RandomState = None,
    method: Method = "encode",
    progress: Progress | None = None,
) -> Measurement:
    """Draw n symbols, really encode them, decode them back, and count the bits, chunk by chunk.

    n: at least 1. rng: None, a seed, or a numpy Generator. method: "encode" is the only one so far.
    progress: called with the number of symbols just done, after each chunk.

    Raises UnknownSymbolError if the machine can emit a symbol that has no codeword, CorruptStreamError if what
    is decoded differs from what was drawn, CodingError if n, rng or method is not of its kind.
    """
    missing = _no_codeword(machine.distribution, code)
    if missing:
        symbol = missing[0]
        raise UnknownSymbolError(
            f"machine {machine.name} emits {symbol!r} (p = {machine.distribution[symbol]:.6g}), which has no "
            "codeword, so the expected length is infinite; Distribution.smoothed gives every symbol a probability"
        )
    return _measure_row(machine, [("", code)], n, generator(rng), method, progress)[0]


def cross_table(
    *machines: Machine,
    n: int,
    rng: RandomState = None,
    build: Callable[[Distribution], PrefixCode] = huffman_code,
    labels: Sequence[str] | None = None,
    method: Method = "encode",
    progress: Progress | None = None,
) -> CrossTable:
    """Measure every machine under the code made for each; a machine's one message is encoded with every code.

    n: symbols drawn from each machine, at least 1. build: makes a code from a distribution.
    labels: what the codes are called in print, if not "for P", "for Q", ... The rest is as for `measure`.

    A code that cannot encode a symbol of the machine gets a Measurement that says so (verdict "no codeword").

    Raises CodingError if there is no machine, or two have the same name, and otherwise what `measure` raises.
    """
    by_name = {machine.name: machine for machine in machines}
    if not machines or len(by_name) < len(machines):
        raise CodingError(f"machines are named {[m.name for m in machines]}: at least one, no two alike, are needed")
    codes = {name: build(machine.distribution) for name, machine in by_name.items()}
    labelled = list(zip(labels or [f"for {name}" for name in codes], codes.values(), strict=True))
    generated = generator(rng)
    measurements = {}
    for machine in machines:
        cells = _measure_row(machine, labelled, n, generated, method, progress)
        measurements.update({(machine.name, name): cell for name, cell in zip(codes, cells, strict=True)})
    seed = int(rng) if isinstance(rng, (int, np.integer)) else None
    return CrossTable(by_name, codes, measurements, check_count(n), seed)


def _measure_row(
    machine: Machine,
    codes: Sequence[tuple[str, PrefixCode]],
    n: int,
    rng: np.random.Generator,
    method: Method,
    progress: Progress | None,
) -> list[Measurement]:
    """One machine's message under each of the (label, code) pairs."""
    n = check_count(n, least=1)
    if method != "encode":
        raise CodingError(f"method is {method!r}: the methods are 'encode'")
    P = machine.distribution
    missing = [_no_codeword(P, code) for _, code in codes]
    places = [P.alphabet.places_in(code.alphabet) if code.alphabet != P.alphabet else None for _, code in codes]
    bits = [0] * len(codes)
    counts = np.zeros(len(P), dtype=np.int64)
    warm_up(n * len(codes), cold=BULK_FROM)
    for chunk in machine.chunks(n, rng=rng):
        counts += symbol_counts(chunk, len(P))
        for i, (_, code) in enumerate(codes):
            if not missing[i]:
                place = places[i]
                bits[i] += _bits_written(code, chunk if place is None else place[chunk])
        if progress is not None:
            progress(len(chunk))
    return [
        _measurement(machine, label, code, counts, total, none)
        for (label, code), total, none in zip(codes, bits, missing, strict=True)
    ]


def _bits_written(code: PrefixCode, indices: NDArray[Any]) -> int:
    """Encode, decode back, compare; the number of bits that it took."""
    stream = code.encode_indices(indices)
    decoded = stream.decode_indices()
    if not np.array_equal(decoded, indices):
        place = int((decoded != indices).argmax())
        raise CorruptStreamError(f"decoding gave index {decoded[place]} at symbol {place}, not {indices[place]}")
    return len(stream.bits)


def _measurement(
    machine: Machine,
    label: str,
    code: PrefixCode,
    counts: NDArray[np.int64],
    total_bits: int,
    no_codeword: tuple[Any, ...],
) -> Measurement:
    P = machine.distribution
    n = 0 if no_codeword else int(counts.sum())
    expected, variance = code.expected_length(P), code.length_variance(P)
    standard_error = z_bound = 0.0
    if no_codeword:
        standard_error = z_bound = math.nan
    elif variance > 0:
        standard_error = math.sqrt(variance / n)
        largest = float(np.abs(code.lengths_on(P.alphabet)[P.pmf > 0] - expected).max())
        z_bound = bernstein_deviation(variance, largest, n, FALSE_ALARM) / standard_error
    return Measurement(
        machine.name,
        label,
        n,
        total_bits,
        counts,
        entropy(P),
        code.cross_entropy(P),
        expected,
        standard_error,
        z_bound,
        FALSE_ALARM,
        no_codeword,
    )


def _no_codeword(P: Distribution, code: PrefixCode) -> tuple[Any, ...]:
    """The symbols that P can emit and the code cannot encode."""
    wanting = P.support & np.isinf(code.lengths_on(P.alphabet))
    return tuple(P.alphabet[place] for place in np.flatnonzero(wanting).tolist())
