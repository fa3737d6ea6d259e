"""`python -m benchmarks [--small] [NAME ...]`: run the sections, each in a process of its own, one thread.

At full size the results go to benchmarks/results.json and results.md, and the table of ratios into the README.
With --small everything runs in a minute, to see that it runs; nothing is written.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PACKAGES = ("crossbits", "numpy", "numba", "bitarray", "constriction", "dahuffman", "scipy", "zlib-ng", "zstandard")

# What the issue asks for: (what, table, peer, at least)
FLOORS = [
    ("encode W1", "encode W1", "bitarray.encode(list)", 50),
    ("encode W2", "encode W2", "bitarray.encode(list)", 50),
    ("encode W2", "encode W2", "zstandard level 1", 1.4),
    ("encode W4", "encode W4", "bitarray.encode(list)", 50),
    ("encode W4", "encode W4", "constriction ANS", 4),
    ("decode W1", "decode W1", "bitarray.decode", 70),
    ("decode W1", "decode W1", "zstandard level 1", 4),
    ("decode W2", "decode W2", "bitarray.decode", 40),
    ("decode W2", "decode W2", "zstandard level 1", 1.0),
    ("decode W4", "decode W4", "bitarray.decode", 18),
    ("decode W4", "decode W4", "constriction ANS", 15),
    ("sample K = 4", "sample, K = 4,", "Generator.choice", 8),
    ("sample K = 256", "sample, K = 256,", "Generator.choice", 25),
    ("sample K = 65,536", "sample, K = 65,536,", "Generator.choice", 18),
    ("sample K = 65,536", "sample, K = 65,536,", "scipy DiscreteAliasUrn", 1.5),
    ("build K = 10^6, Zipf", "build, K = 1,000,000, Zipf", "bitarray.util.huffman_code", 80),
    ("build K = 10^6, Zipf", "build, K = 1,000,000, Zipf", "constriction", 4),
    ("build K = 10^6, random", "build, K = 1,000,000, random", "bitarray.util.huffman_code", 80),
    ("build K = 10^6, random", "build, K = 1,000,000, random", "constriction", 4),
    ("measure W1", "measure W1", "choice + bitarray", 15),
    ("measure W2", "measure W2", "choice + bitarray", 15),
]


def main(arguments: list[str]) -> None:
    small = "--small" in arguments
    wanted = [argument for argument in arguments if not argument.startswith("--")]
    if "--child" in arguments:
        print(json.dumps(run_here(wanted[0], small)))
        return
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in names(small):
        if wanted and name not in wanted:
            continue
        command = [sys.executable, "-m", "benchmarks", "--child", name, *(["--small"] if small else [])]
        done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, stdout=subprocess.PIPE, text=True, check=True)
        for title, rows in json.loads(done.stdout).items():
            tables[title] = rows
            print(f"\n{as_markdown(title, rows)}", flush=True)
    if small:
        print("\nSmall sizes: it runs. For ratios that mean something: python -m benchmarks")
        return
    ratios = ratio_table(tables)
    print(f"\n{machine()}\n\n{ratios}")
    if not wanted:
        (HERE / "results.json").write_text(json.dumps({"machine": machine(), "tables": tables}, indent=1) + "\n")
        everything = "\n\n".join(as_markdown(title, rows) for title, rows in tables.items())
        (HERE / "results.md").write_text(f"# Results of `make bench`\n\n{machine()}\n\n{ratios}\n\n{everything}\n")
        put_into_readme(f"{machine()}\n\n{ratios}")


def names(small: bool) -> list[str]:
    from benchmarks.sections import plan

    return [name for name, *_ in plan(small)]


def run_here(name: str, small: bool) -> dict[str, list[dict[str, Any]]]:
    import numba  # noqa: F401 - kernels are what is measured, at every size

    from benchmarks.sections import plan

    section, argument, n, repeats = next(rest for known, *rest in plan(small) if known == name)
    return {title: [row.to_dict() for row in rows] for title, rows in section(argument, n, repeats).items()}


def as_markdown(title: str, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"## {title}",
        "",
        "| | ns/symbol | fastest .. slowest | M symbols/s | over ours | |",
        "|---|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {row['name']} | {row['median']:.2f} | {row['fastest']:.2f} .. {row['slowest']:.2f} "
        f"| {1e3 / row['median']:,.0f} | {row['ratio']:.2f}× | {row['note']} |"
        for row in rows
    ]
    return "\n".join(lines)


def ratio_table(tables: dict[str, list[dict[str, Any]]]) -> str:
    lines = ["| this project over its peer | | ratio of medians | aim |", "|---|---|--:|--:|"]
    for what, prefix, peer, least in FLOORS:
        for title, rows in tables.items():
            for row in rows:
                if title.startswith(prefix) and row["name"] == peer:
                    reached = "" if row["ratio"] >= least else " (missed)"
                    lines.append(f"| {what} | {peer} | {row['ratio']:.1f}× | {least}×{reached} |")
    return "\n".join(lines)


def machine() -> str:
    cpu = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).exists() and (model := re.search(r"model name\s*: (.*)", info.read_text())):
        cpu = model[1]
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{cpu}, {os.cpu_count()} cores, one thread used; Python {platform.python_version()}, {packages}."


def put_into_readme(text: str) -> None:
    marks = "<!-- make bench -->", "<!-- /make bench -->"
    before, _, rest = README.read_text().partition(marks[0])
    _, _, after = rest.partition(marks[1])
    README.write_text(f"{before}{marks[0]}\n\n{text}\n\n{marks[1]}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
