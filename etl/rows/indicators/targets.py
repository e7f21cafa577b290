"""Indicator tables and running text -> targets: what a plan commits a region to, by which year, in which words.

Every row of an indicator table is a target, in words where it states no figure. From running text come the sentences
that a year to come governs (`statements.py`), and from policy tables their 预期目标 cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from etl.contract import reference, schemas
from etl.contract.detail import Detail
from etl.contract.findings import Finding, Findings
from etl.contract.frames import types
from etl.contract.values import Certainty, Paragraph, Span, TableKind
from etl.parse import indicator_name, region
from etl.parse.indicator import IndicatorValue, parse_indicator
from etl.parse.words import clean, key
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields import texts
from etl.rows.indicators import commitments
from etl.rows.indicators.headings import headed, last_year, plan_end
from etl.rows.indicators.statements import Passage, Statement, passages, read_statements
from etl.tables.metadata import Metadata
from etl.tables.table import SourceTable, TableRow

_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_HEADER_UNIT = re.compile(r"[(（](%|％|‰|万?[张个人名所家])[)）]")
_BASELINE_WORDS = re.compile(r"现状|基期|基数|实际|完成")
_GOALS = ("goal", "measure")
_OF_PLAN = re.compile(r"规划期|期末|[三五3５5]年(?:内|间|来?累计|共|将|计划|力争|再)")
_DERIVED = {"year_of_the_table": "by_year_of_table", "year_above": "by_year_above", "year_of_plan": "by_year_of_plan"}
"""Rules by which a target's year is taken from elsewhere, and where that is: doubtful."""
_QUANTUM = Decimal("0.000001")
_TYPES = types(schemas.Targets)
_FIELDS = (
    texts.SERIAL,
    texts.text("indicator", "indicator"),
    texts.text("department", "department"),
)
"""Fields of an indicator table that are read as in any other; its values are `parse/indicator.py`'s."""


@dataclass(slots=True)
class Target:
    """One target: the columns of `schemas.Targets`, and what the checks compare."""

    values: dict[str, Any]
    finding: Finding | None = None
    """The first finding about it, which what follows from it names as its cause."""


