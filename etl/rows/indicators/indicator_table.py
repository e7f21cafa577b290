"""Indicator tables -> targets: every row is one for each column of values to come, in words where it has no figure.

The buffer has a row for each target, so a row of the table stands in it once for each of its target columns.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from etl.contract import reference
from etl.contract.detail import Detail
from etl.contract.findings import Finding
from etl.contract.values import Certainty
from etl.parse.words import key
from etl.rows import row_checks
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns, flat_cells
from etl.rows.evidence import evidence_rows
from etl.rows.fields.field import inside
from etl.rows.indicators import fields
from etl.rows.indicators.named import keep_named
from etl.rows.indicators.other_columns import read_others
from etl.rows.indicators.regions import region_of_row, tell_unknown
from etl.rows.indicators.target import ReadTargets, Target, target_values
from etl.rows.indicators.value_columns import Columns, Dated, ValueColumn, value_columns
from etl.tables import header_checks
from etl.tables.table import SourceTable, TableRow


class _Reading(NamedTuple):
    """A row as it is read for one target column.

    `source`: the column that the words are taken from. `is_lost`: in which of the two the only value stood is not
    certain.
    """

    row: TableRow
    goal: ValueColumn
    source: ValueColumn
    words: str
    base_words: str
    is_lost: bool


def read_table(context: Context, spoken: Dated, into: ReadTargets) -> None:
    """Add one target per row and target column, and the points of the other columns.

    A row without its indicator's name is a finding. `spoken`: when the table speaks.
    """
    table, findings = context.table, context.findings
    header_checks.check_columns(table, context.table_no, (), findings)
    columns = value_columns(table, spoken)
    tell_unknown(context)
    if columns.goals:
        _read_targets(context, columns, into)
    elif not columns.others:
        no_goals = Detail("no_column_of_targets")
        findings.add(Finding("target_missing", "", no_goals, context.table_no, line=table.line))
        return
    may_have_lost = _one_cell_per_line(table, [row for row in table.rows if row.row_no])
    read_others(context, columns, into, may_have_lost=may_have_lost)


def _read_targets(context: Context, columns: Columns, into: ReadTargets) -> None:
    table, findings = context.table, context.findings
    baseline, goals = columns.baseline, columns.goals
    for goal in goals:
        if not goal.is_told:
            place = (context.table_no, None, goal.header, table.line)
            findings.add(Finding("target_or_expected", "", None, *place))
    if any(goal.year is None for goal in goals):
        place = (context.table_no, None, goals[0].header, table.line)
        findings.add(Finding("target_year_not_stated", "", None, *place))
    readings = _readings(table, baseline, goals)
    rows = [reading.row for reading in readings]
    cells = flat_cells(rows)
    buffer = Buffer(context, by_columns(rows, len(table.columns)), fields.TYPES)
    row_checks.check_cells(buffer, {}, fields.RIVALLED, named_by="indicator")
    keep_named(buffer, rows)
    readings = [readings[at] for at in buffer.places]
    _derive(buffer, readings, baseline)
    _doubt_rivals(buffer, readings, baseline)
    _doubt_expected(buffer, readings, baseline)
    buffer.read(*fields.FIELDS)
    evidence = buffer.evidence()
    buffer.doubt_unsure(evidence)
    found = _keep_findings(buffer)
    ids = _ids(context, readings, goals)
    into.evidence += evidence_rows(evidence, pl.Series(ids, dtype=pl.String), cells.of(buffer.places), table.columns)
    for at, (reading, target_id) in enumerate(zip(readings, ids, strict=True)):
        value, base = buffer.values["target"][at], buffer.values["baseline"][at]
        own_base = value is not None and value.baseline is not None
        into.targets.append(
            Target(
                _values(buffer, at, reading, baseline) | {"target_id": target_id},
                value,
                base,
                found.get(buffer.places[at], []),
                _place_of_base(buffer, at, reading, baseline),
                tells_base=own_base or reading.row is not (readings[at + 1].row if at + 1 < len(readings) else None),
                is_doubtful=bool(buffer.doubtful[at] & fields.VALUES - fields.OF_BASE),
            )
        )


def _place_of_base(buffer: Buffer, at: int, reading: _Reading, baseline: ValueColumn | None) -> dict[str, Any] | None:
    """Where the base stands: in the target's cell (由3个提高到4.5个), else in its own; None where there is none."""
    target, value = buffer.values["target"][at], buffer.values["baseline"][at]
    is_in_target = target is not None and target.baseline is not None
    column, words = (reading.source, reading.words) if is_in_target else (baseline, reading.base_words)
    if column is None or not words.strip():
        return None
    span = value.span if value else inside(words)
    certainty = Certainty.DOUBTFUL if buffer.doubtful[at] & fields.OF_BASE else Certainty.CERTAIN
    place = {"column_no": column.index + 1, "words": words, "start": span.start, "end": span.end}
    return place | {"certainty": certainty.value}


def _doubt_expected(buffer: Buffer, readings: list[_Reading], baseline: ValueColumn | None) -> None:
    """What is expected of a year (2025年预计) may be what the year came to, where no target stands beside it."""
    for at, reading in enumerate(readings):
        if baseline and not baseline.is_told:
            buffer.doubtful[at].add("baseline_value")
        if not reading.goal.is_told:
            buffer.doubtful[at].add("target_value")


