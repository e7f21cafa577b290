"""Indicator tables -> targets: every row is one for each column of values to come, in words where it has no figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.frames import types
from etl.contract.values import Certainty, Doubt, Span
from etl.headers.columns import Column
from etl.parse import indicator_name
from etl.parse.indicator import IndicatorValue, parse_indicator
from etl.parse.words import clean, key
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields import texts
from etl.rows.indicators.headings import last_year
from etl.rows.indicators.passages import says
from etl.rows.indicators.target import Target, target_values
from etl.rows.indicators.years import plan_ends
from etl.tables.metadata import Metadata
from etl.tables.table import SourceTable, TableRow

_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_HEADER_UNIT = re.compile(r"[(（](%|％|‰|万?[张个人名所家])[)）]")
_BINDING = ("约束性", "预期性")
_NO_YEAR = 9999
"""A column without a year stands behind those with one."""
_TYPES = types(schemas.Targets)
_FIELDS = (
    texts.SERIAL,
    texts.text("indicator", "indicator"),
    texts.text("department", "department"),
)
"""Fields of an indicator table that are read as in any other; its values are `parse/indicator.py`'s."""


@dataclass(frozen=True, slots=True)
class _ValueColumn:
    """A column of values: its position, the year it speaks of, and the unit that its header states."""

    index: int
    header: str
    year: int | None
    unit: str
    is_baseline: bool


@dataclass(slots=True)
class _Reading:
    """What a row states for one target column: its words and values, and those of the baseline.

    `source`: the column that the words are taken from. `is_lost`: in which of the two the only value stood is not
    certain. `at`: the row's place among those that are read.
    """

    at: int
    row: TableRow
    name: str
    goal: _ValueColumn
    source: _ValueColumn
    raw: str
    base_raw: str
    is_lost: bool
    value: IndicatorValue | None = None
    base: IndicatorValue | None = None
    finding: Finding | None = None
    """The first finding about it."""

    @property
    def target_raw(self) -> str:
        """The words of the target alone: 4.5个, of 由3个提高到4.5个."""
        return _at(self.raw, self.value.span) if self.value and self.value.baseline else self.raw


