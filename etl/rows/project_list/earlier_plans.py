"""Columns that say what was planned before (原建设期限, 原计划工期, 原定竣工时间) -> the plan that a list replaces.

The original baseline of a project of which no earlier document is loaded. A value that is not certain is a finding and
no baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from etl.contract.values import TableKind
from etl.parse.words import clean
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields import dates

_COLUMNS = ("earlier_period", "earlier_start", "earlier_finish")
_EARLIER = replace(dates.plan(_COLUMNS), has_evidence=False)
_PLAN = ("planned_start", "planned_finish", "plan_precision", "duration_months")


def read_earlier_plans(contexts: Sequence[Context], reported: set[str]) -> list[dict[str, Any]]:
    """Rows of `schemas.EarlierPlans` for the reports (`reported`: their ids) whose row states an earlier plan."""
    lists = (context for context in contexts if context.table.kind is TableKind.PROJECT_LIST)
    having = (context for context in lists if not set(_COLUMNS).isdisjoint(context.table.fields))
    return [plan for context in having for plan in _plans(context, reported)]


def _plans(context: Context, reported: set[str]) -> Iterator[dict[str, Any]]:
    before = f"{context.document_id[:12]}-{context.table_no}-"
    rows = [row for row in context.table.rows if f"{before}{row.row_no}" in reported]
    buffer = Buffer(context, by_columns(rows, len(context.table.columns)), {})
    buffer.read(_EARLIER)
    for _, finding in buffer.findings():
        context.findings.add(finding)
    for at, row in enumerate(rows):
        plan = {name: buffer.values[name][at] for name in _PLAN}
        if any(plan.values()) and not buffer.doubtful[at]:
            stated = (clean(buffer.cells(name)[at]) for name in _COLUMNS)
            yield {"report_id": f"{before}{row.row_no}", **plan, "words": "；".join(filter(None, stated))}
