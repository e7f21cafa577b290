"""Tables that rest on progress: last reports, schedule, funding. Columns have names for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from dashboard.metrics import ceiling, lights
from dashboard.metrics.catalog import expand
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import aggregate, list_projects
from dashboard.metrics.rates import LAST_YEAR, RATES, SLIP_STATISTICS
from dashboard.metrics.schedule import monthly_reports, outlook
from dashboard.session.scope import Scope
from dashboard.words.labels import YEAR_BASIS_LABELS

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
    "original_lateness", "current_lateness", "slipped_since_last_months", "no_slip_reason", "progress_is_synthetic",
)  # fmt: skip

MONEY = (
    "projects", "total_investment_wan", "annual_plan_wan", "invested_month_wan", "invested_year_wan",
    "invested_total_wan", "arrived_wan", "paid_wan", "funding_gap_wan",
)  # fmt: skip
"""Additive metrics of the funding table."""

HEADINGS = {
    "months_run": "已用工期（月）",
    "probability_on_time": "按期竣工概率",
    "probability_low": "概率下限（95%）",
    "probability_high": "概率上限（95%）",
    "expected_slip_months": "推算推迟（月）",
    "is_lower_bound": "推算推迟为下限",
    "basis": "推算依据",
    "projects": "项目数（个）",
    "completions": "其中已竣工（个）",
    "reason": "不作推算的原因",
    "months_lost": "预计损失（月）",
    "weight": "损失 × 投资（万元·月）",
    "reasons": "理由",
    "reported": "当月已报（个）",
    "state": "报送情况",
    "source": "资金来源",
    "planned_wan": "计划（万元）",
    "planned_projects": "载明计划的项目（个）",
    "arrived_projects": "报送到位的项目（个）",
    "paid_projects": "报送支付的项目（个）",
    "gap_wan": "资金缺口（万元）",
    "gap_projects": "可计算缺口的项目（个）",
    "month": "月份",
    "reported_projects": "有进度报送的项目（个）",
    "compared_projects": "两年同月都报送的项目（个）",
    "compared_month_wan": "可比项目本月完成投资（万元）",
    "same_month_last_year_wan": "可比项目上年同月完成投资（万元）",
    "change_pct": "同比（%）",
    "only_now_projects": "只报本年、未比较的项目（个）",
    "only_then_projects": "只报上年、未比较的项目（个）",
    "rule": "规则原文",
    "condition": "适用条件",
    "applies_to": "适用对象",
    "rule_document": "规则出处",
    "scope": "适用情况",
    "quantity": "数量",
    "ceiling_wan": "测算上限（万元）",
    "working": "算式",
    "rule_id": "规则编号",
    "seq": "序号",
}
"""Headings of columns that neither the catalogue nor the contract has."""

SHARE_LIGHTS = "share"
"""The switch of the page 资金 that judges by share instead of by points."""


def progress_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project: what its last report by the as-of date says."""
    return list_projects(cursor, scope.filter, scope.as_of, columns=_PROGRESS)


def schedule_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project: class, both baselines, actual and forecast dates, slips (months) with how they bound the
    true one."""
    return list_projects(cursor, scope.filter, scope.as_of, columns=_SCHEDULE)


def classes_table(cursor: Cursor, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """Projects and investment (万元) by dimensions, status and position in the plan among them; the rows add up to
    all."""
    metrics = ["projects", "total_investment_wan", "synthetic_progress_projects"]
    return aggregate(cursor, scope.filter, scope.as_of, metrics, by)


def slip_table(
    cursor: Cursor,
    scope: Scope,
    by: Sequence[str],
    baselines: Sequence[str] = ("current", "original"),
) -> pl.DataFrame:
    """Slip of groups: n, median, P90, mean of what has happened and of all dated, weighted (months), and the share (%)
    of each kind of lateness; against each baseline."""
    metrics = ["projects", *(f"{plan}{ending}" for plan in baselines for ending in SLIP_STATISTICS)]
    return aggregate(cursor, scope.filter, scope.as_of, [*metrics, "synthetic_progress_projects"], by)


def funding_table(cursor: Cursor, scope: Scope, by: Sequence[str], preset: str = "points") -> pl.DataFrame:
    """Money (万元) and rates (%) with n and d of groups, and the traffic light of the completion rate with the
    rule that fired."""
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


def sources_table_wan(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Planned, arrived and paid by source of funds."""
    return monthly_reports.funding_by_source_wan(cursor, scope.filter, scope.as_of)


def months_table_wan(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Month by month, with the change on the same month of the year before over the same projects."""
    return monthly_reports.money_by_month_wan(cursor, scope.filter, scope.as_of)


def reporting_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Which regions reported for the as-of month."""
    return monthly_reports.reporting(cursor, scope.filter, scope.as_of)


def unmatched_table(cursor: Cursor, _scope: Scope) -> pl.DataFrame:
    """Rows of progress sheets that belong to no listed project, amounts in 万元; no filter applies to them."""
    return monthly_reports.unmatched_rows(cursor)


def changes_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """What changed between the last two reports."""
    return monthly_reports.changed_since_last_report(cursor, scope.filter, scope.as_of)


def forecast_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Forecast of completion per running project."""
    return outlook.forecast(cursor, scope.filter, scope.as_of)


def warnings_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Early warnings, the heaviest first."""
    return outlook.early_warnings(cursor, scope.filter, scope.as_of)


def ceiling_table_wan(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """Ceiling of central budget funds: each rule and project with working, scope or reason."""
    return ceiling.central_budget_ceiling_wan(cursor, scope.filter, scope.as_of).rows


def lights_of_page(scope: Scope) -> str:
    """The preset of lights that the page's switches name."""
    return SHARE_LIGHTS if SHARE_LIGHTS in scope.view else "points"


def grouped(table: Callable[[tuple[str, ...]], pl.DataFrame], scope: Scope, *dimensions: str) -> pl.DataFrame:
    """A table for all, then for the groups of each of some dimensions (region, sector, year), under one set of columns:
    `group_kind` and `group` in words, `region_code`, then the table's own."""
    year = expand(("year",), scope.filter.year_basis)[0]
    groupings = {
        "region": ("地区", pl.coalesce("region_name", pl.lit("地区未定"))),
        "sector": ("行业", pl.coalesce("sector", pl.lit("未载明"))),
        "year": (
            YEAR_BASIS_LABELS[scope.filter.year_basis.value],
            pl.coalesce(pl.col(year).cast(pl.String), pl.lit("未定年份")),
        ),
    }
    frames = [_named_groups(table(()), "全部", pl.lit("全部"))]
    frames += [_named_groups(table((name,)), *groupings[name]) for name in dimensions]
    columns = ["group_kind", "group", "region_code"]
    columns += [name for name in frames[0].columns if name not in columns]
    return pl.concat([frame.select(columns) for frame in frames])


def _named_groups(frame: pl.DataFrame, kind: str, name: pl.Expr) -> pl.DataFrame:
    code = pl.col("region_code") if "region_code" in frame.columns else pl.lit(None, pl.String)
    return frame.with_columns(pl.lit(kind).alias("group_kind"), name.alias("group"), code.alias("region_code"))
