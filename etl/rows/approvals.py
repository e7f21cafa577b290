"""Columns of approvals in lists and progress sheets -> rows of `Approvals`: one for each step that a cell speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from etl.contract.values import Certainty, Doubt, Span
from etl.headers import approvals
from etl.parse.approval import Approval, clauses, parse_approval, parse_clause
from etl.rows.beside import stated_cells
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside
from etl.tables.table import SourceTable, TableRow


class _Said(NamedTuple):
    """What words in a cell say of steps."""

    steps: Sequence[str]
    approval: Approval
    span: Span


def read_approvals(
    context: Context, rows: Sequence[TableRow], ids: Sequence[str], known_on: date | None
) -> list[dict[str, Any]]:
    """Rows of `schemas.Approvals` for the reports `ids` of `rows`. `known_on`: what is dated later is a plan."""
    columns = _columns(context.table)
    if not columns:
        return []
    buffer = Buffer(context, by_columns(rows, len(context.table.columns)), {})
    buffer.read(*(_field(column, known_on) for column in columns))
    for _, finding in buffer.findings():
        context.findings.add(finding)
    return [
        {"report_id": ids[at], **row}
        for at, own in stated_cells(buffer, rows)
        for cell in own
        for said in buffer.values[cell["field"]][at]
        for row in _rows(cell, said)
    ]


def _columns(table: SourceTable) -> list[str]:
    is_one = (approvals.PREFIX, approvals.IN_WORDS)
    return [field for field in table.fields if field and field.startswith(is_one)]


def _field(column: str, known_on: date | None) -> Field:
    read = _read_prose if column == approvals.IN_WORDS else _read_cell
    return Field(Step.APPROVALS, (column,), partial(read, column=column, known_on=known_on), (column,))


def _read_cell(cells: Cells, _: Known, *, column: str, known_on: date | None) -> Answer:
    """A cell of a column of one step, or of several that go together."""
    raw = cells[0]
    if not raw.strip():
        return Answer(((),))
    steps, aspect = approvals.steps_of(column)
    found, doubts = parse_approval(raw, aspect, known_on)
    said = [(column, doubt) for doubt in doubts]
    if found is None:
        return Answer(((),), None, said, is_doubtful=bool(said))
    read = Read(column, inside(raw), found.state, certainty=found.certainty)
    return Answer(((_Said(steps, found, inside(raw)),),), read, said)


def _read_prose(cells: Cells, _: Known, *, column: str, known_on: date | None) -> Answer:
    """A cell that speaks of several steps, clause by clause; words that name none are a doubt."""
    raw = cells[0]
    found = []
    for span in clauses(raw):
        words = raw[span.start : span.end]
        steps = approvals.steps_in(words)
        if steps:
            approval = parse_clause(words, known_on)
            found.append(_Said(steps, approval, span))
    if found or not raw.strip():
        return Answer((tuple(found),), Read(column, inside(raw), None) if found else None)
    return Answer(((),), None, [(column, Doubt("unread_approval", raw))])


def _rows(cell: dict[str, Any], said: _Said) -> Iterator[dict[str, Any]]:
    """A row for each step, without the report."""
    approval = said.approval
    told = (approval.state, approval.day, approval.document_number)
    is_doubtful = cell["certainty"] == "doubtful" or not any(told)
    for step in said.steps:
        yield {
            **{name: cell[name] for name in ("column_no", "header", "raw", "qualifier")},
            "start": said.span.start,
            "end": said.span.end,
            "certainty": Certainty.DOUBTFUL.value if is_doubtful else Certainty.CERTAIN.value,
            "step": step,
            "state": approval.state,
            "date": approval.day,
            "precision": approval.precision,
            "document_number": approval.document_number,
        }
