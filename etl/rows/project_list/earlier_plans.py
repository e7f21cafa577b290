"""Columns that say what was planned before (原建设期限, 原计划工期, 原定竣工时间) -> the plan that a list replaces.

The original baseline of a project of which no earlier document is loaded. A value that is not certain is a finding and
no baseline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.contract.findings import Finding, Findings
from etl.contract.values import Certainty, Doubt, Period, TableKind
from etl.parse.period import parse_date_cell, parse_period
from etl.parse.words import clean
from etl.tables.table import SourceTable, TableRow

_COLUMNS = ("earlier_period", "earlier_start", "earlier_finish")


def read_earlier_plans(
    document_id: str, tables: Sequence[SourceTable], reported: set[str], findings: Findings
) -> list[dict[str, Any]]:
    """Rows of `schemas.EarlierPlans` for the reports (`reported`: their ids) whose row states an earlier plan."""
    found = []
    for table_no, table in enumerate(tables, start=1):
        if table.kind is not TableKind.PROJECT_LIST or all(table.index(name) is None for name in _COLUMNS):
            continue
        for row in table.rows:
            report_id = f"{document_id[:12]}-{table_no}-{row.row_no}"
            if row.row_no is not None and report_id in reported:
                found += _plan(report_id, table_no, table, row, findings)
    return found


def _plan(report_id: str, table_no: int, table: SourceTable, row: TableRow, findings: Findings) -> list[dict[str, Any]]:
    plan: Period | None = None
    words = []
    is_certain = True
    for name in _COLUMNS:
        index = table.index(name)
        raw = row.cells[index] if index is not None else ""
        if index is None or not raw.strip():
            continue
        read, doubts = _read(name, raw)
        words.append(clean(raw))
        for doubt in doubts:
            place = (table_no, row.row_no, table.columns[index].header, row.line)
            findings.add(Finding(doubt.type, doubt.raw, doubt.detail, *place))
        is_certain = is_certain and read is not None and read.certainty is Certainty.CERTAIN
        plan = _both(plan, read)
    if plan is None or not is_certain or (plan.start and plan.finish and plan.finish < plan.start):
        return []
    return [
        {
            "report_id": report_id,
            "planned_start": plan.start,
            "planned_finish": plan.finish,
            "plan_precision": plan.precision.value if plan.precision else None,
            "duration_months": plan.duration_months,
            "words": "；".join(words),
        }
    ]


def _read(name: str, raw: str) -> tuple[Period | None, Sequence[Doubt]]:
    if name == "earlier_period":
        return parse_period(raw)
    return parse_date_cell(raw, finish=name == "earlier_finish")


def _both(one: Period | None, other: Period | None) -> Period | None:
    if one is None or other is None:
        return one or other
    return Period(
        one.start or other.start,
        other.finish or one.finish,
        one.duration_months,
        one.precision or other.precision,
        one.certainty,
        one.span,
    )
