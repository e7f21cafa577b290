"""What metric queries ask with: a cursor on one snapshot, and what that snapshot has been asked before.

Status, position in the plan, slips and what else only the as-of date decides are worked out once per date, as a table
beside the snapshot. A filter is then a scan of one table.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, TypeVar

import duckdb
import polars as pl

from dashboard.memo import Memo
from dashboard.metrics.schedule_sql import PROJECTS_AT

SNAPSHOT, PREPARED = "snapshot", "prepared"
"""The attached databases: the published file, read-only, and a compressed one in memory."""

_DATES, _IN_USE_SECONDS = 4, 60
_ANSWERS, _LARGEST_BYTES = 256, 2**18
_WORKED_OUT = 16

Value = TypeVar("Value")


class Kept:
    """What one open snapshot keeps for all its cursors: projects by as-of date, small answers, and what is worked out
    of them. All of it is bounded, and goes with the snapshot."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep beside the snapshot of this connection."""
        self._connection = connection
        self._lock = threading.Lock()
        self._used: OrderedDict[date | None, float] = OrderedDict()
        self.answers: Memo[pl.DataFrame] = Memo(_ANSWERS, lambda frame: frame.estimated_size() <= _LARGEST_BYTES)
        self.worked_out: Memo[Any] = Memo(_WORKED_OUT)

    def projects_at(self, as_of: date | None) -> str:
        """Name of the table of projects at an as-of date, made at the first call.

        The dates asked for last stay; no table goes within a minute of its last use, so that none goes in use.
        """
        with self._lock:
            if as_of not in self._used:
                with self._connection.cursor() as cursor:
                    cursor.execute(f"USE {SNAPSHOT}")
                    cursor.execute(f"CREATE TABLE {_table(as_of)} AS {PROJECTS_AT}", [as_of])
            self._used[as_of] = time.monotonic()
            self._used.move_to_end(as_of)
            self._drop_old()
        return _table(as_of)

    def _drop_old(self) -> None:
        while len(self._used) > _DATES:
            oldest, last_use = next(iter(self._used.items()))
            if time.monotonic() - last_use < _IN_USE_SECONDS:
                return
            self._connection.execute(f"DROP TABLE {_table(oldest)}")
            del self._used[oldest]


def _table(as_of: date | None) -> str:
    return f"{PREPARED}.at_{as_of.isoformat().replace('-', '_') if as_of else 'no_date'}"


class Cursor:
    """A cursor for one request. Not for several threads at once; what it keeps is shared by all."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, kept: Kept) -> None:
        """Ask with `cursor`, whose names are those of the snapshot."""
        self._cursor = cursor
        self._kept = kept
        cursor.execute(f"USE {SNAPSHOT}")

    def execute(self, sql: str, params: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Run one statement."""
        return self._cursor.execute(sql, list(params))

    def projects_at(self, as_of: date | None) -> str:
        """Name of the table of all projects, judged at a date."""
        return self._kept.projects_at(as_of)

    def answer(
        self, shape: str, sql: str, params: Sequence[object], run: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]
    ) -> pl.DataFrame:
        """What `run` gives for a query; a small answer is kept. `shape` names how `run` makes a frame of it."""
        return self._kept.answers.get((shape, sql, *params), lambda: run(self._cursor))

    def keep(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What was worked out under a key before, else what `make` gives. The key must name all it depends on."""
        found: Value = self._kept.worked_out.get(key, make)
        return found
