"""The year's end as it leaves: groups, each project with its readings, the back-test, the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.query import aggregate
from dashboard.metrics.schedule.year_end import back_tests, list_year_ends
from dashboard.metrics.year_end_metrics import YEAR_END
from dashboard.session.scope import Scope
from etl.contract.year_end_rules import bounds, readings, reasons

METRICS = (
    "projects", "reported_projects", "annual_plan_wan", "annual_plan_wan_stated", "invested_year_wan",
    "invested_year_wan_stated", *(f"completion_rate{part}" for part in ("", "_n", "_d")), *YEAR_END,
    "synthetic_progress_projects",
)  # fmt: skip
"""What a group's year's end is told with."""

HEADINGS = {
    "told_month": "本年完成报至（月）", "pace_wan": "按今年速度（万元）", "past_wan": "按往年同月（万元）",
    "planned_wan": "按余下计划（万元）", "short_wan": "预计比年度计划少（万元）",
    "needed_month_wan": "完成计划每月须完成（万元）", "pace_month_wan": "今年月均完成（万元）",
    "reason": "不推算的原因", "month": "月末", "end_wan": "当时推算的年底完成（万元）",
    "low_wan": "推算下限（万元）", "high_wan": "推算上限（万元）", "final_wan": "年底实际完成（万元）",
    "apart_pct": "推算比实际（%）", "within": "实际落在区间内的项目（个）", "within_pct": "落在区间内（%）",
    "kind": "规则", "title": "名称", "value": "界限", "meaning": "含义",
}  # fmt: skip
"""Chinese headings of the columns that the catalogue does not name so."""


def year_end_table(cursor: Cursor, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """Plan, done, expected with its range and how many projects it rests on, expected rate with n and d, what is
    missing of the plan and needed a month (万元), by dimensions."""
    return aggregate(cursor, scope.filter, scope.as_of, METRICS, by)


def projects_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project, as `list_year_ends`."""
    return list_year_ends(cursor, scope.filter, scope.as_of)


def tests_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """The back-test at every month's end of earlier years, as `back_tests`, with the difference in all (%) and the
    share of projects whose year's end lay in their range (%)."""
    return _with_shares(back_tests(cursor, scope.filter, scope.as_of, every_month=True))


def same_month_tests(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """The same at the as-of date's month of earlier years, then all of them together (`month` is null); no row where
    they have too few projects to say how well the method does."""
    found = back_tests(cursor, scope.filter, scope.as_of)
    if not found.height or found["projects"].sum() < bounds()["least_tested"].value:
        return _with_shares(found.clear())
    whole = found.select(pl.lit(None, pl.Date).alias("month"), pl.exclude("month").sum())
    return _with_shares(pl.concat([found, whole]))


def _with_shares(found: pl.DataFrame) -> pl.DataFrame:
    end, final = pl.col("end_wan").cast(pl.Float64), pl.col("final_wan").cast(pl.Float64)
    apart = pl.when(final > 0).then(100 * (end - final) / final)
    within = 100 * pl.col("within") / pl.col("projects")
    return found.with_columns(apart.round(1).alias("apart_pct"), within.round(1).alias("within_pct"))


def rules_table() -> pl.DataFrame:
    """The three readings, the bounds, and the reasons for which nothing is expected."""
    rows: list[dict[str, Any]] = [
        {"kind": "算法", "title": reading.title, "meaning": reading.meaning} for reading in readings()
    ]
    rows += [
        {"kind": "界限", "value": f"{bound.value} {bound.unit}", "meaning": bound.meaning}
        for bound in bounds().values()
    ]
    rows += [{"kind": "不推算", "meaning": words} for words in reasons().values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("kind", "title", "value", "meaning"), pl.String))
