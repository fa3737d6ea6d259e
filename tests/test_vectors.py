"""Published cases, each with its source in vectors.json."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from coding import Distribution, cross_entropy, huffman_code, shannon_code

CASES = json.loads(Path(__file__).with_name("vectors.json").read_text())["cases"]
BUILD = {"huffman": huffman_code, "shannon": shannon_code}
CODES = [case for case in CASES if "code" in case]
CROSS = [case for case in CASES if "cross_entropy" in case]


def by_id(cases):
    return [pytest.param(case, id=case["id"]) for case in cases]


def test_every_case_is_used():
    assert {case["id"] for case in CODES + CROSS} == {case["id"] for case in CASES}


@pytest.mark.parametrize("case", by_id(CODES))
def test_code(case):
    if "weights" in case:
        distribution = Distribution(dict(enumerate(case["weights"])))
    else:
        distribution = Distribution.from_counts(case["counts"])
    distribution = distribution.power(case.get("block", 1))
    code = BUILD[case["code"]](distribution)
    known = set(case) - {"id", "weights", "counts", "code", "block", "source", "message"}
    assert known, "a case without a fact checks nothing"
    for fact in known:
        CHECKS[fact](case, code, distribution)


def check_lengths(case, code, distribution):
    assert code.lengths.tolist() == case["lengths"]


def check_lengths_sorted(case, code, distribution):
    assert sorted(code.lengths.tolist()) == case["lengths_sorted"]


def check_expected_length(case, code, distribution):
    assert code.expected_length(distribution) == pytest.approx(float(Fraction(case["expected_length"])), abs=1e-12)


def check_expected_length_per_symbol(case, code, distribution):
    rate = code.expected_length(distribution) / case["block"]
    assert rate == pytest.approx(case["expected_length_per_symbol"], abs=1e-12)


def check_total_bits(case, code, distribution):
    assert len(code.encode(case["message"])) == case["total_bits"]
    assert code.decode(code.encode(case["message"])) == case["message"]


CHECKS = {
    "lengths": check_lengths,
    "lengths_sorted": check_lengths_sorted,
    "expected_length": check_expected_length,
    "expected_length_per_symbol": check_expected_length_per_symbol,
    "total_bits": check_total_bits,
}


@pytest.mark.parametrize("case", by_id(CROSS))
def test_cross_entropy(case):
    P, Q = (Distribution(dict(enumerate(case[name]))) for name in "pq")
    expected = float(case["cross_entropy"])
    assert cross_entropy(P, Q) == pytest.approx(expected, abs=case.get("tolerance", 1e-12))
    if "reverse" in case:
        assert cross_entropy(Q, P) == pytest.approx(case["reverse"], abs=1e-12)
    if "huffman_mismatched" in case:
        assert huffman_code(Q).expected_length(P) == pytest.approx(case["huffman_mismatched"], abs=1e-12)
