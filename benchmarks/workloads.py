"""The workloads that everything is measured on, and the code for each."""

from __future__ import annotations

import sysconfig
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from coding import Distribution, PrefixCode, huffman_code
from simulate import Machine

SEED = 2026


@dataclass(frozen=True)
class Workload:
    """A message of indices and the Huffman code for its law."""

    name: str
    title: str
    distribution: Distribution
    indices: NDArray[Any]

    @cached_property
    def code(self) -> PrefixCode:
        return huffman_code(self.distribution)


def workload(name: str, n: int) -> Workload:
    """W1..W4 with n symbols (W3: at most n bytes of the standard library)."""
    if name == "W3":
        text = standard_library(n)
        law = Distribution.from_message(text)
        return Workload(name, "the standard library's .py files, as bytes", law, law.alphabet.indices(text))
    title, law = {
        "W1": ("4 symbols, (.5, .125, .125, .25)", Distribution.from_counts([4, 1, 1, 2])),
        "W2": ("256 symbols, 1/rank^1.2", Distribution.zipf(256, 1.2)),
        "W4": ("65,536 symbols, 1/rank^1.1", Distribution.zipf(65536, 1.1)),
    }[name]
    return Workload(name, title, law, Machine(name, law).sample_indices(n, rng=SEED))


def standard_library(n: int) -> bytes:
    """The standard library's own sources, concatenated in order of path, up to n bytes."""
    root = Path(sysconfig.get_path("stdlib"))
    files = sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)
    parts, size = [], 0
    for path in files:
        parts.append(path.read_bytes())
        size += len(parts[-1])
        if size >= n:
            break
    return b"".join(parts)[:n]
