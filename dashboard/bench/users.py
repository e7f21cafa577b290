"""The board under 1, 10 and 100 users: a server of its own, each user with seconds of thought between new filters."""

from __future__ import annotations

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import psutil

from dashboard.bench.narrowed import narrowed
from dashboard.bench.score import Bound, Found
from dashboard.bench.visits import check_shown, pages_shown
from dashboard.frame import frame
from dashboard.session.snapshot import Warehouse

WORKERS = 2
_THOUGHT = (1.0, 3.0)
"""Seconds between two clicks of a user."""
_P95, _WORKER = Bound(1000, 100_000), Bound(500)
_READY_SECONDS = 60


@dataclass(slots=True)
class Clicks:
    """What users met: milliseconds of each answer, and what went wrong."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p95(self) -> float:
        """Milliseconds that 19 of 20 answers took at most. Raises RuntimeError where there are too few."""
        if len(self.taken) < 2:
            raise RuntimeError(f"{len(self.taken)} answers; {self.errors[:1]}")
        return statistics.quantiles(self.taken, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started here."""

    port: int
    process: psutil.Process

    def worker_mb(self) -> float:
        """Memory of the largest of its processes now."""
        sizes = [0.0]
        for one in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.Error):
                sizes.append(one.memory_info().rss / 2**20)
        return max(sizes)


def crowds(home: Path, users: Sequence[int], seconds: float) -> Iterator[Found]:
    """For each number of users what 19 of 20 clicks took at most; then the memory of a worker."""
    with serving(home) as server:
        for count in users:
            found = clicked(server, home, count, seconds)
            middle = statistics.median(found.taken) if found.taken else 0
            rate = len(found.taken) / seconds
            more = f"median {middle:,.0f} ms, {rate:.1f} clicks/s, {len(found.errors)} errors"
            more += f" ! {found.errors[0]}" if found.errors else ""
            plural = "s" * (count > 1)
            yield Found(f"{count} user{plural}, {WORKERS} workers: p95", found.p95(), beside=more, bound=_P95)
        yield Found("memory of a worker after these users", server.worker_mb(), "MB", bound=_WORKER)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """A server on a free port of this machine, its output thrown away. Raises RuntimeError where it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    workers = "1" if sys.platform == "win32" else str(WORKERS)
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", workers]
    environment = {**os.environ, "PORTFOLIO_HOME": str(home)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603 - this program
        try:
            server = Server(port, psutil.Process(process.pid))
            _await(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers, and has shown what a server shows to nobody when it starts."""
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            _ask(server.port, "/", "")
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def clicked(server: Server, home: Path, users: int, seconds: float) -> Clicks:
    """So many users for so long, on all pages that a filter narrows, those of the first tabs more often."""
    with Warehouse(home).session() as session:
        filters = narrowed(session.info, seed=3 + users)
    paths = [page.path for page in pages_shown(home) if page.has_filter]
    found, lock, until = Clicks(), threading.Lock(), time.monotonic() + seconds

    def user(number: int) -> None:
        draw = random.Random(number)  # noqa: S311 - no secret
        time.sleep(draw.uniform(0, _THOUGHT[1]))
        while time.monotonic() < until:
            with lock:
                query = next(filters).query
            _click(server, draw.choice(paths), f"?{query}", found)
            time.sleep(draw.uniform(*_THOUGHT))

    threads = [threading.Thread(target=user, args=(number,), daemon=True) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _click(server: Server, path: str, search: str, found: Clicks) -> None:
    start = time.perf_counter()
    try:
        _ask(server.port, path, search)
    except (OSError, http.client.HTTPException, RuntimeError) as reason:
        found.errors.append(f"{type(reason).__name__} {reason}")
    else:
        found.taken.append((time.perf_counter() - start) * 1000)


def _ask(port: int, path: str, search: str) -> None:
    """Ask for a page as a browser does. Raises OSError, HTTPException or RuntimeError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        connection.request("POST", "/_dash-update-component", orjson.dumps(frame.request(path, search)), headers)
        answer = connection.getresponse()
        check_shown(answer.status, answer.read(), path + search)
    finally:
        connection.close()
