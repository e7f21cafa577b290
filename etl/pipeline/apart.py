"""Documents are read in a process of their own, with bounds of time and memory: a file is hostile until it is read.

A process that breaks a bound, or ends, is stopped with all that it started; its document becomes one finding, and the
next one is read by another process. Otherwise one process reads all documents, so that what it has learnt stays warm.
It is started anew (`spawn`), which is safe beside threads; a command that has done nothing yet forks it (`prepare`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl import document
from etl.contract.detail import Detail
from etl.contract.values import Doubt
from etl.corrections.ledger import Correction
from etl.document import ReadDocument, Stage
from etl.formats import sniff
from etl.rows import parallel
from etl.tables.metadata import Given

if TYPE_CHECKING:
    import psutil

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a document may cost: seconds of the processor, and bytes of memory, of all processes that read it.

    Both grow with the size of the file, since a long list is no attack: 100,000 rows take 15 s and 1.1 GB here, as a
    workbook of 8 MB, which is packed, and 200,000 rows of 16 MB twice as much.
    """

    seconds: float = 25
    seconds_a_megabyte: float = 10
    memory: int = 1_700 * MEGABYTE
    memory_a_byte: float = 40
    memory_a_packed_byte: float = 200
    free: int = 4 * MEGABYTE
    """So many bytes of a file give no right to more memory."""

    def time_for(self, data: bytes) -> float:
        """Seconds for a file. A PDF and a picture have their own bounds for each page (`formats/pdf/pages.py`)."""
        own = _seconds_of_pages() if sniff.has_pages(data) else 0
        return self.seconds + own + self.seconds_a_megabyte * len(data) / MEGABYTE

    def memory_for(self, data: bytes) -> float:
        """Bytes for a file."""
        own = self.memory if sniff.has_pages(data) else 0
        a_byte = self.memory_a_packed_byte if data.startswith(b"PK") else self.memory_a_byte
        return self.memory + own + a_byte * max(0, len(data) - self.free)


def _seconds_of_pages() -> float:
    from etl.formats.pdf.document import MAX_SECONDS  # other files need not wait for what reads pages

    return MAX_SECONDS


BOUNDS = Bounds()
_GRACE = 4
"""How many times as long a document may take by the clock: other work on the machine is no fault of its."""
_LARGE = 700 * MEGABYTE
"""A process that has grown so large is not kept for the next document."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""So many documents are read at a time by one process that serves the board."""
_IDLE_SECONDS = 600
_LOOK_SECONDS = 0.05
_LOOK_AROUND_SECONDS = 0.5
"""How often the memory of the process is asked for, and that of those that it started, which takes longer."""
_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""What the system counts the memory of a process in."""
_HARD_MEMORY = 12 * 2**30
"""What a process may ask the system for at all (Linux): the bound above is for what it uses."""


class _Stopped(Exception):
    """A document broke a bound, or its process ended; `doubt` says which."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.type)
        self.doubt = doubt


def read(
    data: bytes, name: str, given: Given, corrections: Sequence[Correction] = (), on_stage: Stage = lambda _: None
) -> ReadDocument:
    """As `document.read_document`, in a process of its own: what costs too much is a finding."""
    asked = (data, name, given, tuple(corrections))
    with _AT_ONCE:
        try:
            read = _answer(asked, data, on_stage)
        except _Stopped as stopped:
            return document.refused(data, name, given, corrections, stopped.doubt)
    if isinstance(read, BaseException):
        raise read
    return read


def _answer(asked: tuple[Any, ...], data: bytes, on_stage: Stage) -> ReadDocument | BaseException:
    worker = _asked(asked)
    try:
        read = worker.answer(data, on_stage)
    except BaseException:
        worker.stop()
        raise
    _keep(worker)
    return read


def prepare() -> bool:
    """Fork the process that reads, from a command that has read nothing yet; gives whether this system can.

    So it need not load the program again. Frames are made by threads from the first one on, and a process with such
    threads cannot be forked: a command calls this before all else, or not at all.
    """
    if sys.platform == "linux" and not _idle:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the libraries' own, which only wait
            _idle.append(_Worker("fork"))
        return True
    return False


class _Worker:
    """A process that reads documents one after the other."""

    def __init__(self, method: str) -> None:
        context: Any = multiprocessing.get_context(method)
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, method == "fork"), name="reader")
        self._process.start()
        theirs.close()
        self.is_small = True

    def answer(self, data: bytes, on_stage: Stage) -> ReadDocument | BaseException:
        """What it makes of the document that it was asked for. Raises `_Stopped`."""
        watch = _Watch(self._process.pid, BOUNDS.time_for(data), BOUNDS.memory_for(data))
        while True:
            if not self.pipe.poll(_LOOK_SECONDS):
                watch.look()
                continue
            try:
                kind, told = self.pipe.recv()
            except (EOFError, OSError) as ended:
                raise _Stopped(self.ended()) from ended
            if kind == "stage":
                on_stage(told)
            else:
                self.is_small = kind == "read"
                return told  # type: ignore[no-any-return]

    def ended(self) -> Doubt:
        """Why it ended on its own account."""
        self._process.join(1)
        status = self._process.exitcode
        if status == -getattr(signal, "SIGXCPU", 0):
            return Doubt("reading_too_slow", "", Detail("document_too_slow"))
        return Doubt("unreadable_file", "", Detail("reader_ended", status=str(status)))

    def stop(self, *, at_work: bool = True) -> None:
        """End it, with all that it started: while it waits for a document, that is nothing."""
        if at_work:
            import psutil

            with suppress(psutil.Error):
                for one in psutil.Process(self._process.pid).children(recursive=True):
                    with suppress(psutil.Error):
                        one.kill()
        self._process.kill()
        self.pipe.close()
        self._process.join()


