"""Indicators through the years, duties, and rules of support, as they leave the board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from dashboard.metrics.cursor import Cursor
from dashboard.metrics.plans import list_duties, list_points, list_rules
from dashboard.session.scope import Scope
from etl.contract.schemas import Duties, IndicatorPoints, PolicyRules, Table

_LAST = {"document": "文件", "document_date": "成文日期"}
_POINT_COLUMNS = (
    "region_name", "indicator", "kind", "year", "raw", "comparator", "value", "high", "unit", "agrees_with", "words",
    "where", "table_no", "row_no", "line", "certainty", "point_id",
)  # fmt: skip
_DUTY_COLUMNS = (
    "region_name", "seq", "task", "measure", "goal", "lead", "department", "supporting", "leader", "remark",
    "deadline_raw", "deadline", "deadline_precision", "state_raw", "state", "where", "table_no", "row_no", "line",
    "certainty", "duty_id",
)  # fmt: skip
_RULE_COLUMNS = (
    "kind", "is_standard", "comparator", "qualifier", "amount", "unit", "region_class", "applies_to", "condition",
    "words", "where", "table_no", "row_no", "line", "certainty", "rule_id",
)  # fmt: skip


def points_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per point of an indicator of the filter's regions."""
    return _table(list_points, cursor, scope, IndicatorPoints, _POINT_COLUMNS)


def duties_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per duty of the filter's regions."""
    return _table(list_duties, cursor, scope, Duties, _DUTY_COLUMNS)


def rules_table(cursor: Cursor, scope: Scope) -> pl.DataFrame:
    """One row per rule of support or standard of the filter's regions."""
    return _table(list_rules, cursor, scope, PolicyRules, _RULE_COLUMNS)


def _table(
    listed: Callable[..., list[dict[str, Any]]], cursor: Cursor, scope: Scope, model: type[Table], names: Sequence[str]
) -> pl.DataFrame:
    rows = listed(cursor, scope.filter, scope.info.vocabulary.regions)
    columns = model.to_schema().columns
    schema = {name: columns[name].dtype.type for name in names} | {"document": pl.String(), "document_date": pl.Date()}
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row")


def _headings(model: type[Table], names: Sequence[str]) -> dict[str, str]:
    columns = model.to_schema().columns
    return {name: str(columns[name].title) for name in names} | _LAST


HEADINGS = {
    "points": _headings(IndicatorPoints, _POINT_COLUMNS),
    "duties": _headings(Duties, _DUTY_COLUMNS),
    "rules": _headings(PolicyRules, _RULE_COLUMNS),
}
"""Headings of each table, by the contract."""
