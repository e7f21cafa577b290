"""How fast documents are loaded: an invented list is read, parsed, checked and stored, and each stage is timed.

A document is loaded as `pipeline.load` loads it, in a process of its own, so that one measurement leaves nothing in
memory for the next. Rows per second are rows over the time on the clock; the CPU time, of workers too, stands beside
it, since a busy machine lengthens the one more than the other.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import psutil
import python_calamine

from etl import document as documents
from etl.pipeline import load
from etl.rows import parallel
from etl.samples import project_list
from etl.tables.metadata import Given

STAGES = ("read", "parse", "validate", "store")
"""Bytes to tables; rows to values, with the checks of a whole list; the contract; Parquet."""


@dataclass(slots=True)
class Measured:
    """Seconds on the clock per stage, of publishing the snapshot, and in all before that; CPU seconds; peak memory."""

    rows: int
    documents: int
    stages: dict[str, float] = field(default_factory=dict)
    publish: float = 0.0
    cpu: float = 0.0
    peak_mb: float = 0.0

    @property
    def seconds(self) -> float:
        """From the bytes to the stored Parquet files."""
        return sum(self.stages.values())

    @property
    def rows_per_second(self) -> float:
        """End to end: read, parse, validate, store."""
        return self.rows * self.documents / self.seconds


def measure(style: str, rows: int, count: int = 1) -> Measured:
    """Load `count` lists of `rows` invented rows, as `csv` or `xlsx`, in a new process."""
    with TemporaryDirectory() as folder:
        for number in range(count):
            write(Path(folder) / f"list{number}.{style}", rows, number)
        return elsewhere(_load, Path(folder), rows, count)


def write(path: Path, rows: int, number: int = 0) -> None:
    """Write a list; lists of different numbers are different documents of the same rows."""
    data = project_list.as_xlsx(rows, number) if path.suffix == ".xlsx" else project_list.as_csv(rows, number)
    path.write_bytes(data)


def short_list_seconds(rows: int, runs: int) -> tuple[float, float]:
    """Median seconds on the clock, and of CPU, that `portfolio load` takes for a short list in a home of its own.

    From the start of the command to its end, the snapshot published: what a person waits for.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write(path, rows)
        measured = [_command_seconds(path, Path(folder) / f"home{run}") for run in range(runs)]
    clock, cpu = zip(*measured, strict=True)
    return statistics.median(clock), statistics.median(cpu)


def _command_seconds(path: Path, home: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "dashboard", "load", str(path)]
    environment = {**os.environ, "PORTFOLIO_HOME": str(home)}
    start, cpu = time.perf_counter(), _workers()
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - this program itself
    return time.perf_counter() - start, _workers() - cpu


def library_seconds(rows: int) -> float:
    """What the Excel library alone needs to turn the workbook into values."""
    return elsewhere(_library, project_list.as_xlsx(rows))


def _library(data: bytes) -> float:
    start = time.perf_counter()
    with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return time.perf_counter() - start


Answer = TypeVar("Answer")


def elsewhere(work: Callable[..., Answer], *given: object) -> Answer:
    """What `work` gives in a new process, which leaves nothing in this one. Raises what it raises."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        return executor.submit(work, *given).result()


def _load(folder: Path, rows: int, count: int) -> Measured:
    """Load what lies in the folder; what is imported at the first document of a process does not count."""
    style = next(folder.iterdir()).suffix
    documents.read_document(project_list.as_xlsx(0) if style == ".xlsx" else project_list.as_csv(0), "first", Given())
    measured = Measured(rows, count, dict.fromkeys(STAGES, 0.0))
    before, cpu, ended = time.perf_counter(), _cpu(), _workers()

    def on_stage(stage: str) -> None:
        nonlocal before
        now = time.perf_counter()
        step = stage.partition(":")[0]
        name = {"tables": "read", "reports": "parse", "read": "validate", "stored": "store"}.get(step)
        if name:
            measured.stages[name] += now - before
            measured.cpu = _cpu() - cpu
        else:
            measured.publish += now - before
        before = now

    load.load(sorted(folder.iterdir()), folder / "home", on_stage=on_stage)
    measured.cpu += _workers() - ended  # nobody waits for them to end before the snapshot is published
    measured.peak_mb = peak_mb()
    return measured


def _cpu() -> float:
    """CPU seconds of this process."""
    own = os.times()
    return own.user + own.system


def _workers() -> float:
    """CPU seconds of the workers and commands that have ended."""
    own = os.times()
    return own.children_user + own.children_system


def peak_mb() -> float:
    """The most memory that this process held (Windows, Linux, macOS); workers come on top of it."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def processes() -> int:
    """How many workers a large table is given on this machine."""
    return parallel.processes()