def _doubt_rivals(buffer: Buffer, readings: list[_Reading], baseline: ValueColumn | None) -> None:
    """A value is doubtful where another column could state it too, and says something else."""
    for index, column in enumerate(buffer.context.table.columns):
        for at, reading in enumerate(readings) if column.rival else ():
            told = {reading.source.meaning: (reading.words, "target_value")}
            if baseline and baseline.meaning not in told:
                told[baseline.meaning] = (reading.base_words, "baseline_value")
            words, target = told.get(column.rival or "", ("", ""))
            other = buffer.column(index)[at]
            if target and other.strip() and key(other) != key(words):
                buffer.doubtful[at].add(target)


# --- rows --------------------------------------------------------------------------------------------------------


def _readings(table: SourceTable, baseline: ValueColumn | None, goals: list[ValueColumn]) -> list[_Reading]:
    """Each row speaks of the target columns that say something, of the last one where none does."""
    data = [row for row in table.rows if row.kind == "data"]
    has_lost_empty_cells = _one_cell_per_line(table, data)
    return [
        _reading(row, goal, baseline, may_be_lost=has_lost_empty_cells or row.misfit)
        for row in data
        for goal in _goals_of(row, goals)
    ]


def _goals_of(row: TableRow, goals: list[ValueColumn]) -> list[ValueColumn]:
    """The target columns of a row: 15 | — states one for the first year only."""
    nothing = reference.nothing_words("nothing")
    return [goal for goal in goals if key(row.cells[goal.index]) not in nothing] or goals[-1:]


def _reading(row: TableRow, goal: ValueColumn, baseline: ValueColumn | None, *, may_be_lost: bool) -> _Reading:
    """The words of a target and its baseline; where one cell of the two was lost, the words left are the target."""
    words = row.cells[goal.index]
    if baseline is None:
        return _Reading(row, goal, goal, words, "", is_lost=False)
    base_words = row.cells[baseline.index]
    is_lost = may_be_lost and bool(words.strip()) != bool(base_words.strip())
    if is_lost and not words.strip():
        return _Reading(row, goal, baseline, base_words, "", is_lost)
    return _Reading(row, goal, goal, words, base_words, is_lost)


def _one_cell_per_line(table: SourceTable, rows: list[TableRow]) -> bool:
    """Whether the table was text with one cell per line, where an empty cell leaves no trace."""
    if table.where or len(rows) < 2:
        return False
    lines = [after.line - row.line for row, after in pairwise(rows)]
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:-1]]
    one_each = sum(step >= cells for step, cells in zip(lines, filled, strict=True))
    return one_each * 10 >= len(lines) * 9


def _derive(buffer: Buffer, readings: list[_Reading], baseline: ValueColumn | None) -> None:
    """Let the fields of a target be read from the columns that it stands in."""
    deadlines = buffer.cells("deadline")
    derived = {
        fields.WORDS: [reading.words for reading in readings],
        fields.COLUMN: [reading.source.meaning for reading in readings],
        fields.LOST: [fields.LOST if reading.is_lost else "" for reading in readings],
        fields.BASE_WORDS: [reading.base_words for reading in readings],
        fields.BASE_COLUMN: [baseline.meaning if baseline else ""] * len(readings),
        fields.HEADER_UNIT: [reading.goal.unit for reading in readings],
        fields.DEADLINE: [
            "" if reading.goal.is_dated else deadline for reading, deadline in zip(readings, deadlines, strict=True)
        ],
        fields.PLAN_YEAR: [str(reading.goal.year or "") for reading in readings],
    }
    for name, words in derived.items():
        buffer.derive(name, pl.Series(words, dtype=pl.String))


# --- targets -----------------------------------------------------------------------------------------------------


def _keep_findings(buffer: Buffer) -> dict[int, list[Finding]]:
    """Keep what was found; gives it by the place of the reading."""
    found: dict[int, list[Finding]] = {}
    for place, finding in buffer.findings():
        found.setdefault(place, []).append(buffer.context.findings.add(finding))
    return found


def _ids(context: Context, readings: list[_Reading], goals: list[ValueColumn]) -> list[str]:
    """Ids of the targets; those of the last column are named by their row alone."""
    before = f"{context.document_id[:12]}-t{context.table_no}-"
    return [f"{before}{one.row.row_no}{'' if one.goal is goals[-1] else f'-{one.goal.year}'}" for one in readings]


def _values(buffer: Buffer, at: int, reading: _Reading, baseline: ValueColumn | None) -> dict[str, Any]:
    context, read = buffer.context, buffer.values
    value = read["target"][at]
    is_doubtful = bool(buffer.doubtful[at] & fields.VALUES)
    has_baseline = bool(read["baseline_raw"][at] or reading.base_words)
    return target_values(
        read["indicator"][at],
        value,
        read["baseline"][at],
        region_of_row(context, reading.row),
        document_id=context.document_id,
        where="table",
        table_no=context.table_no,
        row_no=reading.row.row_no,
        column_no=reading.source.index + 1,
        line=reading.row.line,
        seq=read["seq"][at],
        target_year=read["deadline"][at] or reading.goal.year,
        target_raw=read["target_raw"][at],
        baseline_year=(read["baseline_year"][at] or (baseline.year if baseline else None)) if has_baseline else None,
        baseline_raw=read["baseline_raw"][at],
        binding=read["binding"][at],
        department=read["department"][at],
        words=reading.words,
        start=value.span.start if value else 0,
        end=value.span.end if value else 0,
        certainty=(Certainty.DOUBTFUL if is_doubtful else Certainty.CERTAIN).value,
        rule="row" if reading.source is reading.goal else "only_value",
    )
