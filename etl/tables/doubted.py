"""Doubts that a reader has about single cells, at the rows of the tables in which these cells came to stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from etl.contract import reference
from etl.contract.findings import Finding
from etl.contract.values import Doubt, DoubtedCell, LongCell, RawDocument, doubts_of
from etl.tables.table import SourceTable, TableRow


def unseen_words(cells: Sequence[str]) -> list[str]:
    """The words that a row without text has, but does not show."""
    return [doubt.raw for doubt in doubts_of(cells)]


def take_doubts(table: SourceTable, document: RawDocument) -> None:
    """Let the rows of a table hold the doubts of their cells, and the cells be plain text from here on."""
    if not document.doubted:
        return
    for row in table.rows:
        row.doubts |= {at: cell.doubts for at, cell in enumerate(row.cells) if isinstance(cell, DoubtedCell)}
        row.whole = {at: cell.whole for at, cell in enumerate(row.cells) if isinstance(cell, LongCell)}
        if row.doubts:
            row.cells = [str(cell) for cell in row.cells]


def warned_columns(row: TableRow) -> list[int]:
    """The columns of a row about whose cell its reader warns: what is read of it is doubtful."""
    if not row.doubts:
        return []
    severity = reference.finding_types()
    return [at for at, doubts in row.doubts.items() if any(severity[doubt.type].severity == "warn" for doubt in doubts)]


def warned_rows(table: SourceTable) -> Iterator[TableRow]:
    """The list rows of a table that have such cells."""
    return (row for row in table.rows if row.row_no is not None and warned_columns(row))


def cell_findings(tables: Sequence[SourceTable], document: RawDocument) -> Iterator[Finding]:
    """A finding at each of these cells, and one at each row that shows nothing of its words.

    Doubts of cells that no row of a table took, as those of a caption or a header, are said of the document.
    """
    said: set[Doubt] = set()
    for table_no, table in enumerate(tables, start=1):
        for row in table.rows:
            said.update(chain.from_iterable(row.doubts.values()))
            yield from _of_row(table, table_no, row)
    for doubt in doubts_of(document.doubted):
        if doubt not in said:
            yield Finding(doubt.type, doubt.raw, doubt.detail)


def _of_row(table: SourceTable, table_no: int, row: TableRow) -> Iterator[Finding]:
    if row.kind == "struck":
        yield Finding("struck_row", " | ".join(row.strays), None, table_no, line=row.line)
        return
    for at, doubts in row.doubts.items():
        yield from (_at_cell(doubt, table, table_no, row, at) for doubt in doubts)


def _at_cell(doubt: Doubt, table: SourceTable, table_no: int, row: TableRow, at: int) -> Finding:
    header = table.columns[at].header if at < len(table.columns) else None
    return Finding(doubt.type, doubt.raw, doubt.detail, table_no, row.row_no, header, row.line)
