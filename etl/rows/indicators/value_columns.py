"""What the columns of an indicator table hold: the base, what was reached, targets, stated progress, each of a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from etl.contract import reference
from etl.headers.columns import Column
from etl.parse.words import key
from etl.rows.indicators.headings import last_year
from etl.rows.indicators.passages import says
from etl.rows.indicators.years import plan_ends, year_before_plan
from etl.tables.table import SourceTable

YEAR = re.compile(r"((?:19|20)\d\d)年?")
_HEADER_UNIT = re.compile(r"[(（](%|％|‰|万?[张个人名所家])[)）]")
_NO_YEAR = 9999
"""A column without a year stands behind those with one."""
_KINDS = {"target": "target", "year": "target", "baseline": "base", "base": "base", "reached": "actual"}
_KINDS |= {"expected": "target", "progress": "progress"}


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of values: its place and meaning, the year it speaks of, and the unit that its header states.

    `kind`: base, actual, target or progress. `is_dated`: the header itself names the year. `is_bare`: it says a year
    and not what of it. `is_told`: whether words say which kind it is, else its year does.
    """

    index: int
    meaning: str
    header: str
    year: int | None
    unit: str
    kind: str
    is_dated: bool
    is_bare: bool
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """When a table speaks: `year` of its document, and whether it tells what was reached by the year `until`.

    `is_of_aims`: the words above it call it one of targets.
    """

    year: int | None = None
    is_monitoring: bool = False
    until: int | None = None
    is_of_aims: bool = False


class Columns(NamedTuple):
    """The column of the base, those of the targets, and those of what was reached or is stated as progress."""

    baseline: ValueColumn | None
    goals: list[ValueColumn]
    others: list[ValueColumn]


def dated(table: SourceTable, title: str | None, year: int | None) -> Dated:
    """When a table speaks, by the words above it. `title` and `year`: those of its document."""
    words = key(f"{title or ''} {table.caption}")
    is_monitoring = says("monitoring").search(words) is not None
    years = {int(match[1]) for match in YEAR.finditer(key(table.caption))}
    until = years.pop() if is_monitoring and len(years) == 1 else None
    is_of_aims = reference.words_of("table_words", "aim_header").search(key(table.caption)) is not None
    return Dated(year, is_monitoring, until, is_of_aims)


def value_columns(table: SourceTable, spoken: Dated) -> Columns:
    """The columns of values by their words, else by their years.

    The base is the column that says so; else the first year, where words do not make it a target; else what was
    reached first, in a plan of any year, in a table that monitors one of the year before it begins. What is told of a
    year that is past is not a target.
    """
    found = [
        _value_column(index, column, table.caption, spoken)
        for index, column in enumerate(table.columns)
        if _kind(column.field)
    ]
    goals = _of_kind(found, "target")
    others = [*_of_kind(found, "base"), *_of_kind(found, "actual")]
    baseline = _baseline(goals, others, spoken, has_work=_is_of_tasks(table))
    goals = [_told(column) for column in goals if not (baseline and column.index == baseline.index)]
    past = [
        column
        for column in goals
        if _is_past(column, baseline, spoken)
        or _is_between(column, baseline, goals, spoken)
        or _is_expected(column, goals)
    ]
    others = [replace(_told(column), kind="actual") for column in others if column is not baseline]
    others += [replace(column, kind="actual", is_told=False) for column in past]
    return Columns(
        replace(_told(baseline), kind="base") if baseline else None,
        [replace(one, is_told=one.is_told and not _is_within(one, goals, spoken)) for one in goals if one not in past],
        sorted(others, key=_year_of) + _of_kind(found, "progress"),
    )


def _of_kind(found: Sequence[ValueColumn], kind: str) -> list[ValueColumn]:
    return sorted((column for column in found if column.kind == kind), key=_year_of)


def _year_of(column: ValueColumn) -> int:
    return column.year or _NO_YEAR


def _baseline(
    goals: Sequence[ValueColumn], others: Sequence[ValueColumn], spoken: Dated, *, has_work: bool
) -> ValueColumn | None:
    """The column of the base. `has_work`: the rows are tasks, each year with its own, so none is the base of others."""
    told = next((column for column in others if column.kind == "base"), None)
    if told:
        return told
    first = goals[0] if goals else None
    rest = [*goals[1:], *others]
    is_first = first is not None and first.is_bare and all(_year_of(first) < _year_of(column) for column in rest)
    if first and is_first and rest and not has_work:
        return replace(first, is_told=_may_be_base(first, goals, spoken))
    reached = others[0] if others and goals else None
    before_plan = {year_before_plan(goal.year) for goal in goals if goal.year}
    may_begin = reached is not None and (not spoken.is_monitoring or reached.year in before_plan)
    return reached if may_begin else None


