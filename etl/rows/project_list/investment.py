"""Columns of money beside the total: what is planned for a year, what is done so far -> rows of `InvestmentPlan`.

年度计划投资 is of the list's year, 2025年计划投资 and 分年度投资计划 over 2025 of 2025; 已投资额 of the time of the
list, 上年底累计完成投资 of the end of the year before the list's. What exceeds the total is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.schemas import WAN
from etl.contract.values import Certainty, TableKind
from etl.parse.words import clean
from etl.rows.beside import stated_cells
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields import money
from etl.rows.project_list.reports import ListReports
from etl.tables.table import SourceTable, TableRow

_PLANNED, _DONE, _IN_YEAR = "plan_wan", "invested_wan", "done_in_year_wan"
_MEANINGS = {
    "annual_plan": _PLANNED,
    "year_plan": _PLANNED,
    "year_amount": _PLANNED,
    "invested": _DONE,
    "invested_before_year": _DONE,
    "done_in_year": _IN_YEAR,
}
"""Meaning of a column, without its year -> column of the contract."""


class _Amount(NamedTuple):
    """A column of money: `into` the column of the contract, `year` where it has one; `is_open`: it may be another."""

    into: str
    year: int | None
    is_open: bool


def read_investment(
    contexts: Sequence[Context], lists: Sequence[ListReports], list_year: int | None
) -> list[dict[str, Any]]:
    """Rows of `schemas.InvestmentPlan` for the reports of all lists, in the order of their tables."""
    of_lists = [context for context in contexts if context.table.kind is TableKind.PROJECT_LIST]
    found: list[dict[str, Any]] = []
    for context, reports in zip(of_lists, lists, strict=True):
        amounts = _amounts(context.table, list_year)
        if amounts:
            found += _of_list(context, reports, amounts)
    return found


def _amounts(table: SourceTable, list_year: int | None) -> dict[str, _Amount]:
    """The columns of such money by their field."""
    found = {}
    for field in filter(None, table.fields):
        meaning, _, year = field.partition(".")
        if meaning in _MEANINGS:
            known = int(year) if year else _year_of(meaning, list_year)
            is_open = meaning == "year_amount" and (list_year is None or known is None or known < list_year)
            found[field] = _Amount(_MEANINGS[meaning], known, is_open)
    return found


def _year_of(meaning: str, list_year: int | None) -> int | None:
    """The year of a column that names none, by that of the list."""
    if list_year is None or meaning == "invested":
        return None
    return list_year - 1 if meaning == "invested_before_year" else list_year


def _of_list(context: Context, reports: ListReports, amounts: dict[str, _Amount]) -> list[dict[str, Any]]:
    rows = by_columns(reports.rows, len(context.table.columns))
    buffer = Buffer(context, rows, dict.fromkeys(amounts, WAN))
    buffer.read(*(money.amount_wan(field, field, is_optional=True, may_be_negative=True) for field in amounts))
    for _, finding in buffer.findings():
        context.findings.add(finding)
    ids, totals_wan = reports.column("report_id"), reports.column("total_investment_wan")
    found: list[dict[str, Any]] = []
    for at, cells in stated_cells(buffer, reports.rows):
        own = [_plan(cell, amounts[cell["field"]]) for cell in cells]
        _check_total(own, totals_wan[at], reports.rows[at], context)
        found += [{"report_id": ids[at], **one} for one in own]
    return found


def _plan(cell: dict[str, Any], amount: _Amount) -> dict[str, Any]:
    """One row without its report. 2023年投资 in a list of a later year may be a plan as well as what was done."""
    is_doubtful = amount.is_open or cell["certainty"] == "doubtful"
    return {
        **cell,
        "year": amount.year,
        **{into: Decimal(cell["value"]) if into == amount.into else None for into in (_PLANNED, _DONE, _IN_YEAR)},
        "certainty": Certainty.DOUBTFUL.value if is_doubtful else Certainty.CERTAIN.value,
    }


def _check_total(read: Sequence[dict[str, Any]], total_wan: Decimal | None, row: TableRow, context: Context) -> None:
    """Neither one amount nor the plans of all years may be more than the total."""
    if total_wan is None:
        return
    for one in read:
        _compare([one], Decimal(one["value"]), total_wan, row, context)
    plans = list({one["year"]: one for one in read if one[_PLANNED] is not None}.values())
    if len(plans) > 1:
        _compare(plans, sum((one[_PLANNED] for one in plans), Decimal(0)), total_wan, row, context)


def _compare(
    stated: Sequence[dict[str, Any]], amount_wan: Decimal, total_wan: Decimal, row: TableRow, context: Context
) -> None:
    if amount_wan <= total_wan:
        return
    headers = "、".join(clean(one["header"]) for one in stated)
    detail = Detail("amount_of_total", what=headers, amount=_plain(amount_wan), total=_plain(total_wan))
    place = (context.table_no, row.row_no, stated[-1]["header"], row.line)
    context.findings.add(Finding("amount_above_total", stated[-1]["raw"], detail, *place))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
