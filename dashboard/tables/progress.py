"""Tables of progress that leave the board: last reports, schedule, funding. One definition for commands and pages."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.metrics import ceiling, lights
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import aggregate, list_projects
from dashboard.metrics.rates import LAST_YEAR, RATES, SLIP_STATISTICS
from dashboard.metrics.schedule import months, outlook
from dashboard.session.scope import Scope

_WHO = ("project_id", "name", "region_id", "region_name", "sector", "nature", "total_investment_wan")
_PROGRESS = (
    *_WHO, "status", "report_month", "annual_plan_wan", "invested_month_wan", "invested_year_wan",
    "invested_total_wan", "arrived_wan", "paid_wan", "physical_progress", "actual_start", "forecast_finish",
    "actual_finish", "problems", "next_steps", "progress_is_synthetic",
)  # fmt: skip
_SCHEDULE = (
    *_WHO, "status", "plan_position", "schedule_class", "report_month",
    "original_start", "original_start_last", "original_finish_first", "original_finish", "original_finish_is_derived",
    "current_start", "current_start_last", "current_finish_first", "current_finish", "current_finish_is_derived",
    "plan_count", "actual_start", "actual_start_precision", "forecast_finish", "actual_finish",
    "actual_finish_precision", "original_start_slip_months", "original_start_slip_bound",
    "original_finish_slip_months", "original_finish_slip_bound", "current_start_slip_months",
    "current_start_slip_bound", "current_finish_slip_months", "current_finish_slip_bound",
    "original_is_late", "current_is_late", "slipped_since_last_months", "no_slip_reason", "progress_is_synthetic",
)  # fmt: skip

MONEY = (
    "projects", "total_investment_wan", "annual_plan_wan", "invested_month_wan", "invested_year_wan",
    "invested_total_wan", "arrived_wan", "paid_wan", "funding_gap_wan",
)  # fmt: skip
"""Additive metrics of the funding table."""


def progress_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project: what its last report by the as-of date says."""
    return list_projects(cursor, scope.filter, scope.as_of, columns=_PROGRESS)


def schedule_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project: class, both baselines, actual and forecast dates, slips with how they bound the true one."""
    return list_projects(cursor, scope.filter, scope.as_of, columns=_SCHEDULE)


def classes_table(cursor: Cursor, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """Projects and investment by dimensions, status and position in the plan among them; the rows add up to all."""
    metrics = ["projects", "total_investment_wan", "synthetic_progress_projects"]
    return aggregate(cursor, scope.filter, scope.as_of, metrics, by)


def slip_table(
    cursor: Cursor,
    scope: Scope,
    by: Sequence[str],
    baselines: Sequence[str] = ("current", "original"),
) -> pl.DataFrame:
    """Slip of groups: n, median, P90, mean of late and of all dated, share late, weighted; against each baseline."""
    metrics = ["projects", *(f"{plan}{ending}" for plan in baselines for ending in SLIP_STATISTICS)]
    return aggregate(cursor, scope.filter, scope.as_of, [*metrics, "synthetic_progress_projects"], by)


def funding_table(cursor: Cursor, scope: Scope, by: Sequence[str], preset: str = "points") -> pl.DataFrame:
    """Money and rates with n and d of groups, and the traffic light of the completion rate with the rule that fired."""
    rates = [name for rate in RATES for name in (rate, f"{rate}_n", f"{rate}_d")]
    metrics = [
        *MONEY,
        "time_elapsed",
        *rates,
        *LAST_YEAR,
        "funding_gap_wan_stated",
        "reported_projects",
        "stale_projects",
        "synthetic_progress_projects",
    ]
    return lights.with_lights(aggregate(cursor, scope.filter, scope.as_of, metrics, by), preset)


def sources_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Planned, arrived and paid by source of funds."""
    return months.funding_by_source(cursor, scope.filter, scope.as_of)


def months_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Month by month, with the change on the same month of the year before."""
    return months.money_by_month(cursor, scope.filter, scope.as_of)


def reporting_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Which regions reported for the as-of month."""
    return months.reporting(cursor, scope.filter, scope.as_of)


def unmatched_table(cursor: Cursor, _scope: Scope) -> pl.DataFrame:
    """Rows of progress sheets that belong to no listed project; no filter applies to them."""
    return months.unmatched_rows(cursor)


def changes_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """What changed between the last two reports."""
    return months.changed_since_last_report(cursor, scope.filter, scope.as_of)


def forecast_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Forecast of completion per running project."""
    return outlook.forecast(cursor, scope.filter, scope.as_of)


def warnings_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Early warnings, the heaviest first."""
    return outlook.early_warnings(cursor, scope.filter, scope.as_of)


def ceiling_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Ceiling of central budget funds: each rule and project with working, scope or reason."""
    return ceiling.central_budget_ceiling(cursor, scope.filter, scope.as_of).rows
