"""Breaks put into the parsers, the checks and the metrics one at a time: which do the tests nearest to them let pass?

    python -m tests.mutants [--sample 300] [--seed 1] [--all] [--only etl/parse/money.py] [--seconds 60]

A command: it prints each survivor with its line as soon as it is known, and at the end killed, survived and hung.
Breaks are those of cosmic-ray (a comparison, an operator, a number, a condition, a loop) and, for SQL, which no such
tool sees, a few of ours. Each is run in a copy of the tree, one copy a process, with the tests of the folder that
mirrors the module's.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
NEAREST = {
    "etl/parse": (
        "tests/etl/parse", "tests/etl/rows/test_contents.py", "tests/etl/rows/test_added.py",
        "tests/etl/rows/test_periods.py", "tests/etl/test_expected.py",
    ),
    "etl/checks": ("tests/etl/checks", "tests/etl/test_expected.py", "tests/etl/rows/test_duplicates.py"),
    "dashboard/metrics": (
        "tests/dashboard/metrics/test_query.py", "tests/dashboard/metrics/test_schedule.py", "tests/dashboard/metrics",
    ),
}  # fmt: skip
"""Folder of code -> the tests that are nearest to it, those that catch most in the least time first."""
_KINDS = re.compile(
    r"core/(?:ReplaceBinaryOperator_(?:Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul)"
    r"|ReplaceComparisonOperator_(?:Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot|IsNot_Is)"
    r"|ReplaceUnaryOperator_Delete_Not|AddNot|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr"
    r"|ReplaceOrWithAnd|ReplaceBreakWithContinue|ReplaceContinueWithBreak|NumberReplacer|ZeroIterationForLoop)"
)
"""One break of each kind for a place; `X | None` of annotations, which are never run, is no place."""
_SQL = re.compile(r"\b(?:SELECT|WHERE|CASE|WHEN|FILTER|JOIN)\b")
_SQL_BREAKS = (
    (" AND ", " OR "), (" OR ", " AND "), (">=", ">"), (" > ", " >= "), ("<=", "<"), (" < ", " <= "), (" = ", " <> "),
    ("IS NULL", "IS NOT NULL"), ("IS NOT NULL", "IS NULL"), ("sum(", "max("), ("greatest(", "least("), (" - ", " + "),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Break:
    """One change of one module: in which line, what is done, and which of the places it can be done at."""

    module: str
    line: int
    what: str
    occurrence: int

    def code(self) -> str:
        """The module's text with the change made."""
        text = (ROOT / self.module).read_text(encoding="utf-8")
        if self.what.startswith("core/"):
            broken = mutate_code(text, get_operator(self.what)(), self.occurrence)
            assert broken is not None
            return broken
        before, after = self.what.removeprefix("SQL:").split("->")
        start = self.occurrence
        return text[:start] + after + text[start + len(before) :]


def breaks_of(module: str) -> Iterator[Break]:
    """Every break of a module."""
    text = (ROOT / module).read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(text)))
    for name in filter(_KINDS.fullmatch, operator_names()):
        operator = get_operator(name)()
        places = (place for node in nodes for place in operator.mutation_positions(node))
        for occurrence, (start, _) in enumerate(places):
            yield Break(module, start[0], name, occurrence)
    if module.startswith("dashboard/metrics"):
        yield from _sql_breaks(module, text)


def _sql_breaks(module: str, text: str) -> Iterator[Break]:
    """Breaks inside the string literals that hold SQL."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.STRING or not _SQL.search(token.string):
            continue
        begin = starts[token.start[0] - 1] + token.start[1]
        for before, after in _SQL_BREAKS:
            for match in re.finditer(re.escape(before), token.string):
                line = token.start[0] + token.string.count("\n", 0, match.start())
                yield Break(module, line, f"SQL:{before}->{after}", begin + match.start())


def copy_of_tree(target: Path) -> None:
    """What git tracks, so that a break changes nothing that somebody works with."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, tracked.split("\0")):
        if not name.startswith("docs/") and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def outcome(folder: str, tree: Path, seconds: float) -> str:
    """What the tests nearest to a folder say of a tree: survived (they pass), killed, or hung (no end in time)."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *NEAREST[folder]]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "hung"
    return "survived" if done.returncode == 0 else "killed"


def judge(one: Break, tree: Path, seconds: float) -> str:
    """The outcome of a break, which is taken back."""
    path = tree / one.module
    original = path.read_text(encoding="utf-8")
    path.write_text(one.code(), encoding="utf-8")
    try:
        return outcome(folder_of(one), tree, seconds)
    finally:
        path.write_text(original, encoding="utf-8")


def folder_of(one: Break) -> str:
    """The folder of `NEAREST` that a break's module stands in."""
    return next(folder for folder in NEAREST if one.module.startswith(folder))


def run(found: list[Break], seconds: float, processes: int) -> list[tuple[Break, str]]:
    """Each break with its outcome, as many at once as there are processes. The tests must pass without a break."""
    trees: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as executor:
        for number in range(processes):
            copy_of_tree(Path(folder, str(number)))
            trees.put(Path(folder, str(number)))

        for name in sorted({folder_of(one) for one in found}):
            if (said := outcome(name, Path(folder, "0"), seconds)) != "survived":
                sys.exit(f"the tests nearest to {name} {said} without a break: no outcome would mean anything")

        def judged(one: Break) -> tuple[Break, str]:
            tree = trees.get()
            try:
                said = judge(one, tree, seconds)
            finally:
                trees.put(tree)
            if said != "killed":
                print(f"{said}  {one.module}:{one.line}  {one.what}", flush=True)
            return one, said

        return list(executor.map(judged, found))


def main() -> None:
    """Make the breaks, run a sample, print what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    modules = sorted(path.relative_to(ROOT).as_posix() for folder in NEAREST for path in (ROOT / folder).rglob("*.py"))
    found = [one for name in modules if given.only in name for one in breaks_of(name)]
    chosen = found if given.all else random.Random(given.seed).sample(found, min(given.sample, len(found)))
    began = time.monotonic()
    results = run(chosen, given.seconds, given.processes)
    counted = Counter((folder_of(one), said) for one, said in results)
    for folder in NEAREST:
        print(folder, ", ".join(f"{counted[folder, said]} {said}" for said in ("killed", "survived", "hung")))
    print(f"{len(results)} of {len(found)} breaks in {time.monotonic() - began:.0f} s, seed {given.seed}")


if __name__ == "__main__":
    main()
