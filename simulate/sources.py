"""Distributions from what people type: pairs, a JSON or TOML file, or a real file's symbols."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from coding import CodingError, Distribution, DistributionError


def read_distribution(source: str, *, text: bool = False, counts: bool = False) -> Distribution:
    """The distribution that a command-line argument stands for.

    source: "A=.25,B=1/4,..." (pairs), a path ending in .json or .toml (a table of the same), or "@FILE": the
        empirical distribution of that file's bytes or, with text, of its characters (UTF-8).
    counts: the numbers given are counts or weights, to be normalised.

    Raises CodingError or OSError if the source cannot be read or holds no distribution.
    """
    if source.startswith("@"):
        return Distribution.from_message(_content(Path(source[1:]), text=text))
    numbers = _table(Path(source)) if source.endswith((".json", ".toml")) else _pairs(source)
    return Distribution.from_counts(numbers) if counts else Distribution(numbers)


def _content(path: Path, *, text: bool) -> str | bytes:
    content = path.read_bytes()
    if not content:
        raise DistributionError(f"{path} is empty: an empty message has no distribution")
    return _text(path, content) if text else content


def _text(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CodingError(
            f"{path} is not UTF-8 text, first at byte {error.start}; @FILE without --text takes its bytes as they are"
        ) from error


def _pairs(source: str) -> dict[str, Any]:
    pairs = []
    for pair in source.split(","):
        symbol, equals, number = pair.strip().rpartition("=")
        if not equals or not symbol:
            raise CodingError(
                f"{pair!r} in {source!r} is no SYMBOL=PROBABILITY: write A=.5,B=.5, a .json or .toml file, or @FILE"
            )
        pairs.append((symbol, _number(symbol, number)))
    return _unique(pairs)


def _number(symbol: str, text: str) -> int | float:
    for kind in (int, float, lambda fraction: float(Fraction(fraction))):
        try:
            return kind(text)
        except (ValueError, ZeroDivisionError):
            continue
    raise CodingError(f"probability of {symbol!r} is {text!r}: it must be a number such as .25, 1/4 or 1e-3")


def _table(path: Path) -> dict[str, Any]:
    content = _text(path, path.read_bytes())
    try:
        table = tomllib.loads(content) if path.suffix == ".toml" else json.loads(content, object_pairs_hook=_unique)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodingError(f"{path} is no valid {path.suffix[1:].upper()}: {error}") from error
    if not isinstance(table, dict):
        raise CodingError(f"{path} holds a {type(table).__name__}: a table from symbols to probabilities is needed")
    return table


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for symbol, number in pairs:
        if symbol in table:
            raise CodingError(f"symbol {symbol!r} is given twice")
        table[symbol] = number
    return table