@dataclass(slots=True)
class ReadTargets:
    """All targets of a document, and the statements of its running text (facts too), for the checks."""

    targets: list[Target] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table `targets`."""
        return [target.values for target in self.targets]


def read_targets(
    document_id: str, tables: Sequence[SourceTable], text: Sequence[Paragraph], metadata: Metadata, findings: Findings
) -> ReadTargets:
    """Read the targets of a document, tables first."""
    read = ReadTargets()
    for number, table in enumerate(tables, start=1):
        if table.kind is TableKind.TARGETS:
            read.targets += _TableReader(document_id, number, table, metadata, findings).read()
    read.passages = [*passages([*text, *_words_between(tables)]), *_goal_cells(tables)]
    year = metadata.document_date.year if metadata.document_date else metadata.list_year
    for passage in read.passages:
        read.statements += read_statements(passage, year)
    prose = _ProseReader(document_id, metadata, findings, read)
    read.targets += prose.read()
    to_come = [passage for passage in read.passages if not prose.is_past(passage)]
    commitments.find_unread(to_come, read.statements, prose.places, year, findings)
    _mark_repeats(read.targets)
    return read


# --- indicator tables --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ValueColumn:
    """A column of values: its position, the year it speaks of, and the unit that its header states."""

    index: int
    year: int | None
    unit: str


class _TableReader:
    """Reads one indicator table."""

    def __init__(
        self, document_id: str, number: int, table: SourceTable, metadata: Metadata, findings: Findings
    ) -> None:
        self.document_id = document_id
        self.number = number
        self.table = table
        self.metadata = metadata
        self.findings = findings
        self.rows = [row for row in table.rows if row.kind == "data"]
        self.stacked = _one_cell_per_line(table)
        context = Context(document_id, metadata.region_id, number, table, findings)
        self.cells = Buffer(context, by_columns(self.rows, len(table.columns)), _TYPES)
        self.baseline, self.goals = self._value_columns()

    def read(self) -> list[Target]:
        """One target per row and target column; a row without its indicator's name is a finding."""
        if not self.goals:
            self._find("target_missing", "", Detail("no_column_of_targets"), None, None)
            return []
        if any(goal.year is None for goal in self.goals):
            header = self.table.columns[self.goals[0].index].header
            self._find("target_year_not_stated", "", None, None, header)
        self.cells.read(*_FIELDS)
        for _, finding in self.cells.findings():
            self.findings.add(finding)
        targets: list[Target] = []
        for at, row in enumerate(self.rows):
            row.kind = "target"
            name = self.cells.values["indicator"][at] or ""
            if len(name) < 2:
                self._find("target_missing", " | ".join(row.cells), Detail("no_indicator"), row, None)
                row.kind = "other"
                continue
            targets += [self._target(at, row, name, goal) for goal in self.goals if self._has_value(row, goal)]
        return targets

    def _value_columns(self) -> tuple[_ValueColumn | None, list[_ValueColumn]]:
        """The baseline's column and the target columns, by their words, else by their years: the first is the base."""
        columns = []
        baseline = None
        for index, column in enumerate(self.table.columns):
            name = column.field or ""
            if name not in ("target", "baseline") and not name.startswith("year_"):
                continue
            header = key(column.header)
            year = _YEAR.search(header)
            unit = _HEADER_UNIT.search(header)
            found = _ValueColumn(index, int(year[1]) if year else None, unit[1] if unit else "")
            if name == "baseline" or _BASELINE_WORDS.search(header):
                baseline = baseline or found
            else:
                columns.append(found if found.year else replace(found, year=self._plan_year(header)))
        columns.sort(key=lambda column: column.year or 9999)
        indicator = self.table.index("indicator")
        is_of_tasks = indicator is not None and "任务" in self.table.columns[indicator].header  # each year has its own
        if baseline is None and len(columns) > 1 and not is_of_tasks:
            baseline = columns.pop(0)
        return baseline, columns

    def _plan_year(self, header: str) -> int | None:
        """The year that the header or the caption names: of itself, or as the end of a five-year plan."""
        for text in (header, key(self.table.caption)):
            year = _YEAR.search(text)
            if year:
                return last_year(text) or int(year[1])
            for row in reference.rows("plan_periods"):
                if row["words"] in text:
                    return int(row["end_year"])
        return None

    def _has_value(self, row: TableRow, goal: _ValueColumn) -> bool:
        """Whether a row speaks of a target column: of the last always, of those between where they are filled."""
        return goal is self.goals[-1] or bool(row.cells[goal.index].strip())

    def _target(self, at: int, row: TableRow, name: str, goal: _ValueColumn) -> Target:
        raw = row.cells[goal.index]
        base_raw = row.cells[self.baseline.index] if self.baseline else ""
        source = goal
        only_one = self.baseline is not None and bool(raw.strip()) != bool(base_raw.strip())
        lost = only_one and (self.stacked or row.misfit)
        if lost and not raw.strip() and self.baseline:
            raw, base_raw, source = base_raw, "", self.baseline
        unit = key(self._cell(row, "unit")) or indicator_name.stated_unit(name) or goal.unit
        value, doubts = parse_indicator(raw, unit, name)
        base, base_doubts = parse_indicator(base_raw, unit, name)
        header = self.table.columns[source.index].header
        first = None
        for doubt in doubts:
            first = first or self._find(doubt.type, doubt.raw, doubt.detail, row, header)
        for doubt in base_doubts:
            base_header = self.table.columns[self.baseline.index].header if self.baseline else None
            first = first or self._find(doubt.type, doubt.raw, doubt.detail, row, base_header)
        if value is None:
            first = self._find("target_missing", raw, Detail("words", words=name), row, header)
        elif lost:
            first = self._find("target_column_lost", raw, Detail("words", words=name), row, header)
        if value and value.baseline:  # 由3个提高到4.5个 in one cell
            base, base_raw = value.baseline, _at(raw, value.baseline.span)
        return Target(
            self._values(at, row, name, goal, source, raw, value, base_raw, base, certain=first is None), first
        )

    def _values(
        self, at: int, row: TableRow, name: str, goal: _ValueColumn, source: _ValueColumn, raw: str,
        value: IndicatorValue | None, base_raw: str, base: IndicatorValue | None, *, certain: bool,
    ) -> dict[str, Any]:  # fmt: skip
        year = f"-{goal.year}" if goal is not self.goals[-1] else ""
        binding = key(self._cell(row, "binding"))
        target_raw = _at(raw, value.span) if value and value.baseline else raw
        return _row(
            f"{self.document_id[:12]}-t{self.number}-{row.row_no}{year}", self.document_id, "table", name, value, base,
            table_no=self.number,
            row_no=row.row_no,
            column_no=source.index + 1,
            line=row.line,
            seq=self.cells.values["seq"][at],
            region_id=self.metadata.region_id,
            target_year=self._deadline(row, goal) or goal.year,
            target_raw=clean(target_raw) or None,
            baseline_year=self.baseline.year if self.baseline and base_raw else None,
            baseline_raw=clean(base_raw) or None,
            binding=next((word for word in ("约束性", "预期性") if binding.startswith(word[:2])), None),
            department=self.cells.values["department"][at],
            words=raw,
            start=value.span.start if value else 0,
            end=value.span.end if value else 0,
            certainty=(Certainty.CERTAIN if certain else Certainty.DOUBTFUL).value,
            rule="only_value" if source is not goal else "row",
        )  # fmt: skip

    def _deadline(self, row: TableRow, goal: _ValueColumn) -> int | None:
        """The year that the row's column of deadlines names, where the header of the goals names none."""
        years = set(_YEAR.findall(key(self._cell(row, "deadline"))))
        is_stated = _YEAR.search(key(self.table.columns[goal.index].header))
        return int(years.pop()) if len(years) == 1 and not is_stated else None

    def _cell(self, row: TableRow, name: str) -> str:
        index = self.table.index(name)
        return row.cells[index] if index is not None else ""

    def _find(self, kind: str, raw: str, detail: Detail | None, row: TableRow | None, header: str | None) -> Finding:
        place = (self.number, row.row_no if row else None, header, row.line if row else self.table.line)
        return self.findings.add(Finding(kind, raw, detail, *place))


