"""Funds of a progress sheet by stage, span of time and source; the cumulative sum of each stage.

Where no column states the sum, it is that of the sources, which is said; one source alone is no sum of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.schemas import WAN
from etl.contract.values import Doubt
from etl.headers.levels import stage_of
from etl.parse.words import clean, key
from etl.rows.buffer import Buffer
from etl.rows.fields import money
from etl.rows.fields.field import Field, Step
from etl.tables.table import SourceTable

_OTHERS = "other"
"""Source of `funding_sources.csv` that holds what no other does."""
_FEWEST_SOURCES = 2
"""So many sources are summed, at least."""
_SUMMED = ("arrived", "paid", "planned")
_STAGES = {"arrived": "stage_arrived", "paid": "stage_paid", "planned": "stage_planned"}
"""Stage of funding -> key of the detail that names it."""


Amounts = Iterable[Decimal | None]


class _Fund(NamedTuple):
    """A column of funds: `source` is empty for all sources together."""

    column: str
    column_no: int
    stage: str
    basis: str
    source: str


def funds_of(table: SourceTable) -> list[_Fund]:
    """The columns of funds, whose meaning is `stage.basis.source`."""
    parts = [(number, column.field or "") for number, column in enumerate(table.columns, start=1)]
    return [_Fund(name, number, *name.split(".")) for number, name in parts if name.split(".")[0] in _STAGES]


def types_of(table: SourceTable) -> dict[str, Any]:
    """Types of the values of these columns, which are no columns of the progress report."""
    return {fund.column: WAN for fund in funds_of(table)}


def _field(fund: _Fund) -> Field:
    target = f"{fund.stage}_wan"
    return money.amount_wan(
        fund.column, target, into=fund.column, step=Step.FUNDING, is_optional=True, may_be_negative=True
    )


def read_funding_wan(buffer: Buffer) -> None:
    """Amounts of all columns of funds; the cumulative sum of a stage is stated, or the sum of its sources."""
    funds = funds_of(buffer.context.table)
    buffer.read(*(_field(fund) for fund in funds))
    for stage in _SUMMED:
        _sum_stage(buffer, stage, [fund for fund in funds if (fund.stage, fund.basis) == (stage, "cumulative")])


def funding_rows_wan(buffer: Buffer) -> list[tuple[int, dict[str, Any]]]:
    """Rows of `schemas.ProgressFunding` without what their report says; in the order of rows and columns."""
    funds = funds_of(buffer.context.table)
    amounts = [(fund, list(buffer.values[fund.column])) for fund in funds]
    return [
        (at, {"stage": fund.stage, "basis": fund.basis, "source": fund.source, "amount_wan": own[at],
              "column_no": fund.column_no})
        for at in range(len(buffer))
        for fund, own in amounts
        if own[at] is not None
    ]  # fmt: skip


def _sum_stage(buffer: Buffer, stage: str, funds: list[_Fund]) -> None:
    """Sum the sources of a stage, where their sum is not stated, and compare them with it, where it is."""
    by_source = {fund.source: list(buffer.values[fund.column]) for fund in funds}
    stated = by_source.pop("", [None] * len(buffer))
    sums = [_sum(amounts) for amounts in zip(*by_source.values(), strict=True)] or [None] * len(buffer)
    if stage == "planned":
        _check_sums(buffer, stage, sums, _first(stated, buffer.values["total_investment_wan"]))
        return
    _check_sums(buffer, stage, sums, stated)
    if len(by_source) < _FEWEST_SOURCES:
        buffer.values[f"{stage}_wan"] = stated
        return
    _tell_sum(buffer, stage, funds)
    buffer.values[f"{stage}_wan"] = _first(stated, sums)
    for at in _with_unread(buffer, stage):
        if stated[at] is None:  # then the sources that were read may not be all
            buffer.doubtful[at].add(f"{stage}_wan")


def _tell_sum(buffer: Buffer, stage: str, funds: Sequence[_Fund]) -> None:
    """Say that the sum of a stage is that of the sources that the columns state, where none states it.

    A column of other sources (其他) beside them makes it the sum of all.
    """
    sources = {fund.source for fund in funds}
    if not sources & {"", _OTHERS}:
        context = buffer.context
        headers = tuple(clean(context.table.columns[fund.column_no - 1].header) for fund in funds)
        detail = Detail("sum_of", what=Detail(_STAGES[stage]), headers=headers)
        context.findings.add(Finding("sum_of_sources", "", detail, context.table_no, None, None, context.table.line))


def _sum(amounts: tuple[Decimal | None, ...]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _first(amounts: Amounts, others: Amounts) -> list[Decimal | None]:
    """The amounts, and the others where there are none."""
    return [other if amount is None else amount for amount, other in zip(amounts, others, strict=True)]


def _check_sums(buffer: Buffer, stage: str, sums: Amounts, totals: Amounts) -> None:
    for at, (total, whole) in enumerate(zip(sums, totals, strict=True)):
        if total is not None and whole is not None and total > whole:
            words = f"{total.normalize():f}"
            stated = f"{whole.normalize():f}"
            detail = Detail("sources_above_total", what=Detail(_STAGES[stage]), sum=words, stated=stated)
            buffer.doubt(Step.FUNDING, at, None, [Doubt("funding_sum_mismatch", words, detail)])


def _with_unread(buffer: Buffer, stage: str) -> set[int]:
    """Rows in which a column that is not known states an amount of the stage."""
    unread = [
        index
        for index, column in enumerate(buffer.context.table.columns)
        if column.field is None and stage_of(key(column.header)) == stage and not _is_set_aside(column.header)
    ]
    return {at for index in unread for at, cell in enumerate(buffer.column(index)) if cell.strip()}


def _is_set_aside(header: str) -> bool:
    """Whether a column is left unread by a rule (支出率), so states no amount."""
    return any(pattern.search(key(header)) for _, pattern in reference.column_rules())
