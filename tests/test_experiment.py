"""The experiment agrees with theory where it should, and says so where it does not."""

import json
import math

import numpy as np
import pytest

import simulate.machine
from coding import (
    CodingError,
    CorruptStreamError,
    Distribution,
    PrefixCode,
    UnknownSymbolError,
    huffman_code,
    shannon_code,
)
from simulate import Machine, cross_table, measure

N = 200_000
SEED = 7


def test_the_four_numbers_of_the_founding_example(P, Q):
    """False alarm of each verdict: at most 1e-6."""
    table = cross_table(P, Q, n=N, rng=SEED)
    expected = {("P", "P"): 2.0, ("P", "Q"): 2.25, ("Q", "P"): 2.0, ("Q", "Q"): 1.75}
    for names, rate in expected.items():
        cell = table[names]
        assert cell.expected_length == cell.cross_entropy == rate
        assert cell.agrees
        assert abs(cell.measured_rate - rate) < 0.01
    assert table.agrees
    assert table["P", "P"].verdict == "exact"
    assert table["P", "P"].total_bits == 2 * N
    assert table["P", "Q"].verdict == "agrees"
    assert table.information == {
        "H(P)": 2, "H(Q)": 1.75, "H(P,Q)": 2.25, "H(Q,P)": 2, "D(P‖Q)": 0.25, "D(Q‖P)": 0.25,
    }  # fmt: skip


def test_the_bits_are_those_of_the_symbols_drawn(P, S):
    m = measure(P, S, N, rng=SEED)
    indices = P.sample_indices(N, rng=SEED)
    assert m.total_bits == len(S.encode_indices(indices).bits)
    assert m.counts.tolist() == np.bincount(indices).tolist()
    assert m.n == m.counts.sum() == N
    assert m.measured_rate == m.total_bits / N


def test_standard_error_and_z(P, S):
    """By hand: the lengths 1, 3, 3, 2 under P have variance .6875."""
    m = measure(P, S, N, rng=SEED)
    assert m.standard_error == pytest.approx(math.sqrt(0.6875 / N), rel=1e-12)
    assert m.z == pytest.approx((m.measured_rate - 2.25) / m.standard_error, rel=1e-12)
    low, high = m.interval(0.95)
    assert (high - low) / 2 == pytest.approx(1.959964 * m.standard_error, rel=1e-6)
    assert low < m.measured_rate < high
    for confidence in (0, 1, -1, float("nan")):
        with pytest.raises(CodingError, match="confidence"):
            m.interval(confidence)


def test_it_converges_to_the_expected_length_not_to_the_cross_entropy():
    """The trap: Huffman for Q = (.9, .1), used on P = (.1, .9), costs 1 bit, and H(P,Q) = 3.005."""
    P, Q = Machine("P", {"a": 0.1, "b": 0.9}), Distribution({"a": 0.9, "b": 0.1})
    m = measure(P, huffman_code(Q), 1000, rng=SEED)
    assert m.measured_rate == m.expected_length == 1
    assert m.cross_entropy == pytest.approx(3.005, abs=5e-4)
    assert m.verdict == "exact"


class LyingCode(PrefixCode):
    """Claims the lengths 1, 2, 3, 3 and writes 1, 3, 3, 2."""

    def lengths_on(self, alphabet):
        return np.array([1.0, 2.0, 3.0, 3.0])


class BiasedMachine(Machine):
    """Claims its distribution and draws A one time in a hundred too often, instead of D."""

    def sample_indices(self, n, *, rng=None):
        biased = self.distribution.pmf + np.array([0.01, 0, 0, -0.01])
        return Machine("", Distribution.from_counts(biased)).sample_indices(n, rng=rng)


class WornMachine(Machine):
    """Claims to emit what has codewords of unequal lengths, and emits A only."""

    def sample_indices(self, n, *, rng=None):
        return np.zeros(n, dtype=np.uint8)


def test_a_code_whose_lengths_are_not_as_claimed_is_caught(Q, S):
    """Under Q the true rate is 1.75, the claimed one .5 + .25 + .375 + .75 = 1.875: about 60 standard errors."""
    m = measure(Q, LyingCode(S.codewords), N, rng=SEED)
    assert m.expected_length == 1.875
    assert m.verdict == "DISAGREES"
    assert not m.agrees
    assert measure(Q, S, N, rng=SEED).agrees, "the honest code on the same symbols passes"


def test_a_biased_machine_is_caught(P, S):
    """.01 moved from D (2 bits) to A (1 bit) lowers the rate by .01, 12 standard errors at n = 10^6."""
    biased = BiasedMachine("P", P.distribution)
    assert measure(biased, S, 10**6, rng=SEED).verdict == "DISAGREES"
    assert measure(P, S, 10**6, rng=SEED).verdict == "agrees"
    table = cross_table(biased, Machine("Q", S.distribution), n=10**6, rng=SEED)
    assert not table.agrees


