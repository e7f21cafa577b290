"""What a page asks the engine, noted while it asks, and asked again with nothing around it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from dashboard.engines.engine import Engine, Shape
from dashboard.session.snapshot import Session, Warehouse

Ran = list[tuple[str, Sequence[object], Shape]]
"""Statements with their parameters; one without text asks for the month's end that is its parameter."""


class Noting:
    """An engine that notes every statement that it runs."""

    def __init__(self, engine: Engine, ran: Ran) -> None:
        """Ask `engine`, and note in `ran`."""
        self._engine, self._ran = engine, ran

    def query(self, sql: str, params: Sequence[object] = (), shape: Shape = Shape.FRAME) -> pl.DataFrame:
        """Run one statement."""
        self._ran.append((sql, params, shape))
        return self._engine.query(sql, params, shape)

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """Run one statement, its rows in pieces."""
        self._ran.append((sql, params, Shape.FRAME))
        return self._engine.pieces(sql, params, rows)

    def rows_at(self, as_of: date | None) -> str:
        """Make the projects at a later month's end."""
        self._ran.append(("", [as_of], Shape.FRAME))
        return self._engine.rows_at(as_of)

    def columns(self) -> set[tuple[str, str]]:
        """What the snapshot holds."""
        return self._engine.columns()

    def beside(self) -> Noting:
        """Another one that notes in the same place."""
        return Noting(self._engine.beside(), self._ran)

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()


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
            yield Session(given.cursor.through(lambda engine: Noting(engine, self.ran)), given.info)

    def again_ms(self, ran: Ran) -> float:
        """Milliseconds that these statements take one after the other."""
        with super().session() as given, closing(given.cursor.engine.beside()) as engine:
            start = time.perf_counter()
            for sql, params, shape in ran:
                if sql:
                    engine.query(sql, params, shape)
                else:
                    engine.rows_at(date.fromisoformat(str(params[0])) if params[0] else None)
            return (time.perf_counter() - start) * 1000
