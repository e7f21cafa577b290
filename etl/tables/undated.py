"""A table of a sheet's columns that reports no month: a list of projects that says how far they are (项目台账).

A sheet says what was done in a month or a year up to then, and of which month it is. A list plans: its dates of start
and finish are planned ones, what was done is what was done before it. So a table that names no month is a list where
its columns are those of one; where the title is that of a list (计划, 清单, 申报表), columns of progress and problems
do not make it a report, nor does the day on which it was filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.contract import reference
from etl.contract.values import TableKind
from etl.headers import kinds
from etl.headers.columns import columns
from etl.parse import progress
from etl.parse.words import key
from etl.tables.table import SourceTable

_OF_BOTH = frozenset({
    "actual_start", "actual_finish", "start_bare", "finish_bare", "finish_either", "start_plan_actual",
    "start_actual_plan", "finish_plan_actual", "finish_actual_plan", "status", "is_under_way", "is_finished",
    "invested_total", "invested_before_year", "annual_plan", "planned_start", "planned_finish", "forecast_start",
    "forecast_finish", "total_investment",
})  # fmt: skip
"""Fields of a sheet that a list may have too; any other is of a report."""
_OF_SHEETS = (
    "invested_", "arrived.", "paid.", "month", "physical_progress", "problem", "next_steps", "is_suspended",
    "suspended_since", "resumed_since", "is_in_statistics", "adjusted_total",
)  # fmt: skip
_OF_A_MONTH = ("invested_month", "invested_year", "arrived.month", "arrived.year", "paid.month", "paid.year", "month")
"""Fields of what only a report says, whatever its title is."""


def as_list(table: SourceTable, around: Sequence[str], file_stem: str) -> SourceTable:
    """The table, as a list where its columns are those of one and nothing says of which month it is."""
    if table.kind is not TableKind.PROGRESS:
        return table
    is_titled = reference.words_of("table_words", "title_of_list").search(key(f"{table.caption} {table.where or ''}"))
    of_report = _OF_A_MONTH if is_titled else _OF_SHEETS
    header = [column.header for column in table.columns]
    if any(_reports(field, of_report) for field in table.fields) or not kinds.is_plain_list(header):
        return table
    if _is_report(table, file_stem) or _says_month(table, around, file_stem, is_titled=bool(is_titled)):
        return table
    return replace(table, kind=TableKind.PROJECT_LIST, columns=columns(header, TableKind.PROJECT_LIST))


def _reports(field: str | None, of_report: tuple[str, ...]) -> bool:
    """Whether a column tells what only a report does."""
    return field is not None and field not in _OF_BOTH and field.startswith(of_report)


def _is_report(table: SourceTable, file_stem: str) -> bool:
    """Whether the words above a table, or the file's name, say that it is a report."""
    is_report = reference.words_of("progress_words", "told_without_year")
    return any(is_report.search(key(text)) for text in (table.caption, table.where, file_stem))


def _says_month(table: SourceTable, around: Sequence[str], file_stem: str, *, is_titled: bool) -> bool:
    """Whether the words around a table, or the file's name, say a month; the day of filling in, where no title is."""
    words = (table.caption, table.where, file_stem)
    named = progress.find_month([*words, *around]) or progress.months_alone(words)
    filled_in = None if is_titled else progress.find_filled_in(around)
    return (
        bool(named or filled_in)
        or progress.parse_month(table.where) is not None
        or progress.month_of_file_name(file_stem)[1] is not None
    )