def _may_be_base(column: ValueColumn, goals: Sequence[ValueColumn], spoken: Dated) -> bool:
    """Whether a year alone that comes first is surely the base: of a plan, or past when the table speaks."""
    before_plan = {year_before_plan(goal.year) for goal in goals if goal.year and goal is not column}
    return not any(before_plan) or column.year in before_plan or _year_of(column) < (spoken.year or 0)


def _is_past(column: ValueColumn, baseline: ValueColumn | None, spoken: Dated) -> bool:
    """Whether a column that says a year alone is of one that is past when the table speaks."""
    if not column.is_bare or column.year is None or baseline is None:
        return False
    return column.year < (spoken.year or 0) or column.year <= (spoken.until or 0)


def _is_between(column: ValueColumn, baseline: ValueColumn | None, goals: Sequence[ValueColumn], spoken: Dated) -> bool:
    """Whether a year alone (2023年) stands between a base and a later target: it may be what was reached or what is
    aimed at, unless it is known to be still to come, and targets beside it say no more than it. Where no word calls
    the base one either, years on the way to the end of a plan (2023年 before 2025年) are targets, see `_is_within`."""
    later = [other for other in goals if _year_of(other) > _year_of(column)]
    if not (column.is_bare and baseline and column is not baseline and later):
        return False
    ends_plan = any(year_before_plan(_year_of(other)) for other in (column, *later))
    if baseline.kind != "base" and (spoken.year is not None or ends_plan):
        return False
    is_to_come = spoken.year is not None and _year_of(column) >= spoken.year
    return not (is_to_come and any(other.is_bare for other in later))


def _is_within(column: ValueColumn, goals: Sequence[ValueColumn], spoken: Dated) -> bool:
    """Whether a year alone (2023年) lies within a plan that a later target ends, and neither the words above the table
    nor the date of the document tell a target of it from what was reached by it."""
    if not column.is_bare or spoken.is_of_aims or spoken.year is not None or year_before_plan(_year_of(column)):
        return False
    return any(year_before_plan(_year_of(other)) for other in goals if _year_of(other) > _year_of(column))


def _is_expected(column: ValueColumn, goals: Sequence[ValueColumn]) -> bool:
    """Whether a column tells what is expected of a year (2025年预计) beside a target of it or of a later one."""
    beside = (other for other in goals if other is not column and _year_of(other) >= _year_of(column))
    if _says_hoped(column):
        aim = reference.words_of("table_words", "aim_header")
        return any(aim.search(other.header) for other in beside)
    return _says_expected(column) and any(not _says_expected(other) for other in beside)


def _told(column: ValueColumn) -> ValueColumn:
    """The column; what is expected of a year (2025年预计完成) may be its target, or what it came to, and is no base."""
    return replace(column, is_told=False) if _says_expected(column) else column


def _says_expected(column: ValueColumn) -> bool:
    return reference.words_of("table_words", "expected_header").search(column.header) is not None


def _says_hoped(column: ValueColumn) -> bool:
    """Whether a column speaks of what is hoped for (2024年预期), which is a target where none stands beside it."""
    return reference.words_of("table_words", "hoped_header").search(column.header) is not None


def _kind(field: str | None) -> str | None:
    return _KINDS.get((field or "").partition("_")[0])


def _value_column(index: int, column: Column, caption: str, spoken: Dated) -> ValueColumn:
    header = key(column.header)
    year = YEAR.search(header)
    unit = _HEADER_UNIT.search(header)
    kind = _kind(column.field) or ""
    last_line = _lowest_telling_line(column.header)
    found = ValueColumn(
        index=index,
        meaning=column.field or "",
        header=column.header,
        year=int(year[1]) if year else None,
        unit=unit[1] if unit else "",
        kind=kind,
        is_dated=year is not None,
        is_bare=year is not None
        and kind == "target"
        and not reference.words_of("table_words", "goal_header").search(last_line),
    )
    if found.year or kind == "base":
        return found
    return replace(found, year=_plan_year(header, key(caption)) if kind == "target" else spoken.until)


def _lowest_telling_line(header: str) -> str:
    """The lowest line of a header, in compared form, that says more than that a value stands below it (绝对值).

    What its brackets hold is a part of it: 2025年(规划目标).
    """
    lines = [key(line) for line in header.split("\n")]
    is_value = reference.words_of("table_words", "value_itself").fullmatch
    return next((line for line in reversed(lines) if not is_value(line)), lines[-1])


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
