"""Findings and rejected rows that belong to what a filter shows."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.sql import condition, fetch, fetch_few, scoped_projects

_IN_SCOPE = """, shown AS (
    SELECT project_id, document_id AS shown_document FROM scoped WHERE {where}
), reports AS (
    SELECT r.document_id, r.table_no, r.row_no, r.report_id, r.project_id, s.project_id IS NOT NULL AS is_shown
    FROM project_reports r LEFT JOIN (SELECT DISTINCT project_id FROM shown) s USING (project_id)
), shown_documents AS (
    SELECT document_id FROM reports WHERE is_shown
    UNION SELECT document_id FROM documents
        WHERE document_id NOT IN (SELECT document_id FROM project_reports) AND {documents}
)
"""
"""A finding on a project's row is shown with the project. All others (on a document, a rejected row, a totals row) are
shown with every project of their document, and those of documents without any project always: nothing is hidden."""


_FINDINGS_IN_SCOPE = """FROM findings f
        LEFT JOIN reports r ON r.document_id = f.document_id AND r.table_no = f."table" AND r.row_no = f."row"
        WHERE coalesce(r.is_shown, f.document_id IN (SELECT document_id FROM shown_documents))"""


_SEVERITIES = ("reject", "warn", "note")


def list_findings(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Findings in scope, gravest first, then by document and place.

    `project_id` where the row gave a project, `column_field` where the column's meaning is known.
    """
    sql, params = _scope(cursor, portfolio, as_of)
    return fetch(
        cursor,
        sql
        + f"""SELECT f.*, r.project_id,
            (SELECT t.fields[list_position(t.headers, f."column")] FROM source_tables t
             WHERE t.document_id = f.document_id AND t.table_no = f."table") AS column_field
        {_FINDINGS_IN_SCOPE}
        ORDER BY CASE f.severity WHEN 'reject' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END,
            f.document, f."table" NULLS FIRST, f."row" NULLS FIRST, f.finding_id""",
        params,
    )


def list_rejected_rows(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Rejected rows of the documents in scope: document, table, row, line, headers and raw cells."""
    sql, params = _scope(cursor, portfolio, as_of)
    return fetch(
        cursor,
        sql
        + """SELECT d.document, l.document_id, l.table_no, l.row_no, l.line, t.headers, l.cells
        FROM list_rows l JOIN documents d USING (document_id)
        LEFT JOIN source_tables t ON t.document_id = l.document_id AND t.table_no = l.table_no
        WHERE l.kind = 'rejected' AND l.document_id IN (SELECT document_id FROM shown_documents)
        ORDER BY d.document, l.table_no, l.position""",
        params,
    )


def count_by_severity(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> dict[str, int]:
    """Number of findings in scope for each severity, 0 included."""
    counts = dict.fromkeys(_SEVERITIES, 0)
    for severity, _, _, count in _counted(cursor, portfolio, as_of):
        counts[severity] += count
    return counts


def count_by_type(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[tuple[str, int]]:
    """Type and number of findings in scope, the gravest first, among those the most frequent; without those that only
    follow from another finding."""
    own = [row for row in _counted(cursor, portfolio, as_of) if not row[2]]
    own.sort(key=lambda row: (_SEVERITIES.index(row[0]), -row[3], row[1]))
    return [(kind, count) for _, kind, _, count in own]


def _counted(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[tuple[str, str, bool, int]]:
    """Severity, type, whether it follows from another one, and number; in one question, asked once for both answers."""
    sql, params = _scope(cursor, portfolio, as_of)
    columns = "f.severity, f.type, f.caused_by IS NOT NULL"
    query = f"{sql} SELECT {columns} AS follows, count(*) AS n {_FINDINGS_IN_SCOPE} GROUP BY {columns}"
    return list(fetch_few(cursor, query, params).iter_rows())


def _scope(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> tuple[str, list[object]]:
    where = condition(portfolio)
    documents = f"substr(document_id, 1, 12) IN ({', '.join('?' * len(portfolio.documents))})"
    text = _IN_SCOPE.format(where=where.text, documents=documents if portfolio.documents else "TRUE")
    return scoped_projects(cursor, as_of) + text, [*where.params, *portfolio.documents]
