"""What metric queries ask with: a cursor on one snapshot, and what that snapshot has been asked before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, TypeVar

import polars as pl

from dashboard.engines.embedded import Embedded, on_nothing
from dashboard.engines.engine import Engine, Shape
from dashboard.metrics.memo import Memo
from etl.contract.frames import types
from etl.contract.schemas import STORED

_ANSWERS_BYTES = 2**23
_LEAST_BYTES = 2**11
_WORKED_OUT = 16

Value = TypeVar("Value")


def _bytes(frame: pl.DataFrame) -> int:
    """About what a frame weighs; one without rows weighs something too."""
    return _LEAST_BYTES + int(frame.estimated_size())


class Kept:
    """What one open snapshot keeps for all its cursors: small answers, and what is worked out of them. All of it is
    bounded, and goes with the snapshot."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.answers: Memo[pl.DataFrame] = Memo(_ANSWERS_BYTES, _bytes)
        self.worked_out: Memo[Any] = Memo(_WORKED_OUT)


class Cursor:
    """A cursor for one request. Not for several threads at once; what it keeps is shared by all."""

    def __init__(self, engine: Engine, kept: Kept) -> None:
        """Ask an engine of one's own."""
        self.engine = engine
        self._kept = kept
        self._later: dict[date | None, str] = {}

    @contextmanager
    def twin(self) -> Iterator[Cursor]:
        """Another cursor on the same snapshot, for another thread."""
        with closing(self.engine.beside()) as own:
            yield Cursor(own, self._kept)

    def through(self, given: Callable[[Engine], Engine]) -> Cursor:
        """A cursor with the same memory on what is given for its engine."""
        return Cursor(given(self.engine), self._kept)

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return self.engine.query(sql, params).rows()

    @property
    def month_ends(self) -> tuple[date | None, ...]:
        """The month ends that the snapshot knows its projects at, ascending."""
        sql = "SELECT as_of FROM month_ends ORDER BY 1"
        return self.keep("month_ends", lambda: tuple(row[0] for row in self.rows(sql)))

    def project_at_month_end(self, as_of: date | None) -> str:
        """Name of the table that holds the projects at a month's end: the snapshot's. For an end that the snapshot does
        not hold, a later one, it is made by the snapshot's own statement, and lives as long as this cursor."""
        if as_of in self.month_ends:
            return "project_at_month_end"
        if as_of not in self._later:
            self._later[as_of] = self.engine.rows_at(as_of)
        return self._later[as_of]

    def answer(self, sql: str, params: Sequence[object], shape: Shape) -> pl.DataFrame:
        """The rows of a query; a small answer is kept."""
        return self._kept.answers.get((shape, sql, *params), lambda: self.engine.query(sql, params, shape))

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a query, so many at a time, none of them kept: at least one frame, which may have no rows."""
        return self.engine.pieces(sql, params, rows)

    def keep(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What was worked out under a key before, else what `make` gives. The key must name all it depends on."""
        found: Value = self._kept.worked_out.get(key, make)
        return found


@contextmanager
def cursor_on(files: Mapping[str, Sequence[str]]) -> Iterator[Cursor]:
    """A cursor on Parquet files as on a snapshot: each stored table is made of its files; of none, it is empty."""
    with on_nothing() as connection:
        for table, paths in files.items():
            if paths:
                connection.read_parquet(list(paths)).create_view(table)
            else:
                connection.register("none", pl.DataFrame(schema=types(STORED[table])).to_arrow())
                connection.execute(f"CREATE TABLE {table} AS SELECT * FROM none")
        with closing(Embedded(connection).beside()) as engine:
            yield Cursor(engine, Kept())
