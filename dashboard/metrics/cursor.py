"""What metric queries ask with: a cursor on one snapshot, and what that snapshot has been asked before.

Status, position in the plan, slips and what else only the as-of date decides are worked out once per date, as a table
beside the snapshot. A filter is then a scan of one table.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import duckdb
import polars as pl

from dashboard.metrics.memo import Memo
from dashboard.metrics.prepared import FUNDING, PROJECTS, STATEMENTS

SNAPSHOT, PREPARED = "snapshot", "prepared"
"""The attached databases: the published file, read-only, and a compressed one in memory."""

_TABLES, _IN_USE_SECONDS = 12, 60
_ANSWERS, _LARGEST_BYTES = 256, 2**18
_WORKED_OUT = 16

Value = TypeVar("Value")


class Kept:
    """What one open snapshot keeps for all its cursors: tables that no filter changes, small answers, and what is
    worked out of them. All of it is bounded, and goes with the snapshot."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep beside the snapshot of this connection."""
        self._connection = connection
        self._lock = threading.Lock()
        self._used: OrderedDict[str, float] = OrderedDict()
        self.answers: Memo[pl.DataFrame] = Memo(_ANSWERS, lambda frame: frame.estimated_size() <= _LARGEST_BYTES)
        self.worked_out: Memo[Any] = Memo(_WORKED_OUT)

    def table(self, kind: str, as_of: date | None) -> str:
        """Name of a table of `prepared.STATEMENTS`, made at the first call.

        Those asked for last stay; none goes within a minute of its last use, so that none goes in use.
        """
        with self._lock:
            return self._table(kind, as_of)

    def _table(self, kind: str, as_of: date | None) -> str:
        name = f"{PREPARED}.{kind}_{as_of.isoformat().replace('-', '_') if as_of else 'undated'}"
        if name not in self._used:
            statement = STATEMENTS[kind]
            if kind == FUNDING:
                statement = statement.format(projects=self._table(PROJECTS, as_of))
            with self._connection.cursor() as cursor:
                cursor.execute(f"USE {SNAPSHOT}")
                cursor.execute(f"CREATE TABLE {name} AS {statement}", [as_of] if kind == PROJECTS else [])
        self._used[name] = time.monotonic()
        self._used.move_to_end(name)
        self._drop_old()
        return name

    def _drop_old(self) -> None:
        while len(self._used) > _TABLES:
            oldest, last_use = next(iter(self._used.items()))
            if time.monotonic() - last_use < _IN_USE_SECONDS:
                return
            self._connection.execute(f"DROP TABLE {oldest}")
            del self._used[oldest]


class Cursor:
    """A cursor for one request. Not for several threads at once; what it keeps is shared by all."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, kept: Kept) -> None:
        """Ask with `cursor`, whose names are those of the snapshot."""
        self._cursor = cursor
        self._kept = kept
        cursor.execute(f"USE {SNAPSHOT}")

    @contextmanager
    def twin(self) -> Iterator[Cursor]:
        """Another cursor on the same snapshot, for another thread."""
        with self._cursor.cursor() as own:
            yield Cursor(own, self._kept)

    def execute(self, sql: str, params: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Run one statement."""
        return self._cursor.execute(sql, list(params))

    def table(self, kind: str, as_of: date | None = None) -> str:
        """Name of a table that no filter changes, of a kind of `prepared.STATEMENTS`."""
        return self._kept.table(kind, as_of)

    def answer(
        self, shape: str, sql: str, params: Sequence[object], run: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]
    ) -> pl.DataFrame:
        """What `run` gives for a query; a small answer is kept. `shape` names how `run` makes a frame of it."""
        return self._kept.answers.get((shape, sql, *params), lambda: run(self._cursor))

    def keep(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What was worked out under a key before, else what `make` gives. The key must name all it depends on."""
        found: Value = self._kept.worked_out.get(key, make)
        return found


@contextmanager
def cursor_on(files: Mapping[str, Sequence[str]]) -> Iterator[Cursor]:
    """A cursor on Parquet files as on a snapshot: each table is made of its files."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH ':memory:' AS {SNAPSHOT}; USE {SNAPSHOT}")
        for table, paths in files.items():
            connection.read_parquet(list(paths)).create_view(table)
        with connection.cursor() as cursor:
            yield Cursor(cursor, Kept(connection))
