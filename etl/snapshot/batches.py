"""Rows of a warehouse that is being built, a few thousand at a time.

DuckDB keeps its tables on disk and works within a memory limit. What only Python can say (a name as it is compared, the
message of a finding) is made batch by batch, so that memory does not grow with the number of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import duckdb
import polars as pl

from etl.checks import contract
from etl.contract import schemas

Row = dict[str, Any]
_BATCH = 5000


def be_quiet(connection: duckdb.DuckDBPyConnection) -> None:
    """No progress bar: it would stand among the output of commands. Each cursor is to be told anew."""
    connection.execute("set enable_progress_bar = false")


def rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
    """Rows of a query. Until the last is read the connection takes no other query; a cursor of it does."""
    answer = connection.execute(query, parameters)
    names = [column[0] for column in answer.description]
    while batch := answer.fetchmany(_BATCH):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def create(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """A temporary table of a small frame."""
    connection.register("given", frame.to_arrow())
    connection.execute(f"create temp table {table} as select * from given")  # noqa: S608 - names of ours
    connection.unregister("given")


def computed(
    connection: duckdb.DuckDBPyConnection, table: str, query: str, functions: Mapping[str, Callable[[Row], str | None]]
) -> None:
    """A temporary table: the columns of a query (texts), and for each row what functions give of it, by column name.

    The query reads no temporary table.
    """
    with connection.cursor() as reader:
        be_quiet(reader)
        found = rows(reader, query)
        schema = dict.fromkeys([*_names(connection, query), *functions], pl.String)
        create(connection, table, pl.DataFrame(schema=schema))
        while batch := list(islice(found, _BATCH)):
            given = [row | {name: function(row) for name, function in functions.items()} for row in batch]
            _insert(connection, table, pl.DataFrame(given, schema=schema), "select * from given")


def add_findings(connection: duckdb.DuckDBPyConnection, found: Iterable[Row]) -> None:
    """Add rows of `schemas.Findings` to the table, each id once; `found` may read from the connection meanwhile."""
    remaining = iter(found)
    with connection.cursor() as writer:
        be_quiet(writer)
        while batch := {row["finding_id"]: row for row in islice(remaining, _BATCH)}:
            new = "select given.* from given anti join findings using (finding_id)"
            _insert(writer, "findings", contract.checked(schemas.Findings, list(batch.values())), new)


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [column[0] for column in connection.execute(f"describe {query}").fetchall()]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame, query: str) -> None:
    connection.register("given", frame.to_arrow())
    connection.execute(f"insert into {table} {query}")
    connection.unregister("given")
