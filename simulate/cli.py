"""The command line: `crossbits run` and `crossbits code`.

Exit status: 0 when every measured rate agrees with its expected length, 1 when one does not, 2 for bad
input, which gets one line on standard error.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated, Any

import typer

from coding import CodingError, Distribution, PrefixCode, huffman_code, huffman_merges, shannon_code
from coding.render import Table, shown
from simulate.console import Progress, announce_compilation, output, show, show_table
from simulate.experiment import cross_table
from simulate.machine import Machine
from simulate.measurement import CrossTable
from simulate.sources import read_distribution

FOUNDING_P = "A=.25,B=.25,C=.25,D=.25"
FOUNDING_Q = "A=.5,B=.125,C=.125,D=.25"
SHOWN_SYMBOLS = 16  # in the overview of machines and codes
INTERRUPTED = 130  # the exit status that typer gives to Ctrl-C
MERGES = "the two lightest nodes (weight) -> the node for both"

app = typer.Typer(
    name="crossbits",
    help="See what a code length is: machines, prefix codes, and measured bits per symbol against theory.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Method(StrEnum):
    """How a code is made from a distribution."""

    huffman = "huffman"
    shannon = "shannon"

    def build(self, distribution: Distribution) -> PrefixCode:
        return huffman_code(distribution) if self is Method.huffman else shannon_code(distribution)


SOURCE_HELP = "A=.25,B=.25,... or a .json or .toml file, or @FILE for the frequencies of a file's bytes."
Code = Annotated[Method, typer.Option(help="How a code is made from a distribution.")]
TextFlag = Annotated[bool, typer.Option("--text", help="Of an @FILE take the characters (UTF-8), not the bytes.")]
CountsFlag = Annotated[bool, typer.Option("--counts", help="The numbers given are counts or weights: normalise them.")]
Smoothing = Annotated[
    float,
    typer.Option(help="Add this to every weight (counts of files, or the numbers given), so that none is zero."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@app.command()
def run(
    p: Annotated[str, typer.Option(help=f"Machine P: {SOURCE_HELP}")] = FOUNDING_P,
    q: Annotated[str, typer.Option(help="Machine Q, likewise.")] = FOUNDING_Q,
    code: Code = Method.huffman,
    n: Annotated[int, typer.Option("-n", min=1, help="Symbols to draw from each machine.")] = 1_000_000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same symbols, same output.")] = 1,
    text: TextFlag = False,
    counts: CountsFlag = False,
    smoothing: Smoothing = 0.0,
    json_output: JsonFlag = False,
) -> int:
    """Draw from two machines, encode with both codes, decode back, and compare the bits with theory.

    Strategy R is the code made for machine P, strategy S the one made for Q. Without options: the founding
    example, whose four rates are 2.00, 2.25, 2.00 and 1.75 bits per symbol.

    Example: crossbits run --p A=.9,B=.1 --q A=.5,B=.5 -n 100000
    """
    P, Q = (read_distribution(source, text=text, counts=counts) for source in (p, q))
    union = P.alphabet | Q.alphabet
    machines = [Machine(name, law.over(union).smoothed(smoothing)) for name, law in (("P", P), ("Q", Q))]
    announce_compilation(n * len(machines))
    with Progress(2 * n, "symbols drawn, encoded and decoded") as progress:
        table = cross_table(
            *machines, n=n, rng=seed, build=code.build, labels=["R (for P)", "S (for Q)"], progress=progress
        )
    if json_output:
        codes = {name: made.to_dict() for name, made in table.codes.items()}
        _print_json({"code": code.value, **table.to_dict(), "codes": codes})
    else:
        console = output()
        show_table(console, _overview(table, code))
        console.print()
        show(console, table)
        if any(cell.no_codeword for cell in table.measurements.values()):
            console.print("To give every symbol a codeword: --smoothing 1 (counts of files), or .01 (probabilities).")
    return 0 if table.agrees else 1


@app.command("code")
def show_code(
    source: Annotated[str, typer.Argument(help=SOURCE_HELP)] = FOUNDING_Q,
    code: Code = Method.huffman,
    steps: Annotated[bool, typer.Option("--steps", help="Show Huffman's merges one by one, and the tree.")] = False,
    text: TextFlag = False,
    counts: CountsFlag = False,
    smoothing: Smoothing = 0.0,
    json_output: JsonFlag = False,
) -> int:
    """Print the code for a distribution: codewords, lengths, Kraft sum, expected length, redundancy.

    Example: crossbits code a=5,b=2,c=1,d=1,r=2 --counts --steps
    """
    if steps and code is not Method.huffman:
        raise CodingError("--steps shows Huffman's merges; a Shannon code has none")
    law = read_distribution(source, text=text, counts=counts).smoothed(smoothing)
    made = code.build(law)
    merges = list(huffman_merges(law)) if steps else []
    if json_output:
        _print_json({"code": code.value, **made.to_dict(), **({"merges": list(map(str, merges))} if steps else {})})
        return 0
    console = output()
    if steps:
        rows = [(str(step), str(merge)) for step, merge in enumerate(merges, 1)]
        show_table(console, Table(("step", MERGES), rows, words=[MERGES]))
        console.print()
    show(console, made)
    if steps:
        console.print(f"\n{made.tree()}", soft_wrap=True, markup=False)
    return 0


def main() -> None:
    """Entry point: run a command; any bad input is one line on standard error and exit status 2."""
    try:
        status = app(standalone_mode=False) or 0
    except CodingError as error:
        status = _fail(str(error))
    except OSError as error:
        status = _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except typer.TyperException as error:  # an unknown option, a value of the wrong kind
        status = _fail(f"{error.format_message()} (crossbits --help)")
    if status == INTERRUPTED:
        print("crossbits: interrupted", file=sys.stderr)
    sys.exit(status)


def _fail(reason: str) -> int:
    print("crossbits:", " ".join(reason.split()), file=sys.stderr)
    return 2


@app.callback(invoke_without_command=True)
def _without_command(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if show_version:
        print(f"crossbits {version('crossbits')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def _print_json(result: dict[str, Any]) -> None:
    print(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False))


def _overview(table: CrossTable, method: Method) -> Table:
    """The machines and their codes side by side, for the first symbols."""
    (P, R), (Q, S) = ((table.machines[name].distribution, table.codes[name]) for name in "PQ")
    codewords = R.codewords, S.codewords

    def row(place: int) -> list[str]:
        symbol = P.alphabet[place]
        r, s = (words[symbol].to01() if symbol in words else "-" for words in codewords)
        return [shown(symbol), f"{P.pmf[place]:.6g}", r, f"{Q.pmf[place]:.6g}", s]

    more = len(P) - SHOWN_SYMBOLS
    notes = [f"... and {more} more symbols"] if more > 0 else []
    notes.append(f"R and S: the {method.value.capitalize()} codes made for P and for Q.")
    headers = ("symbol", "p(x)", "R (for P)", "q(x)", "S (for Q)")
    rows = map(row, range(min(len(P), SHOWN_SYMBOLS)))
    return Table(headers, rows, notes, words=["symbol", "R (for P)", "S (for Q)"])
