"""Rows of a table as they are read, by one process or another: columns of cells, and what few rows have beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import polars as pl

from etl.contract.frames import lists_of_words
from etl.tables.table import TableRow

AT = "at"
"""Column of what was found in rows: the index of the row that it belongs to."""


@dataclass(slots=True)
class Rows:
    """Rows of one table: the cells of each column, the number and the line of each row.

    `odd`: the rows of which more is to be known than as many cells as there are columns, by their place.
    """

    cells: list[pl.Series]
    numbers: list[int | None]
    lines: list[int]
    odd: dict[int, TableRow]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.numbers)

    def __getitem__(self, part: slice) -> Rows:
        """Some rows, one after another."""
        start, stop, _ = part.indices(len(self))
        odd = {at - start: row for at, row in self.odd.items() if start <= at < stop}
        cells = [column.slice(start, stop - start) for column in self.cells]
        return Rows(cells, self.numbers[part], self.lines[part], odd)

    def only(self, wanted: list[int]) -> Rows:
        """The rows at these places, in order."""
        odd = {new: self.odd[at] for new, at in enumerate(wanted) if at in self.odd}
        cells = [column.gather(wanted) for column in self.cells]
        return Rows(cells, [self.numbers[at] for at in wanted], [self.lines[at] for at in wanted], odd)

    def words(self, at: int) -> list[str]:
        """The cells of one row, as they are in the document."""
        return self.odd[at].cells if at in self.odd else [column[at] for column in self.cells]


def by_columns(rows: Sequence[TableRow], width: int) -> Rows:
    """Rows of a table of so many columns. A row that is short has empty cells at its end."""
    odd = {at: row for at, row in enumerate(rows) if _is_odd(row, width)}
    cells = [_of_width(row.cells, width) for row in rows]
    columns = [pl.Series([row[index] for row in cells], dtype=pl.String) for index in range(width)]
    return Rows(columns, [row.row_no for row in rows], [row.line for row in rows], odd)


def _is_odd(row: TableRow, width: int) -> bool:
    special = row.strays or row.joined or row.is_joined or row.shared or row.repeats or row.doubts
    return len(row.cells) != width or bool(special)


def _of_width(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) == width else (cells + [""] * width)[:width]


@dataclass(frozen=True, slots=True)
class FlatCells:
    """The cells of rows one after another, those left over behind their row's; and where each row begins."""

    cells: pl.Series
    starts: pl.Series

    def of(self, places: list[int]) -> FlatCells:
        """Some of the rows."""
        return self if len(places) == len(self.starts) else FlatCells(self.cells, self.starts.gather(places))

    def lists(self) -> pl.Series:
        """The cells of each row as a list; all rows must be there."""
        ends = [*self.starts, len(self.cells)]
        return lists_of_words(self.cells, [end - start for start, end in pairwise(ends)])


def flat_cells(rows: Sequence[TableRow]) -> FlatCells:
    """All cells of rows at once, which is a fifth of the work of making a series of each."""
    odd = any(row.strays for row in rows)
    each = [[*row.cells, *row.strays] for row in rows] if odd else [row.cells for row in rows]
    starts = list(accumulate(map(len, each), initial=0))[: len(rows)]
    flat = pl.Series(list(chain.from_iterable(each)), dtype=pl.String)
    return FlatCells(flat, pl.Series(starts, dtype=pl.UInt32))
