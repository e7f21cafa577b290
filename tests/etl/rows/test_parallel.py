"""Several processes read a large table as one does, and a worker that fails stops the reading."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from etl.document import read_document
from etl.rows import parallel
from etl.samples import project_list
from etl.tables.metadata import Given

TOTALS = "总计{0}个,总投资1万元"


def a_list(rows: int) -> bytes:
    """A list with section rows and totals between, so that runs are cut in the midst of sections."""
    lines = project_list.as_csv(rows).decode("utf-8-sig").split("\n")
    body = lines[:3]
    for number, line in enumerate(lines[3:]):
        body += [line] if number % 90 else ["一、养老项目" + "," * 7, line]
    body.insert(200, lines[150])  # a row that stands there twice, in two runs
    return "\n".join([*body[:-1], TOTALS.format(rows) + "," * 7]).encode()


def test_the_frames_are_the_same_in_one_process_and_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    data = a_list(600)
    alone = read_document(data, "list.csv", Given())
    monkeypatch.setattr(parallel, "LEAST_ROWS", 10)
    monkeypatch.setattr(parallel, "_LEAST_BYTES", 10)
    monkeypatch.setenv("PORTFOLIO_PROCESSES", "2")
    together = read_document(data, "list.csv", Given())
    assert together.frames.keys() == alone.frames.keys()
    for name, frame in alone.frames.items():
        assert frame.equals(together.frames[name]), name
    types = set(alone.frames["findings"]["type"])
    assert {"duplicate_row", "serial_repeated", "total_mismatch", "doubtful_capacity"} <= types
    rows = alone.frames["evidence"]["report_id"].str.split("-").list.last().cast(int).to_list()
    assert all(before <= after for before, after in pairwise(rows))


def test_small_documents_start_no_process() -> None:
    with parallel.crew(b"a" * 1000, _fail) as crew:
        assert isinstance(crew, parallel.Alone)


def test_answers_come_in_the_order_of_the_rows(crew: parallel.Crew) -> None:
    answers = crew.work(_sum, 3, list(range(50)))
    assert len(answers) > 1
    assert [value for run in answers for value in run] == [value + 3 for value in range(50)]


def test_what_a_worker_raises_is_raised(crew: parallel.Crew) -> None:
    with pytest.raises(ZeroDivisionError):
        crew.work(_divide, 1, [1] * 20 + [0] + [1] * 20)


def test_a_worker_that_dies_is_no_empty_answer(crew: parallel.Crew) -> None:
    assert isinstance(crew, parallel.Processes)
    crew._executor.submit(_nothing).result()  # it has started
    with pytest.raises(BrokenProcessPool):
        crew.work(_die, 1, [1] * 20)


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parallel, "LEAST_ROWS", 10)
    monkeypatch.setattr(parallel, "_LEAST_BYTES", 10)
    monkeypatch.setenv("PORTFOLIO_PROCESSES", "2")
    with parallel.crew(b"a" * 1000, _nothing) as found:
        yield found


def _nothing() -> None:
    return


def _fail() -> None:
    raise AssertionError("started")


def _sum(shared: int, items: list[int]) -> list[int]:
    return [item + shared for item in items]


def _divide(shared: int, items: list[int]) -> list[float]:
    return [shared / item for item in items]


def _die(_: int, __: list[int]) -> None:
    if multiprocessing.parent_process():  # a worker, not this process
        os._exit(1)
    time.sleep(1)  # so that the worker comes to its first run


KILLED = """
import multiprocessing, os, signal
from etl.rows import parallel

def warm():
    pass

if __name__ == "__main__":
    parallel._LEAST_BYTES = 0
    with parallel.crew(b"x", warm) as crew:
        [ready] = parallel._start(crew._executor, 1, warm)
        ready.result()
        print(*[child.pid for child in multiprocessing.active_children()], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "killed.py"
    program.write_text(KILLED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], env=os.environ | {"PORTFOLIO_PROCESSES": "2"}, capture_output=True, timeout=60
    )
    [worker] = map(int, done.stdout.split())
    until = time.monotonic() + 20
    while psutil.pid_exists(worker) and psutil.Process(worker).status() != "zombie" and time.monotonic() < until:
        time.sleep(0.1)
    assert not psutil.pid_exists(worker) or psutil.Process(worker).status() == "zombie"
