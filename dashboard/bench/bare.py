"""What a page asks the engine, noted while it asks, and asked again with nothing around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from dashboard.metrics.cursor import SNAPSHOT, Cursor, Kept
from dashboard.session.snapshot import Session, Warehouse

Ran = list[Callable[[duckdb.DuckDBPyConnection], object]]


class Noting(Cursor):
    """A cursor that notes every statement that it really runs."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, kept: Kept, ran: Ran) -> None:
        """Note in `ran`."""
        super().__init__(cursor, kept)
        self._ran = ran

    @contextmanager
    def twin(self) -> Iterator[Cursor]:
        """Another one that notes in the same place."""
        with self._cursor.cursor() as own:
            yield Noting(own, self._kept, self._ran)

    def execute(self, sql: str, params: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Run one statement."""
        self._ran.append(lambda engine: engine.execute(sql, list(params)).fetchall())
        return super().execute(sql, params)

    def answer(
        self, shape: str, sql: str, params: Sequence[object], run: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]
    ) -> pl.DataFrame:
        """What `run` gives for a query, noted unless it was kept."""

        def noted(engine: duckdb.DuckDBPyConnection) -> pl.DataFrame:
            self._ran.append(run)
            return run(engine)

        return super().answer(shape, sql, params, noted)


class NotingWarehouse(Warehouse):
    """A warehouse whose sessions note what they ask in `ran`."""

    def __init__(self, home: Path) -> None:
        """Of a home."""
        super().__init__(home)
        self.ran: Ran = []

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session as others have it."""
        with super().session() as given:
            yield Session(Noting(given.cursor._cursor, given.cursor._kept, self.ran), given.info)

    def again_ms(self, ran: Ran) -> float:
        """Milliseconds that these statements take one after the other."""
        with super().session() as given, given.cursor._cursor.cursor() as engine:
            engine.execute(f"USE {SNAPSHOT}")
            start = time.perf_counter()
            for run in ran:
                run(engine)
            return (time.perf_counter() - start) * 1000
