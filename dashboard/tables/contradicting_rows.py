"""Contradictions as they leave the board: each with its two cells, and each rule with its bounds and counts."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.schedule import against
from dashboard.session.scope import Scope
from dashboard.words import contradicting
from dashboard.words.translate import CHINESE, speaking
from etl.contract.contradiction_rules import rules

HEADINGS = {
    "state": "状态", "rule": "规则", "since": "出现月份", "one_is": "一处", "one": "一处所载", "other_is": "另一处",
    "other": "另一处所载", "other_month": "另一处月份（空为清单）", "mended": "消除月份", "owner": "由谁核实",
    "explained_who": "说明人", "explained_at": "说明时间", "explained_why": "说明", "finding_id": "问题编号",
    "meaning": "何时提示", "bounds": "界限", "open": "未说明（条）", "explained": "已说明（条）",
    "mended_count": "已消除（条）", "projects": "涉及项目（个）", "table_no": "表号", "row_no": "行号",
}  # fmt: skip
"""Chinese headings of the columns that neither the catalogue nor the contract names so."""

_COLUMNS = (
    "state", "rule", "name", "region_name", "sector", "since", "one_is", "one", "other_is", "other", "other_month",
    "mended", "owner", "explained_who", "explained_at", "explained_why", "total_investment_wan", "document", "table_no",
    "row_no", "region_id", "project_id", "finding_id",
)  # fmt: skip


def contradictions_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per contradiction told by the as-of date, with both cells, owner, state and explanation."""
    found = against.list_contradictions(cursor, scope.filter, scope.as_of)
    titles = {key: (rule.one, rule.other) for key, rule in rules().items()}
    one, other = ({key: pair[place] for key, pair in titles.items()} for place in (0, 1))
    return found.with_columns(
        pl.col("rule").replace_strict(one, return_dtype=pl.String).alias("one_is"),
        pl.col("rule").replace_strict(other, return_dtype=pl.String).alias("other_is"),
        *(pl.col(name).map_elements(_said, return_dtype=pl.String) for name in ("one", "other")),
    ).select(_COLUMNS)


def _said(words: str) -> str:
    with speaking(CHINESE):
        return contradicting.said(words)


def rules_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per rule, also those that tell nothing: bounds, when it tells, contradictions by state, projects with an
    open one and their investment (万元)."""
    counted = {row["rule"]: row for row in against.count_by_rule(cursor, scope.filter, scope.as_of).to_dicts()}
    none = dict.fromkeys(("open", "explained", "mended", "projects"), 0)
    with speaking(CHINESE):
        rows = [
            {"rule": key, "bounds": contradicting.bounds(key), "meaning": rule.meaning, "total_investment_wan": None}
            | (none | counted.get(key, {}))
            for key, rule in rules().items()
        ]
    schema: dict[str, Any] = {
        "rule": pl.String, "bounds": pl.String, "meaning": pl.String, "open": pl.Int64, "explained": pl.Int64,
        "mended": pl.Int64, "projects": pl.Int64, "total_investment_wan": pl.Decimal(38, 6),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).rename({"mended": "mended_count"})
