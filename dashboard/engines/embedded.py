"""DuckDB in this process, on the snapshot file of a home: the default."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from dashboard.engines.dialect import MACROS
from dashboard.engines.engine import EngineError, Shape
from dashboard.words.translate import t

SNAPSHOT = "snapshot"
"""The attached database: the published file, read-only. Beside it, in memory, stands what statements of ours call."""


class Embedded:
    """One connection to an open snapshot."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Ask a connection that has the snapshot attached."""
        self._connection = connection
        connection.execute(f"SET search_path = '{SNAPSHOT}.main,memory.main'")

    def query(self, sql: str, params: Sequence[object] = (), shape: Shape = Shape.FRAME) -> pl.DataFrame:
        """Rows of a statement. A frame is planned twice, rows once; numbers are the quickest for many rows."""
        given = list(params)
        with _told():
            if shape is Shape.NUMBERS:
                return pl.DataFrame(self._connection.execute(sql, given).fetchnumpy())
            if shape is Shape.FRAME:
                found: pl.DataFrame = self._connection.sql(sql, params=given).pl()
                return found
            self._connection.execute(sql, given)
            schema = {name: _polars_type(str(kind)) for name, kind, *_ in self._connection.description or ()}
            return pl.DataFrame(self._connection.fetchall(), schema=schema, orient="row")

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """The rows as they come, none of them kept."""
        with _told():
            reader = self._connection.sql(sql, params=list(params)).to_arrow_reader(rows)
            assert reader is not None
            frame = pl.from_arrow(reader.schema.empty_table())
            assert isinstance(frame, pl.DataFrame)
            for batch in reader:
                if frame.height:
                    yield frame
                frame = pl.DataFrame(pl.from_arrow(batch))
            yield frame

    def rows_at(self, as_of: date | None) -> str:
        """A table of this connection alone, made by the snapshot's own statement."""
        name = f"project_at_{as_of.isoformat().replace('-', '_') if as_of else 'undated'}"
        end = f"DATE '{as_of.isoformat()}'" if as_of else "NULL::DATE"
        with _told():
            self._connection.execute(f"CREATE TEMP TABLE {name} AS FROM project_at({end})")
        return name

    def columns(self) -> set[tuple[str, str]]:
        """Table and column of all that the file holds."""
        sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ?"
        return set(self.query(sql, [SNAPSHOT], Shape.ROWS).iter_rows())

    def beside(self) -> Embedded:
        """Another cursor on the same file."""
        with _told():
            return Embedded(self._connection.cursor())

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class SnapshotFiles:
    """The snapshots of a home: files in a folder, and a pointer beside them."""

    def __init__(self, folder: Path) -> None:
        """Remember where they are."""
        self.folder = folder

    def pointer(self) -> bytes:
        """The bytes of `current.json`."""
        return (self.folder / "current.json").read_bytes()

    def open(self, pointer: bytes) -> Embedded:
        """Open the file that a pointer names so that no query can write to it, reach other files or change that."""
        path = self.folder / Path(str(json.loads(pointer)["snapshot"])).name
        if not path.is_file():
            raise FileNotFoundError(t("快照文件不存在：{name}", name=path.name))
        with _told():
            connection, quoted = duckdb.connect(":memory:"), str(path).replace("'", "''")
            try:
                _make_macros(connection)
                connection.execute(f"ATTACH '{quoted}' AS {SNAPSHOT} (READ_ONLY)")
                connection.execute("SET enable_external_access = false")
                connection.execute("SET disabled_optimizers = 'grouping_sets'")  # it takes longer to plan than it saves
                connection.execute("SET lock_configuration = true")
                return Embedded(connection)
            except duckdb.Error:
                connection.close()
                raise


def on_nothing() -> duckdb.DuckDBPyConnection:
    """A connection with an empty snapshot, in memory: what is created in it is asked as one."""
    connection = duckdb.connect(":memory:")
    _make_macros(connection)
    connection.execute(f"ATTACH ':memory:' AS {SNAPSHOT}; USE {SNAPSHOT}")
    return connection


def _make_macros(connection: duckdb.DuckDBPyConnection) -> None:
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")


@contextmanager
def _told() -> Iterator[None]:
    """DuckDB's errors as those of any engine."""
    try:
        yield
    except duckdb.Error as error:
        raise EngineError(str(error)) from error


_TYPES = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "VARCHAR[]": pl.List(pl.String()),
}


def _polars_type(kind: str) -> pl.DataType:
    """A type of DuckDB; raises KeyError for one that aggregates do not give."""
    if kind.startswith("DECIMAL("):
        precision, scale = kind.removeprefix("DECIMAL(").rstrip(")").split(",")
        return pl.Decimal(int(precision), int(scale))
    if kind.startswith("ENUM("):
        return pl.String()
    return _TYPES[kind]
