"""Documents that run: fenced blocks of Markdown, executed and compared with what they say they print.

- ```python: an expression with a trailing comment must have that comment as its repr.
- ```console: after each line "$ crossbits ..." stands what it prints (trailing blanks apart).

`make readme` runs this module, which writes the results that the README should show into it.
"""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text, language):
    return [body for name, body in FENCE.findall(text) if name == language]


def results(block):
    """Run a Python block; (line number, commented repr, actual repr) for each expression that has a comment."""
    namespace = {}
    lines = block.splitlines()
    for statement in ast.parse(block).body:
        source = ast.unparse(statement)
        line = statement.end_lineno - 1
        _, comment, expected = lines[line][statement.end_col_offset :].partition("  # ")
        if isinstance(statement, ast.Expr) and comment:
            yield line, expected, repr(eval(source, namespace))
        else:
            exec(source, namespace)


def commands(block):
    """Pairs of a command (a list of words, without the prompt) and what stands below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield shlex.split(command), without_trailing_blanks(output)


def without_trailing_blanks(text):
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def with_results(fence):
    """A fenced block, its shown results replaced by the actual ones."""
    language, block = fence.groups()
    if language == "python":
        lines = block.splitlines()
        for line, expected, actual in results(block):
            lines[line] = lines[line].removesuffix(expected) + actual
        block = "\n".join(lines) + "\n"
    elif language == "console" and block.startswith("$ crossbits "):
        block = ""
        for command, _ in commands(fence.group(2)):
            words = [sys.executable, "-m", "simulate", *command[1:]]
            printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            block += f"$ {shlex.join(command)}\n{without_trailing_blanks(printed)}\n"
    return f"```{language}\n{block}```"


if __name__ == "__main__":
    readme = Path(__file__).parent.parent / "README.md"
    readme.write_text(FENCE.sub(with_results, readme.read_text()))