def _one_cell_per_line(table: SourceTable) -> bool:
    """Whether the table was text with one cell per line, where an empty cell leaves no trace."""
    rows = [row for row in table.rows if row.kind == "data"]
    if table.where or len(rows) < 2:
        return False
    steps = [after.line - row.line for row, after in pairwise(rows)]
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    return sum(step >= cells for step, cells in zip(steps, filled, strict=False)) * 10 >= len(steps) * 9


def _at(raw: str, span: Span) -> str:
    return raw[span.start : span.end]


# --- running text ------------------------------------------------------------------------------------------------


def _words_between(tables: Sequence[SourceTable]) -> list[Paragraph]:
    """Running text that stands among the rows of a table (a note below it, a sentence between two parts)."""
    found = []
    for table in tables:
        for row in table.rows:
            filled = [cell for cell in row.cells if cell.strip()] if row.kind in ("other", "note") else []
            if len(filled) == 1 and len(filled[0]) > 10:
                found.append(Paragraph(filled[0], row.line))
    return found


def _goal_cells(tables: Sequence[SourceTable]) -> list[Passage]:
    """The cells of policy tables that state goals, one passage each."""
    found = []
    for number, table in enumerate(tables, start=1):
        if table.kind not in (TableKind.POLICIES, TableKind.TASKS):
            continue
        for row in table.rows:
            for name in _GOALS:
                index = table.index(name)
                if row.kind == "data" and index is not None and row.cells[index].strip():
                    place = (number, row.row_no, index + 1)
                    found.append(Passage(row.cells[index], ((0, row.line),), *place, is_goal=name == "goal"))
    return found


