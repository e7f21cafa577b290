"""A whole snapshot, table by table, as values that do not hang on the order in which its rows were written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from etl.snapshot import publish

_NUMBERS = {
    "finding_no": "(select finding_id from findings f where f.rowid = t.finding_no)",
    "cause_no": "(select finding_id from findings f where f.rowid = t.cause_no)",
    "document_no": "(select document_id from documents d where d.rowid = t.document_no)",
}
"""Columns that hold the number of a row of another table -> what that row is called."""


def tables(home: Path) -> dict[str, pl.DataFrame]:
    """Every table of the published snapshot but `meta`, which tells when it was built, in an order of its values."""
    snapshot = publish.published(home)
    assert snapshot
    with duckdb.connect(str(publish.folder(home) / snapshot.snapshot), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        return {name: _table(connection, name) for name in names if name != "meta"}


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    rows = connection.execute(f"describe {name}").fetchall()
    columns = [
        f"{_NUMBERS[column]} as {column}" if column in _NUMBERS else f'"{column}"::varchar as "{column}"'
        if kind.startswith("ENUM") else f'"{column}"' for column, kind, *_ in rows
    ]  # fmt: skip
    return connection.sql(f"select {', '.join(columns)} from {name} t order by all").pl()


def differences(one: Path, other: Path) -> list[str]:
    """Names of the tables that two homes' snapshots do not have alike, with rows that only one has."""
    first, second = tables(one), tables(other)
    assert first.keys() == second.keys()
    found = []
    for name, frame in first.items():
        if not frame.equals(second[name]):
            rows, others = ({str(row) for row in table.rows()} for table in (frame, second[name]))
            found.append(f"{name}: {sorted(rows - others)[:2]} / {sorted(others - rows)[:2]}")
    return found
