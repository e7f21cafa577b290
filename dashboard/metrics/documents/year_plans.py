"""What lists state of money beside the total: planned for a year, done until the end of one."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch
from dashboard.metrics.scoped import scoped_projects


def list_year_plans(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per stated amount of the projects in scope (万元): the year (empty: not stated), its header and cell."""
    where = condition(portfolio, as_of)
    sql = f"""SELECT s.project_id, s.name, s.region_name, p.year, p.plan_wan, p.invested_wan,
        p.done_in_year_wan, p.qualifier, p.certainty,
        s.document, s.table_no, s.row_no, p.header, p.raw
    FROM investment_plan p
    JOIN (SELECT * FROM {scoped_projects(cursor, as_of)} WHERE {where.text}) s ON s.report_id = p.report_id
    ORDER BY s.document, s.table_no, s.row_no, p.year, p.column_no"""
    return fetch(cursor, sql, where.params)