class TableReader:
    """Reads one indicator table."""

    def __init__(
        self, document_id: str, number: int, table: SourceTable, metadata: Metadata, findings: Findings
    ) -> None:
        """`number`: the table's place in the document, from 1."""
        self.document_id = document_id
        self.number = number
        self.table = table
        self.metadata = metadata
        self.findings = findings
        self.rows = [row for row in table.rows if row.kind == "data"]
        self.has_lost_empty_cells = _one_cell_per_line(table)
        context = Context(document_id, metadata.region_id, number, table, findings)
        self.cells = Buffer(context, by_columns(self.rows, len(table.columns)), _TYPES)
        self.baseline, self.goals = self._value_columns()

    def read(self) -> list[Target]:
        """One target per row and target column; a row without its indicator's name is a finding."""
        if not self.goals:
            self._find("target_missing", "", Detail("no_column_of_targets"), None, None)
            return []
        if any(goal.year is None for goal in self.goals):
            self._find("target_year_not_stated", "", None, None, self.goals[0].header)
        self.cells.read(*_FIELDS)
        for _, finding in self.cells.findings():
            self.findings.add(finding)
        targets: list[Target] = []
        for at, row in enumerate(self.rows):
            name = self.cells.values["indicator"][at] or ""
            if len(name) < 2:
                self._find("target_missing", " | ".join(row.cells), Detail("no_indicator"), row, None)
                row.kind = "other"
                continue
            row.kind = "target"
            targets += [self._target(at, row, name, goal) for goal in self.goals if self._has_value(row, goal)]
        return targets

    # --- columns -------------------------------------------------------------------------------------------------

    def _value_columns(self) -> tuple[_ValueColumn | None, list[_ValueColumn]]:
        """The baseline's column and the target columns, by their words, else by their years: the first is the base."""
        found = [
            self._value_column(index, column)
            for index, column in enumerate(self.table.columns)
            if _holds_values(column.field or "")
        ]
        baseline = next((column for column in found if column.is_baseline), None)
        goals = [column for column in found if not column.is_baseline]
        goals.sort(key=lambda column: column.year or _NO_YEAR)
        if baseline is None and len(goals) > 1 and not self._is_of_tasks():
            baseline = goals.pop(0)
        return baseline, goals

    def _value_column(self, index: int, column: Column) -> _ValueColumn:
        header = key(column.header)
        year = _YEAR.search(header)
        unit = _HEADER_UNIT.search(header)
        is_baseline = column.field == "baseline" or says("baseline_header").search(header) is not None
        found = _ValueColumn(
            index=index,
            header=column.header,
            year=int(year[1]) if year else None,
            unit=unit[1] if unit else "",
            is_baseline=is_baseline,
        )
        return found if found.year or is_baseline else replace(found, year=self._plan_year(header))

    def _is_of_tasks(self) -> bool:
        """Whether the rows are tasks, of which each year has its own: no year is the baseline of the others."""
        indicator = self.table.index("indicator")
        return indicator is not None and "任务" in self.table.columns[indicator].header

    def _plan_year(self, header: str) -> int | None:
        """The year that the header or the caption names: of itself, or as the end of a five-year plan."""
        for text in (header, key(self.table.caption)):
            year = _YEAR.search(text)
            if year:
                return last_year(text) or int(year[1])
            end = next((end for plan, end in plan_ends().items() if plan in text), None)
            if end:
                return end
        return None

    # --- rows ----------------------------------------------------------------------------------------------------

    def _has_value(self, row: TableRow, goal: _ValueColumn) -> bool:
        """Whether a row speaks of a target column: of the last always, of those between where they are filled."""
        return goal is self.goals[-1] or bool(row.cells[goal.index].strip())

    def _target(self, at: int, row: TableRow, name: str, goal: _ValueColumn) -> Target:
        reading = self._words(at, row, name, goal)
        self._read_values(reading)
        return Target(self._values(reading), reading.finding)

    def _words(self, at: int, row: TableRow, name: str, goal: _ValueColumn) -> _Reading:
        """The words of a target and its baseline; where one cell of the two was lost, the words left are the target."""
        raw = row.cells[goal.index]
        if self.baseline is None:
            return _Reading(at, row, name, goal, goal, raw, "", is_lost=False)
        base_raw = row.cells[self.baseline.index]
        has_only_one = bool(raw.strip()) != bool(base_raw.strip())
        is_lost = has_only_one and (self.has_lost_empty_cells or bool(row.misfit))
        if is_lost and not raw.strip():
            return _Reading(at, row, name, goal, self.baseline, base_raw, "", is_lost)
        return _Reading(at, row, name, goal, goal, raw, base_raw, is_lost)

    def _read_values(self, reading: _Reading) -> None:
        name, row = reading.name, reading.row
        unit = key(self._cell(row, "unit")) or indicator_name.stated_unit(name) or reading.goal.unit
        reading.value, doubts = parse_indicator(reading.raw, unit, name)
        reading.base, base_doubts = parse_indicator(reading.base_raw, unit, name)
        header = reading.source.header
        reading.finding = self._first_doubt(doubts, row, header)
        if reading.finding is None:
            reading.finding = self._first_doubt(base_doubts, row, self.baseline.header if self.baseline else None)
        if reading.value is None:
            reading.finding = self._find("target_missing", reading.raw, Detail("words", words=name), row, header)
        elif reading.is_lost:
            reading.finding = self._find("target_column_lost", reading.raw, Detail("words", words=name), row, header)
        if reading.value and reading.value.baseline:  # 由3个提高到4.5个 in one cell
            reading.base = reading.value.baseline
            reading.base_raw = _at(reading.raw, reading.base.span)

    def _values(self, reading: _Reading) -> dict[str, Any]:
        row, goal, value = reading.row, reading.goal, reading.value
        year = f"-{goal.year}" if goal is not self.goals[-1] else ""
        certainty = Certainty.DOUBTFUL if reading.finding else Certainty.CERTAIN
        return target_values(
            reading.name,
            value,
            reading.base,
            self.metadata.region_id,
            target_id=f"{self.document_id[:12]}-t{self.number}-{row.row_no}{year}",
            document_id=self.document_id,
            where="table",
            table_no=self.number,
            row_no=row.row_no,
            column_no=reading.source.index + 1,
            line=row.line,
            seq=self.cells.values["seq"][reading.at],
            target_year=self._deadline(row, goal) or goal.year,
            target_raw=clean(reading.target_raw) or None,
            baseline_year=self.baseline.year if self.baseline and reading.base_raw else None,
            baseline_raw=clean(reading.base_raw) or None,
            binding=self._binding(row),
            department=self.cells.values["department"][reading.at],
            words=reading.raw,
            start=value.span.start if value else 0,
            end=value.span.end if value else 0,
            certainty=certainty.value,
            rule="row" if reading.source is goal else "only_value",
        )

    def _binding(self, row: TableRow) -> str | None:
        """Whether a target binds (约束性) or is expected (预期性)."""
        stated = key(self._cell(row, "binding"))
        return next((word for word in _BINDING if stated.startswith(word[:2])), None)

    def _deadline(self, row: TableRow, goal: _ValueColumn) -> int | None:
        """The year that the row's column of deadlines names, where the header of the goals names none."""
        years = set(_YEAR.findall(key(self._cell(row, "deadline"))))
        is_stated = _YEAR.search(key(goal.header))
        return int(years.pop()) if len(years) == 1 and not is_stated else None

    def _cell(self, row: TableRow, name: str) -> str:
        index = self.table.index(name)
        return row.cells[index] if index is not None else ""

    def _first_doubt(self, doubts: Sequence[Doubt], row: TableRow, header: str | None) -> Finding | None:
        """The finding of the first doubt about a cell."""
        if not doubts:
            return None
        doubt = doubts[0]
        return self._find(doubt.type, doubt.raw, doubt.detail, row, header)

    def _find(self, kind: str, raw: str, detail: Detail | None, row: TableRow | None, header: str | None) -> Finding:
        place = (self.number, row.row_no if row else None, header, row.line if row else self.table.line)
        return self.findings.add(Finding(kind, raw, detail, *place))


def _holds_values(field: str) -> bool:
    return field in ("target", "baseline") or field.startswith("year_")


def _one_cell_per_line(table: SourceTable) -> bool:
    """Whether the table was text with one cell per line, where an empty cell leaves no trace."""
    rows = [row for row in table.rows if row.kind == "data"]
    if table.where or len(rows) < 2:
        return False
    lines = [after.line - row.line for row, after in pairwise(rows)]
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:-1]]
    one_each = sum(step >= cells for step, cells in zip(lines, filled, strict=True))
    return one_each * 10 >= len(lines) * 9


def _at(raw: str, span: Span) -> str:
    return raw[span.start : span.end]
