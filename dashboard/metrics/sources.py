"""The documents that a filter's figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.findings import count_by_document
from dashboard.metrics.sql import condition, fetch, fetch_few, scoped_projects

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
    sql = f"""SELECT d.region_name, m.is_synthetic, count(DISTINCT m.document_id) AS documents,
        min(m.month) AS first_month, max(m.month) AS last_month, count(DISTINCT m.project_id) AS projects
    FROM project_months m JOIN documents d USING (document_id)
    WHERE m.project_id IN (SELECT project_id FROM {projects} WHERE {where.text})
        AND m.month <= coalesce(CAST(? AS DATE), m.month)
    GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2"""
    return fetch(cursor, sql, [*where.params, as_of]).to_dicts()
