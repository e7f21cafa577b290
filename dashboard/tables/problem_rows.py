"""The ledger of problems as it leaves the board: each problem, counts by cause, region and unit, and the rules."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.schedule.problem_ledger import COUNTS, count_problems, list_problems
from dashboard.session.scope import Scope
from etl.contract import reference
from etl.contract.problem_rules import bounds, causes

HEADINGS = {
    "state": "状态", "cause": "原因类别", "is_certain": "类别有据", "words": "问题原文", "since": "首报月份",
    "is_of_first_report": "首次报送已有", "age_months": "持续（月）", "unchanged_since": "文字未变自",
    "repeats": "此前消除次数", "ended_before": "上次消除月份", "unit": "责任单位",
    "unit_is_stated": "责任单位随问题写明", "person": "责任人", "deadline": "解决时限",
    "deadline_precision": "时限精度",
    "deadline_raw": "时限原文",
    "deadline_is_doubtful": "时限存疑", "first_deadline": "最初时限", "is_past_due": "超时限",
    "state_said": "解决情况原文", "month": "所据月份", "set_who": "认定人", "set_at": "认定时间", "set_why": "认定理由",
    "table_no": "表号",
    "row_no": "行号", "problem_id": "问题编号",
    "region_name": "地区", "region_id": "地区代码", "open": "未解决（项）", "past_due": "超时限（项）",
    "dated": "有可读时限（项）", "undated": "无可读时限（项）", "repeated": "反复（项）", "unsure": "类别未定（项）",
    "long": "久未解决（项）", "solved": "已解决（项）", "gone": "不再报（项）", "projects": "涉及项目（个）",
    "oldest_months": "最长持续（月）",
    "kind": "规则", "pattern": "字样", "example": "例", "value": "界限", "meaning": "含义",
}  # fmt: skip
"""Chinese headings of the columns that neither the catalogue nor the contract names so."""

_COLUMNS = (
    "state", "cause", "is_certain", "name", "region_name", "sector", "words", "since", "is_of_first_report",
    "age_months", "unchanged_since", "repeats", "ended_before", "unit", "unit_is_stated", "person", "deadline",
    "deadline_precision", "deadline_raw", "deadline_is_doubtful", "first_deadline", "is_past_due", "state_said",
    "month", "set_who", "set_at", "set_why", "total_investment_wan", "document", "table_no", "row_no", "region_id",
    "project_id",
    "problem_id",
)  # fmt: skip
_COUNTED = ("open", "past_due", "dated", "undated", "repeated", "long", "unsure", "solved", "gone", "projects")


def problems_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per problem told by the as-of date, those that stand first; investment in 万元."""
    return list_problems(cursor, scope.filter, scope.as_of).select(_COLUMNS)


def counts_table(cursor: Cursor, scope: Scope, by: str) -> pl.DataFrame:
    """One row per `cause` (also those of which nothing is told), `region` or `unit`: problems by state, and projects
    with one that stands, each once in a row, with their investment (万元). Of two causes both count."""
    found = count_problems(cursor, scope.filter, scope.as_of, by)
    if by == "cause":
        every = pl.DataFrame({"key": [*causes()]}, schema={"key": pl.String})
        zero = [pl.col(name).fill_null(0) for name in (*COUNTS, "projects")]
        order = pl.col("key").is_in(found["key"].implode()).not_()
        found = found.join(every, on="key", how="full", coalesce=True, maintain_order="left_right")
        found = found.sort(order, maintain_order=True).with_columns(zero)
    named = {"cause": {"cause": "key"}, "region": {"region_name": "name", "region_id": "key"}, "unit": {"unit": "key"}}
    return found.with_columns((pl.col("open") - pl.col("undated")).alias("dated")).select(
        *(pl.col(column).alias(name) for name, column in named[by].items()),
        *_COUNTED, "total_investment_wan", "oldest_months",
    )  # fmt: skip


def rules_table() -> pl.DataFrame:
    """Every rule: what a cause holds, the words that tell it, the words that say there is none, and the bounds."""
    rows: list[dict[str, Any]] = [
        {"kind": "类别", "cause": cause.cause, "meaning": cause.meaning} for cause in causes().values()
    ]
    for row in reference.rows("snapshot/problem_rules"):
        rows.append({"kind": "归类", "cause": row["cause"], "pattern": row["pattern"], "example": row["example"]})
    for row in reference.rows("snapshot/problem_words"):
        rows.append({"kind": _ROLES[row["role"]], "pattern": row["pattern"], "example": row["example"]})
    for bound in bounds().values():
        rows.append({"kind": "界限", "value": f"{bound.value} {bound.unit}", "meaning": bound.meaning})
    columns = ("kind", "cause", "pattern", "example", "value", "meaning")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


_ROLES = {
    "none": "没有问题", "settled": "已解决的话", "said_settled": "解决情况为已解决", "open": "尚未解决的话",
    "aside": "后果与打算，不是问题",
}  # fmt: skip
"""What the words of `problem_words.csv` say."""
