"""Columns of money by source of funds (资金来源 | 中央预算内, 专项债券, 企业自筹) -> rows of `FundingPlan`.

Sources for the whole that add up to more than the total are a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.schemas import WAN
from etl.contract.values import TableKind
from etl.headers import sources
from etl.rows.beside import stated_cells
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields import money
from etl.rows.fields.field import Step
from etl.rows.project_list.reports import ListReports
from etl.tables.table import TableRow


def read_funding_plans(contexts: Sequence[Context], lists: Sequence[ListReports]) -> list[dict[str, Any]]:
    """Rows of `schemas.FundingPlan` for the reports of all lists, in the order of their tables."""
    of_lists = [context for context in contexts if context.table.kind is TableKind.PROJECT_LIST]
    return [row for context, reports in zip(of_lists, lists, strict=True) for row in _of_list(context, reports)]


def _of_list(context: Context, reports: ListReports) -> list[dict[str, Any]]:
    funds = [field for field in context.table.fields if field and field.startswith(sources.PREFIX)]
    if not funds:
        return []
    rows = by_columns(reports.rows, len(context.table.columns))
    buffer = Buffer(context, rows, dict.fromkeys(funds, WAN))
    buffer.read(
        *(money.amount_wan(field, field, step=Step.FUNDING, is_optional=True, may_be_negative=True) for field in funds)
    )
    for _, finding in buffer.findings():
        context.findings.add(finding)
    ids, totals_wan = reports.column("report_id"), reports.column("total_investment_wan")
    found: list[dict[str, Any]] = []
    for at, cells in stated_cells(buffer, reports.rows):
        own = [
            {**cell, **sources.fund_of(cell["field"])._asdict(), "amount_wan": Decimal(cell["value"])} for cell in cells
        ]
        _check_sum(own, totals_wan[at], reports.rows[at], context)
        found += [{"report_id": ids[at], **one} for one in own]
    return found


def _check_sum(own: Sequence[dict[str, Any]], total_wan: Decimal | None, row: TableRow, context: Context) -> None:
    """The sources of the whole may not be more than the total."""
    whole = [one for one in own if one["year"] is None]
    amount_wan = sum((one["amount_wan"] for one in whole), Decimal(0))
    if total_wan is None or amount_wan <= total_wan:
        return
    words, stated = (f"{wan.normalize():f}" for wan in (amount_wan, total_wan))
    detail = Detail("sources_above_total", what=Detail("stage_planned"), sum=words, stated=stated)
    place = (context.table_no, row.row_no, whole[-1]["header"], row.line)
    context.findings.add(Finding("funding_sum_mismatch", words, detail, *place))
