"""A picture of a prefix code: the binary tree whose leaves are its codewords.

    ┬─0─ A
    └─1─┬─0─ D          A = 0, D = 10, B = 110, C = 111
        └─1─┬─0─ B
            └─1─ C

In lexicographic order of the codewords each leaf is one line: first the part of the path that it shares
with the line above (blank, or a bar where a branch is still to come), then the rest of its own path.
No recursion, so the depth of the tree does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from os.path import commonprefix

DEPTH = 24


def draw_tree(codewords: Iterable[tuple[str, str]], depth: int = DEPTH) -> str:
    """Draw (codeword, label) pairs, the codewords as text of 0 and 1; one line for each leaf.

    Codewords longer than `depth` that agree in their first `depth` bits share one line, which says how many
    they are.
    """
    leaves = []
    for path, group in groupby(sorted(codewords), key=lambda pair: pair[0][:depth]):
        members = list(group)
        longest = max(len(word) for word, _ in members)
        label = members[0][1] if longest <= depth else f"... {len(members)} codewords of up to {longest} bits"
        leaves.append((path, label))
    nodes = {path[:end] for path, _ in leaves for end in range(1, len(path) + 1)}

    lines: list[str] = []
    above = ""
    for path, label in leaves:
        shared = len(commonprefix([above, path]))  # noqa: RUF071 - characters are what is meant
        line = ""
        for level, bit in enumerate(path):
            other = path[:level] + ("1" if bit == "0" else "0") in nodes
            if level < shared:
                line += "│   " if other and bit == "0" else "    "
            elif level == shared and lines:
                line += f"└─{bit}─"
            else:
                line += f"┬─{bit}─" if other else f"──{bit}─"
        lines.append(f"{line} {label}")
        above = path
    return "\n".join(lines)
