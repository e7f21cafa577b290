"""What was reached and the stated progress in an indicator table -> points. They are never a base or a target."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from etl.contract.findings import Finding
from etl.contract.values import Certainty, Doubt
from etl.parse.plans.indicator import IndicatorValue
from etl.parse.words import clean
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns, flat_cells
from etl.rows.evidence import evidence_rows
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step
from etl.rows.indicators import fields
from etl.rows.indicators.named import keep_named
from etl.rows.indicators.points import point_values
from etl.rows.indicators.regions import region_of_row
from etl.rows.indicators.target import ReadTargets, exact, of_indicator
from etl.rows.indicators.value_columns import Columns, ValueColumn
from etl.tables.table import TableRow

_READ_WITH = (fields.WORDS, fields.COLUMN, fields.LOST, "point:unit", "point:name", fields.HEADER_UNIT)
"""What a point is read from; the cells of unit and indicator are left out for progress."""


class _Cell(NamedTuple):
    """A filled cell of such a column. `is_lost`: it is not certain that it is the column's."""

    row: TableRow
    column: ValueColumn
    is_lost: bool


def read_others(context: Context, columns: Columns, into: ReadTargets, *, may_have_lost: bool) -> None:
    """Add the points of a table's columns that are no targets. `may_have_lost`: an empty cell leaves no trace in it."""
    table = context.table
    found = _cells(context, columns, may_have_lost=may_have_lost)
    if not found:
        return
    _tell_columns(context, columns.others)
    rows = [cell.row for cell in found]
    cells = flat_cells(rows)
    buffer = Buffer(context, by_columns(rows, len(table.columns)), fields.TYPES)
    keep_named(buffer, rows)
    found = [found[at] for at in buffer.places]
    _derive(buffer, found)
    buffer.read(_POINT, fields.NAME)
    evidence = buffer.evidence()
    buffer.doubt_unsure(evidence)
    for _, finding in buffer.findings():
        context.findings.add(finding)
    before = f"{context.document_id[:12]}-i{context.table_no}-"
    ids = [f"{before}{cell.row.row_no}-{cell.column.index + 1}" for cell in found]
    into.evidence += evidence_rows(evidence, pl.Series(ids, dtype=pl.String), cells.of(buffer.places), table.columns)
    targets = {target.values["row_no"]: target.values["target_id"] for target in into.targets_of(context.table_no)}
    for at, (cell, point_id) in enumerate(zip(found, ids, strict=True)):
        if buffer.values["value"][at] is not None:
            own = {"point_id": point_id, "target_id": targets.get(cell.row.row_no)}
            into.points.append(own | _values(buffer, at, cell))


def _cells(context: Context, columns: Columns, *, may_have_lost: bool) -> list[_Cell]:
    """The filled cells, row by row. Where one of the cells of values was lost, each may be that of another column."""
    told = [column.index for column in (*columns.goals, *columns.others)]
    told += [columns.baseline.index] if columns.baseline else []
    found = []
    for row in context.table.rows:
        if row.row_no is None:
            continue
        has_empty = any(not row.cells[index].strip() for index in told)
        is_lost = has_empty and (may_have_lost or row.misfit)
        found += [_Cell(row, column, is_lost) for column in columns.others if row.cells[column.index].strip()]
    return found


def _tell_columns(context: Context, columns: list[ValueColumn]) -> None:
    """Say of a column that its words leave open what it is, or of which year."""
    for column in columns:
        place = (context.table_no, None, column.header, context.table.line)
        if not column.is_told:
            context.findings.add(Finding("actual_or_target", "", None, *place))
        elif column.year is None and column.kind == "actual":
            context.findings.add(Finding("actual_year_not_stated", "", None, *place))


def _is_unsure(column: ValueColumn) -> bool:
    return not column.is_told or (column.year is None and column.kind == "actual")


def _derive(buffer: Buffer, found: list[_Cell]) -> None:
    """Let each point be read from its own cell; progress is in per cent, whatever its indicator is in."""
    units, names = buffer.cells("unit"), buffer.cells("indicator")
    read = [_read_with(cell, unit, name) for cell, unit, name in zip(found, units, names, strict=True)]
    for place, name in enumerate(_READ_WITH):
        buffer.derive(name, pl.Series([words[place] for words in read], dtype=pl.String))


def _read_with(cell: _Cell, unit: str, name: str) -> tuple[str, ...]:
    """What a point is read from, by `_READ_WITH`."""
    column = cell.column
    lost = fields.LOST if cell.is_lost or _is_unsure(column) else ""
    beside = ("", "", "%") if column.kind == "progress" else (unit, name, column.unit)
    return (cell.row.cells[column.index], column.meaning, lost, *beside)


def read_point(cells: Cells, _: Known) -> Answer:
    """The value of a cell, in words where it states no figure; None where it says that there is nothing."""
    raw, column, lost, *beside = cells
    value, doubts = fields.parsed(raw, *beside)
    found: list[tuple[str, Doubt]] = [(column, doubt) for doubt in doubts]
    if value is None:
        return Answer((None,), None, found)
    certainty = Certainty.DOUBTFUL if lost else value.certainty
    stated = exact(value.value) if value.value is not None else clean(raw)
    read = Read(column, value.span, stated, value.qualifier, certainty)
    return Answer((value,), read, found, is_doubtful=bool(found))


_POINT = Field(Step.INDICATOR, _READ_WITH, read_point, ("value",))


def _values(buffer: Buffer, at: int, cell: _Cell) -> dict[str, Any]:
    context, column = buffer.context, cell.column
    value: IndicatorValue = buffer.values["value"][at]
    words = cell.row.cells[column.index]
    certainty = Certainty.DOUBTFUL if "value" in buffer.doubtful[at] else Certainty.CERTAIN
    return point_values(
        column.kind,
        value,
        **of_indicator(buffer.values["indicator"][at], region_of_row(context, cell.row)),
        document_id=context.document_id,
        where="table",
        table_no=context.table_no,
        row_no=cell.row.row_no,
        column_no=column.index + 1,
        line=cell.row.line,
        year=column.year,
        raw=clean(words),
        words=words,
        start=value.span.start,
        end=value.span.end,
        certainty=certainty.value,
    )
