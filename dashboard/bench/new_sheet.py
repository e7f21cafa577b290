"""A sheet of 1,000 rows that comes into a portfolio: until it is published, alone and while users click."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.bench.score import Bound, Found
from dashboard.bench.users import Clicks, clicked, serving
from etl import durable
from etl.snapshot import publish
from etl.store.store import Store

ROWS = 1000
_SECONDS = Bound(20)
_USERS = 10
_HEAD = 6
"""Lines of a generated sheet above its rows."""


def new_sheet(home: Path, seconds: float) -> Iterator[Found]:
    """Seconds until one more report of the last month is published; the same while users click, and what they met. The
    portfolio is left as it was."""
    with left_as_it_was(home) as folder:
        taken, rows = loaded(home, folder, "补报一")
        yield Found("a new sheet, until it is published", taken, "s", f"{rows:,} rows", bound=_SECONDS)
        with serving(home) as server:
            met = Clicks()

            def users() -> None:
                found = clicked(server, home, _USERS, seconds)
                met.taken += found.taken
                met.errors += found.errors

            crowd = threading.Thread(target=users, daemon=True)
            crowd.start()
            taken, rows = loaded(home, folder, "补报二")
            crowd.join()
        yield Found(f"the same while {_USERS} users click", taken, "s", f"{rows:,} rows", bound=_SECONDS)
        more = f"{len(met.taken)} clicks, {len(met.errors)} errors" + (f" ! {met.errors[0]}" if met.errors else "")
        yield Found(f"… p95 of these {_USERS} users", met.p95(), beside=more)


def loaded(home: Path, folder: Path, mark: str) -> tuple[float, int]:
    """Seconds of the command `load` for a sheet that differs from others by its mark; and its rows."""
    lines = _fullest(home).decode("utf-8-sig").splitlines(keepends=True)
    head, rows = lines[:_HEAD], lines[_HEAD : _HEAD + ROWS]
    path = folder / f"{mark}.csv"
    path.write_text("".join([head[0].replace("调度表", f"调度表（{mark}）"), *head[1:], *rows]), encoding="utf-8-sig")
    before = publish.published(home)
    command = [sys.executable, "-m", "dashboard", "load", str(path)]
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this program itself
        command, env={**os.environ, "PORTFOLIO_HOME": str(home)}, capture_output=True, check=False
    )
    taken = time.perf_counter() - start
    if done.returncode or publish.published(home) == before:
        raise RuntimeError(f"not published: {done.stderr.decode(errors='replace')[-100:]}")
    return taken, len(rows)


def _fullest(home: Path) -> bytes:
    """The original of a sheet of the last month with at least so many rows; of a small portfolio the largest."""
    store = Store(home)
    records = [record for record in store.records() if record.name.endswith("调度表.csv")]
    last = max(record.name.rsplit("_", 1)[1] for record in records)
    sizes = sorted(
        ((store.scan(one.document_id, "progress_reports").select("row_no").collect().height, one.document_id)
         for one in records if one.name.endswith(last)),
    )  # fmt: skip
    enough = [document for rows, document in sizes if rows >= ROWS]
    return store.original(enough[0] if enough else sizes[-1][1])


@contextmanager
def left_as_it_was(home: Path) -> Iterator[Path]:
    """A folder to write in; afterwards what came is gone, and the snapshot that was served is served again."""
    store, folder, pointer = Store(home), home / "bench", publish.folder(home) / "current.json"
    known, told = set(store.ids()), pointer.read_bytes()
    snapshots = set(publish.folder(home).glob("snapshot-*"))
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        durable.write_bytes(pointer, told)
        came = (store.folder / document_id for document_id in set(store.ids()) - known)
        for path in (folder, *came, *(set(publish.folder(home).glob("snapshot-*")) - snapshots)):
            durable.delete(path)
