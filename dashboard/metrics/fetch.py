"""Statements run, their rows as frames: as they come, for few rows, for numbers only."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from dashboard.metrics.cursor import Cursor


def fetch(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """Run a query and give its rows as a frame."""
    return cursor.answer("frame", sql, params, lambda engine: engine.sql(sql, params=list(params)).pl())


def fetch_few(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for a result of few rows: the statement is planned once, where `fetch` plans it twice."""

    def run(engine: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        engine.execute(sql, list(params))
        schema = {name: _polars_type(str(kind)) for name, kind, *_ in engine.description or ()}
        return pl.DataFrame(engine.fetchall(), schema=schema, orient="row")

    return cursor.answer("rows", sql, params, run)


def fetch_numbers(cursor: Cursor, sql: str, params: Sequence[object]) -> pl.DataFrame:
    """The same for columns of numbers without nulls: the quickest for many rows."""
    return cursor.answer(
        "numbers", sql, params, lambda engine: pl.DataFrame(engine.execute(sql, list(params)).fetchnumpy())
    )


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
    """A type of the engine; raises KeyError for one that aggregates do not give."""
    if kind.startswith("DECIMAL("):
        precision, scale = kind.removeprefix("DECIMAL(").rstrip(")").split(",")
        return pl.Decimal(int(precision), int(scale))
    if kind.startswith("ENUM("):
        return pl.String()
    return _TYPES[kind]
