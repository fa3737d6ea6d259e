"""The command line, run in this process (and once in its own)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import simulate.cli
from simulate import Machine

ROOT = Path(__file__).parent.parent
N = ["-n", "20000"]


def test_the_founding_example(crossbits):
    status, out, err = crossbits("run")
    assert (status, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if line[:2] in ("P ", "Q ")]
    expected = [(row[0], row[1], float(row[5]), float(row[6]), row[-1]) for row in rows]
    assert expected == [
        ("P", "R", 2.0, 2.0, "exact"),
        ("P", "S", 2.25, 2.25, "agrees"),
        ("Q", "R", 2.0, 2.0, "exact"),
        ("Q", "S", 1.75, 1.75, "agrees"),
    ]
    assert all(abs(float(row[4]) - float(row[5])) < 0.005 for row in rows)
    assert "with probability at most 1e-06" in out
    assert "1,000,000 symbols from each machine (seed 1)" in out


def test_json_is_byte_identical_for_the_same_seed(crossbits):
    one, two, other = (crossbits("run", *N, "--seed", seed, "--json")[1] for seed in (5, 5, 6))
    assert one == two != other
    result = json.loads(one)
    assert (result["n"], result["seed"], result["code"], result["agrees"]) == (20000, 5, "huffman", True)
    assert [m["expected_length"] for m in result["measurements"]] == [2, 2.25, 2, 1.75]
    assert result["codes"]["Q"]["codewords"][1] == {"symbol": "B", "codeword": "110", "length": 3}


def test_json_has_no_infinities_that_json_cannot_hold(crossbits):
    status, out, _ = crossbits("run", *N, "--p", "A=.5,B=.5", "--q", "A=1", "--json")
    result = json.loads(out, parse_constant=pytest.fail)
    assert status == 0
    assert result["information"]["H(P,Q)"] == "inf"
    assert result["measurements"][1]["verdict"] == "no codeword"


def test_sources(crossbits, tmp_path):
    (tmp_path / "p.json").write_text('{"A": 0.25, "é": 0.75}')
    (tmp_path / "q.toml").write_text('A = 0.5\n"é" = 0.5\n')
    (tmp_path / "data").write_bytes(b"\x00\xff\xff\xff")
    (tmp_path / "text").write_text("ééa")

    def measurements(*arguments):
        status, out, err = crossbits("run", *N, "--json", *arguments)
        assert (status, err) == (0, "")
        return json.loads(out)

    table = measurements("--p", tmp_path / "p.json", "--q", tmp_path / "q.toml")
    assert table["information"]["H(P,Q)"] == 1
    table = measurements("--p", f"@{tmp_path / 'data'}", "--q", f"@{tmp_path / 'data'}")
    assert [word["symbol"] for word in table["codes"]["P"]["codewords"]] == [0, 255]
    table = measurements("--p", f"@{tmp_path / 'text'}", "--q", "a=1/3,é=2/3", "--text")
    assert table["information"]["D(P‖Q)"] == 0
    assert measurements("--p", "x=3,y=1", "--q", "x=1,y=1", "--counts")["information"]["H(Q)"] == 1


def test_two_real_texts(crossbits):
    """README and LICENSE: each has characters that the other lacks, until smoothing."""
    arguments = ["run", *N, "--p", f"@{ROOT / 'README.md'}", "--q", f"@{ROOT / 'LICENSE'}", "--text"]
    status, out, _ = crossbits(*arguments)
    assert status == 0
    assert "which the code S (for Q) rules out: the cross entropy is infinite" in out
    assert "--smoothing 1" in out
    status, out, _ = crossbits(*arguments, "--smoothing", "1")
    assert status == 0
    assert "no codeword" not in out
    assert sum(line.rstrip().endswith("agrees") for line in out.splitlines()) == 4


def test_shannon(crossbits):
    status, out, _ = crossbits("run", *N, "--code", "shannon", "--p", "A=.8,B=.1,C=.1", "--q", "A=.8,B=.1,C=.1")
    assert status == 0
    assert "1.600000" in out
    assert "the Shannon codes made for P and for Q" in out


def test_status_1_when_a_machine_is_not_what_it_claims(crossbits, monkeypatch):
    class Biased(Machine):
        def sample_indices(self, n, *, rng=None):
            return Machine("", {"A": 0.3, "B": 0.2, "C": 0.25, "D": 0.25}).sample_indices(n, rng=rng)

    monkeypatch.setattr(simulate.cli, "Machine", Biased)
    status, out, err = crossbits("run", *N)
    assert status == 1
    assert "DISAGREES" in out
    assert err == ""


def test_code_with_steps(crossbits):
    status, out, err = crossbits("code", "a=5,b=2,c=1,d=1,r=2", "--counts", "--steps")
    assert (status, err) == (0, "")
    lines = [line.rstrip() for line in out.splitlines()]
    assert "   4  a (5) + #3 (6) -> #4 (11)" in lines
    assert "Kraft sum        1 (complete)" in lines
    assert "expected length  2.090909 bits per symbol" in lines  # 23 / 11
    assert lines[-1] == "        └─1─ r"
    merges = json.loads(crossbits("code", "a=5,b=2", "--counts", "--steps", "--json")[1])["merges"]
    assert merges == ["b (2) + a (5) -> #1 (7)"]


def test_code_of_5000_fibonacci_weights(crossbits, tmp_path):
    weights = [1, 1]
    while len(weights) < 5000:
        weights.append(weights[-1] + weights[-2])
    (tmp_path / "fibonacci.json").write_text(json.dumps(dict(enumerate(weights))))
    status, out, err = crossbits("code", tmp_path / "fibonacci.json", "--counts", "--steps")
    assert (status, err) == (0, "")
    assert "codewords of up to 4999 bits" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--p", "A=.5,B=.6"], "sum to 1.1, not to 1"),
        (["run", "--p", "A=-1,B=2"], "probability of 'A' is -1"),
        (["run", "--p", "A=nan,B=1"], "probability of 'A' is nan"),
        (["run", "--p", "A=inf,B=1"], "probability of 'A' is inf"),
        (["run", "--p", "A=x"], "probability of 'A' is 'x': it must be a number"),
        (["run", "--p", "A=1/0"], "probability of 'A' is '1/0'"),
        (["run", "--p", "A=.5,A=.5"], "symbol 'A' is given twice"),
        (["run", "--p", "AB"], "is no SYMBOL=PROBABILITY"),
        (["run", "--p", ""], "is no SYMBOL=PROBABILITY"),
        (["run", "--p", "@{tmp}/none"], "{tmp}/none: No such file or directory"),
        (["run", "--p", "@{tmp}"], "{tmp}: Is a directory"),
        (["run", "--p", "@{tmp}/empty"], "{tmp}/empty is empty"),
        (["run", "--p", "@{tmp}/latin1", "--text"], "is not UTF-8 text, first at byte 1"),
        (["run", "--p", "{tmp}/list.json"], "holds a list: a table"),
        (["run", "--p", "{tmp}/bad.json"], "is no valid JSON"),
        (["run", "--p", "{tmp}/twice.json"], "symbol 'A' is given twice"),
        (["run", "--p", "{tmp}/bad.toml"], "is no valid TOML"),
        (["run", "--p", "{tmp}/latin1.json"], "is not UTF-8"),
        (["run", "--p", "{tmp}/text.json"], "probability of 'A' is 'x': it must be a number"),
        (["run", "--smoothing", "-1"], "smoothing is -1"),
        (["run", "-n", "0"], "Invalid value for '-n'"),
        (["run", "-n", "many"], "Invalid value for '-n'"),
        (["run", "--seed", "-1"], "Invalid value for '--seed'"),
        (["run", "--code", "morse"], "Invalid value for '--code'"),
        (["run", "--colour"], "No such option: --colour"),
        (["walk"], "No such command 'walk'"),
        (["code", "A=.5,B=.5", "--steps", "--code", "shannon"], "--steps shows Huffman's merges"),
    ],
)
def test_bad_input_is_one_line_and_status_2(crossbits, tmp_path, arguments, message):
    (tmp_path / "empty").touch()
    (tmp_path / "latin1").write_bytes(b"a\xe9b")
    (tmp_path / "latin1.json").write_bytes(b'{"\xe9": 1}')
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "twice.json").write_text('{"A": 0.5, "A": 0.5}')
    (tmp_path / "text.json").write_text('{"A": "x"}')
    (tmp_path / "bad.toml").write_text("A = ")
    status, out, err = crossbits(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("crossbits: ")
    assert message.replace("{tmp}", str(tmp_path)) in err


@pytest.mark.parametrize("command", ["run", "code"])
def test_help_shows_an_example_that_works(crossbits, command):
    status, out, _ = crossbits(command, "--help")
    assert status == 0
    example = out.split("Example: crossbits ")[1].split("\n\n")[0].split()
    assert crossbits(*example)[0] == 0


def test_without_a_command_and_version(crossbits):
    assert crossbits()[0] == 0
    status, out, _ = crossbits("--version")
    assert (status, out.split()[0]) == (0, "crossbits")


def test_progress_shows_on_standard_error_when_it_takes_long(crossbits, monkeypatch):
    monkeypatch.setattr("simulate.console.PATIENCE", 0.0)
    assert crossbits("run", *N, "--json")[2] == "", "but not where there is no terminal"
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, out, err = crossbits("run", *N, "--json")
    assert "symbols drawn, encoded and decoded" in err
    json.loads(out)


def test_interrupted(crossbits, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate.cli, "cross_table", interrupt)
    status, out, err = crossbits("run")
    assert (status, out.strip(), err.strip()) == (130, "", "crossbits: interrupted")


def test_symbols_are_printed_as_they_are(crossbits):
    """No rich markup, no emoji codes, no terminal control sequences from a symbol."""
    status, out, _ = crossbits("code", "[bold]=.5,:smile:=.25,\x1b[31m=.25")
    assert status == 0
    assert "[bold]" in out
    assert ":smile:" in out
    assert "\x1b" not in out


def test_in_a_process_of_its_own():
    command = [sys.executable, "-m", "simulate", "run", "-n", "1000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "decoded back and found equal" in done.stdout