class _ProseReader:
    """Turns statements into targets: gives each its region, its baseline, and a year where another states it."""

    def __init__(self, document_id: str, metadata: Metadata, findings: Findings, read: ReadTargets) -> None:
        self.document_id = document_id
        self.metadata = metadata
        self.findings = findings
        self.read_before = read
        year = metadata.document_date.year if metadata.document_date else metadata.list_year
        self.headed = headed(read.passages, year)
        self.plan_end = plan_end(metadata.title)
        self.places: set[tuple[int, Span]] = set()
        """Passage (by id) and span of every target."""
        self.dated = {_what(target.values): target.values["target_year"] for target in read.targets}
        for statement in read.statements:
            if statement.mode == "target":
                self.dated.setdefault(_stated(statement), statement.year)

    def read(self) -> list[Target]:
        """Targets in the order of the text."""
        found: list[Target] = []
        statements = self.read_before.statements
        for index, statement in enumerate(statements):
            year, rule = self._year(statement)
            if year is None or statement.scope == "国":
                continue
            if statement.mode == "open":
                statement = replace(statement, mode="target")
            base = next((s for s in statements[index + 1 : index + 3] if _is_stock_of(s, statement)), None)
            self.places.add((id(statement.passage), statement.span))
            found.append(self._target(statement, year, rule, base or self._stock(statement, index), len(found) + 1))
        return found

    def is_past(self, passage: Passage) -> bool:
        """Whether a heading says that a passage reports what has been done."""
        above = self.headed.get(id(passage))
        return above is not None and above.mode == "fact"

    def _year(self, statement: Statement) -> tuple[int | None, str]:
        """The year of a target and the rule that gave it; no year for what is no target."""
        if statement.mode in ("target", "current"):
            return statement.year, statement.rule
        if statement.mode != "open" or statement.value.value is None or self.is_past(statement.passage):
            return None, ""
        if self.plan_end and _OF_PLAN.search(_sentence_to(statement)):
            return self.plan_end, "year_of_plan"
        above = self.headed.get(id(statement.passage))
        if above:
            return above.year, "year_of_heading" if above.is_said else "year_above"
        equal = self.dated.get(_stated(statement))
        if equal is not None:
            return equal, "year_of_equal_target"
        years = {target.values["target_year"] for target in self.read_before.targets} - {None}
        if statement.passage.is_goal and len(years) == 1 and indicator_name.indicator(statement.name):
            return years.pop(), "year_of_the_table"
        return None, ""

    def _stock(self, statement: Statement, index: int) -> Statement | None:
        """What the same passage states as the stock of a needed quantity (全市托位数量为…)."""
        if "需要" not in statement.words:
            return None
        after = self.read_before.statements[index + 1 :]
        return next(
            (
                s
                for s in after
                if s.passage is statement.passage
                and s.mode == "fact"
                and indicator_name.subject(s.name) == indicator_name.subject(statement.name)
            ),
            None,
        )

    def _target(self, statement: Statement, year: int, rule: str, stock: Statement | None, number: int) -> Target:
        passage, value = statement.passage, statement.value
        line, begin = passage.place(statement.span.start)
        first = None
        header = None
        for doubt in statement.doubts:
            place = (passage.table, passage.row, header, line)
            first = first or self.findings.add(Finding(doubt.type, doubt.raw, doubt.detail, *place))
        if rule in _DERIVED:
            place = (passage.table, passage.row, header, line)
            derived = Finding("target_year_derived", statement.words, Detail(_DERIVED[rule], year=year), *place)
            first = first or self.findings.add(derived)
        base = value.baseline or (stock.value if stock else None)
        base_year = statement.base_year or (stock and (stock.year or self._year_of_stock(stock.value)))
        certainty = Certainty.CERTAIN if first is None else Certainty.DOUBTFUL
        values = _row(
            f"{self.document_id[:12]}-p{number}", self.document_id,
            "prose" if passage.table is None else "goal",
            statement.name, value, base,
            table_no=passage.table,
            row_no=passage.row,
            column_no=passage.column,
            line=line,
            seq=None,
            region_id=_region(statement.scope, self.metadata.region_id),
            target_year=year,
            target_raw=self._target_words(statement),
            baseline_year=base_year or None,
            baseline_raw=statement.base_said or (stock.said if stock else None),
            binding=None,
            department=None,
            words=statement.words,
            start=statement.span.start - begin,
            end=statement.span.end - begin,
            certainty=certainty.value,
            rule=rule,
        )  # fmt: skip
        return Target(values, first)

    @staticmethod
    def _target_words(statement: Statement) -> str:
        if statement.rule == "each_place":
            return clean(statement.words)
        return statement.said

    def _year_of_stock(self, value: IndicatorValue) -> int | None:
        """The year in which the document states the same quantity, where exactly one is named."""
        years = {
            s.year
            for s in self.read_before.statements
            if s.mode == "fact" and s.year and (s.value.value, s.value.unit) == (value.value, value.unit)
        }
        return years.pop() if len(years) == 1 else None


