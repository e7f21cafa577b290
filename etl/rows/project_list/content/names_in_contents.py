"""Names that stand in one column with the contents (项目名称及建设规模): the cell is both, its beginning the name."""

from __future__ import annotations

import polars as pl

from etl.contract.values import Span
from etl.parse.name_and_contents import end_of_name
from etl.rows.buffer import Buffer


def take_names(reading: Buffer) -> None:
    """Let the names be read from the beginnings of such cells; numbers of a name are none of the contents."""
    index = reading.place("name")
    also = reading.context.table.columns[index].also if index is not None else None
    if index is None or also is None:
        return
    cells = reading.column(index)
    ends = [end_of_name(cell) for cell in cells]
    reading.derive("name", pl.Series([cell[:end] for cell, end in zip(cells, ends, strict=True)], dtype=pl.String))


def know_names(reading: Buffer) -> None:
    """Set the beginnings of such cells aside, once the rows that have no name are gone."""
    index = reading.place("name")
    also = reading.context.table.columns[index].also if index is not None else None
    if index is None or also is None:
        return
    for at, (cell, name) in enumerate(zip(reading.column(index), reading.cells("name"), strict=True)):
        if len(name) < len(cell):
            reading.know(at, also, Span(0, len(name)))
