"""Tables of tasks -> duties: every row with a task or a measure is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from etl.contract import schemas
from etl.contract.detail import Detail
from etl.contract.frames import types
from etl.contract.values import Doubt
from etl.parse.plans.duty import parse_deadline, state_of
from etl.parse.words import clean
from etl.rows import row_checks
from etl.rows.buffer import Buffer, Context
from etl.rows.columns_of_rows import by_columns, flat_cells
from etl.rows.duties.duty import ReadDuties, duty_values
from etl.rows.evidence import evidence_rows
from etl.rows.fields import texts
from etl.rows.fields.field import Answer, Cells, Field, Known, Read, Step, inside
from etl.tables import header_checks
from etl.tables.table import TableRow

_TYPES = types(schemas.Duties)
_WORDS = ("task", "measure", "goal", "lead", "department", "supporting", "leader", "remark")
_RIVALLED = {**{name: name for name in _WORDS}, "deadline": "deadline", "state": "state"}
_YEAR_OF_TABLE = "duty:year"
"""The year that holds for a deadline without one, "" where none is known."""
_TITLED = "title:"
"""Stands before a year that the title names, and not the date of the document."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_SHORTEST = 2


def read_deadline(cells: Cells, known: Known) -> Answer:
    """The deadline in words, its last day, and how exactly that is stated."""
    raw, year = cells
    is_titled = year.startswith(_TITLED)
    number = int(year.removeprefix(_TITLED)) if year else None
    found, doubts = parse_deadline(raw, known.document_date, number, is_titled=is_titled)
    if found is None:
        return Answer((None, None, None))
    read = Read("deadline", inside(raw), found.day or found.words, certainty=found.certainty)
    return Answer((found.words, found.day, found.precision), read, [("deadline", doubt) for doubt in doubts])


def read_state(cells: Cells, _: Known) -> Answer:
    """The state in words, and what they say where they say one thing."""
    (raw,) = cells
    said = clean(raw) or None
    return Answer((said, state_of(raw)), Read("state", inside(raw), said) if said else None)


_FIELDS: tuple[Field, ...] = (
    texts.SERIAL,
    *(texts.text(name, name) for name in _WORDS),
    Field(Step.PERIOD, ("deadline", _YEAR_OF_TABLE), read_deadline, ("deadline_raw", "deadline", "deadline_precision")),
    Field(Step.STATUS, ("state",), read_state, ("state_raw", "state")),
)


def read_table(context: Context, into: ReadDuties) -> None:
    """Add one duty per row; a row that says neither task nor measure is a finding."""
    table = context.table
    header_checks.check_columns(table, context.table_no, (), context.findings)
    rows = [row for row in table.rows if row.kind == "data"]
    cells = flat_cells(rows)
    buffer = Buffer(context, by_columns(rows, len(table.columns)), _TYPES)
    row_checks.check_cells(buffer, {}, _RIVALLED, named_by="task")
    _keep_told(buffer, rows)
    buffer.derive(_YEAR_OF_TABLE, pl.repeat(_year_of(context), len(buffer), dtype=pl.String, eager=True))
    buffer.read(*_FIELDS)
    evidence = buffer.evidence()
    buffer.doubt_unsure(evidence)
    for _, finding in buffer.findings():
        context.findings.add(finding)
    kept = [rows[at] for at in buffer.places]
    ids = [f"{context.document_id[:12]}-d{context.table_no}-{row.row_no}" for row in kept]
    into.evidence += evidence_rows(evidence, pl.Series(ids, dtype=pl.String), cells.of(buffer.places), table.columns)
    into.rows += [
        _values(buffer, at, row) | {"duty_id": duty_id} for at, (row, duty_id) in enumerate(zip(kept, ids, strict=True))
    ]


def _year_of(context: Context) -> str:
    """The one year that the words above the table name, else the title, else that of the document."""
    for words in (context.table.caption, context.title or ""):
        years = {match[1] for match in _YEAR.finditer(words)}
        if years:
            return _TITLED + years.pop() if len(years) == 1 else ""
    return str(context.document_date.year) if context.document_date else ""


def _keep_told(buffer: Buffer, rows: Sequence[TableRow]) -> None:
    """Rows that say neither what the task is nor what is to be done are left out from here on."""
    kept = []
    for at, told in enumerate(zip(buffer.cells("task"), buffer.cells("measure"), strict=True)):
        is_told = any(len(clean(words)) >= _SHORTEST for words in told)
        rows[at].kind = "duty" if is_told else "other"
        if is_told:
            kept.append(at)
        else:
            raw = " | ".join(buffer.rows.words(at))
            buffer.doubt(Step.NAMES, at, None, [Doubt("duty_without_task", raw, Detail("no_task"))])
    buffer.keep(kept)


def _values(buffer: Buffer, at: int, row: TableRow) -> dict[str, Any]:
    """The columns of a duty. Where a row states its measure only, that is the task."""
    context, read = buffer.context, buffer.values
    stated = {name: read[name][at] for name in ("seq", *_WORDS)}
    column = "task" if stated["task"] else "measure"
    if column == "measure":
        stated |= {"task": stated["measure"], "measure": None}
    place = context.table.index(column)
    words = row.cells[place] if place is not None else ""
    span = inside(words)
    told = {name: read[name][at] for name in ("deadline_raw", "deadline", "deadline_precision", "state_raw", "state")}
    return duty_values(
        context.region_id,
        is_doubtful=bool(buffer.doubtful[at]),
        document_id=context.document_id,
        where="table",
        table_no=context.table_no,
        row_no=row.row_no,
        line=row.line,
        words=words,
        start=span.start,
        end=span.end,
        **stated,
        **told,
    )
