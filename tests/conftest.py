"""Fixtures that several test modules share. Hypothesis runs the same examples every time."""

import sys

import pytest
from hypothesis import settings

from coding import huffman_code
from simulate import Machine
from simulate.cli import main

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None)
settings.load_profile("same-every-time")


@pytest.fixture
def P():
    return Machine("P", {"A": 0.25, "B": 0.25, "C": 0.25, "D": 0.25})


@pytest.fixture
def Q():
    return Machine("Q", {"A": 0.5, "B": 0.125, "C": 0.125, "D": 0.25})


@pytest.fixture
def R(P):
    return huffman_code(P.distribution)


@pytest.fixture
def S(Q):
    return huffman_code(Q.distribution)


@pytest.fixture
def crossbits(monkeypatch, capsys):
    """Run a command line in this process: returns (exit status, standard output, standard error)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["crossbits", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return ended.value.code, captured.out, captured.err

    return run
