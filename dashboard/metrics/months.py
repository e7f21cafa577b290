"""Queries over the months: money by source, month by month, who did not report, rows left over."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filters import PortfolioFilter
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.prepared import FUNDING, MONTH_CHANGES
from dashboard.metrics.query import list_projects
from dashboard.metrics.sql import condition, fetch, fetch_few, scoped_projects


def _scoped(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *columns: str
) -> tuple[str, tuple[object, ...]]:
    """CTE `shown`: these columns of the filtered projects at the as-of date, each once."""
    where = condition(portfolio)
    chosen = ", ".join(columns)
    sql = f"WITH shown AS (SELECT {chosen} FROM {scoped_projects(cursor, as_of)} WHERE {where.text})\n"
    return sql, where.params


def funding_by_source(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Cumulative amounts by source of funds at each project's last report: `source`, `planned_wan`, `arrived_wan`,
    `paid_wan`, and for each how many projects state it; `unstated` is what a sheet gives without sources.
    `gap_wan` is planned less arrived over the `gap_projects` that state both for the source; null where none does.

    A project counts once per source. The sources of a stage and `unstated` add up to the metric of that stage.
    """
    columns = ("project_no", "arrived_wan", "paid_wan", "progress_is_synthetic")
    sql, params = _scoped(cursor, portfolio, as_of, *columns)
    return fetch_few(
        cursor,
        sql
        + f""", stated AS (
            SELECT * FROM {cursor.table(FUNDING, as_of)} WHERE project_no IN (SELECT project_no FROM shown)
        ), by_source AS (
            SELECT source, stage, sum(amount_wan) AS amount_wan, count(*) AS projects FROM stated GROUP BY 1, 2
        ), whole AS (
            SELECT unnested.stage, sum(unnested.amount) AS amount_wan, count(unnested.amount) AS projects
            FROM (SELECT 'arrived' AS stage, arrived_wan AS amount FROM shown
                  UNION ALL SELECT 'paid', paid_wan FROM shown) AS unnested GROUP BY 1
        ), paired AS (
            SELECT project_no, source, sum(amount_wan) FILTER (WHERE stage = 'planned') AS planned,
                sum(amount_wan) FILTER (WHERE stage = 'arrived') AS arrived
            FROM stated GROUP BY 1, 2
        ), gaps AS (
            SELECT source, sum(planned - arrived) AS gap_wan, count(planned - arrived) AS gap_projects
            FROM paired GROUP BY 1
        ), listed AS (
            SELECT * FROM by_source
            UNION ALL
            SELECT 'unstated', w.stage, w.amount_wan - coalesce(b.amount_wan, 0), w.projects
            FROM whole w LEFT JOIN (SELECT stage, sum(amount_wan) AS amount_wan FROM by_source GROUP BY 1) b
                USING (stage)
            WHERE w.amount_wan <> coalesce(b.amount_wan, 0)
        )
        SELECT source,
            sum(amount_wan) FILTER (WHERE stage = 'planned') AS planned_wan,
            sum(amount_wan) FILTER (WHERE stage = 'arrived') AS arrived_wan,
            sum(amount_wan) FILTER (WHERE stage = 'paid') AS paid_wan,
            CAST(coalesce(sum(projects) FILTER (WHERE stage = 'planned'), 0) AS BIGINT) AS planned_projects,
            CAST(coalesce(sum(projects) FILTER (WHERE stage = 'arrived'), 0) AS BIGINT) AS arrived_projects,
            CAST(coalesce(sum(projects) FILTER (WHERE stage = 'paid'), 0) AS BIGINT) AS paid_projects,
            any_value(gap_wan) AS gap_wan, coalesce(any_value(gap_projects), 0) AS gap_projects,
            (SELECT coalesce(bool_or(progress_is_synthetic), false) FROM shown) AS is_synthetic
        FROM listed LEFT JOIN gaps USING (source) GROUP BY 1 ORDER BY 1""",
        params,
    )


def _until(as_of: date | None) -> str:
    """Condition on a month: all of them where there is no as-of date."""
    return f"month <= DATE '{as_of.isoformat()}'" if as_of else "TRUE"


_RUNNING_SUMS = {
    "invested_year_wan": "this_year", "annual_plan_wan": "this_year", "invested_total_wan": "so_far",
    "arrived_wan": "so_far", "paid_wan": "so_far",
}  # fmt: skip
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in _RUNNING_SUMS)
_RUNNING = ", ".join(f"sum({name}) OVER {window} AS {name}" for name, window in _RUNNING_SUMS.items())


