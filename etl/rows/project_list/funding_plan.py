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
from etl.rows.project_list import funds_in_words
from etl.rows.project_list.reports import ListReports
from etl.tables.table import TableRow


def read_funding_plans(
    contexts: Sequence[Context], lists: Sequence[ListReports], list_year: int | None
) -> list[dict[str, Any]]:
    """Rows of `schemas.FundingPlan` for the reports of all lists, in the order of their tables."""
    of_lists = [context for context in contexts if context.table.kind is TableKind.PROJECT_LIST]
    return [
        row for context, reports in zip(of_lists, lists, strict=True) for row in _of_list(context, reports, list_year)
    ]


def _of_list(context: Context, reports: ListReports, list_year: int | None) -> list[dict[str, Any]]:
    funds = [field for field in context.table.fields if field and field.startswith(sources.PREFIX)]
    has_words = context.table.index(sources.IN_WORDS) is not None
    if not funds and not has_words:
        return []
    rows = by_columns(reports.rows, len(context.table.columns))
    buffer = Buffer(context, rows, dict.fromkeys(funds, WAN))
    amounts = (money.amount_wan(one, one, step=Step.FUNDING, is_optional=True, may_be_negative=True) for one in funds)
    buffer.read(*amounts, *([funds_in_words.FIELD] if has_words else []))
    for _, finding in buffer.findings():
        context.findings.add(finding)
    ids, totals_wan = reports.column("report_id"), reports.column("total_investment_wan")
    found: list[dict[str, Any]] = []
    for at, cells in stated_cells(buffer, reports.rows):
        own = [row for cell in cells for row in _rows(cell, buffer.values[cell["field"]][at], list_year)]
        _check_sum(own, totals_wan[at], reports.rows[at], context)
        found += [{"report_id": ids[at], **one} for one in own]
    return found


def _rows(cell: dict[str, Any], value: Any, list_year: int | None) -> list[dict[str, Any]]:  # noqa: ANN401 - an amount, or what words name
    """The rows that a cell gives, without their report."""
    if cell["field"] != sources.IN_WORDS:
        fund = sources.fund_of(cell["field"], list_year)
        certainty = "doubtful" if fund.is_open else cell["certainty"]
        return [{**cell, **fund._asdict(), "amount_wan": value, "certainty": certainty}]
    return [
        {
            **cell,
            "source": named.source,
            "year": None,
            "is_open": False,
            "amount_wan": named.amount_wan,
            "start": named.span.start,
            "end": named.span.end,
            "qualifier": named.qualifier.value,
            "certainty": "doubtful" if cell["certainty"] == "doubtful" else named.certainty.value,
        }
        for named in value
    ]


def _check_sum(own: Sequence[dict[str, Any]], total_wan: Decimal | None, row: TableRow, context: Context) -> None:
    """The sources of the whole may not be more than the total."""
    of_whole = (one for one in own if one["year"] is None and not one["is_open"])
    whole = [one for one in of_whole if one["amount_wan"] is not None]
    amount_wan = sum((one["amount_wan"] for one in whole), Decimal(0))
    if total_wan is None or amount_wan <= total_wan:
        return
    words, stated = (f"{wan.normalize():f}" for wan in (amount_wan, total_wan))
    detail = Detail("sources_above_total", what=Detail("stage_planned"), sum=words, stated=stated)
    place = (context.table_no, row.row_no, whole[-1]["header"], row.line)
    context.findings.add(Finding("funding_sum_mismatch", words, detail, *place))
