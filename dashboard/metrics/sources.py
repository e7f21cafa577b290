"""The documents that a filter's figures rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.prepared import PROJECT_DOCUMENTS
from dashboard.metrics.sql import condition, fetch, scoped_projects

Record = dict[str, Any]


def list_sources(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, targets: Sequence[str] = ()
) -> list[Record]:
    """Documents that report the filtered projects, and those in `targets` (ids), by date: document, title, number,
    date, status, region, is_synthetic, `projects` reported. Progress sheets are not among them."""
    where = condition(portfolio)
    sql = f"""WITH counted AS (
        SELECT document_id, count(*) AS projects FROM {cursor.table(PROJECT_DOCUMENTS)}
        WHERE project_no IN (SELECT project_no FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) GROUP BY 1
    )
    SELECT d.document_id, d.document, d.title, d.document_number, d.document_date, d.status, d.region_name,
        d.is_synthetic, coalesce(c.projects, 0) AS projects
    FROM documents d LEFT JOIN counted c USING (document_id)
    WHERE c.projects > 0{f" OR document_id IN ({', '.join('?' * len(targets))})" if targets else ""}
    ORDER BY d.document_date NULLS LAST, d.document, d.document_id"""
    return fetch(cursor, sql, [*where.params, *targets]).to_dicts()


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
