"""The documents that a filter's figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.filter import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.documents.finding_counts import count_by_document
from dashboard.metrics.prepared import SHEET_ROWS
from dashboard.metrics.sql import condition, fetch_few, scoped_projects

Record = dict[str, Any]


def list_sources(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, targets: Sequence[str] = ()
) -> list[Record]:
    """Documents that report the filtered projects, and those in `targets` (ids), by date: document, title, number,
    date, status, region, is_synthetic, `projects` reported. Progress sheets are not among them."""
    counts = count_by_document(cursor, portfolio, as_of)
    sql = """SELECT document_id, document, title, document_number, document_date, status, region_name, is_synthetic
    FROM documents ORDER BY document_date NULLS LAST, document, document_id"""
    rows = fetch_few(cursor, sql, []).to_dicts()
    wanted = {*counts, *targets}
    return [row | {"projects": counts.get(row["document_id"], 0)} for row in rows if row["document_id"] in wanted]


def list_sheets(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> list[Record]:
    """Progress sheets that report the filtered projects by the as-of date, one record per region of the sheets:
    region, `documents`, first and last month, is_synthetic, `projects`."""
    where = condition(portfolio)
    projects = scoped_projects(cursor, as_of)
    until = f"month <= DATE '{as_of.isoformat()}'" if as_of else "TRUE"
    sql = f"""SELECT region_name, is_synthetic, count(DISTINCT document_no) AS documents, min(month) AS first_month,
        max(month) AS last_month, count(DISTINCT project_no) AS projects
    FROM {cursor.table(SHEET_ROWS)}
    WHERE {until} AND project_no IN (SELECT project_no FROM {projects} WHERE {where.text})
    GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2"""
    return fetch_few(cursor, sql, where.params).to_dicts()
