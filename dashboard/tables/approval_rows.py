"""Approvals as they leave the board: by step, each step of each project, who waits, who started without, the order."""

from __future__ import annotations

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.schedule import approval_progress
from dashboard.session.scope import Scope
from etl.contract.approval_pipeline import pipeline

HEADINGS = {
    "step": "审批环节", "state": "办理状态", "done": "已办结（个）", "not_needed": "无需办理（个）",
    "under_way": "办理中（个）", "planned": "计划办理（个）", "not_started": "未办理（个）", "unread": "未能读出（个）",
    "blank": "栏目空白（个）", "waiting": "正等这一环节（个）", "timed": "可计间隔的项目（个）",
    "median_days": "距上一环节中位数（天）", "longest_days": "距上一环节最长（天）", "by_month": "其中只写到月的（个）",
    "backwards": "早于上一环节的（个）", "done_on": "办结时间", "done_precision": "办结时间精度",
    "from_step": "上一个有日期的环节", "days": "天数", "is_by_month": "只写到月", "planned_on": "计划办理时间",
    "document_number": "批复文号", "is_doubtful": "存疑", "is_before_start": "须在开工前办结",
    "approval_done_by": "最近一个环节办结不晚于", "place": "先后", "meaning": "含义",
}  # fmt: skip
"""Chinese headings of the columns that the catalogue does not name so."""


def steps_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per step in their order, as `count_steps`: states, who waits, days from the step before."""
    return approval_progress.count_steps(cursor, scope.filter, scope.as_of)


def dates_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project and step, as `list_approval_steps`."""
    return approval_progress.list_approval_steps(cursor, scope.filter, scope.as_of)


def waiting_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per project that waits for a step, who waits longest first; investment in 万元."""
    return approval_progress.list_waiting(cursor, scope.filter, scope.as_of)


def bare_starts_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per step that a project has started without, the largest investment first (万元)."""
    return approval_progress.list_bare_starts(cursor, scope.filter, scope.as_of)


def pipeline_table() -> pl.DataFrame:
    """The steps in their order, and which must be done before the start."""
    rows = [(one.place, one.step, one.is_before_start, one.meaning) for one in pipeline()]
    schema = {"place": pl.Int64, "step": pl.String, "is_before_start": pl.Boolean, "meaning": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
