"""The shape of the design, held by reading the imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each module may import those that stand before it, and `simulate` all of `coding`.
CODING = (
    "kernels errors render symbols alphabet weights distribution information lengths codewords tree reference bulk "
    "engine bitstream prefix_code huffman shannon __init__"
)
SIMULATE = "kernels sampler machine tally bounds measurement experiment __init__ sources console cli __main__"
ORDER = {"coding": CODING.split(), "simulate": SIMULATE.split()}
LEAVES = {"simulate.console", "simulate.cli", "simulate.__main__"}
PRESENTATION = {"rich", "typer", "matplotlib", "marimo"}
MODULES = [(package, path.stem) for package in ORDER for path in sorted((ROOT / package).glob("*.py"))]
FOREIGN = {"numpy", "numba", "llvmlite", "sys", "typing"}
KERNELS = [*sorted((ROOT / "coding" / "kernels").glob("*.py")), ROOT / "simulate" / "kernels.py"]


def imported(path):
    """Every module named in an import statement, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module


def violations(package, module, imports):
    before = ORDER[package][: ORDER[package].index(module)]
    for name in imports:
        top, _, inner = name.partition(".")
        if top == package and (inner.partition(".")[0] or "__init__") not in before:
            yield name
        if package == "coding" and top == "simulate":
            yield name
        if top in PRESENTATION and f"{package}.{module}" not in LEAVES:
            yield name


@pytest.mark.parametrize(("package", "module"), MODULES)
def test_imports_point_one_way(package, module):
    assert list(violations(package, module, imported(ROOT / package / f"{module}.py"))) == []


@pytest.mark.parametrize("path", KERNELS, ids=str)
def test_kernels_import_nothing_of_ours(path):
    names = set(imported(path)) - {"coding.kernels.words"}
    assert {name.partition(".")[0] for name in names} <= FOREIGN


@pytest.mark.parametrize(
    ("package", "module", "name"),
    [
        ("coding", "alphabet", "coding.distribution"),
        ("coding", "reference", "coding"),
        ("coding", "huffman", "simulate.machine"),
        ("simulate", "experiment", "simulate.cli"),
        ("simulate", "experiment", "rich.table"),
    ],
)
def test_a_wrong_import_is_noticed(package, module, name):
    assert list(violations(package, module, [name])) == [name]


@pytest.mark.parametrize("package", ["coding", "simulate"])
def test_importing_stays_light(package):
    program = f"import sys, {package}; print(*sorted(set(sys.modules) & {{'numba', *{sorted(PRESENTATION)}}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(("package", "module"), MODULES)
def test_modules_stay_short_and_begin_with_the_idea(package, module):
    source = (ROOT / package / f"{module}.py").read_text()
    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= 310
