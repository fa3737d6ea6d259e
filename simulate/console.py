"""The terminal: results through rich, progress on standard error, and nothing computed."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table as Grid
from rich.text import Text

from coding.engine import BULK_FROM
from coding.render import Displayed, Table, rows_shown

PATIENCE = 1.0  # seconds before progress is shown, where there is a terminal
PLAIN_WIDTH = 1 << 16  # where no terminal sets a width, nothing is cut


def output() -> Console:
    """Standard output. Where it is no terminal, plain and as wide as the text."""
    console = Console(highlight=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, emoji=False, width=PLAIN_WIDTH)


def show(console: Console, result: Displayed) -> None:
    """Print the tables of a result."""
    for place, table in enumerate(result.tables()):
        if place:
            console.print()
        show_table(console, table)


def show_table(console: Console, table: Table) -> None:
    """Print one table and the notes below it."""
    rows, cut = rows_shown(table)
    grid = Grid(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for header in table.headers:
        if header in table.words:
            grid.add_column(Text(header), justify="left")
        else:  # numbers are narrow: with a word a line above them, the widest table fits 80 columns
            grid.add_column(Text(header.replace(" ", "\n")), justify="right", vertical="bottom")
    for row in rows:
        grid.add_row(*(Text(cell, style="bold red" if cell == "DISAGREES" else "") for cell in row))
    console.print(grid)
    for note in [*filter(None, [cut]), *table.notes]:
        console.print(Text(note, style="dim"))


def announce_compilation(n: int) -> None:
    """Say on standard error when kernels are compiled for n symbols in all: numba tells, once for each it does."""
    if n < BULK_FROM:
        return
    from numba.core import event  # here, so that small work never loads numba

    class Announcer(event.Listener):
        said = False

        def on_start(self, _: object) -> None:
            if not self.said:
                print("crossbits: compiling the kernels, this once (about ten seconds)", file=sys.stderr)
            self.said = True

        def on_end(self, _: object) -> None:
            pass

    event.register("numba:compile", Announcer())


class Progress:
    """A bar on standard error, from the second on in which the work has not ended. Call it with steps done."""

    def __init__(self, total: int, what: str) -> None:
        console = Console(stderr=True)
        self._bar = Bar(
            "{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task(what, total=total)
        self._start = time.monotonic()

    def __call__(self, steps: int) -> None:
        self._bar.advance(self._task, steps)
        if not self._bar.live.is_started and time.monotonic() - self._start > PATIENCE:
            self._bar.start()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar.live.is_started:
            self._bar.stop()