def money_by_month(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per month up to the as-of date: sums over the filtered projects, and the change on the year before.

    `invested_month_wan` counts the reports of that month alone; the cumulative ones carry each project's last report
    on. `same_month_last_year_wan` and `change_pct` compare `invested_month_wan` (同比); null where there is none.
    `reported_projects` of both years stand beside them, since a month may be reported in part.
    """
    sql, params = _scoped(cursor, portfolio, as_of, "project_no")
    return fetch_few(
        cursor,
        sql
        + f""", kept AS (
            SELECT * FROM {cursor.table(MONTH_CHANGES)} WHERE {_until(as_of)}
        ), changes AS (
            SELECT month, count(*) AS reported_projects, bool_or(is_synthetic) AS is_synthetic,
                sum(invested_month_wan) AS invested_month_wan, {_SUMS}
            FROM kept WHERE project_no IN (SELECT project_no FROM shown) GROUP BY 1
        ), summed AS (
            SELECT month, coalesce(reported_projects, 0) AS reported_projects, invested_month_wan, {_RUNNING},
                bool_or(is_synthetic) OVER so_far AS is_synthetic
            FROM (SELECT DISTINCT month FROM kept) LEFT JOIN changes USING (month)
            WHERE month >= (SELECT min(month) FROM changes)
            WINDOW so_far AS (ORDER BY month), this_year AS (PARTITION BY year(month) ORDER BY month)
        )
        SELECT s.*, p.invested_month_wan AS same_month_last_year_wan,
            p.reported_projects AS last_year_reported_projects,
            CAST(100.0 * (s.invested_month_wan - p.invested_month_wan) / nullif(p.invested_month_wan, 0) AS DOUBLE)
                AS change_pct
        FROM summed s LEFT JOIN summed p
            ON year(p.month) = year(s.month) - 1 AND month(p.month) = month(s.month)
        ORDER BY s.month""",
        params,
    )


def reporting(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Who reported for the as-of month: per region `projects`, `reported`, `last_month`; `state` is all, part, none
    (not this month) or never. Cancelled and completed projects are not asked for."""
    columns = ("region_id", "region_name", "status", "report_month", "as_of")
    sql, params = _scoped(cursor, portfolio, as_of, *columns)
    return fetch_few(
        cursor,
        sql
        + """SELECT region_id, region_name, count(*) AS projects,
            count(*) FILTER (WHERE report_month = last_day(as_of)) AS reported,
            max(report_month) AS last_month,
            CASE WHEN max(report_month) IS NULL THEN 'never'
                WHEN count(*) FILTER (WHERE report_month = last_day(as_of)) = 0 THEN 'none'
                WHEN count(*) FILTER (WHERE report_month = last_day(as_of)) < count(*) THEN 'part' ELSE 'all' END
                AS state
        FROM shown WHERE status NOT IN ('completed', 'cancelled')
        GROUP BY region_id, region_name ORDER BY reported, region_id""",
        params,
    )


_CHANGE_COLUMNS = (
    "project_id", "name", "region_id", "region_name", "last_month", "report_month", "last_status", "status",
    "last_forecast_finish", "forecast_finish", "actual_finish", "slipped_since_last_months", "problems",
    "progress_is_synthetic",
)  # fmt: skip


def changed_since_last_report(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """Projects whose status or expected finish changed between their last two reports, the greatest slip first."""
    return changed(list_projects(cursor, portfolio, as_of, columns=_CHANGE_COLUMNS, only="last_month IS NOT NULL"))


def changed(projects: pl.DataFrame) -> pl.DataFrame:
    """Those rows of a project query that `changed_since_last_report` gives, in its order."""
    moved = pl.col("slipped_since_last_months").fill_null(0) != 0
    kept = projects.filter(
        pl.col("last_month").is_not_null(), moved | pl.col("status").ne_missing(pl.col("last_status"))
    )
    order = ["slipped_since_last_months", "project_id"]
    return kept.sort(order, descending=[True, False], nulls_last=True)


def project_months(cursor: Cursor, project_id: str) -> pl.DataFrame:
    """Every report of a project with its revisions; `is_effective` marks the one that counts for its month."""
    return fetch(cursor, "SELECT * FROM project_months WHERE project_id = ? ORDER BY month, revision", [project_id])


def plan_revisions(cursor: Cursor, project_id: str) -> pl.DataFrame:
    """What each document said of a project's plan, oldest first; `changed_fields` against the one before."""
    return fetch(cursor, "SELECT * FROM plan_revisions WHERE project_id = ? ORDER BY revision", [project_id])


def unmatched_rows(cursor: Cursor) -> pl.DataFrame:
    """Rows of progress sheets that belong to no project of a list, with their amounts and the reason."""
    return fetch(cursor, "SELECT * FROM progress_unmatched ORDER BY month, document, table_no, row_no", [])


def unmatched_by_month(cursor: Cursor) -> pl.DataFrame:
    """Rows that belong to no project, month by month: `rows`, `regions` and the sums that their sheets give."""
    return fetch_few(
        cursor,
        """SELECT month, count(*) AS rows, count(DISTINCT region_id) AS regions,
            sum(annual_plan_wan) AS annual_plan_wan, sum(invested_month_wan) AS invested_month_wan,
            sum(invested_year_wan) AS invested_year_wan, sum(invested_total_wan) AS invested_total_wan,
            sum(arrived_wan) AS arrived_wan, sum(paid_wan) AS paid_wan
        FROM progress_unmatched WHERE reason <> 'repeated' GROUP BY 1 ORDER BY 1""",
        [],
    )
