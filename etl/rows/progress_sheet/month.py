"""The month that a progress sheet reports: of the whole sheet, and of each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from etl.contract.findings import Finding, Findings
from etl.contract.values import Doubt
from etl.parse.progress import find_filled_in, find_month, find_month_of_columns, month_end, parse_month
from etl.parse.words import key
from etl.rows.buffer import Buffer
from etl.rows.fields.field import Step
from etl.tables.table import SourceTable

_STATED_YEAR = re.compile(r"((?:19|20)\d\d)年")
_SINGLE_MONTH = re.compile(r"(?<![-—~至\d])(\d{1,2})月")


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """The month of a sheet, None where nothing says it. `source`: stated, given, or filled_in (doubtful)."""

    month: date | None
    source: str


def month_of_sheet(table: SourceTable, around: Sequence[str], given: date | None) -> SheetMonth:
    """By the sheet's own words, else by a date that a person gave, else by the date on which it was filled in.

    Its words are those above it, its name in a workbook, and the headers of what was done (1-9月完成投资).
    """
    month = find_month([table.caption]) or parse_month(table.where) or find_month(around)
    month = month or _month_of_columns(table, around)
    if month is None and given:
        return SheetMonth(month_end(given.year, given.month), "given")
    if month is None:
        month = find_filled_in([table.caption, *around])
        return SheetMonth(month, "filled_in" if month else "stated")
    return SheetMonth(month, "stated")


def _month_of_columns(table: SourceTable, around: Sequence[str]) -> date | None:
    """The month up to which the columns tell; its year is the one that the title names, or the plan of the year."""
    done = [column.header for column in table.columns if (column.field or "").startswith("invested_")]
    plans = [column.header for column in table.columns if column.field == "annual_plan"]
    said = ({int(year) for year in _STATED_YEAR.findall(key(text))} for text in (table.caption, *around[:1], *plans))
    return find_month_of_columns(done, next((years.pop() for years in said if len(years) == 1), None))


def check_month(sheet: SheetMonth, table: SourceTable, table_no: int, findings: Findings) -> None:
    """A sheet whose month is not stated, or is that of its filling in."""
    if table.index("month") is not None:
        return
    if sheet.month is None:
        findings.add(Finding("month_not_stated", table.caption, None, table_no, None, None, table.line))
    elif sheet.source == "filled_in":
        words = f"{sheet.month:%Y-%m}"
        findings.add(Finding("month_of_filling_in", words, None, table_no, None, None, table.line))


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
    months, sources = [], []
    for at, raw in enumerate(buffer.cells("month")):
        own = parse_month(raw) if raw.strip() else sheet.month
        if raw.strip() and own is None:
            buffer.doubt(Step.CELLS, at, "month", [Doubt("month_unreadable", raw)])
        months.append(own)
        sources.append("column" if raw.strip() else sheet.source)
    kept = [at for at, month in enumerate(months) if month is not None]
    for at in kept:
        if sources[at] == "filled_in":
            buffer.doubtful[at].add("month")
            sources[at] = "stated"
    buffer.keep(kept)
    buffer.values["month"] = pl.Series([months[at] for at in kept], dtype=pl.Date)
    buffer.values["month_source"] = [sources[at] for at in kept]
