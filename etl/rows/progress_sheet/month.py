"""The month of each row of a progress sheet, and the columns that are of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import polars as pl

from etl.contract.values import Doubt
from etl.parse.progress import parse_month
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.rows.progress_sheet.sheet_month import DOUBTFUL, SheetMonth
from etl.tables.table import SourceTable

_STATED_YEAR = re.compile(r"((?:19|20)\d\d)年")
_KEPT = frozenset({"column", "given", "file_name"})
"""Sources of a month that its report names; any other is the document's own words."""
_SINGLE_MONTH = re.compile(r"(?<![-—~至\d])(\d{1,2})月")


def take_own_month(table: SourceTable, month: date | None) -> None:
    """Of columns for single months (1月完成 … 6月完成) the one of the sheet's month is what was done in the month."""
    months = {
        at: int(match[1])
        for at, column in enumerate(table.columns)
        if "invested_month" in (column.field, column.rival) and (match := _SINGLE_MONTH.search(key(column.header)))
    }
    if len(months) < 2 or month is None:
        return
    for at, number in months.items():
        field_name = "invested_month" if number == month.month else None
        table.columns[at] = replace(table.columns[at], field=field_name, rival=None)
    table.__post_init__()


def leave_other_years(table: SourceTable, month: date | None) -> None:
    """Columns that name another year than the sheet's (2022年完成投资 in 2023) become unknown."""
    if month is None:
        return
    wanted = {"invested_year": month.year, "annual_plan": month.year, "invested_before_year": month.year - 1}
    free = set()
    for at, column in enumerate(table.columns):
        field = column.field or column.rival or ""
        stated = _STATED_YEAR.search(key(column.header))
        if stated and int(stated[1]) != wanted.get(field, int(stated[1])):
            free |= {column.field}
            table.columns[at] = replace(column, field=None, rival=None)
    for at, column in enumerate(table.columns):
        if column.rival in free - {None}:  # another column of the same meaning is of this year
            free.remove(column.rival)
            table.columns[at] = replace(column, field=column.rival, rival=None)
    table.__post_init__()


def read_months(buffer: Buffer, sheet: SheetMonth) -> None:
    """The month of each row, by its own column or by the sheet; rows without one cannot be used and are left out."""
    found = [_month_of_row(raw, sheet) for raw in buffer.cells("month")]
    for at, (month, source) in enumerate(found):
        if month is None and source == "column":
            buffer.doubt(Step.CELLS, at, "month", [Doubt("month_unreadable", buffer.cells("month")[at])])
        elif month is not None and source in DOUBTFUL:
            buffer.doubtful[at].add("month")
    kept = [at for at, (month, _) in enumerate(found) if month is not None]
    buffer.keep(kept)
    buffer.values["month"] = pl.Series([found[at][0] for at in kept], dtype=pl.Date)
    sources = (found[at][1] for at in kept)
    buffer.values["month_source"] = [source if source in _KEPT else "stated" for source in sources]


def _month_of_row(raw: str, sheet: SheetMonth) -> tuple[date | None, str]:
    """The month of a row and its source; a cell that is filled speaks for it, readable or not."""
    return (parse_month(raw), "column") if raw.strip() else (sheet.month, sheet.source)
