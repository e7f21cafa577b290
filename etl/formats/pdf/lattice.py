"""The lattice of a ruled table: the heights and the distances from the left of its rules, and the cells between."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from pdfplumber.table import Table

from etl.formats.pdf.edges import NEAR, positions, uprights
from etl.formats.pdf.words_of_page import Box, Char


class Span(NamedTuple):
    """The rows and columns that a cell takes, the ends not included."""

    row: int
    column: int
    row_end: int
    column_end: int


class Lattice:
    """All rules of a table (`xs`, `ys`), the places of its cells (`spans`), and which cell lies where."""

    def __init__(self, table: Table) -> None:
        """The rules and cells of a table that was found."""
        self.xs = uprights(table)
        self.ys = positions([y for cell in table.cells for y in (cell[1], cell[3])])
        self.spans = [self._span(box) for box in table.cells]
        self._owner = {
            (row, column): number
            for number, span in enumerate(self.spans)
            for row in range(span.row, span.row_end)
            for column in range(span.column, span.column_end)
        }

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell in which a place lies; None outside of all."""
        return self._owner.get(self._slot(x, y))

    def cell_of(self, char: Char) -> int | None:
        """The number of the cell in which the middle of a character lies."""
        return self.cell_at((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)

    def _span(self, box: Box) -> Span:
        left, top, right, bottom = (at + NEAR for at in box)
        return Span(*self._slot(left, top), *self._slot(right, bottom))

    def _slot(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a place."""
        return bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
