"""What an experiment found: one machine under one code, and the table of all of them.

The cross entropy H(P,Q) stands beside the expected length L, never in its place: the measured rate
converges to L, and the two are equal when every q(x) that counts is a power of 1/2, in general not.

The verdict compares z, the distance of the rate from L in standard errors, with a bound that a right code
and a right machine exceed with at most a known probability (`bounds`). Where all lengths are equal, the
standard error is 0 and the rate must be L exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from coding import CodingError, PrefixCode, cross_entropy, entropy, relative_entropy
from coding.render import Displayed, Table, plain, shown
from simulate.machine import Machine

# How often, at most, a right code and a right machine are said to disagree
FALSE_ALARM = 1e-6


@dataclass(frozen=True)
class Measurement(Displayed):
    """What one machine cost under one code. Rates and lengths are in bits per symbol.

    machine, code: their names (the code's may be empty).
    n: the number of symbols drawn; 0 where nothing could be measured.
    total_bits: the number of bits really written for them.
    counts: how often each symbol was drawn, int64 of shape (K,).
    entropy: H(P), the least that any code can cost.
    cross_entropy: H(P,Q), what an ideal coder for the code's distribution would cost.
    expected_length: L, what this code costs in expectation: the limit of the measured rate.
    standard_error: of the measured rate.
    z_bound: what |z| exceeds with probability at most `false_alarm` if code and machine are what they claim.
    no_codeword: symbols that the machine emits and the code cannot encode; then L is inf.
    """

    machine: str
    code: str
    n: int
    total_bits: int
    counts: NDArray[np.int64] = field(compare=False, repr=False)
    entropy: float
    cross_entropy: float
    expected_length: float
    standard_error: float
    z_bound: float
    false_alarm: float = FALSE_ALARM
    no_codeword: tuple[Any, ...] = ()

    @property
    def measured_rate(self) -> float:
        """total_bits / n; nan where nothing could be measured."""
        return self.total_bits / self.n if self.n else math.nan

    @property
    def z(self) -> float:
        """The measured rate's distance from L in standard errors; 0 or ±inf where that error is 0."""
        difference = self.measured_rate - self.expected_length
        if self.standard_error > 0 or math.isnan(difference):
            return difference / self.standard_error
        return math.copysign(math.inf, difference) if difference else 0.0

    @property
    def verdict(self) -> Literal["agrees", "exact", "DISAGREES", "no codeword"]:
        """Whether the rate agrees with L: "exact" where it must be equal and is, "no codeword" where L is inf."""
        if self.no_codeword:
            return "no codeword"
        if abs(self.z) > self.z_bound:
            return "DISAGREES"
        return "agrees" if self.standard_error > 0 else "exact"

    @property
    def agrees(self) -> bool:
        return self.verdict in ("agrees", "exact")

    def interval(self, confidence: float = 0.99) -> tuple[float, float]:
        """An interval for L around the measured rate, by the normal law (n large): (low, high).

        Raises CodingError if the confidence is not strictly between 0 and 1.
        """
        if not 0 < confidence < 1:
            raise CodingError(f"confidence is {confidence!r}: it must lie between 0 and 1")
        reach = NormalDist().inv_cdf((1 + confidence) / 2) * self.standard_error
        return self.measured_rate - reach, self.measured_rate + reach

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: infinity as "inf", what was not measured as None."""
        names = (
            "machine code n total_bits measured_rate expected_length cross_entropy entropy standard_error z "
            "z_bound false_alarm verdict"
        )
        values = {name: plain(getattr(self, name)) for name in names.split()}
        return {**values, "no_codeword": list(map(plain, self.no_codeword)), "counts": self.counts.tolist()}

    def tables(self) -> list[Table]:
        low, high = self.interval()
        rows = [
            ("measured rate", f"{self.measured_rate:.6f}", f"{self.total_bits:,} bits / {self.n:,} symbols"),
            ("expected length L", f"{self.expected_length:.6f}", "what the rate converges to"),
            ("cross entropy H(P,Q)", f"{self.cross_entropy:.6f}", "what an ideal coder would pay"),
            ("entropy H(P)", f"{self.entropy:.6f}", "the least possible"),
            ("standard error", f"{self.standard_error:.6f}", f"99% interval for L: {low:.6f} .. {high:.6f}"),
            ("z", f"{self.z:+.2f}", f"{self.verdict}: the bound is {self.z_bound:.2f}"),
        ]
        return [Table(("quantity", "bits/symbol", ""), rows, words=["quantity", ""])]


@dataclass(frozen=True)
class CrossTable(Displayed):
    """Every machine under every machine's code: table["P", "Q"] is P's Measurement under the code made for Q.

    machines, codes: by name, in order. measurements: by the names of machine and code, row by row.
    n: the number of symbols drawn from each machine. seed: the `rng`, if it was a number.
    """

    machines: dict[str, Machine]
    codes: dict[str, PrefixCode]
    measurements: dict[tuple[str, str], Measurement]
    n: int
    seed: int | None

    def __getitem__(self, names: tuple[str, str]) -> Measurement:
        return self.measurements[names]

    @property
    def agrees(self) -> bool:
        """Whether every rate that could be measured agrees with its expected length."""
        return all(cell.verdict != "DISAGREES" for cell in self.measurements.values())

    @property
    def information(self) -> dict[str, float]:
        """Entropies, cross entropies and relative entropies in bits, by their formulas: "H(P)", "D(P‖Q)", ..."""
        laws = {name: machine.distribution for name, machine in self.machines.items()}
        pairs = [(a, b) for a in laws for b in laws if a != b]
        return {
            **{f"H({a})": entropy(laws[a]) for a in laws},
            **{f"H({a},{b})": cross_entropy(laws[a], laws[b]) for a, b in pairs},
            **{f"D({a}‖{b})": relative_entropy(laws[a], laws[b]) for a, b in pairs},
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: infinity as "inf", what was not measured as None."""
        return {
            "n": self.n,
            "seed": self.seed,
            "agrees": self.agrees,
            "measurements": [cell.to_dict() for cell in self.measurements.values()],
            "information": {name: plain(bits) for name, bits in self.information.items()},
        }

    def tables(self) -> list[Table]:
        headers = (
            "machine", "code", "measured rate", "expected length", "cross entropy", "standard error", "z", "verdict",
        )  # fmt: skip
        rows = map(_row, self.measurements.values())
        quantities = [(name, f"{bits:.6f}") for name, bits in self.information.items()]
        return [
            Table(headers, rows, notes=self._verdict_notes(), words=["machine", "code", "verdict"]),
            Table(("quantity", "bits/symbol"), quantities, notes=self._method_notes(), words=["quantity"]),
        ]

    def _verdict_notes(self) -> list[str]:
        cells = [cell for cell in self.measurements.values() if not cell.no_codeword]
        bounds = [cell.z_bound for cell in cells if cell.standard_error > 0]
        notes = []
        if bounds:
            low, high = f"{min(bounds):.2f}", f"{max(bounds):.2f}"
            bound = low if low == high else f"{low} to {high}"
            notes.append(
                f"agrees: |z| is within {bound}, a bound that a right code exceeds "
                f"with probability at most {FALSE_ALARM:g} (Bernstein)."
            )
        if len(bounds) < len(cells):
            notes.append("exact: all that the machine emits has codewords of one length, so the rate is that length.")
        for cell in self.measurements.values():
            if cell.no_codeword:
                more = f" (and {len(cell.no_codeword) - 1} more)" if len(cell.no_codeword) > 1 else ""
                notes.append(
                    f"no codeword: {cell.machine} emits {shown(cell.no_codeword[0])}{more}, which the code {cell.code} "
                    "rules out: the cross entropy is infinite, and nothing was measured."
                )
        return notes

    def _method_notes(self) -> list[str]:
        bits = sum(cell.total_bits for cell in self.measurements.values())
        seed = "no seed" if self.seed is None else f"seed {self.seed}"
        return [
            f"Measured on {self.n:,} symbols from each machine ({seed}): {bits:,} bits written, every message decoded "
            "back and found equal."
        ]


def _row(cell: Measurement) -> tuple[str, ...]:
    measured = ("-", "-", "-")
    if not cell.no_codeword:
        measured = (f"{cell.measured_rate:.6f}", f"{cell.standard_error:.6f}", f"{cell.z:+.2f}")
    rate, error, z = measured
    expected, cross = f"{cell.expected_length:.6f}", f"{cell.cross_entropy:.6f}"
    return cell.machine, cell.code, rate, expected, cross, error, z, cell.verdict