class _Watch:
    """Looks at what a process and those that it started cost, from the first look on."""

    def __init__(self, pid: int, seconds: float, memory: float) -> None:
        self._pid, self._seconds, self._memory = pid, seconds, memory
        self._began = self._looked = time.monotonic()
        self._beside = 0
        self._used = -1.0

    def look(self) -> None:
        """Raises `_Stopped` where a bound is broken; a process that has ended is seen by its pipe."""
        import psutil  # what is read at once need not wait for it

        with suppress(psutil.Error):
            process = psutil.Process(self._pid)
            if self._used < 0:
                self._used = self._cpu([process])
            now = time.monotonic()
            if now - self._looked > _LOOK_AROUND_SECONDS:
                self._looked = now
                others = process.children(recursive=True)
                self._beside = sum(_memory_of(one) for one in others)
                spent = self._cpu([process, *others]) - self._used
                if spent > self._seconds or now - self._began > _GRACE * self._seconds:
                    raise _Stopped(Doubt("reading_too_slow", "", Detail("document_too_slow")))
            if self._beside + _memory_of(process) > self._memory:
                raise _Stopped(Doubt("reading_too_large", "", Detail("document_too_much_memory")))

    @staticmethod
    def _cpu(processes: Sequence[psutil.Process]) -> float:
        import psutil

        used = 0.0
        for one in processes:
            with suppress(psutil.Error):
                times = one.cpu_times()
                used += times.user + times.system
        return used


def _memory_of(process: psutil.Process) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended
        return 0


_idle: list[_Worker] = []


def _asked(asked: tuple[Any, ...]) -> _Worker:
    """A process that was given the document. One that waited for too long has ended: another one is asked then."""
    while True:
        try:
            worker, is_new = _idle.pop(), False
        except IndexError:
            worker, is_new = _Worker("spawn"), True
        try:
            worker.pipe.send(asked)
        except OSError as error:
            ended = worker.ended()
            worker.stop()
            if is_new:
                raise _Stopped(ended) from error
        else:
            return worker


def _keep(worker: _Worker) -> None:
    if worker.is_small:
        _idle.append(worker)
    else:
        worker.stop(at_work=False)


def stop_all() -> None:
    """End the processes that wait for a document."""
    while _idle:
        _idle.pop().stop(at_work=False)


Finalize(None, stop_all, exitpriority=100)  # before this process waits for those that it started
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)


def _serve(pipe: Connection, is_forked: bool) -> None:
    """The process: reads what it is asked for until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is interrupted, and ends it
    if is_forked:
        _close_what_was_open(pipe)
    parallel.end_with_parent()
    _bound_memory()
    while pipe.poll(_IDLE_SECONDS):
        try:
            data, name, given, corrections = pipe.recv()
        except EOFError:
            return
        with _bounded(data):
            read = _read(pipe, data, name, given, corrections)
            pipe.send(("read and large" if _is_large() else "read", read))


def _read(
    pipe: Connection, data: bytes, name: str, given: Given, corrections: Sequence[Correction]
) -> ReadDocument | BaseException:
    """What is read; or what was raised, which is raised again by whoever asked."""
    try:
        return document.read_document(data, name, given, corrections, lambda stage: pipe.send(("stage", stage)))
    except OSError:
        raise
    except Exception as error:
        return error


def _is_large() -> bool:
    """Whether this process has grown too large to be kept."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().rss) > _LARGE
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS > _LARGE


def _close_what_was_open(pipe: Connection) -> None:
    """Close what a fork inherits: whoever waits for the end of a pipe or of a lock would wait for this process too."""
    parent = multiprocessing.parent_process()
    kept = {0, 1, 2, pipe.fileno(), parent.sentinel if parent else 0}
    for name in [path.name for path in Path("/proc/self/fd").iterdir()]:
        if int(name) not in kept:
            with suppress(OSError):
                os.close(int(name))


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_HARD_MEMORY, _HARD_MEMORY))


@contextmanager
def _bounded(data: bytes) -> Iterator[None]:
    """The system ends this process too, should whoever watches it be gone."""
    if sys.platform == "win32":
        yield
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime + BOUNDS.time_for(data)) + 30
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard < 0 else min(until, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
