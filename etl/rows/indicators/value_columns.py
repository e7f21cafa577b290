"""Which columns of an indicator table hold values: the baseline's, and those of the targets with their years."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from etl.headers.columns import Column
from etl.parse.words import key
from etl.rows.indicators.headings import last_year
from etl.rows.indicators.passages import says
from etl.rows.indicators.years import plan_ends
from etl.tables.table import SourceTable

YEAR = re.compile(r"((?:19|20)\d\d)年?")
_HEADER_UNIT = re.compile(r"[(（](%|％|‰|万?[张个人名所家])[)）]")
_NO_YEAR = 9999
"""A column without a year stands behind those with one."""


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values: its place and meaning, the year it speaks of, and the unit that its header states.

    `is_dated`: the header itself names the year.
    """

    index: int
    meaning: str
    header: str
    year: int | None
    unit: str
    is_baseline: bool
    is_dated: bool


class Columns(NamedTuple):
    """The column of the baseline, those of the targets, and those of what was reached in between."""

    baseline: ValueColumn | None
    goals: list[ValueColumn]
    actuals: list[ValueColumn]


def value_columns(table: SourceTable) -> Columns:
    """The columns of values by their words, else by their years: the first is the base.

    What was reached (2023年实际完成值) is the base only where no year before it stands beside it.
    """
    found = [
        _value_column(index, column, table.caption)
        for index, column in enumerate(table.columns)
        if _holds_values(column.field or "")
    ]
    told = sorted((column for column in found if column.is_baseline), key=lambda column: column.year or 0)
    goals = [column for column in found if not column.is_baseline]
    goals.sort(key=lambda column: column.year or _NO_YEAR)
    if told and len(goals) > 1 and _is_year_before(goals[0], told[0]):
        return Columns(goals[0], goals[1:], told)
    if told:
        return Columns(told[0], goals, told[1:])
    has_base = len(goals) > 1 and not _is_of_tasks(table)
    return Columns(goals[0], goals[1:], []) if has_base else Columns(None, goals, [])


def _is_year_before(column: ValueColumn, told: ValueColumn) -> bool:
    """Whether a column says a year and nothing more, before the year of what was reached."""
    is_bare = YEAR.fullmatch(key(column.header).split("(")[0]) is not None
    return is_bare and column.year is not None and told.year is not None and column.year < told.year


def _holds_values(field: str) -> bool:
    return field in ("target", "baseline") or field.startswith("year_")


def _value_column(index: int, column: Column, caption: str) -> ValueColumn:
    header = key(column.header)
    year = YEAR.search(header)
    unit = _HEADER_UNIT.search(header)
    found = ValueColumn(
        index=index,
        meaning=column.field or "",
        header=column.header,
        year=int(year[1]) if year else None,
        unit=unit[1] if unit else "",
        is_baseline=column.field == "baseline" or says("baseline_header").search(header) is not None,
        is_dated=year is not None,
    )
    return found if found.year or found.is_baseline else replace(found, year=_plan_year(header, key(caption)))


def _is_of_tasks(table: SourceTable) -> bool:
    """Whether the rows are tasks, of which each year has its own: no year is the baseline of the others."""
    indicator = table.index("indicator")
    return indicator is not None and "任务" in table.columns[indicator].header


def _plan_year(header: str, caption: str) -> int | None:
    """The year that the header or the caption names: of itself, or as the end of a five-year plan."""
    for text in (header, caption):
        year = YEAR.search(text)
        if year:
            return last_year(text) or int(year[1])
        end = next((end for plan, end in plan_ends().items() if plan in text), None)
        if end:
            return end
    return None
