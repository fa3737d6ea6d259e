"""How results print: one description, a `Table`, shown as plain text or as escaped HTML.

Knows nothing of codes or machines. Any class with a `tables()` method becomes printable, in a terminal
and in a notebook, by deriving from `Displayed`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from html import escape
from itertools import islice
from typing import Any, NamedTuple

SHOWN_ROWS = 256


class Table(NamedTuple):
    """Headers, rows of text, and the lines below them. Columns are set to the right, unless named in `words`."""

    headers: Sequence[str]
    rows: Iterable[Sequence[str]]
    notes: Sequence[str] = ()
    words: Collection[str] = ()  # the headers of the columns that are set to the left


class Displayed:
    """Plain text from str(), escaped HTML in notebooks, both from `tables()`."""

    def tables(self) -> list[Table]:
        raise NotImplementedError

    def __str__(self) -> str:
        return "\n\n".join(map(to_text, self.tables()))

    def _repr_html_(self) -> str:
        return "\n".join(map(to_html, self.tables()))


def shown(symbol: Hashable) -> str:
    """A symbol as people write it: a visible character as itself, anything else as in Python."""
    return (
        symbol if isinstance(symbol, str) and symbol.isprintable() and symbol.strip() == symbol != "" else repr(symbol)
    )


def plain(value: Any) -> Any:
    """A value that JSON can hold: symbols of other types by their repr, infinity as "inf", nan as None."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)


def to_text(table: Table) -> str:
    """Columns aligned by spaces; numbers to the right, the rest to the left; long tables cut short."""
    rows, cut = rows_shown(table)
    columns = list(zip(table.headers, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            cell.ljust(width) if header in table.words else cell.rjust(width)
            for cell, width, header in zip(cells, widths, table.headers, strict=True)
        ).rstrip()

    body = [line(table.headers), "  ".join("-" * width for width in widths), *map(line, rows)]
    return "\n".join([*body, *filter(None, [cut]), *table.notes])


def to_html(table: Table) -> str:
    """A <table>, every cell escaped."""
    rows, cut = rows_shown(table)

    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in [*filter(None, [cut]), *table.notes])
    return f"<table><thead>{line(table.headers, 'th')}</thead><tbody>{body}</tbody></table>{notes}"


def rows_shown(table: Table) -> tuple[list[Sequence[str]], str]:
    """The rows that are printed, and a line that says how many are not ("" if all are)."""
    rows = iter(table.rows)
    shown = list(islice(rows, SHOWN_ROWS))
    rest = sum(1 for _ in rows)
    return shown, f"... and {rest:,} more rows" if rest else ""