def _sentence_to(statement: Statement) -> str:
    """The words of a statement's sentence up to its end."""
    raw = statement.passage.raw
    begin = max(raw.rfind(mark, 0, statement.span.start) for mark in "。；;！!\n")
    return raw[begin + 1 : statement.span.end]


def _is_stock_of(fact: Statement, target: Statement) -> bool:
    """Whether a fact is the stock that stands beside a target in its sentence (现存量为4059张)."""
    near = fact.passage is target.passage and fact.rule == "stock" and fact.value.unit == target.value.unit
    between = target.passage.raw[target.span.end : fact.span.start]
    return near and len(between) < 12 and not re.search("[。；;]", between)


def _region(scope: str, region_id: str | None) -> str | None:
    """The region that 全省, 全市, … names: the document's own, or the one above it that is called so."""
    if region_id is None or not scope:
        return region_id
    line = region.lineage(region_id)
    return next((place.region_id for place in line if place.name.endswith(scope)), region_id)


def _stated(statement: Statement) -> tuple[str, Decimal | None, Decimal | None]:
    return indicator_name.subject(statement.name), _exact(statement.value.value), _exact(statement.value.high)


def _what(values: dict[str, Any]) -> tuple[str, Decimal | None, Decimal | None]:
    return indicator_name.subject(values["indicator"]), values["target_value"], values["target_high"]


# --- both --------------------------------------------------------------------------------------------------------


def _row(
    target_id: str, document_id: str, where: str, name: str, value: IndicatorValue | None, base: IndicatorValue | None,
    **rest: Any,  # noqa: ANN401
) -> dict[str, Any]:  # fmt: skip
    known = indicator_name.indicator(name)
    place = region.lineage(rest["region_id"])[0] if rest["region_id"] else None
    return {
        "target_id": target_id,
        "document_id": document_id,
        "where": where,
        "indicator": name,
        "indicator_id": known.indicator_id if known else None,
        "region_name": place.name if place else None,
        "comparator": value.comparator if value else "",
        "target_value": _exact(value.value) if value else None,
        "target_high": _exact(value.high) if value else None,
        "qualifier": (value.qualifier.value if value else "exact"),
        "unit": (value.unit if value else "") or None,
        "baseline_value": _exact(base.value) if base else None,
        "repeats": None,
        **rest,
    }


def _exact(value: Decimal | None) -> Decimal | None:
    return value.quantize(_QUANTUM) if value is not None else None


def _mark_repeats(targets: list[Target]) -> None:
    """Name in each target that says again what one before it says of the same thing, region and year, that one."""
    first: dict[tuple[Any, ...], str] = {}
    for target in targets:
        values = target.values
        subject = indicator_name.subject(values["indicator"])
        same = (subject, values["region_id"], values["target_year"], values["target_value"], values["target_high"])
        if same in first:
            values["repeats"] = first[same]
        first.setdefault(same, values["target_id"])
