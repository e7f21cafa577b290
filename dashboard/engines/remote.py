"""Engines that speak Spark Connect (Sail, Spark), on snapshots that are published as Parquet in a store they share."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard.engines.dialect import to_spark
from dashboard.engines.engine import EngineError, Shape

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

_RETRIES, _FIRST_WAIT_MS = 3, 200
"""An engine that does not answer is said within seconds; the client alone would try for ten minutes."""

_ROW = "rowid"
"""Column with a row's number, which DuckDB has without storing it: it can be named, and is in no `*`."""


class Remote:
    """A session of its own on the engine, whose views are the tables of one snapshot. Threads may share it."""

    def __init__(self, session: SparkSession, content: Mapping[str, Any], is_own: bool = True) -> None:
        """Ask a session that has the views of a snapshot; `content` is what was published of it."""
        self._session, self._content, self._is_own = session, content, is_own

    def query(self, sql: str, params: Sequence[object] = (), shape: Shape = Shape.FRAME) -> pl.DataFrame:
        """Rows of a statement, translated; amounts have the precision that DuckDB gives them."""
        given = {f"p{place}": value for place, value in enumerate(params, start=1)}
        with _told():
            found = pl.from_arrow(self._session.sql(to_spark(sql), args=given or None).toArrow())
        assert isinstance(found, pl.DataFrame)
        scales = {name: kind.scale for name, kind in found.schema.items() if isinstance(kind, pl.Decimal)}
        amounts = [pl.col(name).cast(pl.Decimal(38, scale)) for name, scale in scales.items()]
        return found.drop(_ROW, strict=False).with_columns(amounts)

    def pieces(self, sql: str, params: Sequence[object], rows: int) -> Iterator[pl.DataFrame]:
        """The rows, all of them held meanwhile."""
        found = self.query(sql, params)
        yield found.head(rows)
        yield from (found.slice(at, rows) for at in range(rows, found.height, rows))

    def rows_at(self, as_of: date | None) -> str:
        """A view that is made by the snapshot's own statement."""
        name = f"project_at_{as_of.isoformat().replace('-', '_') if as_of else 'undated'}"
        end = f"DATE '{as_of.isoformat()}'" if as_of else "CAST(NULL AS DATE)"
        with _told():
            self._session.sql(to_spark(self._content["project_at"].replace("month_end", end))).createOrReplaceTempView(
                name
            )
        return name

    def columns(self) -> set[tuple[str, str]]:
        """Table and column of all that was published."""
        return {(table, column) for table, columns in self._content["tables"].items() for column in columns}

    def beside(self) -> Remote:
        """The same session: it may be asked by several threads."""
        return Remote(self._session, self._content, is_own=False)

    def close(self) -> None:
        """End the session, with its views, unless it is another's."""
        if self._is_own:
            with _told():
                self._session.client.close()


class PublishedSnapshots:
    """Snapshots in a folder or an object store (`s3://…`) that engine and board can both read."""

    def __init__(self, url: str, where: str) -> None:
        """Ask the engine at `url` (`sc://host:port`); `where` the snapshots were published to."""
        self._url, self._where = url, where.rstrip("/")

    def pointer(self) -> bytes:
        """The bytes of `current.json`."""
        return self._read("current.json")

    def open(self, pointer: bytes) -> Remote:
        """A new session, with a view for each table."""
        with warnings.catch_warnings():  # pyspark warns of a new pandas; frames come by Arrow, without it
            warnings.simplefilter("ignore", FutureWarning)
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession

        snapshot = str(json.loads(pointer)["snapshot"])
        content = json.loads(self._read(f"{snapshot}/content.json"))
        warnings.filterwarnings("ignore", message=r"\[RETRIES_EXCEEDED\]")  # the error itself is told
        with _told():
            session = SparkSession.builder.remote(self._url).create()
            session.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES, initial_backoff=_FIRST_WAIT_MS)])
            session.conf.set("spark.sql.session.timeZone", "UTC")
            for table, columns in content["tables"].items():
                rows = session.read.parquet(f"{self._where}/{snapshot}/{table}")
                rows.select(_ROW, *columns).createOrReplaceTempView(table)
        return Remote(session, content)

    def _read(self, name: str) -> bytes:
        import fsspec

        with fsspec.open(f"{self._where}/{name}", "rb") as file:
            found: bytes = file.read()
        return found


@contextmanager
def _told() -> Iterator[None]:
    """What the engine answers in place of rows, as an error of any engine."""
    import grpc
    import pyarrow
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, grpc.RpcError, pyarrow.ArrowException) as error:
        raise EngineError(str(error)) from error
