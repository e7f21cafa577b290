"""Corrections that the snapshot was built with."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from etl.contract.schemas import Corrections

Record = dict[str, Any]
PROGRESS = "progress"
"""Kind of a table that is a progress sheet."""


def list_corrections(cursor: Cursor) -> list[Record]:
    """All corrections of the snapshot, the newest first, with the project of the row that they are about."""
    own = ", ".join(f'c."{name}"' for name in Corrections.to_schema().columns if name != "project_id")
    sql = f"""SELECT {own}, coalesce(r.project_id, p.project_id) AS project_id,
        coalesce(r.name, p.name) AS project_name FROM corrections c
    LEFT JOIN project_reports r ON r.document_id = c.document_id AND r.table_no = c."table" AND r.row_no = c."row"
    LEFT JOIN projects p ON c.kind = 'cause' AND p.project_id = c.project_id
    ORDER BY c.correction_id DESC"""
    return fetch(cursor, sql, []).to_dicts()


def list_removals(cursor: Cursor) -> list[Record]:
    """All documents that were taken out, the latest first, with what each held; `total_investment_wan` is a Decimal in
    万元, None where no row stated any."""
    rows = fetch(cursor, 'SELECT * FROM removals ORDER BY "at" DESC, removal_id', [])
    return rows.with_columns(pl.col("total_investment_wan").cast(pl.Decimal(38, 6))).to_dicts()


def corrections_of_row(cursor: Cursor, document_id: str, table: int, row: int) -> list[Record]:
    """The corrections in force of one list row, oldest first."""
    sql = """SELECT * FROM corrections
    WHERE document_id = ? AND "table" = ? AND "row" = ? AND state = 'applied' ORDER BY correction_id"""
    return fetch(cursor, sql, [document_id, table, row]).to_dicts()


def corrections_of_document(cursor: Cursor, document_id: str) -> list[Record]:
    """The corrections in force of what is known of a document, and of its columns, oldest first."""
    sql = """SELECT * FROM corrections
    WHERE document_id = ? AND kind IN ('metadata', 'column') AND state = 'applied' ORDER BY correction_id"""
    return fetch(cursor, sql, [document_id]).to_dicts()


def corrections_of_project(cursor: Cursor, project_id: str) -> list[Record]:
    """What a person said of this project's being one with another, or not, in force, oldest first."""
    sql = """WITH own AS (SELECT $1 AS id UNION SELECT report_id FROM project_reports WHERE project_id = $1)
    SELECT * FROM corrections WHERE kind IN ('same', 'different') AND state = 'applied'
    AND (old_raw IN (SELECT id FROM own) OR new_value IN (SELECT id FROM own)) ORDER BY correction_id"""
    return fetch(cursor, sql, [project_id]).to_dicts()


def count_applied(cursor: Cursor) -> int:
    """Number of corrections in force."""
    return int(fetch(cursor, "SELECT count(*) AS n FROM corrections WHERE state = 'applied'", []).item())


def read_row(cursor: Cursor, document_id: str, table: int, row: int) -> Record | None:
    """What a correction of a row is made from: document, headers, raw cells, and the report where there is one.

    `table_kind` is the kind of the table and `fields` what its columns mean. A row of a progress sheet has `read`: by
    field the value that was read (None where the cell itself is the value) and whether it is doubtful.
    """
    sql = """SELECT d.document, t.headers, t.fields, t.kind AS table_kind, l.cells, l.line, r.* FROM list_rows l
    JOIN documents d ON d.document_id = l.document_id
    LEFT JOIN source_tables t ON t.document_id = l.document_id AND t.table_no = l.table_no
    LEFT JOIN project_reports r ON r.document_id = l.document_id AND r.table_no = l.table_no AND r.row_no = l.row_no
    WHERE l.document_id = ? AND l.table_no = ? AND l.row_no = ?"""
    found = fetch(cursor, sql, [document_id, table, row]).to_dicts()
    if found and found[0]["table_kind"] == PROGRESS:
        return _with_progress(cursor, found[0], document_id, table, row)
    return found[0] if found else None


def _with_progress(cursor: Cursor, record: Record, document_id: str, table: int, row: int) -> Record:
    sql = """SELECT progress_id, name, doubtful_fields FROM progress_reports
    WHERE document_id = ? AND table_no = ? AND row_no = ?"""
    reports = fetch(cursor, sql, [document_id, table, row]).to_dicts()
    if not reports:
        return record | {"read": {}}
    report = reports[0]
    sql = "SELECT field, column_no, value FROM evidence WHERE report_id = ?"
    values: dict[int, Record] = {}
    for item in fetch(cursor, sql, [report["progress_id"]]).to_dicts():
        values.setdefault(item["column_no"], item)  # the first is what the column is read as
    read = {}
    for number, field in enumerate(record["fields"], start=1):
        item = values.get(number, {"field": field, "value": None})
        if field:
            read[field] = {"value": item["value"], "is_doubtful": item["field"] in report["doubtful_fields"]}
    return record | {"name": report["name"], "read": read}


def read_document(cursor: Cursor, document_id: str) -> Record | None:
    """One document of the snapshot."""
    found = fetch(cursor, "SELECT * FROM documents WHERE document_id = ?", [document_id]).to_dicts()
    return found[0] if found else None
