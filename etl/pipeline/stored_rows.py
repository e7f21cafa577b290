"""What a person corrects, as it is stored: a document's tables, the cell of a field, the names of projects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from etl.contract.paths import literal
from etl.corrections.lay import shown_at
from etl.corrections.ledger import CorrectionRefused
from etl.parse.words import clean, key
from etl.snapshot import identity_by_code
from etl.store.store import Record, Store


def stored(store: Store, record: Record, table: str) -> pl.DataFrame:
    """One table of what was read from a document (`schemas.STORED`)."""
    return pl.read_parquet(store.table(record.document_id, table), glob=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """A stored table: its kind, header cells, the field that each means (or ""), the words above it."""

    kind: str
    headers: list[str]
    fields: list[str]
    caption: str
    table: int


def layout_of(store: Store, record: Record, table: int) -> Layout:
    """The layout of a table, by its number. Raises CorrectionRefused where the document has no such table."""
    found = stored(store, record, "source_tables").filter(table_no=table)
    if found.is_empty():
        raise CorrectionRefused(f"{record.name} 没有表 {table}")
    return Layout(
        found["kind"][0],
        found["headers"][0].to_list(),
        found["fields"][0].to_list(),
        found["caption"][0] or "",
        table,
    )


def cell_of(store: Store, record: Record, layout: Layout, name: str, row: int, seen: str | None) -> tuple[int, str]:
    """Index and words of the cell that a field of a row is read from."""
    rows = stored(store, record, "list_rows").filter(table_no=layout.table, row_no=row)
    if rows.is_empty():
        raise CorrectionRefused(f"{record.name} 的表 {layout.table} 没有第 {row} 行，请核对表号和行号")
    if layout.kind == "progress" and name not in layout.fields:
        known = "、".join(field for field in layout.fields if field)
        raise CorrectionRefused(f"该调度表没有“{name}”这一列，可用：{known}")
    shown = layout.fields.index(name) if layout.kind == "progress" else shown_at(layout.fields, name)
    raw: str = rows["cells"][0][shown]
    if seen is not None and seen != raw:
        raise CorrectionRefused(f"原文已不是“{seen}”，现为“{raw}”，请刷新后重新核对")
    return shown, raw


def column_index(layout: Layout, header: str, column: int | None) -> int:
    """Index of the column with a header, at a place where one is given."""
    found = [index for index, name in enumerate(layout.headers) if key(name) == key(header)]
    if column is not None:
        found = [index for index in found if index == column - 1]
    if not found:
        known = "、".join(clean(name) for name in layout.headers if name.strip())
        raise CorrectionRefused(f"表 {layout.table} 没有“{header}”这一列，现有：{known}")
    if len(found) > 1:
        places = "、".join(str(index + 1) for index in found)
        raise CorrectionRefused(f"表 {layout.table} 有 {len(found)} 列叫“{header}”，请指明是第几列：{places}")
    return found[0]


# --- projects ----------------------------------------------------------------------------------------------------


def projects_of(store: Store, names: Collection[str]) -> dict[str, str]:
    """Of these names those of a project (itself) or of a report (its project), before a person joins any."""
    return {name: project for name, project, _ in _reported(store, names)}


def _reported(store: Store, names: Collection[str]) -> list[tuple[str, str, str]]:
    """Of these names those of a project or of a report: each with its project, and what that is called."""
    files = [literal(path) for path in store.parquet("project_reports")]
    if not files or not names:
        return []
    with duckdb.connect() as connection:
        columns = ", ".join(identity_by_code.COLUMNS)
        query = f"create table project_reports as select {columns} from read_parquet(?)"  # noqa: S608
        connection.execute(query, [files])
        sources = [literal(path) for path in store.parquet("documents")]
        query = "create table documents as select document_id, document, document_date from read_parquet(?)"
        connection.execute(query, [sources])
        identity_by_code.join(connection)
        query = """select report_id, project_id, name from project_reports where report_id in (select unnest($1))
        union select project_id, project_id, max(name) from project_reports where project_id in (select unnest($1))
        group by all"""
        return connection.execute(query, [list(names)]).fetchall()


def is_reported(store: Store, project: str) -> bool:
    """Whether a row of a progress sheet was read as this project."""
    paths = store.parquet("progress_reports")
    return any(
        (pl.read_parquet(path, columns=["project_id"], glob=False)["project_id"] == project).any() for path in paths
    )


def names_of(store: Store, ids: Sequence[str]) -> str:
    """What two projects, or reports, are called, for people who read the correction later."""
    found = {name: title for name, _, title in _reported(store, ids)}
    for path in store.parquet("progress_reports") if set(ids) - set(found) else ():
        rows = (
            pl.scan_parquet(path, glob=False)
            .filter(pl.col("project_id").is_in(ids))
            .select("project_id", "name")
            .collect()
        )
        found = dict(rows.iter_rows()) | found
    return " ｜ ".join(f"{found[name]}（{name}）" if name in found else name for name in ids)
