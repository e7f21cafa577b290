"""What lists and sheets state of a project beside its figures: steps of approval, and money by source of funds."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.scoped import scoped_projects
from etl.contract.schemas import Approvals

_OF_PROJECTS = """
SELECT s.project_id, s.name, s.region_name, {stated}, NULL::DATE AS month, FALSE AS progress_is_synthetic,
       s.document, s.table_no, s.row_no
FROM approvals a JOIN {projects} s ON s.report_id = a.report_id
UNION ALL
SELECT project_id, name, region_name, {stated}, month, progress_is_synthetic, document, table_no, row_no
FROM (
    SELECT s.project_id, s.name, s.region_name, {stated}, m.month, m.is_synthetic AS progress_is_synthetic,
           m.document, m.table_no, m.row_no,
           rank() OVER (PARTITION BY s.project_id, a.step ORDER BY m.month DESC) AS place
    FROM approvals a JOIN project_months m ON m.progress_id = a.report_id
    JOIN {projects} s ON s.project_id = m.project_id
    WHERE m.is_effective AND m.month <= coalesce(CAST(? AS DATE), m.month)
) a WHERE place = 1
"""
"""What the list says of a step, and what the last sheet says that speaks of it (`month`: that of the sheet)."""

_STATED = ", ".join(f'a."{name}"' for name in Approvals.to_schema().columns if name != "report_id")

_COLUMNS = (
    "project_id, name, region_name, step, state, date, precision, document_number, certainty, month, document,"
    " table_no, row_no, header, raw, progress_is_synthetic"
)


def list_approvals(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per step that the list or the last sheet states of the projects in scope."""
    where = condition(portfolio, as_of)
    projects = f"(SELECT * FROM {scoped_projects(cursor, as_of)} WHERE {where.text})"
    found = _OF_PROJECTS.format(projects=projects, stated=_STATED)
    sql = f"SELECT {_COLUMNS} FROM ({found}) ORDER BY document, table_no, row_no, column_no, step"
    return fetch(cursor, sql, [*where.params, *where.params, as_of])


def approvals_of(cursor: Cursor, project_id: str, as_of: date | None) -> list[dict[str, Any]]:
    """The same of one project, the list's first."""
    projects = f"(SELECT * FROM {scoped_projects(cursor, as_of)} WHERE project_id = ?)"
    found = _OF_PROJECTS.format(projects=projects, stated=_STATED)
    sql = f"SELECT * FROM ({found}) ORDER BY month NULLS FIRST, column_no, step"
    return fetch(cursor, sql, [project_id, project_id, as_of]).to_dicts()


def list_funding_plans(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per amount (万元) that lists plan by source of funds for the projects in scope, with its cell."""
    where = condition(portfolio, as_of)
    sql = f"""SELECT s.project_id, s.name, s.region_name, f.source, f.year, f.amount_wan, f.qualifier, f.certainty,
        s.document, s.table_no, s.row_no, f.header, f.raw
    FROM funding_plan f
    JOIN (SELECT * FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) s ON s.report_id = f.report_id
    ORDER BY s.document, s.table_no, s.row_no, f.column_no"""
    return fetch(cursor, sql, where.params)


def funds_of(cursor: Cursor, report_id: str) -> list[dict[str, Any]]:
    """What a list plans for one project by source of funds (万元)."""
    return fetch(cursor, "SELECT * FROM funding_plan WHERE report_id = ? ORDER BY column_no", [report_id]).to_dicts()