def test_where_the_rate_must_be_exact_one_bit_is_too_many(R):
    """Claimed: B alone, always 2 bits. Written: one A of 1 bit among them."""
    constant = Machine("B", {"A": 0.0, "B": 1.0})
    code = PrefixCode({"A": "0", "B": "10"})
    assert measure(constant, code, 100, rng=1).verdict == "exact"
    m = measure(WornMachine("B", constant.distribution), code, 100, rng=1)
    assert (m.z, m.verdict) == (-math.inf, "DISAGREES")


def test_decoding_is_really_compared(Q, S, monkeypatch):
    """A code that decodes to something else is caught in the act."""

    class Swapped(PrefixCode):
        def encode_indices(self, indices):
            return super().encode_indices(3 - np.asarray(indices))

    with pytest.raises(CorruptStreamError, match="at symbol 0"):
        measure(Q, Swapped(S.codewords), 10, rng=SEED)


def test_a_symbol_without_a_codeword_is_named_before_anything_is_drawn():
    P, Q = Distribution({"A": 0.5, "é": 0.5}), Distribution({"A": 1.0, "é": 0.0})
    with pytest.raises(UnknownSymbolError, match=r"machine P emits 'é' \(p = 0.5\), which has no codeword"):
        measure(Machine("P", P), huffman_code(Q), 100)
    table = cross_table(Machine("P", P), Machine("Q", Q), n=100, rng=SEED)
    cell = table["P", "Q"]
    assert (cell.verdict, cell.no_codeword, cell.n, cell.total_bits) == ("no codeword", ("é",), 0, 0)
    assert cell.expected_length == cell.cross_entropy == math.inf
    assert math.isnan(cell.measured_rate)
    assert math.isnan(cell.z)
    assert not cell.agrees
    assert table.agrees, "what could not be measured does not disagree"
    assert cell.to_dict()["expected_length"] == "inf"
    assert cell.to_dict()["measured_rate"] is None
    assert "P emits é, which the code for Q rules out" in str(table)


def test_codes_over_another_alphabet_go_by_symbol(P):
    """The same code with its symbols in another order costs the same bits."""
    code = PrefixCode({"D": "10", "C": "111", "B": "110", "A": "0", "unused": None})
    m = measure(P, code, N, rng=SEED)
    assert m.total_bits == measure(P, PrefixCode({"A": "0", "B": "110", "C": "111", "D": "10"}), N, rng=SEED).total_bits


def test_chunks_change_nothing(P, S, monkeypatch):
    whole = measure(P, S, 10_000, rng=SEED)
    steps = []
    monkeypatch.setattr(simulate.machine.Machine.chunks, "__defaults__", (999,))
    assert measure(P, S, 10_000, rng=SEED, progress=steps.append) == whole
    assert steps == [999] * 10 + [10]


def test_same_seed_same_result(P, Q, S):
    assert measure(P, S, 1000, rng=3) == measure(P, S, 1000, rng=np.random.default_rng(3))
    assert measure(P, S, 1000, rng=3) != measure(P, S, 1000, rng=4)
    one, two = (cross_table(P, Q, n=1000, rng=3) for _ in range(2))
    assert json.dumps(one.to_dict(), allow_nan=False) == json.dumps(two.to_dict(), allow_nan=False)
    assert one.seed == 3
    assert cross_table(P, Q, n=10, rng=np.random.default_rng(3)).seed is None


def test_other_builders_and_more_machines(P, Q):
    third = Machine("U", Distribution.from_counts({"A": 1, "B": 1, "C": 1}))
    table = cross_table(P, Q, third, n=1000, rng=1, build=shannon_code, labels=["R", "S", "T"])
    assert table["U", "Q"].code == "S"
    assert table.codes["U"] == shannon_code(third.distribution)
    assert table["P", "U"].no_codeword == ("D",)
    assert len(table.measurements) == 9
    assert "H(U,Q)" in table.information


@pytest.mark.parametrize("n", [0, -1, 1.5])
def test_n_is_at_least_one(P, S, n):
    with pytest.raises(CodingError, match="must be a whole number, 1 or more"):
        measure(P, S, n)


def test_other_mistakes(P, S):
    with pytest.raises(CodingError, match="method is 'guess'"):
        measure(P, S, 10, method="guess")
    with pytest.raises(CodingError, match="no two alike"):
        cross_table(P, P, n=10)
    with pytest.raises(CodingError, match="at least one"):
        cross_table(n=10)


def test_how_it_prints(P, S):
    m = measure(P, S, 1000, rng=1)
    text = str(m)
    assert text.splitlines()[0].split() == ["quantity", "bits/symbol"]
    assert f"{m.total_bits:,} bits / 1,000 symbols" in text
    hostile = cross_table(Machine("<P>", P.distribution), n=10, rng=1)
    assert "&lt;P&gt;" in hostile._repr_html_()
    assert "<P>" not in hostile._repr_html_()
    json.dumps(m.to_dict(), allow_nan=False)
    assert "counts" not in repr(m)
