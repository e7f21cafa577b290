"""Several processes for one large table: pure functions over runs of its rows, answers in the order of the runs.

Each run is worked on alone, so the answers do not depend on where a table is cut; what depends on neighbours is done
by the caller, before and after. A failing worker fails the whole reading: nothing is read in part.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Protocol, Self, TypeVar

_LEAST_BYTES = 4 * 2**20
"""Smaller documents have at most some 15,000 rows, which one process reads before others have started."""
_LEAST_PACKED = 2**20
"""The same for a workbook, which is packed."""
LEAST_ROWS = 4_000
"""Shorter tables are read by one process."""
_RUNS_EACH = 6
"""Runs per process, at least: the last one that finishes is waited for, so each should be short."""


class Sliced(Protocol):
    """What can be cut into runs."""

    def __len__(self) -> int:
        """Number of items."""

    def __getitem__(self, part: slice, /) -> Self:
        """The items of a run."""


Shared = TypeVar("Shared")
Answer = TypeVar("Answer")
Items = TypeVar("Items", bound=Sliced)


class Crew(Protocol):
    """Works on runs of rows."""

    def work(self, function: Callable[[Shared, Items], Answer], shared: Shared, items: Items) -> list[Answer]:
        """The answers for the runs that `items` is cut into, in order."""


class Alone:
    """One process: this one, and one run."""

    def work(self, function: Callable[[Shared, Items], Answer], shared: Shared, items: Items) -> list[Answer]:
        """The answer for all items at once."""
        return [function(shared, items)]


class Processes:
    """Workers beside this process, which works too: from the last run on, while the workers begin with the first."""

    def __init__(self, executor: ProcessPoolExecutor, count: int) -> None:
        """Use the workers of `executor`, `count` processes with this one."""
        self._executor = executor
        self._count = count

    def work(self, function: Callable[[Shared, Items], Answer], shared: Shared, items: Items) -> list[Answer]:
        """The answers for all runs; short tables are read here. What a worker raises is raised here."""
        if len(items) < LEAST_ROWS:
            return Alone().work(function, shared, items)
        first, last = 0, len(items)  # what nobody has begun with
        given: list[Future[Answer]] = []
        own: list[Answer] = []
        while first < last:
            while first < last and sum(not one.done() for one in given) < 2 * (self._count - 1):
                size = self._size_of_run(last - first, len(items))
                given.append(self._executor.submit(function, shared, items[first : first + size]))
                first += size
            if first < last:
                size = self._size_of_run(last - first, len(items))
                own.append(function(shared, items[last - size : last]))
                last -= size
        return [one.result() for one in given] + own[::-1]

    def _size_of_run(self, left: int, of: int) -> int:
        """How many items the next run has: towards the end fewer and fewer, so that all processes end together."""
        usual = -(-of // (self._count * _RUNS_EACH))
        return min(left, usual, max(LEAST_ROWS, left // (2 * self._count)))


@contextmanager
def no_collection() -> Iterator[None]:
    """Put the search for cycles off: rows make none, and looking through all of them again and again takes a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def crew(data: bytes, warm: Callable[[], None]) -> Iterator[Crew]:
    """Who reads the tables of a document: workers where it is large, started at once so that they are ready in time.

    `warm` is run in each worker first: it loads what reading needs. `PORTFOLIO_PROCESSES` sets the number of workers.
    """
    count = processes()
    least = _LEAST_PACKED if data.startswith(b"PK") else _LEAST_BYTES
    if count < 2 or len(data) < least or data.startswith(b"%PDF"):
        yield Alone()
        return
    spawn = multiprocessing.get_context("spawn")  # the same on Linux, Windows and macOS, and safe beside threads
    executor = ProcessPoolExecutor(count - 1, mp_context=spawn, initializer=_begin)
    try:
        _start(executor, count - 1, warm)
        yield Processes(executor, count)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)  # what comes next need not wait until they have ended


def _begin() -> None:
    """What a worker does first: it searches for no cycles (see `no_collection`), and ends when this process does."""
    gc.disable()
    end_with_parent()


def end_with_parent() -> None:
    """End this process once the one that started it has ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """End this process once another one has; what that one would have been told is told to nobody."""
    wait([sentinel])
    os._exit(1)


def _start(executor: ProcessPoolExecutor, count: int, warm: Callable[[], None]) -> list[Future[None]]:
    return [executor.submit(warm) for _ in range(count)]


def processes() -> int:
    """How many workers a large table is given: one per core that this process may use, eight at most."""
    if multiprocessing.current_process().daemon:  # it may not start any
        return 1
    stated = os.environ.get("PORTFOLIO_PROCESSES", "")
    if stated.isdecimal():
        return int(stated)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 8)
