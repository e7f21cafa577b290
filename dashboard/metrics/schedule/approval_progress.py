"""Approvals of the filtered projects: each step of each, counts and days by step, who waits, who started without."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.filter import PortfolioFilter
from dashboard.metrics.approval_metrics import IS_BARE, IS_WAITING, WAITED_DAYS
from dashboard.metrics.condition import condition
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.fetch import fetch, fetch_few
from dashboard.metrics.scoped import month_rows

COUNTS = ("done", "not_needed", "under_way", "planned", "not_started", "unread", "blank")
"""States of a step."""


def _shown(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, only: str = "TRUE", first: str = ""
) -> tuple[str, list[object]]:
    """CTEs `m`, the filtered projects that state approvals (`only` and `first`: a condition, an order with a limit),
    and `shown`, what is known of their steps at the as-of date."""
    where = condition(portfolio, as_of)
    sql = f"""WITH m AS (
        SELECT project_no, as_of, status::VARCHAR AS status, is_started, approval_next::VARCHAR AS approval_next,
            approval_stage::VARCHAR AS approval_stage, approval_done_by, approvals_missing, approvals_late, report_month
        FROM {month_rows(cursor, as_of)} WHERE ({where.text}) AND approvals_asked > 0 AND ({only}) {first}
    ),
    shown AS (
        SELECT s.*, p.place, p.is_before_start
        FROM approval_steps s JOIN approval_pipeline p ON p.step = s.step
        WHERE s.month <= ? AND s.next_month > ? AND s.project_no IN (SELECT project_no FROM m)
    )
    """
    return sql, [*where.params, as_of, as_of]


def list_approval_steps(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per project and step that lists or sheets speak of or ask for, in the order of the steps: its state, when
    it was done, `days` from `from_step` (`is_by_month`: at least one of the two says a month alone), and where it
    stands."""
    sql, params = _shown(cursor, portfolio, as_of)
    return fetch(
        cursor,
        sql
        + """SELECT p.project_id, p.name, p.region_id, p.region_name, p.sector, s.step, s.state, s.done_on,
            s.done_precision, s.from_step, s.days, s.is_by_month, s.planned_on, s.document_number, s.is_doubtful,
            s.is_before_start, d.document, s.table_no, s.row_no
        FROM shown s JOIN projects p ON p.rowid = s.project_no JOIN documents d ON d.document_id = s.document_id
        ORDER BY p.document, p.table_no, p.row_no, p.project_id, s.place""",
        params,
    )


def count_steps(cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None) -> pl.DataFrame:
    """One row per step in their order: `projects` that speak of it, how many of each state (`COUNTS`), how many wait
    for it next (`waiting`); of those with `days` from the step before: `timed`, `median_days`, `longest_days`,
    `by_month` (a month alone is stated), and `backwards` that were done before the step before, which are not timed."""
    sql, params = _shown(cursor, portfolio, as_of)
    counts = ", ".join(f"count(*) FILTER (WHERE state = '{name}') AS {name}" for name in COUNTS)
    return fetch_few(
        cursor,
        sql
        + f""", next AS (SELECT approval_next AS step, count(*) AS waiting FROM m WHERE {IS_WAITING} GROUP BY 1)
        SELECT s.step, count(*) AS projects, {counts}, coalesce(any_value(n.waiting), 0) AS waiting,
            count(*) FILTER (WHERE days >= 0) AS timed,
            CAST(median(days) FILTER (WHERE days >= 0) AS DOUBLE) AS median_days,
            CAST(max(days) FILTER (WHERE days >= 0) AS BIGINT) AS longest_days,
            count(*) FILTER (WHERE days >= 0 AND is_by_month) AS by_month,
            count(*) FILTER (WHERE days < 0) AS backwards
        FROM shown s LEFT JOIN next n ON n.step = s.step GROUP BY s.step, s.place ORDER BY s.place""",
        params,
    )


def list_waiting(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *, most: int | None = None
) -> pl.DataFrame:
    """One row per project that has not started and waits for a step (`step`, its `state`, `planned_on`): the furthest
    step that is done, the last day on which one may have been done, `days` since; who waits longest first."""
    order = f"{WAITED_DAYS} DESC NULLS LAST, total_investment_wan DESC NULLS LAST, project_no"
    first = "" if most is None else f"ORDER BY {order} LIMIT {most}"
    sql, params = _shown(cursor, portfolio, as_of, IS_WAITING, first)
    return fetch(
        cursor,
        sql
        + f"""SELECT p.project_id, p.name, p.region_id, p.region_name, p.sector, m.status, m.approval_stage,
            m.approval_done_by, s.step, s.state, s.planned_on, {WAITED_DAYS} AS days, p.total_investment_wan,
            d.document, s.table_no, s.row_no
        FROM m JOIN projects p ON p.rowid = m.project_no
        JOIN shown s ON s.project_no = m.project_no AND s.step = m.approval_next
        JOIN documents d ON d.document_id = s.document_id
        ORDER BY days DESC NULLS LAST, p.total_investment_wan DESC NULLS LAST, m.project_no""",
        params,
    )


def list_bare_starts(
    cursor: Cursor, portfolio: PortfolioFilter, as_of: date | None, *, most: int | None = None
) -> pl.DataFrame:
    """One row per step that must come before the start, of a project that has started: it is not stated to be done, or
    was `done_on` a day after the start may have been. Projects of the largest investment first, `most` of them."""
    first = "" if most is None else f"ORDER BY total_investment_wan DESC NULLS LAST, project_no LIMIT {most}"
    sql, params = _shown(cursor, portfolio, as_of, IS_BARE, first)
    return fetch(
        cursor,
        sql
        + """SELECT p.project_id, p.name, p.region_id, p.region_name, p.sector, m.status, st.actual_start,
            st.actual_start_precision, s.step, s.state, s.done_on, s.done_precision, p.total_investment_wan, d.document,
            s.table_no, s.row_no
        FROM m JOIN projects p ON p.rowid = m.project_no
        LEFT JOIN project_states st ON st.project_no = m.project_no AND st.month = m.report_month
        JOIN shown s ON s.project_no = m.project_no AND s.is_before_start
            AND (s.state NOT IN ('done', 'not_needed')
                 OR s.done_on > last_day_of(st.actual_start, st.actual_start_precision))
        JOIN documents d ON d.document_id = s.document_id
        ORDER BY p.total_investment_wan DESC NULLS LAST, m.project_no, s.place""",
        params,
    )
