"""Corrections that the snapshot was built with."""

from __future__ import annotations

from typing import Any

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.sql import fetch

Record = dict[str, Any]


def list_corrections(cursor: Cursor) -> list[Record]:
    """All corrections of the snapshot, the newest first, with the project of the row that they are about."""
    sql = """SELECT c.*, r.project_id, r.name AS project_name FROM corrections c
    LEFT JOIN project_reports r ON r.document_id = c.document_id AND r.table_no = c."table" AND r.row_no = c."row"
    ORDER BY c.correction_id DESC"""
    return fetch(cursor, sql, []).to_dicts()


def corrections_of_row(cursor: Cursor, document_id: str, table: int, row: int) -> list[Record]:
    """The corrections in force of one list row, oldest first."""
    sql = """SELECT * FROM corrections
    WHERE document_id = ? AND "table" = ? AND "row" = ? AND state = 'applied' ORDER BY correction_id"""
    return fetch(cursor, sql, [document_id, table, row]).to_dicts()


def count_applied(cursor: Cursor) -> int:
    """Number of corrections in force."""
    return int(fetch(cursor, "SELECT count(*) AS n FROM corrections WHERE state = 'applied'", []).item())


def read_row(cursor: Cursor, document_id: str, table: int, row: int) -> Record | None:
    """What a correction of a row is made from: document, headers, raw cells, and the report where there is one."""
    sql = """SELECT d.document, t.headers, l.cells, l.line, r.* FROM list_rows l
    JOIN documents d ON d.document_id = l.document_id
    LEFT JOIN source_tables t ON t.document_id = l.document_id AND t.table_no = l.table_no
    LEFT JOIN project_reports r ON r.document_id = l.document_id AND r.table_no = l.table_no AND r.row_no = l.row_no
    WHERE l.document_id = ? AND l.table_no = ? AND l.row_no = ?"""
    found = fetch(cursor, sql, [document_id, table, row]).to_dicts()
    return found[0] if found else None


def read_document(cursor: Cursor, document_id: str) -> Record | None:
    """One document of the snapshot."""
    found = fetch(cursor, "SELECT * FROM documents WHERE document_id = ?", [document_id]).to_dicts()
    return found[0] if found else None
