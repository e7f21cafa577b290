"""Breaks put into the parsers, the checks and the metrics one at a time: which do the tests nearest to them let pass?

    python -m tests.mutants [--sample 300] [--seed 1] [--all] [--only etl/parse/money.py] [--seconds 900]

A command: it prints each survivor with its line as soon as it is known, and at the end how many of each outcome.
Breaks are those of cosmic-ray (a comparison, an operator, a number, a condition, a loop) and, for SQL, which no such
tool sees, a few of ours. Each is run in a copy of the tree, one copy a process, with those of the tests nearest to its
folder that execute the broken statement, the fastest first, then with others that execute anything of its module, until
they would take `MOST_SECONDS`. A break that no test executes is not run: it is not covered.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
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
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
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
    "etl/checks": (
        "tests/etl/checks", "tests/etl/rows/test_actuals.py", "tests/etl/test_expected.py",
        "tests/etl/rows/test_duplicates.py",
    ),
    "dashboard/metrics": (
        "tests/dashboard/metrics/test_query.py", "tests/dashboard/metrics/test_schedule.py", "tests/dashboard/metrics",
    ),
}  # fmt: skip
"""Folder of code -> the tests that are nearest to it, those that catch most in the least time first."""
SAID = ("killed", "survived", "hung", "not covered")
MOST_SECONDS = 20
"""What the tests of one break may take in all without the break."""
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

    def statement(self) -> range:
        """The lines of the statement that is broken; of one with a body, those before the body."""
        found = range(self.line, self.line + 1)
        for node in ast.walk(ast.parse((ROOT / self.module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.stmt) and node.lineno <= self.line <= (node.end_lineno or 0):
                body = getattr(node, "body", None)
                end = body[0].lineno - 1 if body else node.end_lineno or 0
                if self.line <= max(end, node.lineno):
                    found = range(node.lineno, max(end, node.lineno) + 1)
        return found

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


class Tests:
    """The tests nearest to each folder, which must pass: how long each takes, and which lines it executes."""

    def __init__(self, folders: set[str], tree: Path, seconds: float) -> None:
        self.seconds: dict[str, float] = {}
        self.lines: dict[str, dict[str, list[str]]] = {}
        for folder in sorted(folders):
            target = tree / "recorded.json"
            said = outcome(tree, NEAREST[folder], seconds, MUTANTS_RECORD=str(target), MUTANTS_FOLDERS=folder)
            if said != "survived":
                sys.exit(f"the tests nearest to {folder} {said} without a break: no outcome would mean anything")
            recorded = json.loads(target.read_text(encoding="utf-8"))
            self.lines |= recorded["lines"]
            self.seconds |= recorded["seconds"]

    def of(self, one: Break) -> list[str]:
        """The tests of a break: first those that execute its line, then those that execute others of its module.

        The others, as an answer that is kept is worked out by whichever test asks first, and a constant by none."""
        lines = self.lines.get(one.module, {})
        within = {name for line in one.statement() for name in lines.get(str(line), ())}
        if not within:
            return []
        nearest, beside = self._named(within), self._named({name for names in lines.values() for name in names})
        if not beside:  # a module of constants alone
            beside = {name for name in self.seconds if name.startswith(NEAREST[folder_of(one)])}
        chosen = [*self._fastest(nearest), *self._fastest(beside - nearest)]
        total = accumulate(self.seconds[name] for name in chosen)
        return [name for name, so_far in zip(chosen, total, strict=True) if so_far <= MOST_SECONDS]

    def _named(self, contexts: set[str]) -> set[str]:
        """The tests with these names, and all of the files with these names."""
        return {name for name in self.seconds if name in contexts or name.partition("::")[0] in contexts}

    def _fastest(self, names: set[str]) -> list[str]:
        return sorted(names, key=lambda name: (self.seconds[name], name))


def outcome(tree: Path, tests: Iterable[str], seconds: float, **environment: str) -> str:
    """What tests say of a tree: survived (they pass), killed, or hung (no end in time)."""
    plugins = ("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutants_plugin")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", *plugins, *tests]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)} | environment
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "hung"
    return "survived" if done.returncode == 0 else "killed"


def judge(one: Break, tree: Path, tests: Tests) -> str:
    """The outcome of a break, which is taken back."""
    chosen = tests.of(one)
    if not chosen:
        return "not covered"
    listed = tree / "chosen.txt"
    listed.write_text("\n".join(chosen), encoding="utf-8")
    files = dict.fromkeys(name.partition("::")[0] for name in chosen)
    patience = 60 + 5 * sum(tests.seconds[name] for name in chosen)
    path = tree / one.module
    original = path.read_text(encoding="utf-8")
    path.write_text(one.code(), encoding="utf-8")
    try:
        return outcome(tree, files, patience, MUTANTS_CHOSEN=str(listed))
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
        tests = Tests({folder_of(one) for one in found}, Path(folder, "0"), seconds)

        def judged(one: Break) -> tuple[Break, str]:
            tree = trees.get()
            try:
                said = judge(one, tree, tests)
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
    parser.add_argument("--seconds", type=float, default=900, help="that the unbroken tests may take")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    modules = sorted(path.relative_to(ROOT).as_posix() for folder in NEAREST for path in (ROOT / folder).rglob("*.py"))
    found = [one for name in modules if given.only in name for one in breaks_of(name)]
    chosen = found if given.all else random.Random(given.seed).sample(found, min(given.sample, len(found)))
    began = time.monotonic()
    results = run(chosen, given.seconds, given.processes)
    counted = Counter((folder_of(one), said) for one, said in results)
    for folder in NEAREST:
        print(
            folder,
            ", ".join(f"{counted[folder, said]} {said}" for said in SAID),
        )
    print(f"{len(results)} of {len(found)} breaks in {time.monotonic() - began:.0f} s, seed {given.seed}")


if __name__ == "__main__":
    main()
