"""The README runs: every code block, with the results that it shows."""

from pathlib import Path

import pytest

from tests.documents import blocks, commands, results, without_trailing_blanks

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = [pair for block in blocks(README, "console") for pair in commands(block)]
CROSSBITS = [(command[1:], output) for command, output in COMMANDS if command[0] == "crossbits"]


@pytest.mark.parametrize("block", blocks(README, "python"))
def test_python_blocks(block):
    shown = list(results(block))
    assert shown, "a block without a result shows nothing"
    assert [expected for _, expected, _ in shown] == [actual for _, _, actual in shown]


@pytest.mark.parametrize(("arguments", "output"), CROSSBITS, ids=[" ".join(words) for words, _ in CROSSBITS])
def test_command_blocks(crossbits, monkeypatch, arguments, output):
    monkeypatch.chdir(ROOT)
    status, printed, _ = crossbits(*arguments)
    assert status == 0
    assert without_trailing_blanks(printed) == output


def test_the_first_block_is_the_api_in_ten_lines():
    assert len(blocks(README, "python")[0].split("\n\n")[1].strip().splitlines()) <= 10


def test_the_two_commands_are_the_makefiles():
    targets = (ROOT / "Makefile").read_text()
    assert [block.strip() for block in blocks(README, "sh")][:2] == ["make run", "make test"]
    assert "\nrun:" in targets
    assert "\ntest:" in targets


def test_a_wrong_result_is_noticed():
    assert list(results("x = 1\nx + 1  # 3\n")) == [(1, "3", "2")]
    assert list(commands("$ crossbits code A=1\nA  0 \n")) == [(["crossbits", "code", "A=1"], "A  0")]
