"""Tables that name projects: late ones with reasons, warnings, changes, doubts; and findings by type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.briefing.gathered import Gathered
from dashboard.briefing.model import Column, Table
from dashboard.briefing.wording import line
from dashboard.formats import plain
from dashboard.labels import (
    NOT_STATED,
    SEVERITY_LABELS,
    SLIP_BOUND_LABELS,
    STATUS_LABELS,
    finding_title,
)
from dashboard.metrics.catalog import column_label
from dashboard.metrics.cursor import Cursor
from dashboard.metrics.findings import list_findings
from dashboard.metrics.forecast import early_warnings
from dashboard.metrics.months import changed_since_last_report
from dashboard.metrics.query import Sort, list_projects
from dashboard.scope import Scope

MOST_PROJECTS = 20
"""Rows of a table of projects; a note says how many more there are."""

_LATE = (
    "project_id", "name", "region_name", "status", "current_finish", "actual_finish", "forecast_finish",
    "current_finish_slip_months", "current_finish_slip_bound", "current_is_late", "problems", "total_investment_wan",
)  # fmt: skip
Row = dict[str, Any]


def progress_tables(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Late projects with their reasons, other warnings, and what changed since the last report; empty ones left out."""
    scope = gathered.scope
    warned = early_warnings(cursor, scope.filter, scope.as_of).to_dicts()
    late = list_projects(
        cursor, scope.filter, scope.as_of, columns=_LATE, sort=[Sort("current_finish_slip_months", descending=True)]
    ).filter(pl.col("current_is_late") & pl.col("current_finish_slip_months").is_not_null())
    reasons = {row["project_id"]: row["reasons"] for row in warned}
    named = set(late["project_id"])
    changes = changed_since_last_report(cursor, scope.filter, scope.as_of).to_dicts()
    tables = (
        _late(gathered, late.to_dicts(), reasons),
        _warnings(gathered, [row for row in warned if row["project_id"] not in named]),
        _changes(gathered, changes),
    )
    return [table for table in tables if table.rows]


def _cut(rows: Sequence[Row]) -> tuple[Sequence[Row], str]:
    """The first rows, and the note that says how many more there are."""
    rest = len(rows) - MOST_PROJECTS
    if rest <= 0:
        return rows, ""
    return rows[:MOST_PROJECTS], line("rest", "rows", {"shown": MOST_PROJECTS, "rest": rest})


def _late(gathered: Gathered, rows: Sequence[Row], reasons: dict[str, str]) -> Table:
    shown, note = _cut(rows)
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, STATUS_LABELS[row["status"]], _month(row["current_finish"]),
            f"{_bound(row['current_finish_slip_bound'])}{row['current_finish_slip_months']:g}",
            reasons.get(row["project_id"]) or _finished(row),
        ]
        for row in shown
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.5), Column("状态", 1.3), Column("计划竣工", 1.5),
        Column("逾期（月）", 1.2, True), Column("原因", 4),
    )  # fmt: skip
    return Table(line("late", "late_table", gathered.facts), columns, cells, note, is_progress=True)


def _bound(name: str) -> str:
    """`至少`, `至多`, `预计`; nothing before an exact number."""
    return "" if name == "exact" else SLIP_BOUND_LABELS[name]


def _finished(row: Row) -> str:
    """What is known of a late project that needs no warning any more."""
    said = f"{_month(row['actual_finish'])}竣工" if row["actual_finish"] else ""
    problems = (row["problems"] or "").strip()
    parts = [said, f"存在问题：{problems}" if problems not in ("", "无", "/") else ""]
    return "；".join(part for part in parts if part) or "未报原因"


def _month(day: Any) -> str:  # noqa: ANN401 - a date or None
    return f"{day.year}年{day.month}月" if day else NOT_STATED


def _warnings(gathered: Gathered, rows: Sequence[Row]) -> Table:
    shown, note = _cut(rows)
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, STATUS_LABELS[row["status"]], f"{row['months_lost']:g}",
            row["reasons"],
        ]
        for row in shown
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.5), Column("状态", 1.3), Column("预计损失（月）", 1.4, True),
        Column("原因", 4),
    )  # fmt: skip
    return Table(line("late", "warning_table", gathered.facts), columns, cells, note, is_progress=True)


def _changes(gathered: Gathered, rows: Sequence[Row]) -> Table:
    shown, note = _cut(rows)
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, _from_to(row["last_status"], row["status"], STATUS_LABELS),
            f"{_month(row['last_forecast_finish'])}→{_month(row['actual_finish'] or row['forecast_finish'])}",
            f"{row['slipped_since_last_months']:+g}" if row["slipped_since_last_months"] else "—",
        ]
        for row in shown
    ]  # fmt: skip
    columns = (
        Column("项目", 3), Column("地区", 1.5), Column("状态", 1.8), Column("预计竣工", 2.6),
        Column("推迟（月）", 1.2, True),
    )  # fmt: skip
    return Table(line("late", "change_table", gathered.facts), columns, cells, note, is_progress=True)


def _from_to(before: str | None, after: str, labels: dict[str, str]) -> str:
    now = labels[after]
    return now if before in (None, after) else f"{labels[str(before)]}→{now}"


def due_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Projects past their planned finish of which no progress is known, the earliest finish first."""
    scope: Scope = gathered.scope
    columns = ("name", "region_name", "period_raw", "total_investment_wan", "plan_position", "status")
    rows = list_projects(cursor, scope.filter, scope.as_of, columns=columns, sort=[Sort("current_finish")]).filter(
        (pl.col("plan_position") == "past_finish") & (pl.col("status") == "unreported")
    )
    shown, note = _cut(rows.to_dicts())
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED, row["period_raw"] or NOT_STATED,
            plain(row["total_investment_wan"]),
        ]
        for row in shown
    ]  # fmt: skip
    head = (Column("项目", 4), Column("地区", 1.4), Column("建设期限", 1.6), Column("总投资（万元）", 1.6, True))
    return [Table(line("late", "due_table", gathered.facts), head, cells, note)] if cells else []


def doubts_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Projects with doubtful fields: which fields, in which row of which document."""
    scope = gathered.scope
    columns = ("name", "region_name", "doubtful_fields", "document", "row_no")
    rows = list_projects(cursor, scope.filter, scope.as_of, columns=columns)
    shown, note = _cut(rows.filter(pl.col("doubtful_fields").list.len() > 0).to_dicts())
    cells = [
        [
            row["name"], row["region_name"] or NOT_STATED,
            "、".join(column_label(field) for field in row["doubtful_fields"]),
            f"{row['document']} 第{row['row_no']}行",
        ]
        for row in shown
    ]  # fmt: skip
    head = (Column("项目", 3), Column("地区", 1.5), Column("存疑字段", 2.4), Column("出处", 2.6))
    return [Table(line("quality", "doubt_table", gathered.facts), head, cells, note)] if cells else []


def findings_table(cursor: Cursor, gathered: Gathered) -> list[Table]:
    """Open findings by type, gravest first, then the most frequent."""
    scope = gathered.scope
    found = list_findings(cursor, scope.filter, scope.as_of)
    order = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}
    groups = found.group_by("severity", "type").agg(pl.len().alias("count")).to_dicts()
    groups.sort(key=lambda row: (order[row["severity"]], -row["count"], row["type"]))
    cells = [[SEVERITY_LABELS[row["severity"]], finding_title(row["type"]), plain(row["count"])] for row in groups]
    head = (Column("级别", 1), Column("类型", 5), Column("条数", 1, True))
    return [Table(line("quality", "finding_table", gathered.facts), head, cells)] if cells else []
