"""A table of a sheet's columns that reports no month: a list of projects that says how far they are (项目台账).

Its columns are dates of start and finish, the state and what was invested so far, beside those of a list; neither the
title nor the file's name says of which month it is, or that it is a report.
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
    "start_actual_plan", "finish_plan_actual", "finish_actual_plan", "status", "invested_total", "planned_start",
    "planned_finish", "total_investment",
})  # fmt: skip
"""Fields of a sheet that a list may have too; any other is of a report."""
_OF_SHEETS = (
    "invested_", "annual_plan", "arrived.", "paid.", "month", "physical_progress", "problem", "next_steps", "forecast_",
    "is_suspended", "suspended_since", "resumed_since", "is_in_statistics", "adjusted_total",
)  # fmt: skip


def as_list(table: SourceTable, around: Sequence[str], file_stem: str) -> SourceTable:
    """The table, as a list where its columns are those of one and nothing says of which month it is."""
    if (
        table.kind is not TableKind.PROGRESS
        or any(map(_reports, table.fields))
        or _says_month(table, around, file_stem)
    ):
        return table
    header = [column.header for column in table.columns]
    if not kinds.is_plain_list(header):
        return table
    return replace(table, kind=TableKind.PROJECT_LIST, columns=columns(header, TableKind.PROJECT_LIST))


def _reports(field: str | None) -> bool:
    """Whether a column tells what only a report of a month does."""
    return field is not None and field not in _OF_BOTH and field.startswith(_OF_SHEETS)


def _says_month(table: SourceTable, around: Sequence[str], file_stem: str) -> bool:
    """Whether the words around a table, or the file's name, say a month or that it is a report."""
    words = (table.caption, table.where, file_stem)
    is_report = reference.words_of("progress_words", "told_without_year")
    if any(is_report.search(key(text)) for text in words):
        return True
    named = progress.find_month([*words, *around]) or progress.find_filled_in(around) or progress.months_alone(words)
    return (
        bool(named)
        or progress.parse_month(table.where) is not None
        or progress.month_of_file_name(file_stem)[1] is not None
    )
