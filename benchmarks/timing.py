"""Timing side by side: contenders take turns, so that a slow moment of the machine falls on all of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One contender: what to run, on how many symbols, and what it does more or less than we do."""

    name: str
    run: Callable[[], Any]
    symbols: int
    note: str = ""
    repeats: int | None = None  # fewer turns for what takes many seconds


@dataclass(frozen=True)
class Result:
    """Nanoseconds a symbol: median, fastest, slowest; and the median over ours (above 1: we are faster)."""

    name: str
    median: float
    fastest: float
    slowest: float
    ratio: float
    turns: int
    note: str

    to_dict = asdict


def race(entries: list[Entry], repeats: int) -> list[Result]:
    """Time each entry `repeats` times, in turn, after one turn to warm up. The first entry is ours."""
    times: list[list[float]] = [[] for _ in entries]
    for turn in range(repeats + 1):
        for entry, seconds in zip(entries, times, strict=True):
            if entry.repeats is not None and turn > entry.repeats:
                continue
            start = time.perf_counter()
            entry.run()
            elapsed = time.perf_counter() - start
            if turn:
                seconds.append(elapsed / entry.symbols * 1e9)
    ours = median(times[0])
    return [
        Result(entry.name, median(t), min(t), max(t), median(t) / ours, len(t), entry.note)
        for entry, t in zip(entries, times, strict=True)
    ]
