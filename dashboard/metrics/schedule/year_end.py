"""The year's end of the filtered projects: each with its readings, what decides it, how the method did before."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.scoped import month_rows, of_projects


def _missing(amount: str) -> str:
    """What an amount is less than the plan of the year; null where one of the two is not known."""
    less = f"m.annual_plan_wan - m.{amount}"
    return f"CASE WHEN {less} IS NOT NULL THEN greatest({less}, 0) END"


def list_year_ends(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *, most: int | None = None
) -> pl.DataFrame:
    """One row per project, the one that falls shortest of its plan of the year first, those of which nothing is
    expected last: the three readings, least, expected and most (万元), `short_wan` of the plan, `needed_month_wan` and
    `pace_month_wan`, and `reason`, why nothing is expected. With `most` only so many that fall short."""
    where = condition(portfolio, as_of)
    chosen = "TRUE" if most is None else "annual_plan_wan > year_end_wan"
    limit = "" if most is None else f"ORDER BY annual_plan_wan - year_end_wan DESC, project_no LIMIT {most}"
    sql = f"""WITH m AS (
        SELECT project_no, as_of, report_month, status::VARCHAR AS status, annual_plan_wan, invested_year_wan,
            year_end_low_wan, year_end_wan, year_end_high_wan, year_end_reason::VARCHAR AS reason,
            progress_is_synthetic
        FROM {month_rows(cursor, as_of)} WHERE ({where.text}) AND {chosen} {limit}
    )
    SELECT p.project_id, p.name, p.region_id, p.region_name, p.sector, m.status, m.report_month,
        CAST(y.told_month AS BIGINT) AS told_month, m.annual_plan_wan, m.invested_year_wan,
        if(m.year_end_wan IS NULL, NULL, y.pace_wan) AS pace_wan,
        if(m.year_end_wan IS NULL, NULL, y.past_wan) AS past_wan,
        if(m.year_end_wan IS NULL, NULL, y.planned_wan) AS planned_wan,
        m.year_end_low_wan, m.year_end_wan, m.year_end_high_wan,
        {_missing("year_end_wan")} AS short_wan,
        CAST(round({_missing("invested_year_wan")}::DOUBLE / nullif(12 - month(m.as_of), 0), 2) AS DECIMAL(38, 2))
            AS needed_month_wan,
        CAST(round(m.invested_year_wan::DOUBLE / month(m.as_of), 2) AS DECIMAL(38, 2)) AS pace_month_wan,
        m.reason, m.progress_is_synthetic
    FROM m JOIN projects p ON p.rowid = m.project_no
    LEFT JOIN year_ends y ON y.project_no = m.project_no AND y.month = m.report_month
        AND year(y.month) = year(m.as_of)
    ORDER BY short_wan DESC NULLS LAST, m.year_end_wan DESC NULLS LAST, p.project_id"""
    return fetch(cursor, sql, where.params)


def back_tests(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *, every_month: bool = False
) -> pl.DataFrame:
    """How the method did at the same month's end of earlier years, or at `every_month`'s, over the filtered projects
    whose December was reported and that were not over by then: `month`, `projects`, the sums of what was expected
    (`end_wan`, `low_wan`, `high_wan`) and of what came (`final_wan`), and how many came within their range (`within`).
    """
    chosen = of_projects(cursor, portfolio, as_of)
    ends = [end for end in cursor.month_ends if end and as_of and end.year < as_of.year]
    tested = [end for end in ends if every_month or (as_of and end.month == as_of.month)]
    days = ", ".join(f"DATE '{end.isoformat()}'" for end in tested) or "NULL"
    return fetch_few(
        cursor,
        f"""SELECT month, count(*) AS projects, sum(end_wan) AS end_wan, sum(low_wan) AS low_wan,
            sum(high_wan) AS high_wan, sum(final_wan) AS final_wan,
            count(*) FILTER (WHERE final_wan BETWEEN low_wan AND high_wan) AS within
        FROM year_ends
        WHERE month IN ({days}) AND end_wan IS NOT NULL AND final_wan IS NOT NULL AND NOT is_over
            AND {chosen.text}
        GROUP BY 1 ORDER BY 1""",
        chosen.params,
    )


def done_by_month_wan(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """What the projects whose year's end is expected had done by each month's end of the year so far: `as_of`,
    `invested_year_wan`."""
    where = condition(portfolio, as_of)
    return fetch_few(
        cursor,
        f"""SELECT as_of, sum(invested_year_wan) AS invested_year_wan FROM project_at_month_end
        WHERE as_of >= ? AND as_of <= ? AND project_no IN (
            SELECT project_no FROM {month_rows(cursor, as_of)} WHERE ({where.text}) AND year_end_wan IS NOT NULL)
        GROUP BY 1 ORDER BY 1""",
        [as_of.replace(month=1, day=1) if as_of else None, as_of, *where.params],
    )
